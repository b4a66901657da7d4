"""The check of documents, seen to refuse what Twilio refuses."""

from __future__ import annotations

import pytest
from twilio.twiml.voice_response import Dial, Gather, Start, VoiceResponse

from bot.config_voice import TONGUES
from tests.handlers.voice.twiml import VALUES, children, faults

BYE = '<Say voice="Polly.Amy-Neural" language="en-GB">Goodbye</Say><Hangup/>'
GO = "<Redirect>/on</Redirect>"
MANY = ",".join("a" * 501)


def test_it_knows_what_the_library_knows() -> None:
    verbs = {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Redirect",
             "Hangup", "Reject", "Connect", "Start", "Stop", "Queue"}  # fmt: skip
    assert verbs <= set(children(VoiceResponse))
    assert set(children(Gather)) == {"Say", "Play", "Pause"}
    assert {"Number", "Queue", "Conference", "Sip", "Client"} <= set(children(Dial))
    assert "Recording" in children(Start)
    assert {"speechModel", "actionOnEmptyResult", "bargeIn"} <= children(VoiceResponse)[
        "Gather"
    ].attributes
    assert children(Dial)["Queue"].needed
    assert not children(VoiceResponse)["Pause"].text


@pytest.mark.parametrize(
    "inside",
    [
        BYE,
        GO,
        '<Gather action="/x" method="POST" language="sq-AL" input="dtmf speech"'
        ' speechTimeout="2" profanityFilter="false"/>' + GO,
        '<Record action="/x" maxLength="20" playBeep="true"/>' + GO,
        '<Enqueue action="/x" waitUrl="/y">a</Enqueue>',
        '<Dial action="/x"><Number url="/y">+38344123456</Number></Dial>',
        '<Say>Hello <emphasis level="strong">you</emphasis></Say>' + GO,
    ],
)
def test_what_is_right_is_taken(inside: str) -> None:
    assert faults(f"<Response>{inside}</Response>") == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<Shout>x</Shout>" + GO, "<Shout> in <Response>"),
        ("<Gather><Record/></Gather>" + GO, "<Record> in <Gather>"),
        ("<Gather><Gather/></Gather>" + GO, "<Gather> in <Gather>"),
        ("<Dial><Say>x</Say></Dial>" + GO, "<Say> in <Dial>"),
        ("<Say>x<Play>/y</Play></Say>" + GO, "<Play> in <Say>"),
        ('<Say tone="kind">x</Say>' + GO, "<Say tone>"),
        ('<Gather num_digits="1"/>' + GO, "<Gather num_digits>"),
        ('<Redirect url="/x">/x</Redirect>', "<Redirect url>"),
        ('<Gather language="ps-AF"/>' + GO, "<Gather language='ps-AF'>"),
        ('<Gather language="en"/>' + GO, "<Gather language='en'>"),
        ('<Say language="sq-AL">x</Say>' + GO, "<Say language='sq-AL'>"),
        ('<Say voice="Polly.Nobody">x</Say>' + GO, "<Say voice='Polly.Nobody'>"),
        ('<Gather timeout="soon"/>' + GO, "<Gather timeout='soon'>"),
        ('<Gather speechTimeout="auto"/>' + GO, "<Gather speechTimeout='auto'>"),
        ('<Gather input="speech"/>' + GO, "<Gather> stars words out"),
        ('<Gather input="speech" profanityFilter="true"/>' + GO, "<Gather> stars words out"),
        ('<Gather input="speech"/>' + GO, "<Gather> leaves the end of speech to Twilio"),
        ('<Gather hints="yes"/>' + GO, "<Gather hints> where keys alone count"),
        ('<Gather bargeIn="yes"/>' + GO, "<Gather bargeIn='yes'>"),
        ('<Gather input="voice"/>' + GO, "<Gather input='voice'>"),
        ('<Gather input="speech dtmf"/>' + GO, "<Gather> stars words out"),
        ('<Gather action="turn"/>' + GO, "<Gather action='turn'>"),
        ('<Gather method="PUT"/>' + GO, "<Gather method='PUT'>"),
        (f'<Gather hints="{"a" * 101}"/>' + GO, f"<Gather hints='{'a' * 101}'>"),
        (f'<Gather hints="{MANY}"/>' + GO, f"<Gather hints='{MANY}'>"),
        ('<Record recordingStatusCallbackEvent="done"/>' + GO,
         "<Record recordingStatusCallbackEvent='done'>"),
        ("<Say></Say>" + GO, "<Say> is empty"),
        ("<Redirect></Redirect>", "<Redirect> is empty"),
        ("<Redirect>turn</Redirect>", "<Redirect> leads nowhere"),
        ("<Pause>x</Pause>" + GO, "words in <Pause>"),
        ("<Pause/>x" + GO, "words behind an element in <Response>"),
        (f"<Say>{'a' * 4097}</Say>" + GO, "<Say> is too long"),
        (f'<Enqueue action="/x">{"a" * 65}</Enqueue>', "the name of <Enqueue> is too long"),
        ("", "the document is empty"),
        ("<Say>x</Say>", "ends in <Say>"),
        ('<Gather action="/x"/>', "ends in <Gather>"),
        ('<Record action="/x"/>', "ends in <Record>"),
        ("<Enqueue>a</Enqueue>", "ends in <Enqueue>"),
        ("<Dial>+38344123456</Dial>", "ends in <Dial>"),
        ("<Hangup/>", "hangs up without a word"),
        ("<Leave/>", "leaves a queue that nobody is in"),
        (GO + BYE, "goes on behind <Redirect>"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(inside: str, fault: str) -> None:
    assert fault in faults(f"<Response>{inside}</Response>")


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Response>", "no XML"),
        ("<Answer/>", "the root is no plain <Response>"),
        (f"<Response><Say>{'a' * 64_000}</Say></Response>", "the document is too large"),
    ],
)
def test_what_is_no_document_is_found(document: str, fault: str) -> None:
    assert faults(document)[0].startswith(fault)


def test_a_queue_takes_less() -> None:
    assert faults("<Response><Leave/></Response>", waiting=True) == []
    record = '<Response><Record action="/x"/><Redirect>/y</Redirect></Response>'
    assert faults(record, waiting=True) == ["<Record> is nothing for a queue"]


@pytest.mark.parametrize("language", TONGUES)
def test_our_voices_and_recognisers_are_twilios(language: str) -> None:
    tongue = TONGUES[language]
    assert tongue.say is None or (
        tongue.say in VALUES["voices"] and tongue.locale in VALUES["say"]
    )
    assert tongue.hear is None or tongue.hear in VALUES["hear"]

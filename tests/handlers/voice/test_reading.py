"""What Twilio says of a call, in our words."""

from __future__ import annotations

import pytest

from bot.telephony import CallReport, Purpose
from handlers.twilio.fields import Fields
from handlers.voice.reading import (
    MOST_HEARD,
    Line,
    Recorded,
    keys,
    line_of,
    lost,
    number_of,
    recorded,
    report_of,
    speech,
    state,
)
from tests.handlers.voice.site import CALL, OURS, PERSON, RECORDING_URL


def fields(**said: str) -> Fields:
    """A form."""
    return Fields({"CallSid": CALL} | said)


@pytest.mark.parametrize(
    "given",
    ["anonymous", "+266696687", "+7378742833", "+2562533", "+8656696", "restricted", "unknown",
     "", "client:amina", "sip:amina@example.org", "112", "+383", "Unavailable", "038123456"],
)  # fmt: skip
def test_a_withheld_number_is_none(given: str) -> None:
    assert number_of(given) is None
    assert line_of(fields(From=given, To=OURS)) == Line(CALL, None)


def test_a_number_is_the_other_ones() -> None:
    assert line_of(fields(From=PERSON, To=OURS, Direction="inbound")) == Line(CALL, PERSON)
    outward = fields(From=OURS, To=PERSON, Direction="outbound-api")
    assert line_of(outward, [OURS]) == Line(CALL, PERSON, Purpose.CALLBACK)
    assert line_of(fields(From=OURS, To=OURS), [OURS]) == Line(CALL, None)


@pytest.mark.parametrize("sid", ["", "CA1", "SM" + "0c" * 16, CALL.upper()])
def test_without_a_call_there_is_no_line(sid: str) -> None:
    assert line_of(Fields({"CallSid": sid, "From": PERSON})) is None


def test_no_number_stands_in_what_is_printed() -> None:
    assert PERSON not in repr(Line(CALL, PERSON))
    assert RECORDING_URL not in repr(Recorded(RECORDING_URL, 1))


@pytest.mark.parametrize(
    ("asked", "found"), [("3", 3), ("", 0), ("-1", 0), ("1234567", 0), ("x", 0), ("٣", 0)]
)
def test_state_is_a_number(asked: str, found: int) -> None:
    assert state(Fields({}, {"t": asked}), "t") == found
    assert state(Fields({}), "t") == 0


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"Digits": "1"}, "1"),
        ({"Digits": "#"}, "#"),
        ({"Digits": "*"}, "*"),
        ({"Digits": "12", "FinishedOnKey": "#"}, "12"),
        ({"Digits": "", "FinishedOnKey": "#"}, "#"),
        ({"Digits": "hangup"}, ""),
        ({"Digits": "1" * 31}, ""),
        ({}, ""),
    ],
)
def test_keys(said: dict[str, str], found: str) -> None:
    assert keys(fields(**said)) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, None),
        ({"SpeechResult": " I am hungry. ", "Confidence": "0.91"}, ("I am hungry.", 0.91)),
        ({"SpeechResult": "", "Confidence": "0.0"}, ("", 0)),
        ({"SpeechResult": "yes"}, ("yes", None)),
        ({"SpeechResult": "yes", "Confidence": "7"}, ("yes", 1)),
        ({"SpeechResult": "yes", "Confidence": "much"}, ("yes", None)),
        ({"SpeechResult": "a" * 5000}, ("a" * MOST_HEARD, None)),
    ],
)
def test_speech(said: dict[str, str], found: tuple[str, float | None] | None) -> None:
    assert speech(fields(**said)) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"RecordingUrl": RECORDING_URL, "RecordingDuration": "7"}, Recorded(RECORDING_URL, 7)),
        ({"RecordingUrl": RECORDING_URL}, Recorded(RECORDING_URL, None)),
        ({"RecordingUrl": RECORDING_URL, "RecordingDuration": "0"}, None),
        ({"RecordingUrl": "", "RecordingDuration": "7"}, None),
        ({"RecordingUrl": "file:///etc/passwd", "RecordingDuration": "7"}, None),
        ({}, None),
    ],
)
def test_a_recording(said: dict[str, str], found: Recorded | None) -> None:
    assert recorded(fields(**said)) == found


def test_a_lost_recording_has_a_code() -> None:
    assert lost(fields(RecordingStatus="absent")) == "recording_absent"
    assert lost(fields(RecordingStatus="failed")) == "recording_failed"
    assert lost(fields(RecordingStatus="completed")) is None


def test_a_report() -> None:
    said = fields(
        CallStatus="completed", SequenceNumber="3", CallDuration="61", AnsweredBy="machine_start"
    )
    assert report_of(said) == CallReport(CALL, "completed", 3, 61, True, None)
    failed = fields(CallStatus="failed", ErrorCode="13224", SipResponseCode="404")
    assert report_of(failed) == CallReport(CALL, "failed", code="13224")
    assert report_of(fields(CallStatus="busy", SipResponseCode="486")) == CallReport(
        CALL, "busy", code="486"
    )
    assert report_of(fields(CallStatus="completed", AnsweredBy="human")) == CallReport(
        CALL, "completed"
    )


@pytest.mark.parametrize("status", ["", "gone", "answered twice"])
def test_what_says_nothing_of_a_call_is_no_report(status: str) -> None:
    assert report_of(fields(CallStatus=status)) is None
    assert report_of(Fields({"CallStatus": "completed"})) is None

"""A person calls: what the service says is done as Twilio does it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.bench.twilio.double.phone.document import UnreadableError
from bot.bench.twilio.double.phone.exchange import HIDDEN
from bot.bench.twilio.double.phone.leg import Doing, Played, Said
from bot.bench.twilio.double.phone.lines import Phone
from bot.bench.twilio.double.twilio import Double
from tests.bot.bench.twilio.phone_service import PUBLIC, Service, serving

SAY = '<Say language="en-GB">Welcome</Say>'
GATHER = '<Gather input="dtmf speech" numDigits="1" finishOnKey="" {more}>{prompt}</Gather>'
MENU = GATHER.format(more='action="/twilio/voice/turn"', prompt=SAY)
ALWAYS = GATHER.format(more='action="/twilio/voice/turn" actionOnEmptyResult="true"', prompt=SAY)
BYE = "<Say>Goodbye</Say><Hangup/>"


@pytest.fixture
async def service(double: Double) -> AsyncIterator[Service]:
    """Where calls are posted."""
    async with serving(double) as running:
        yield running


@pytest.fixture
def phone(double: Double) -> Phone:
    """A caller's."""
    return double.phone()


async def test_a_call_is_posted_heard_and_listens(service: Service, phone: Phone) -> None:
    service.says("", MENU)
    line = await phone.call()
    (form,) = service.forms("")
    assert form["From"] == phone.number
    assert (form["CallStatus"], form["Direction"]) == ("ringing", "inbound")
    assert line.heard == [Said("Welcome", "en-GB", "")]
    assert line.doing is Doing.LISTENING


async def test_keys_go_to_the_action(service: Service, phone: Phone) -> None:
    service.says("", MENU)
    service.says("/turn", BYE)
    line = await (await phone.call()).press("1")
    assert service.forms("/turn")[0]["Digits"] == "1"
    assert service.forms("/turn")[0]["CallStatus"] == "in-progress"
    assert line.words == "Welcome\nGoodbye"
    assert line.ended_by == "hangup"


async def test_words_come_with_their_confidence(service: Service, phone: Phone) -> None:
    service.says("", MENU)
    await (await phone.call()).speak("asylum", confidence=0.25)
    form = service.forms("/turn")[0]
    assert (form["SpeechResult"], float(form["Confidence"])) == ("asylum", 0.25)


async def test_silence_goes_on_behind_a_gather_and_the_end_of_a_document_hangs_up(
    service: Service, phone: Phone
) -> None:
    service.says("", f"{MENU}<Say>Nothing</Say>")
    line = await (await phone.call()).silence()
    assert line.words == "Welcome\nNothing"
    assert line.ended_by == "end"
    assert not service.forms("/turn")


async def test_silence_goes_to_the_action_where_that_is_wanted(
    service: Service, phone: Phone
) -> None:
    service.says("", ALWAYS)
    service.says("/turn", ALWAYS, BYE)
    line = await phone.call()
    for nothing in (line.silence, line.noise):
        await nothing()
    assert all("Digits" not in form for form in service.forms("/turn"))
    assert len(service.forms("/turn")) == 2


@pytest.mark.parametrize(
    ("attributes", "keys", "digits"),
    [
        ('numDigits="1"', "12", "1"),
        ('numDigits="2"', "12", "12"),
        ("", "12#3", "12"),
        ('finishOnKey="*"', "1#*", "1#"),
        ('numDigits="1" finishOnKey=""', "#", "#"),
        ("", "123", "123"),
    ],
)
async def test_keys_are_taken_to_their_number_or_the_last_one(
    service: Service, phone: Phone, attributes: str, keys: str, digits: str
) -> None:
    service.says("", f'<Gather action="/twilio/voice/turn" {attributes}/>')
    await (await phone.call()).press(keys)
    assert service.forms("/turn")[0]["Digits"] == digits


async def test_the_finishing_key_alone_is_silence(service: Service, phone: Phone) -> None:
    service.says("", '<Gather numDigits="1" action="/twilio/voice/turn"/>')
    assert (await (await phone.call()).press("#")).ended_by == "end"


async def test_who_interrupts_does_not_hear_the_rest(service: Service, phone: Phone) -> None:
    two = "<Say>One</Say><Say>Two</Say>"
    service.says("", f'<Gather numDigits="1" action="/twilio/voice/turn">{two}</Gather>')
    line = await phone.call(patience=1)
    assert line.words == "One"
    await line.press("1")
    assert line.words == "One"
    service.says("", f'<Gather bargeIn="false" numDigits="1">{two}</Gather>')
    assert (await phone.call(patience=1)).words == "One\nTwo"


async def test_sounds_are_fetched(service: Service, phone: Phone) -> None:
    service.says("", "<Play>/sound/hello</Play>")
    line = await phone.call()
    assert line.heard == [Played(f"{PUBLIC}/sound/hello", "audio/wav", 12)]
    service.says("", "<Play>/sound/other</Play>")
    with pytest.raises(UnreadableError, match="status 404"):
        await phone.call()


async def test_a_redirect_goes_on_elsewhere(service: Service, phone: Phone) -> None:
    service.says("", "<Redirect>/twilio/voice/next?a=1&amp;b=2</Redirect>")
    service.says("/next?a=1&b=2", BYE)
    assert (await phone.call()).words == "Goodbye"


async def test_redirects_without_an_end_are_found(service: Service, phone: Phone) -> None:
    service.says("", "<Redirect/>")
    with pytest.raises(UnreadableError, match="without an end"):
        await phone.call()


@pytest.mark.parametrize(
    "document",
    [
        "<Saay>Hello</Saay>",
        '<Say langauge="en">Hello</Say>',
        "<Gather><Hangup/></Gather>",
        "<Say/>",
        f"<Say>{'a' * 4097}</Say>",
        f"{SAY * 2000}",
        "<Say>",
        "<Dial><Number>123</Number></Dial>",
    ],
)
async def test_what_is_no_twiml_fails_the_test(
    service: Service, phone: Phone, document: str
) -> None:
    service.says("", document)
    with pytest.raises(UnreadableError):
        await phone.call()


async def test_a_test_may_look_at_every_document(
    double: Double, service: Service, phone: Phone
) -> None:
    seen: list[bytes] = []
    double.exchange.asker.on_document = lambda _url, document: seen.append(document)
    service.says("", BYE)
    await phone.call()
    assert seen == [f"<Response>{BYE}</Response>".encode()]


async def test_no_answer_fails_unless_there_is_a_fallback(
    double: Double, service: Service, phone: Phone
) -> None:
    service.status = 503
    with pytest.raises(UnreadableError, match="status 503"):
        await phone.call()
    double.exchange.fallback = "https://elsewhere.test/static.xml"
    static = b"<Response><Say>Later</Say><Hangup/></Response>"
    double.exchange.asker.hosted[double.exchange.fallback] = "text/xml", static
    assert (await phone.call()).words == "Later"


async def test_a_hidden_number(double: Double, service: Service) -> None:
    service.says("", BYE)
    await double.phone(HIDDEN).call()
    assert service.forms("")[0]["From"] == HIDDEN


async def test_the_end_is_reported_once_more_where_that_happens(
    double: Double, service: Service, phone: Phone
) -> None:
    double.world.reporting.repeat = 1.0
    service.says("", MENU)
    line = await phone.call()
    await line.hang_up()
    await double.settle()
    forms = service.forms("/status")
    assert [form["CallStatus"] for form in forms] == ["completed", "completed"]
    assert forms[0]["SequenceNumber"] == forms[1]["SequenceNumber"]
    assert line.ended_by == "person"


async def test_requests_are_repeated_and_the_last_answer_counts(
    double: Double, service: Service, phone: Phone
) -> None:
    double.faults.repeat = 1.0
    service.says("", "<Say>First</Say>", "<Say>Second</Say>")
    assert (await phone.call()).words == "Second"
    assert [page.repeat for page in double.exchange.asker.pages] == [False, True]


async def test_nothing_can_be_done_in_a_call_that_is_over(service: Service, phone: Phone) -> None:
    service.says("", BYE)
    line = await phone.call()
    with pytest.raises(LookupError, match="over"):
        await line.press("1")

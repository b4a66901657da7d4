"""Several people on the line: queues, calls of ours, rooms; and what is recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, encode_basic_auth
from twilio.rest import Client

from bot.bench.double.faults import Fault
from bot.bench.twilio.double.phone.leg import Doing
from bot.bench.twilio.double.phone.lines import Answer, Line, Phone
from bot.bench.twilio.double.phone.rest import DIAL
from bot.bench.twilio.double.twilio import Double
from tests.bot.bench.twilio.conftest import asked, refused
from tests.bot.bench.twilio.phone_service import PUBLIC, Service, serving

AT = f"{PUBLIC}/twilio/voice"
ENQUEUE = '<Enqueue waitUrl="/twilio/voice/wait" action="/twilio/voice/queued">c1</Enqueue>'
TAKE = '<Dial action="/twilio/voice/done"><Queue url="/twilio/voice/whisper">c1</Queue></Dial>'
RECORD = (
    '<Record action="/twilio/voice/left" recordingStatusCallback="/twilio/voice/recording"'
    ' maxLength="20"/>'
)
BYE = "<Say>Goodbye</Say><Hangup/>"
EVENTS = ["initiated", "ringing", "answered", "completed"]


@pytest.fixture
async def service(double: Double) -> AsyncIterator[Service]:
    """Where calls are posted; calls that wait hear a sentence."""
    async with serving(double) as running:
        running.says("", ENQUEUE)
        running.says("/wait", "<Say>Wait</Say>")
        yield running


@pytest.fixture
def phone(double: Double) -> Phone:
    """A caller's."""
    return double.phone()


@pytest.fixture
def other(double: Double) -> Phone:
    """An operator's."""
    return double.phone()


async def dialled(double: Double, client: Client, to: Phone, **more: object) -> str:
    """We call; the SID of that."""
    given = {"url": f"{AT}/agent", "status_callback": f"{AT}/status", **more}
    number = double.exchange.number
    made = await asked(lambda: client.calls.create(to=to.number, from_=number, **given))
    return str(made.sid)


def keys_of(double: Double) -> dict[str, str]:
    """The header with the account's keys."""
    account = double.account
    return {"Authorization": encode_basic_auth(account.sid, account.token)}


async def waiting(phone: Phone) -> Line:
    """Somebody who waits in the queue."""
    return await (await phone.call()).until(Doing.QUEUED)


async def test_waiting_is_told_again_and_again(service: Service, phone: Phone) -> None:
    line = await waiting(phone)
    await line.silence()
    first, second = service.forms("/wait")
    assert (first["QueuePosition"], first["QueueTime"]) == ("1", "0")
    assert int(second["QueueTime"]) >= 10
    assert line.was_queued


async def test_who_hangs_up_in_the_queue_is_told_as_such(service: Service, phone: Phone) -> None:
    line = await waiting(phone)
    await line.hang_up()
    form = service.forms("/queued")[0]
    assert (form["QueueResult"], form["CallStatus"]) == ("hangup", "completed")


async def test_who_leaves_the_queue_goes_to_the_action(service: Service, phone: Phone) -> None:
    gather = '<Gather numDigits="1" action="/twilio/voice/wait?pressed=1"/>'
    service.says("/wait", gather)
    service.says("/wait?pressed=1", "<Leave/>")
    service.says("/queued", BYE)
    line = await (await phone.call()).press("1")
    assert service.forms("/queued")[0]["QueueResult"] == "leave"
    assert line.words == "Goodbye"


async def test_somebody_takes_the_call(
    double: Double, service: Service, client: Client, phone: Phone, other: Phone
) -> None:
    service.says("/agent", TAKE)
    service.says("/whisper", "<Say>You are connected</Say>")
    service.says("/queued", BYE)
    line = await waiting(phone)
    await dialled(double, client, other)
    operator = await (await other.rings()).until(Doing.TALKING)
    await line.until(Doing.TALKING)
    assert line.words == "Wait\nYou are connected"
    await operator.hang_up()
    await line.over()
    assert service.forms("/queued")[0]["QueueResult"] == "bridged"
    assert line.words.endswith("Goodbye")
    assert service.forms("/done")[0]["DialCallStatus"] == "completed"


async def test_the_operator_waits_for_who_comes_and_goes_on_when_they_go(
    double: Double, service: Service, client: Client, phone: Phone, other: Phone
) -> None:
    await (await waiting(phone)).hang_up()
    service.says("/agent", TAKE)
    service.says("/done", BYE)
    await dialled(double, client, other)
    operator = await (await other.rings()).until(Doing.RINGING)
    line = await (await phone.call()).until(Doing.TALKING)
    await operator.until(Doing.TALKING)
    await line.hang_up()
    await operator.over()
    assert operator.words == "Goodbye"


async def test_a_call_of_ours_is_reported_in_order(
    double: Double, service: Service, client: Client, other: Phone
) -> None:
    service.says("/agent", BYE)
    await dialled(double, client, other, status_callback_event=EVENTS, machine_detection="Enable")
    await (await other.rings()).over()
    await double.settle()
    states = [form["CallStatus"] for form in service.forms("/status")]
    assert states == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in service.forms("/status")] == list("0123")
    assert service.forms("/agent")[0]["AnsweredBy"] == "human"


async def test_reports_may_come_in_any_order(
    double: Double, service: Service, client: Client, other: Phone
) -> None:
    double.world.reporting.shuffle = True
    service.says("/agent", BYE)
    for _ in range(3):
        await dialled(double, client, other, status_callback_event=EVENTS)
        await (await other.rings()).over()
    await double.settle()
    numbers = [form["SequenceNumber"] for form in service.forms("/status")]
    assert sorted(numbers) == sorted("0123" * 3)
    assert numbers != list("0123" * 3)


@pytest.mark.parametrize("answer", [Answer.BUSY, Answer.NO_ANSWER, Answer.FAILED])
async def test_who_does_not_lift_is_reported(
    double: Double, service: Service, client: Client, other: Phone, answer: Answer
) -> None:
    other.answer = answer
    sid = await dialled(double, client, other)
    await double.exchange.settled()
    await double.settle()
    assert [form["CallStatus"] for form in service.forms("/status")] == [answer]
    assert double.exchange.legs[sid].ended_by == answer
    assert not service.forms("/agent")


async def test_a_machine_is_told_of(
    double: Double, service: Service, client: Client, other: Phone
) -> None:
    other.answer = Answer.MACHINE
    service.says("/agent", BYE)
    await dialled(double, client, other, machine_detection="Enable")
    await (await other.rings()).over()
    assert service.forms("/agent")[0]["AnsweredBy"] == "machine_start"


@pytest.mark.parametrize(
    ("screen", "status"), [("", "completed"), ("<Say>Not now</Say><Hangup/>", "no-answer")]
)
async def test_a_number_is_screened_before_the_two_speak(
    service: Service, phone: Phone, other: Phone, screen: str, status: str
) -> None:
    number = f'<Number url="/twilio/voice/screen">{other.number}</Number>'
    service.says("", f'<Dial action="/twilio/voice/done">{number}</Dial>')
    service.says("/screen", '<Gather numDigits="1" action="/twilio/voice/pressed"/>')
    service.says("/pressed", screen)
    service.says("/done", BYE)
    line = await phone.call()
    assert line.doing is Doing.RINGING
    operator = await (await other.rings()).press("1")
    if not screen:
        await line.until(Doing.TALKING)
        await operator.hang_up()
    await line.over()
    assert service.forms("/done")[0]["DialCallStatus"] == status


async def test_who_hangs_up_while_it_rings_takes_the_other_call_along(
    service: Service, phone: Phone, other: Phone
) -> None:
    number = f'<Number url="/twilio/voice/screen">{other.number}</Number>'
    service.says("", f'<Dial action="/twilio/voice/done">{number}</Dial>')
    service.says("/screen", '<Gather numDigits="1"/>')
    line = await phone.call()
    operator = await (await other.rings()).until(Doing.LISTENING)
    await line.hang_up()
    await operator.over()
    assert operator.ended_by == "canceled"


async def test_a_call_is_steered_elsewhere_and_ended(
    double: Double, service: Service, client: Client, phone: Phone
) -> None:
    line = await waiting(phone)
    service.says("/other", '<Gather numDigits="1"><Say>Elsewhere</Say></Gather>')
    call = client.calls(line.leg.sid)
    await asked(lambda: call.update(url=f"{AT}/other"))
    await line.until(Doing.LISTENING)
    assert line.words.endswith("Elsewhere")
    await asked(lambda: call.update(status="completed"))
    await line.over()
    assert line.ended_by == "rest"
    assert await refused(lambda: call.update(url=f"{AT}/other")) == (400, 21220)
    assert double.exchange.queues["c1"].waiting == []


async def test_three_people_in_a_room_until_the_one_goes_who_ends_it(
    double: Double, service: Service, client: Client, phone: Phone, other: Phone
) -> None:
    service.says(
        "", '<Dial><Conference endConferenceOnExit="true">r1</Conference></Dial><Say>Over</Say>'
    )
    service.says("/agent", "<Dial><Conference>r1</Conference></Dial>")
    line = await (await phone.call()).until(Doing.TALKING)
    await dialled(double, client, other)
    operator = await (await other.rings()).until(Doing.TALKING)
    (room,) = await asked(lambda: client.conferences.list(friendly_name="r1"))
    assert room.status == "in-progress"
    third = double.phone()
    people = client.conferences(room.sid).participants
    number = double.exchange.number
    await asked(lambda: people.create(from_=number, to=third.number))
    interpreter = await (await third.rings()).until(Doing.TALKING)
    assert len(double.exchange.rooms[room.sid].inside) == 3
    await asked(lambda: people(interpreter.leg.sid).delete())
    await interpreter.over()
    await line.hang_up()
    assert (await operator.over()).ended_by == "end"


async def test_what_is_left_is_told_fetched_and_deleted(
    double: Double, service: Service, client: Client, phone: Phone
) -> None:
    service.says("", RECORD)
    line = await (await phone.call()).leave("My name is", seconds=30)
    await double.settle()
    assert service.forms("/left")[0]["Digits"] == "hangup"
    told = service.forms("/recording")[0]
    assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", "20")
    assert line.left_voicemail
    keys = keys_of(double)
    async with ClientSession() as http:
        async with http.get(told["RecordingUrl"]) as answer:
            assert answer.status == 401
        async with http.get(f"{told['RecordingUrl']}.mp3", headers=keys) as answer:
            assert (answer.status, answer.content_type) == (200, "audio/mpeg")
        async with http.get(told["RecordingUrl"], headers=keys) as answer:
            assert (await answer.read())[:4] == b"RIFF"
    await asked(lambda: client.recordings(told["RecordingSid"]).delete())
    assert double.exchange.recordings.deleted == [told["RecordingSid"]]


async def test_who_stays_silent_leaves_nothing(service: Service, phone: Phone) -> None:
    service.says("", f"{RECORD}<Say>Nothing</Say>")
    line = await (await phone.call()).silence()
    assert line.words == "Nothing"
    assert not line.left_voicemail
    assert not service.forms("/left")


async def test_a_recording_may_be_lost(double: Double, service: Service, phone: Phone) -> None:
    double.exchange.recordings.next_status = "failed"
    service.says("", RECORD)
    service.says("/left", BYE)
    await (await phone.call()).speak("My name is")
    await double.settle()
    told = service.forms("/recording")[0]
    assert told["RecordingStatus"] == "failed"
    keys = keys_of(double)
    async with (
        ClientSession() as http,
        http.get(told["RecordingUrl"], headers=keys) as answer,
    ):
        assert answer.status == 404


async def test_calls_are_refused_on_purpose(
    double: Double, service: Service, client: Client, other: Phone
) -> None:
    def dial() -> object:
        return client.calls.create(
            to=other.number, from_=double.exchange.number, url=f"{AT}/agent"
        )

    double.mischief.next(DIAL, Fault.TOO_MANY, Fault.SERVER_ERROR)
    assert await refused(dial) == (429, 20429)
    assert await refused(dial) == (500, 20500)
    assert not double.exchange.legs
    assert not service.asked


async def test_a_relay_that_does_not_come_about_goes_to_its_action(
    service: Service, phone: Phone
) -> None:
    relay = '<ConversationRelay url="wss://infoline.test/relay"/>'
    service.says("", f'<Connect action="/twilio/voice/relayed">{relay}</Connect>')
    service.says("/relayed", BYE)
    assert (await phone.call()).words == "Goodbye"
    assert service.forms("/relayed")[0]["SessionStatus"] == "failed"

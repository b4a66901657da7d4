"""What cannot be sent now: it waits for the person, goes another way, or people hear of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, build
from bot.clock import Clock as Timers
from bot.config import Settings
from bot.errors import ConflictError
from bot.hours import quiet_until
from bot.messages import Author, Delivery, SendError, Sent, Trouble
from bot.store.database import Store
from tests.bot.phones import SMS, WHATSAPP, Phones
from tests.bot.test_desk import staff
from tests.builders import Clock

NUDGED = SendError(Trouble.NUDGED, "window_closed")
CLOSED = SendError(Trouble.CLOSED, "window_closed")
ZONE = ZoneInfo("Europe/Belgrade")


@pytest.fixture
def phones(app: App) -> Phones:
    """A service with doors for phones."""
    return Phones(app)


@pytest.fixture
def anywhere(store: Store, settings: Settings, clock: Clock) -> Phones:
    """The same on each kind of database."""
    return Phones(build(settings, store, clock.now))


async def late(phones: Phones, clock: Clock, text: str = "Come at nine") -> str:
    """A colleague's answer on WhatsApp, two days after the person wrote."""
    await phones.heard(clock.now())
    clock.move(days=2)
    return await phones.answer(text, WHATSAPP, author=Author.OPERATOR)


async def test_the_door_is_told_when_the_person_wrote_last(phones: Phones, clock: Clock) -> None:
    at = clock.now()
    await late(phones, clock)
    await phones.send()
    (sent,) = phones.whatsapp.taken
    assert (sent.last_heard, sent.nudged) == (at, False)


async def test_it_waits_until_the_person_writes_and_is_sent_then(
    anywhere: Phones, clock: Clock
) -> None:
    anywhere.whatsapp.outcomes = [NUDGED, Sent("WA0")]
    message_id = await late(anywhere, clock)
    assert await anywhere.send() == 1
    assert await anywhere.status(message_id) == Delivery.QUEUED
    assert [one.kind for one in await anywhere.events(WHATSAPP)] == ["nudged"]
    clock.move(hours=5)
    assert await anywhere.send() == 0
    await anywhere.write("hello", WHATSAPP)
    first = anywhere.whatsapp.taken[0]
    assert (first.id, first.nudged, first.last_heard) == (message_id, True, clock.now())
    assert await anywhere.status(message_id) == Delivery.SENT


async def test_who_does_not_write_within_three_days(phones: Phones, clock: Clock) -> None:
    phones.whatsapp.outcomes = [NUDGED]
    message_id = await late(phones, clock)
    await phones.send()
    clock.move(hours=71)
    assert await phones.send() == 0
    clock.move(hours=1)
    assert await phones.send() == 1
    assert len(phones.whatsapp.called) == 1
    assert await phones.status(message_id) == Delivery.FAILED
    trouble = (await phones.events(WHATSAPP))[1]
    assert (trouble.kind, trouble.params["code"]) == ("send_trouble", "not_read")
    assert await phones.case(WHATSAPP)


async def test_where_nothing_may_be_sent_it_goes_out_as_an_sms(
    anywhere: Phones, clock: Clock
) -> None:
    anywhere.sms_instead = True
    anywhere.whatsapp.outcomes = [CLOSED]
    message_id = await late(anywhere, clock)
    assert await anywhere.send() == 2
    (sent,) = anywhere.sms.taken
    assert (sent.id, sent.address, sent.sent) == (message_id, SMS, ())
    assert await anywhere.status(message_id) == Delivery.SENT
    (event,) = await anywhere.events(WHATSAPP)
    assert (event.kind, event.params["channel"]) == ("sent_otherwise", "sms")
    assert (await anywhere.contact()).person_id == (await anywhere.contact(WHATSAPP)).person_id
    assert await anywhere.case(WHATSAPP) is None


async def test_a_report_that_says_so_does_the_same(phones: Phones, clock: Clock) -> None:
    phones.sms_instead = True
    phones.whatsapp.outcomes = [Sent("WA0")]
    message_id = await late(phones, clock)
    await phones.send()
    closed = {"code": "window_closed", "trouble": Trouble.CLOSED}
    assert await phones.report(message_id, Delivery.FAILED, sid="WA0", **closed)
    phones.sms.outcomes = [Sent("SM0")]
    await phones.send()
    assert [one.sent for one in phones.sms.taken] == [()]
    assert await phones.parts(message_id) == ("SM0",)
    await phones.report(message_id, Delivery.DELIVERED, sid="SM0")
    assert await phones.status(message_id) == Delivery.DELIVERED


@pytest.mark.parametrize("why", ["setting", "dead"])
async def test_else_people_are_called(phones: Phones, clock: Clock, why: str) -> None:
    phones.sms_instead = why != "setting"
    async with phones.store.write() as unit:
        await unit.people.mark((await unit.people.contact(SMS)).id, "dead")
    phones.whatsapp.outcomes = [CLOSED]
    message_id = await late(phones, clock)
    await phones.send()
    assert phones.sms.called == []
    assert await phones.status(message_id) == Delivery.FAILED
    assert await phones.case(WHATSAPP)


async def held(phones: Phones, clock: Clock) -> str:
    """A case on WhatsApp that Vjosa holds; its number."""
    await phones.write("human", WHATSAPP)
    (row,) = await phones.desk.queue()
    await phones.desk.claim(await staff(phones.app, "vjosa"), row.case.number)
    await phones.send()
    clock.move(days=2)
    return row.case.number


async def test_a_colleague_sends_what_failed_by_another_channel(
    anywhere: Phones, clock: Clock
) -> None:
    number = await held(anywhere, clock)
    async with anywhere.store.read() as unit:
        vjosa = await unit.office.by_name("vjosa")
    assert vjosa
    anywhere.whatsapp.outcomes = [CLOSED]
    await anywhere.desk.reply(vjosa, number, "come at ten")
    await anywhere.send()
    view = await anywhere.desk.case(vjosa, number)
    assert view.ways == ("sms",)
    line = view.lines[-1]
    assert line.status == Delivery.FAILED
    await anywhere.desk.resend(vjosa, number, line.n, "sms")
    with pytest.raises(ConflictError, match="on its way"):
        await anywhere.desk.resend(vjosa, number, line.n, "sms")
    await anywhere.send()
    assert [one.text for one in anywhere.sms.taken] == ["come at ten"]
    view = await anywhere.desk.case(vjosa, number)
    assert view.otherwise == {line.id: "sms"}
    assert (view.events[-1].kind, view.events[-1].params["channel"]) == ("resent", "sms")


async def test_a_colleague_answers_by_another_channel(phones: Phones, clock: Clock) -> None:
    number = await held(phones, clock)
    async with phones.store.read() as unit:
        vjosa = await unit.office.by_name("vjosa")
    assert vjosa
    for _ in range(2):
        await phones.desk.reply(vjosa, number, "come at ten", key="k", channel="sms")
    await phones.send()
    assert [one.text for one in phones.sms.taken] == ["come at ten"]
    view = await phones.desk.case(vjosa, number)
    assert view.otherwise == {view.lines[-1].id: "sms"}
    await phones.write("where exactly", SMS)
    assert len(phones.sms.called) == 1  # the bot is silent there too
    view = await phones.desk.case(vjosa, number)
    asked = view.lines[-1]
    assert (asked.text, view.otherwise[asked.id]) == ("where exactly", "sms")
    for closed in ("telegram", "voice", "nonsense"):
        with pytest.raises(ConflictError, match="by that channel"):
            await phones.desk.reply(vjosa, number, "and bring it", channel=closed)


async def test_after_the_case_the_other_channel_is_the_bots_again(
    phones: Phones, clock: Clock
) -> None:
    number = await held(phones, clock)
    async with phones.store.read() as unit:
        vjosa = await unit.office.by_name("vjosa")
    assert vjosa
    await phones.desk.reply(vjosa, number, "come at ten", channel="sms")
    await phones.desk.close(vjosa, number, "resolved")
    await phones.send()
    assert await phones.write("hello", SMS)
    assert [line.text for line in await phones.lines(SMS) if line.direction == "in"] == ["hello"]


async def test_who_opted_out_is_offered_no_other_way_on_the_same_number(
    phones: Phones, clock: Clock
) -> None:
    number = await held(phones, clock)
    async with phones.store.read() as unit:
        vjosa = await unit.office.by_name("vjosa")
    assert vjosa
    await phones.write("stop", WHATSAPP)
    assert (await phones.desk.case(vjosa, number)).ways == ()
    with pytest.raises(ConflictError, match="by that channel"):
        await phones.desk.reply(vjosa, number, "come at ten", channel="sms")


async def test_a_refusal_says_that_another_channel_is_open(phones: Phones, clock: Clock) -> None:
    number = await held(phones, clock)
    async with phones.store.write() as unit:
        vjosa = await unit.office.by_name("vjosa")
        await unit.people.mark((await unit.people.contact(WHATSAPP)).id, "dead")
    assert vjosa
    with pytest.raises(ConflictError, match="Another channel is open"):
        await phones.desk.reply(vjosa, number, "come at ten")
    async with phones.store.write() as unit:
        await unit.people.mark((await unit.people.contact(SMS)).id, "dead")
    with pytest.raises(ConflictError, match=r"at present\. Nothing was sent\.$"):
        await phones.desk.reply(vjosa, number, "come at ten")


@pytest.mark.parametrize(
    ("begin", "end", "now", "until"),
    [
        (time(21), time(8), "2026-11-23 20:59", None),
        (time(21), time(8), "2026-11-23 21:00", "2026-11-24 08:00"),
        (time(21), time(8), "2026-11-24 00:30", "2026-11-24 08:00"),
        (time(21), time(8), "2026-11-24 07:59", "2026-11-24 08:00"),
        (time(21), time(8), "2026-11-24 08:00", None),
        (time(1), time(6), "2026-11-24 02:00", "2026-11-24 06:00"),
        (time(1), time(6), "2026-11-24 23:00", None),
        (time(8), time(8), "2026-11-24 08:00", None),
        (time(21), time(8), "2026-10-24 23:00", "2026-10-25 08:00"),  # the clocks change
    ],
)
def test_quiet_hours(begin: time, end: time, now: str, until: str | None) -> None:
    found = quiet_until(begin, end, datetime.fromisoformat(now).replace(tzinfo=ZONE))
    assert found == (until and datetime.fromisoformat(until).replace(tzinfo=ZONE))


async def unfinished(phones: Phones, clock: Clock, first: str) -> None:
    """Somebody breaks off in the middle of a request, which comes due at 23:00."""
    settings = phones.app.settings
    after = timedelta(minutes=settings.unfinished_after_minutes)
    clock.moment = datetime(2026, 11, 23, 22, 0, tzinfo=UTC) - after
    await phones.write(first)
    await phones.write("i want to return to my country")
    clock.moment += after + timedelta(minutes=1)
    app = phones.app
    await Timers(app.store, app.engine, phones.policy, app.bell).tick()


async def test_what_nobody_asked_for_waits_for_the_morning(phones: Phones, clock: Clock) -> None:
    await unfinished(phones, clock, "hello")
    assert await phones.case()
    assert (await phones.lines())[-1].status == Delivery.QUEUED
    before = len(phones.sms.taken)
    assert await phones.send() == 0
    assert await phones.write("where do I get food")  # an answer never waits
    answered = len(phones.sms.taken)
    assert answered > before
    clock.moment = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert await phones.send() > 0
    assert len(phones.sms.taken) > answered


async def test_in_danger_nothing_waits(phones: Phones, clock: Clock) -> None:
    await unfinished(phones, clock, "help me, they beat me")
    (row,) = await phones.desk.queue()
    assert row.case.priority == "P1"
    assert await phones.send() > 0
    assert (await phones.lines())[-1].text_key == "avrr.unfinished"

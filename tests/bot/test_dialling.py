"""Calls that we make: each once, whatever happens; and what is not known is shown."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from bot.app import App, build
from bot.config import Settings
from bot.config_phones import QuietHours
from bot.dialling import LEASE, MAX_ATTEMPTS, STALE, reachable
from bot.errors import BadInputError
from bot.messages import SendError, Trouble
from bot.missed import TEXT
from bot.store.database import Store
from bot.store.tables import staff
from bot.telephony import Purpose
from tests.bot.exchange import OPERATOR, PERSON, PHONE, Office, sid
from tests.builders import Clock

BUSY = SendError(Trouble.RETRY, "unreachable")
UNKNOWN = SendError(Trouble.UNKNOWN, "timeout")
DEAD = SendError(Trouble.DEAD, "number_invalid")


@pytest.fixture
def both(store: Store, settings: Settings, clock: Clock) -> Office:
    """The same on both databases."""
    return Office(build(settings, store, clock.now))


@pytest.fixture
def office(app: App) -> Office:
    return Office(app)


async def call_back(office: Office) -> str:
    """Somebody is to be called back."""
    await office.case()
    async with office.app.store.write() as unit:
        contact = await unit.people.find(PHONE)
        assert contact
        return await unit.dialling.add(
            Purpose.CALLBACK, "missed", contact.person_id, contact.id, None, unit.now
        )


async def row(office: Office, dialling_id: str) -> tuple[str, int, str | None]:
    async with office.app.store.read() as unit:
        found = await unit.dialling.get(dialling_id)
        assert found
        return found.state, found.attempts, found.trouble


async def told(office: Office) -> list[str]:
    """The texts that wait for the person as SMS."""
    async with office.app.store.read() as unit:
        contact = await unit.people.find(PHONE)
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        lines = await unit.transcript.lines(conversation)
    return [line.text or "" for line in lines if line.text_key == TEXT]


async def test_two_processes_make_each_call_once(both: Office) -> None:
    dora, case = await both.hire("dora"), await both.case()
    back = await call_back(both)
    await both.desk.phoning.ring(dora, case.number)
    await both.desk.phoning.ring(dora, case.number)
    while sum(await asyncio.gather(*(both.calls.do_due() for _ in range(2)))):
        pass
    bridge = (await both.rows(case))[0].id
    assert sorted(both.exchange.dialled) == sorted(
        [(OPERATOR, f"agent?c={bridge}", False), (PERSON, f"callback?c={back}", True)]
    )
    assert (await row(both, bridge))[0] == (await row(both, back))[0] == "done"
    async with both.app.store.read() as unit:
        legs = [await unit.legs.get(leg) for leg in (bridge, back)]
    assert {leg.sid for leg in legs if leg} == {sid(1), sid(2)}


async def test_what_one_process_has_no_other_takes(office: Office) -> None:
    back = await call_back(office)
    async with office.app.store.write() as unit:
        assert [await unit.dialling.claim(back, LEASE) for _ in range(2)] == [True, False]


async def test_a_call_of_which_nobody_knows_is_shown_and_never_made_again(both: Office) -> None:
    both.exchange.outcomes = [UNKNOWN]
    dora, case = await both.hire("dora"), await both.case()
    await both.desk.phoning.ring(dora, case.number)
    await both.calls.do_due()
    assert await both.calls.do_due() == 0
    assert both.exchange.called == [OPERATOR]
    assert await both.happened(case) == ["bridge dialled", "bridge unclear"]
    assert await both.state(case, dora) == "unclear"
    # It was made after all.
    [asked] = await both.rows(case)
    assert await both.board.answered(asked.id, sid(7))
    assert await row(both, asked.id) == ("done", 1, None)
    assert await both.state(case, dora) == "answered"


async def test_what_a_killed_process_had_is_not_made_again(both: Office, clock: Clock) -> None:
    back = await call_back(both)
    async with both.app.store.write() as unit:
        assert await unit.dialling.claim(back, LEASE)
    clock.move(seconds=LEASE.total_seconds() - 1)
    await both.calls.do_due()
    assert (await row(both, back))[0] == "doing"
    clock.move(seconds=2)
    await both.calls.do_due()
    assert await row(both, back) == ("unknown", 1, "interrupted")
    assert both.exchange.dialled == []


async def test_what_was_not_made_is_tried_a_few_times(office: Office, clock: Clock) -> None:
    office.exchange.outcomes = [BUSY] * MAX_ATTEMPTS
    dora, case = await office.hire("dora"), await office.case()
    await office.desk.phoning.ring(dora, case.number)
    for _ in range(MAX_ATTEMPTS):
        assert await office.calls.do_due() == 1
        assert await office.calls.do_due() == 0
        clock.move(minutes=1)
    assert len(office.exchange.dialled) == MAX_ATTEMPTS
    assert await office.happened(case) == ["bridge dialled", "bridge not_made"]
    assert await office.state(case, dora) == "not_made"


async def test_being_asked_to_wait_is_no_failure(office: Office, clock: Clock) -> None:
    office.exchange.outcomes = [SendError(Trouble.RETRY, "flood", 20)] * (MAX_ATTEMPTS + 1)
    back = await call_back(office)
    for _ in range(MAX_ATTEMPTS + 1):
        await office.calls.do_due()
        clock.move(seconds=20)
    await office.calls.do_due()
    assert await row(office, back) == ("done", 1, None)


async def test_an_operator_is_not_called_long_after_they_asked(
    office: Office, clock: Clock
) -> None:
    dora, case = await office.hire("dora"), await office.case()
    await office.desk.phoning.ring(dora, case.number)
    clock.move(seconds=STALE.total_seconds() + 1)
    await office.calls.do_due()
    assert office.exchange.dialled == []
    assert await office.state(case, dora) == "stopped"


async def test_who_called_again_is_not_called_back(office: Office) -> None:
    back = await call_back(office)
    await office.wait_on_line(await office.case("hello"))
    await office.calls.do_due()
    assert (office.exchange.dialled, await row(office, back)) == (
        [], ("stopped", 1, "called_again"),
    )  # fmt: skip


async def test_nobody_is_called_back_at_night(app: App, clock: Clock) -> None:
    office = Office(app, quiet=QuietHours())
    clock.move(hours=13)
    back = await call_back(office)
    await office.calls.do_due()
    assert (office.exchange.dialled, await row(office, back)) == ([], ("queued", 0, "quiet_hours"))
    clock.move(hours=12)
    await office.calls.do_due()
    assert office.exchange.called == [PERSON]


@pytest.mark.parametrize("outcome", ["refused", "no-answer", "machine", "no_key"])
async def test_who_is_not_reached_gets_one_neutral_text_a_day(
    both: Office, clock: Clock, outcome: str
) -> None:
    for day in range(2):
        for _ in range(2):
            both.exchange.outcomes = [DEAD] if outcome == "refused" else []
            back = await call_back(both)
            await both.calls.do_due()
            if outcome == "no-answer":
                await both.report(back, "no-answer")
            elif outcome == "machine":
                assert (
                    await both.board.called_back(back, both.exchange.last, by_machine=True) is None
                )
            elif outcome == "no_key":
                assert (
                    await both.board.called_back(back, both.exchange.last, by_machine=False)
                    == "en"
                )
                await both.board.stayed_away(back)
            await both.report(back, "completed")
        assert await told(both) == ["voice.missed_sms in en"] * (day + 1)
        clock.move(hours=25)


async def test_who_opted_out_gets_none(office: Office) -> None:
    back = await call_back(office)
    await office.calls.do_due()
    async with office.app.store.write() as unit:
        contact = await unit.people.find(PHONE)
        assert contact
        await unit.people.mark(contact.id, "opted_out")
    await office.report(back, "busy")
    assert await told(office) == []


async def test_who_presses_the_key_is_a_caller_like_any_other(office: Office) -> None:
    back = await call_back(office)
    await office.calls.do_due()
    assert await office.board.called_back(back, sid(1), by_machine=False) == "en"
    assert await office.board.came(back)
    assert not await office.report(back, "completed")  # the switchboard's
    assert await told(office) == []


async def test_somebody_is_reachable_only_while_they_say_so(both: Office, clock: Clock) -> None:
    async def now() -> bool:
        async with both.app.store.read() as unit:
            return await reachable(unit, both.policy)

    await both.hire("dora")
    assert not await now()
    session = await both.log_in("dora")
    assert not await now()
    await both.desk.phoning.take_calls(session, on=True)
    assert await now()
    await both.desk.phoning.take_calls(session, on=False)
    assert not await now()
    await both.desk.phoning.take_calls(session, on=True)
    clock.move(hours=9)  # the office is closed
    assert not await now()


async def test_a_new_login_takes_no_calls_by_itself(both: Office, clock: Clock) -> None:
    dora = await both.hire("dora")
    token = await both.app.login.log_in("dora", "a long enough password", "here")
    session = await both.app.login.session(token)
    assert session
    await both.desk.phoning.take_calls(session, on=True)
    assert (await both.desk.phoning.own(dora)).taking
    await both.app.login.log_out(token)
    assert not (await both.desk.phoning.own(dora)).taking
    clock.move(minutes=1)
    await both.log_in("dora")
    assert not (await both.desk.phoning.own(dora)).taking


async def test_a_number_of_a_colleague_is_sealed_for_its_place(office: Office) -> None:
    dora, elira = await office.hire("dora"), await office.hire("elira", None)
    await office.desk.phoning.keep(dora, "044 100 001")
    assert (await office.desk.phoning.own(dora)).number == OPERATOR
    async with office.app.store.write() as unit:
        query = select(staff.c.phone_sealed).where(staff.c.id == dora.id)
        sealed = (await unit.rows.connection.execute(query)).scalar_one()
        assert b"44100001" not in sealed
        assert unit.rows.open_own(("staff", "phone", dora.id), sealed) == OPERATOR
        for place in (("staff", "phone", elira.id), ("other", "phone", dora.id)):
            with pytest.raises(InvalidTag):
                unit.rows.open_own(place, sealed)


@pytest.mark.parametrize("typed", ["44", "hello", "+383 1", "+39 899 123456", "999999999999999"])
async def test_what_is_no_number_is_told(office: Office, typed: str) -> None:
    dora = await office.hire("dora")
    with pytest.raises(BadInputError, match=r"number"):
        await office.desk.phoning.keep(dora, typed)
    assert (await office.desk.phoning.own(dora)).number == OPERATOR


async def test_a_call_is_counted_by_address_and_day(both: Office, clock: Clock) -> None:
    await call_back(both)
    async with both.app.store.read() as unit:
        contact = await unit.people.find(PHONE)
        assert contact
        for hours, count in ((1, 1), (0, 0)):
            since = clock.now() - timedelta(hours=hours)
            found = await unit.dialling.count_since(Purpose.CALLBACK, since, [contact.id])
            assert found == count
        assert await unit.dialling.count_since(Purpose.BRIDGE, since, [contact.id]) == 0

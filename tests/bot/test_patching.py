"""An operator takes a caller, a person is put through, a third one comes in."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.errors import BadInputError, ConflictError, NotFoundError, TakenError
from bot.messages import SendError, Trouble
from bot.policy import Interpreter
from bot.store.records import Case, Staff
from bot.telephony import Patch
from tests.bot.exchange import INTERPRETER, OPERATOR, PERSON, Office, sid
from tests.builders import Clock


@pytest.fixture
def office(app: App) -> Office:
    return Office(app)


async def rung(office: Office, staff: Staff, case: Case) -> str:
    """The colleague's phone rings for the case; our id of that call."""
    await office.desk.phoning.ring(staff, case.number)
    await office.calls.do_due()
    return (await office.rows(case))[-1].id


async def speaking(office: Office, staff: Staff, case: Case) -> tuple[str, str]:
    """The colleague speaks with the person, who was called; our ids of both calls."""
    call = await rung(office, staff, case)
    assert await office.board.answered(call, sid(1))
    patch = await office.board.took(call)
    assert patch
    assert patch.leg
    assert await office.board.screened(patch.leg, sid(50)) is not None
    assert await office.board.agreed(patch.leg)
    return call, patch.leg


async def test_who_waits_on_the_line_is_put_through(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    waiting = await office.wait_on_line(case)
    [row] = await office.desk.queue()
    assert row.on_line
    call = await rung(office, dora, case)
    card = await office.board.answered(call, sid(1))
    assert card
    assert (card.number, card.priority, card.on_line) == (case.number, case.priority, True)
    assert (await office.desk.queue())[0].holder is None  # until she presses the key
    assert await office.board.took(call) == Patch(queue=waiting)
    assert (await office.desk.queue())[0].holder == "Dora"
    assert await office.state(case, dora) == "ringing_there"
    await office.board.met(call)
    assert not (await office.desk.queue())[0].on_line
    assert await office.state(case, dora) == "speaking"
    assert await office.board.after(call, "completed") is None
    await office.report(call, "completed", seconds=61)
    await office.report(call, "completed", seconds=61)
    assert await office.state(case, dora) == "ended"
    assert await office.happened(case) == [
        "bridge dialled", "bridge answered", "bridge taken", "bridge speaking", "bridge ended",
    ]  # fmt: skip
    assert PERSON not in office.exchange.called


async def test_without_a_key_the_case_stays_where_it_is(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    call = await rung(office, dora, case)
    await office.board.answered(call, sid(1))
    await office.board.left(call)
    await office.report(call, "completed", seconds=9)
    assert (await office.desk.queue())[0].case.state == "queued"
    assert await office.state(case, dora) == "left"


async def test_the_second_of_two_hears_that_somebody_was_faster(office: Office) -> None:
    dora, elira = await office.hire("dora"), await office.hire("elira")
    case = await office.case()
    call = await rung(office, dora, case)
    with pytest.raises(ConflictError, match="A colleague is called"):
        await office.desk.phoning.ring(elira, case.number)
    await office.desk.claim(elira, case.number)
    assert await office.board.answered(call, sid(1)) is None
    assert await office.board.took(call) is None
    assert await office.state(case, dora) == "too_late"
    with pytest.raises(TakenError):
        await office.desk.phoning.ring(dora, case.number)


async def test_the_person_is_called_and_screened(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    call, leg = await speaking(office, dora, case)
    assert await office.state(case, dora) == "speaking"
    assert office.exchange.called == [OPERATOR]  # the person is called by the operator's call
    await office.report(leg, "completed", seconds=20)
    assert await office.board.after(call, "completed") is None
    await office.report(call, "completed", seconds=30)
    assert await office.state(case, dora) == "ended"


@pytest.mark.parametrize("ending", ["machine", "no_key", "busy"])
async def test_who_is_not_reached_is_on_the_case(office: Office, ending: str) -> None:
    dora, case = await office.hire("dora"), await office.case()
    call = await rung(office, dora, case)
    await office.board.answered(call, sid(1))
    patch = await office.board.took(call)
    assert patch
    assert patch.leg
    assert patch.number == PERSON
    if ending == "busy":
        await office.report(patch.leg, "busy")
    else:
        await office.board.screened(patch.leg, sid(50))
        await office.board.refused(patch.leg, by_machine=ending == "machine")
    assert office.exchange.ended == ([sid(50)] if ending == "machine" else [])
    state = "not_reached" if ending == "busy" else ending
    assert await office.state(case, dora) == state
    assert await office.board.after(call, "no-answer") is None
    await office.report(call, "completed", seconds=30)
    assert await office.state(case, dora) == state
    assert not await office.board.agreed("another")


async def test_a_machine_that_is_found_late_does_not_end_a_talk(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    _, leg = await speaking(office, dora, case)
    await office.board.refused(leg, by_machine=True)
    assert (office.exchange.ended, await office.state(case, dora)) == ([], "speaking")


async def test_a_third_one_comes_in_and_the_operator_may_go(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    elira = await office.hire("elira", INTERPRETER)
    call, _ = await speaking(office, dora, case)
    await office.desk.phoning.add(dora, case.number, elira.id, "")
    await office.desk.phoning.add(dora, case.number, elira.id, "")
    [_, (number, path, machine)] = office.exchange.dialled
    third = path.removeprefix("join?c=")
    assert (number, machine) == (INTERPRETER, False)
    assert office.exchange.steered == []  # nobody is moved before a key is pressed
    assert await office.board.invited(third, sid(60))
    assert await office.board.joined(third) == call
    assert office.exchange.steered == [(sid(50), f"room?c={call}&w=1")]
    assert await office.board.after(call, "completed") == Patch(room=call)
    assert await office.board.joined(third) == call
    assert len(office.exchange.steered) == 1
    assert await office.state(case, dora) == "room"
    happened = await office.happened(case)
    assert happened[-4:] == ["third asked_in", "third answered", "third joined", "bridge room"]


async def test_a_number_from_outside_is_asked_in_as_well(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    await speaking(office, dora, case)
    with pytest.raises(BadInputError, match="no phone number"):
        await office.desk.phoning.add(dora, case.number, "", "12")
    await office.desk.phoning.add(dora, case.number, "", "+383 44 100 002")
    assert office.exchange.called[-1] == INTERPRETER
    assert await office.happened(case) != []
    third = office.exchange.dialled[-1][1].removeprefix("join?c=")
    await office.board.refused(third, by_machine=False)
    await office.report(third, "completed")
    await office.desk.phoning.add(dora, case.number, "", "+383 44 100 002")
    assert len(office.exchange.dialled) == 3  # asked again, after that call ended


async def test_an_interpreter_is_known_by_a_label_alone(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    office.interpreters = (
        Interpreter("ar", "mornings", "+38344100004"),
        Interpreter("en", "weekdays", INTERPRETER),
    )
    await speaking(office, dora, case)
    view = await office.desk.refreshed(dora, case.number)
    assert case.language == "en"
    assert view.phone
    assert [one.label for one in view.phone.interpreters] == ["weekdays", "mornings"]
    await office.desk.phoning.add(dora, case.number, "", "", "en:weekdays")
    assert office.exchange.called[-1] == INTERPRETER
    third = office.exchange.dialled[-1][1].removeprefix("join?c=")
    await office.board.invited(third, sid(60))
    await office.board.joined(third)
    events = await office.events(case)
    theirs = [one for one in events if one.params.get("purpose") == "third"]
    assert [one.params["label"] for one in theirs] == ["weekdays"] * 3
    assert INTERPRETER not in repr((events, view))
    for unknown in ("en:mornings", "ar", INTERPRETER):
        with pytest.raises(NotFoundError):
            await office.desk.phoning.add(dora, case.number, "", "", unknown)


@pytest.mark.parametrize("trouble", [Trouble.UNKNOWN, Trouble.DEAD])
async def test_a_third_one_who_cannot_be_called_is_told_of(
    office: Office, trouble: Trouble
) -> None:
    dora, case = await office.hire("dora"), await office.case()
    await speaking(office, dora, case)
    office.exchange.outcomes = [SendError(trouble, "code")]
    words = "not known" if trouble is Trouble.UNKNOWN else "Nobody was called"
    with pytest.raises(ConflictError, match=words):
        await office.desk.phoning.add(dora, case.number, "", INTERPRETER)
    assert (await office.happened(case))[-1] == (
        "third unclear" if trouble is Trouble.UNKNOWN else "third not_made"
    )


async def test_where_the_person_cannot_be_moved_nobody_comes_in(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    call, _ = await speaking(office, dora, case)
    await office.desk.phoning.add(dora, case.number, "", INTERPRETER)
    third = office.exchange.dialled[-1][1].removeprefix("join?c=")
    await office.board.invited(third, sid(60))
    office.exchange.outcomes = [SendError(Trouble.RETRY, "unreachable")]
    assert await office.board.joined(third) is None
    assert await office.board.after(call, "completed") is None


async def test_nobody_is_asked_in_where_nobody_speaks(office: Office) -> None:
    dora, case = await office.hire("dora"), await office.case()
    await office.desk.claim(dora, case.number)
    with pytest.raises(ConflictError, match="not on the phone"):
        await office.desk.phoning.add(dora, case.number, "", INTERPRETER)


async def test_what_stands_against_a_call_is_told(office: Office) -> None:
    elira, case = await office.hire("elira", None), await office.case()
    with pytest.raises(ConflictError, match="My phone"):
        await office.desk.phoning.ring(elira, case.number)
    assert await office.rows(case) == []


async def test_a_call_without_a_report_is_not_shown_as_ringing_for_ever(
    office: Office, clock: Clock
) -> None:
    dora, case = await office.hire("dora"), await office.case()
    await rung(office, dora, case)
    assert await office.state(case, dora) == "calling"
    clock.move(minutes=4)
    assert await office.state(case, dora) == "lost"
    await office.desk.phoning.ring(dora, case.number)
    assert len(await office.rows(case)) == 2

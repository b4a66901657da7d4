"""Webhooks that come again, late, in another order or at another process."""

from __future__ import annotations

import asyncio

from bot.messages import Delivery
from bot.telephony import DANGER, PERSON, CallReport, Heard, Next, Stage
from tests.bot.switchboard.calling import NUMBER, Phone
from tests.builders import take_turns

Two = tuple[Phone, Phone]


async def begun(lines: Two) -> tuple[Phone, Phone]:
    """A call in English that both processes get webhooks of."""
    one, other = lines
    await one.begin()
    other.sid = one.sid
    return one, other


async def test_the_same_call_rings_at_two_processes_at_once(lines: Two) -> None:
    """One call, one person, one first event."""
    one, other = lines
    one.sid = sid = "CA" + "7" * 32
    calls = await asyncio.gather(
        *(process.board.ring(sid, NUMBER) for process in (one, other, one))
    )
    assert len({call.id for call in calls}) == 1
    assert await one.happened() == ["rang"]


async def test_a_turn_that_another_process_takes_is_answered_here(lines: Two) -> None:
    """Whoever waits looks by itself: no bell reaches from one process to the other."""
    one, other = await begun(lines)
    heard = Heard(text="how long does it take", confidence=0.9)
    reply, _ = await asyncio.gather(one.board.hear(one.sid, 1, heard, 30), _taken_by(other))
    assert reply.next is Next.LISTEN
    assert any(line.key == "answer.avrr_duration" for line in reply.lines)


async def _taken_by(process: Phone) -> None:
    """Take the turn once it is kept."""
    while not await process.app.spine.people_waiting(1):
        await asyncio.sleep(0)
    await take_turns(process.app)


async def test_one_turn_at_two_processes_is_one_line_and_one_answer(lines: Two) -> None:
    one, other = await begun(lines)
    heard = Heard(text="how long does it take", confidence=0.9)
    await asyncio.gather(*(each.board.hear(one.sid, 1, heard, 0) for each in (one, other)))
    await asyncio.gather(*(take_turns(each.app) for each in (one, other)))
    first, second = await asyncio.gather(
        *(each.board.hear(one.sid, 1, heard, 0) for each in (one, other))
    )
    assert first == second
    assert first.lines
    said = [line for line in await one.lines() if line.text == heard.text]
    assert len(said) == 1


async def test_a_process_that_dies_before_it_replies_has_lost_nothing(lines: Two) -> None:
    """The turn was committed and nothing of it said: the webhook comes again elsewhere."""
    one, other = await begun(lines)
    heard = Heard(text="how long does it take", confidence=0.9)
    assert (await one.board.hear(one.sid, 1, heard, 0)).next is Next.WAIT
    await take_turns(one.app)  # and dies here
    reply = await other.board.hear(one.sid, 1, heard, 0)
    assert any(line.key == "answer.avrr_duration" for line in reply.lines)
    assert {line.status for line in await other.lines() if line.direction == "out"} == {
        Delivery.SENT
    }


async def test_a_late_repeat_takes_nobody_out_of_the_queue(line: Phone) -> None:
    await line.begin()
    await line.say("how long does it take")
    last = await line.press(PERSON)
    await line.board.moved(line.sid, Stage.QUEUED)
    again = Heard(text="how long does it take", confidence=0.9)
    late = await line.hear(again, 1)
    assert late == await line.board.hear(line.sid, 1, again, 0) == last
    assert late.next is not Next.LISTEN
    assert (await line.row()).stage is Stage.QUEUED
    assert (await line.row()).turn == 2


async def test_what_follows_a_late_repeat_is_heard(line: Phone) -> None:
    """Its document listens for the turn that comes next, so no word after it is lost."""
    await line.begin()
    await line.say("how long does it take")
    last = await line.say("what does it cost")
    late = await line.board.hear(line.sid, 1, Heard(text="how long does it take"), 0)
    assert late == last
    await line.hear(Heard(choice=DANGER), late.turn + 1)
    assert [case.priority for case in await line.cases()] == ["P0"]


async def test_who_comes_back_from_the_queue_talks_again(line: Phone) -> None:
    """Only what is new counts as talking."""
    await line.begin()
    await line.press(PERSON)
    await line.board.moved(line.sid, Stage.QUEUED)
    await line.say("how long does it take")
    assert (await line.row()).stage is Stage.TALK


async def test_what_went_wrong_is_told_once(line: Phone) -> None:
    await line.begin()
    for _ in range(2):
        await line.board.give_up(line.sid, "silence")
        await line.board.lost_recording(line.sid, "absent")
        await line.board.moved(line.sid, Stage.VOICEMAIL)
        await line.board.call_back(line.sid)
    told = await line.happened()
    for kind in ("gave_up", "message_lost", "voicemail", "callback_asked"):
        assert told.count(kind) == 1, kind
    assert len(await line.cases()) == 1


async def test_reports_in_any_order_end_a_call_once(line: Phone) -> None:
    """The end is the end: "ringing" or another end after it changes nothing."""
    await line.begin()
    await line.say("hello")
    assert not await line.board.reported(CallReport("CA" + "9" * 32, "completed"))
    assert await line.board.reported(CallReport(line.sid, "completed", 3, 42))
    for status, sequence in (("in-progress", 2), ("ringing", 1), ("failed", 4), ("completed", 3)):
        assert not await line.board.reported(CallReport(line.sid, status, sequence, 1))
    assert (await line.happened()).count("ended") == 1
    async with line.app.store.read() as unit:
        leg = await unit.legs.get((await line.row()).id)
    assert leg
    assert (leg.stage, leg.outcome) == (Stage.ENDED, "completed")

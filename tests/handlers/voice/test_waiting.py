"""Waiting on the line: one's place, an honest wait, a call instead, and no waiting forever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.telephony import DANGER, Heard, Next, Place, Stage
from handlers.voice.manner import BASE
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.board import Board, reply
from tests.handlers.voice.site import MANNER, Line, action, serving, spoken, tags

WAIT, QUEUED = f"{PUBLIC}{BASE}/wait", f"{PUBLIC}{BASE}/queued"
OFFER = "If you would rather be called back, press 1. You keep your place in the queue."


async def waiting(line: Line, **said: str) -> str:
    """In the queue, what is heard at the wait's address."""
    await line.choose(reply("A person comes.", then=Next.QUEUE))
    return spoken(await line.post(WAIT, waiting=True, **said))


async def test_a_call_waits_in_a_queue_of_its_own(line: Line, board: Board) -> None:
    root = await line.choose(reply("A person comes.", then=Next.QUEUE))
    enqueue = root[-1]
    assert (enqueue.tag, enqueue.text) == ("Enqueue", "call-1")
    assert (enqueue.get("action"), enqueue.get("waitUrl")) == (QUEUED, WAIT)
    assert spoken(root).startswith("A person comes. | I am connecting you")
    assert board.stages[-1] is Stage.QUEUED


async def test_a_call_can_be_sent_to_the_queue(line: Line, board: Board) -> None:
    await line.ring()
    root = await line.post(f"{BASE}/queue")
    assert (root[-1].tag, root[-1].text) == ("Enqueue", "call-1")
    assert board.stages[-1] is Stage.QUEUED


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(1, None), "You are next. | I cannot say how long it takes."),
        (Place(3, 8), "Your place in the queue: 3. | The wait at the moment, roughly"),
        (Place(1, None, taken=True), "A person is coming to the line now."),
    ],
)  # fmt: skip
async def test_place_and_wait_are_told(line: Line, board: Board, place: Place, said: str) -> None:
    board.waits = place
    heard = await waiting(line, QueueTime="0")
    assert heard.startswith(said)
    assert heard.endswith(OFFER) is not place.taken


async def test_between_two_announcements_it_is_quiet(line: Line) -> None:
    await line.choose(reply("A person comes.", then=Next.QUEUE))
    root = await line.post(WAIT, waiting=True)
    told = []
    for _ in range(4):
        told.append(bool(spoken(root)))
        assert root[0][-1].tag == "Pause"
        root = await line.post(action(root), waiting=True, QueueTime="60")
    assert told == [True, False, False, True]
    root = await line.post(action(root), waiting=True, Digits="*")
    assert OFFER in spoken(root)


async def test_music_is_played_where_there_is_some(board: Board) -> None:
    music = "https://example.org/quiet.mp3"
    async with serving(board, manner=replace(MANNER, music=music)) as line:
        await waiting(line)
    assert f"<Play>{music}</Play></Gather>" in line.document
    assert "<Pause" not in line.document


async def test_a_call_back_keeps_the_place(line: Line, board: Board) -> None:
    await waiting(line)
    root = await line.post(WAIT, waiting=True, Digits="1")
    assert tags(root) == ["Leave"]
    assert len(board.done("call_back")) == 1
    root = await line.post(QUEUED, QueueResult="leave", QueueTime="61")
    assert spoken(root).startswith("All right. You keep your place in the queue")
    assert tags(root)[-1] == "Hangup"


async def test_who_hides_the_number_cannot_be_called_back(line: Line, board: Board) -> None:
    line.fields["From"] = "anonymous"
    assert OFFER not in await waiting(line)
    root = await line.post(WAIT, waiting=True, Digits="1")
    assert tags(root) == ["Gather", "Redirect"]
    assert board.done("call_back") == []


@pytest.mark.parametrize(
    ("is_open", "asked"), [(True, "Nobody is free"), (False, "Our office is closed")]
)
async def test_nobody_waits_forever(board: Board, is_open: bool, asked: str) -> None:
    async with serving(board, is_open=is_open) as line:
        await waiting(line, QueueTime="899")
        root = await line.post(WAIT, waiting=True, QueueTime="900")
        assert tags(root) == ["Leave"]
        root = await line.post(QUEUED, QueueResult="leave", QueueTime="900")
    assert spoken(root).startswith(asked)
    assert tags(root)[-2:] == ["Record", "Redirect"]
    assert board.done("call_back") == []


@pytest.mark.parametrize("result", ["error", "system-error", "queue-full", ""])
async def test_who_cannot_be_queued_leaves_a_voicemail(
    line: Line, board: Board, result: str
) -> None:
    await waiting(line)
    root = await line.post(QUEUED, QueueResult=result)
    assert tags(root)[-2:] == ["Record", "Redirect"]
    assert board.stages[-1] is Stage.VOICEMAIL


@pytest.mark.parametrize("result", ["bridged", "hangup", "redirected", "redirected-from-bridged"])
async def test_after_the_person_comes_a_goodbye(line: Line, result: str) -> None:
    await waiting(line)
    root = await line.post(QUEUED, QueueResult=result)
    assert (tags(root)[-1], spoken(root)) == ("Hangup", "Goodbye, and take care.")


async def test_danger_is_heard_in_the_queue_too(line: Line, board: Board) -> None:
    await waiting(line)
    board.replies.append(reply("Call 112 now.", then=Next.QUEUE))
    root = await line.post(f"{WAIT}?n=1&t=1", waiting=True, Digits="9")
    assert board.done("hear") == [(1, Heard(choice=DANGER))]
    assert spoken(root) == "Call 1, 1, 2 now."
    assert action(root) == f"{WAIT}?n=2"

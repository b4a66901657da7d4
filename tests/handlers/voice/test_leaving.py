"""Voicemail, reports and the end of a call."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telephony import CallReport, Next, Stage
from handlers.voice.manner import BASE
from tests.handlers.twilio.hooks import PUBLIC, Answer
from tests.handlers.voice.board import Board, reply
from tests.handlers.voice.site import CALL, RECORDING_URL, Line, action, spoken, tags

LEFT: dict[str, Any] = {"RecordingUrl": RECORDING_URL, "RecordingDuration": "12"}
DONE = Answer(204, "", "")
RECORDING, STATUS = f"{BASE}/recording", f"{BASE}/status"


async def test_a_message_is_kept_and_thanked_for(line: Line, board: Board) -> None:
    root = await line.choose(reply("", then=Next.VOICEMAIL))
    root = await line.post(action(root), **LEFT, Digits="#")
    assert board.done("recorded") == [(RECORDING_URL, 12)]
    assert spoken(root).startswith("Thank you. Your message was recorded.")
    assert tags(root)[-1] == "Hangup"


async def test_an_empty_message_is_asked_for_once_more(line: Line, board: Board) -> None:
    root = await line.choose(reply("", then=Next.VOICEMAIL))
    root = await line.post(action(root))
    assert spoken(root).startswith("I did not hear anything. | Nobody is free")
    assert root[-2].get("action") == f"{PUBLIC}{BASE}/left?e=1"
    root = await line.post(action(root), RecordingUrl=RECORDING_URL, RecordingDuration="0")
    assert spoken(root).startswith("I am sorry, your message could not be recorded.")
    assert tags(root)[-1] == "Hangup"
    assert board.done("recorded") == []


async def test_a_voicemail_can_be_asked_for(line: Line, board: Board) -> None:
    await line.ring()
    root = await line.post(f"{BASE}/voicemail")
    assert tags(root)[-2:] == ["Record", "Redirect"]
    assert board.stages[-1] is Stage.VOICEMAIL


async def test_a_goodbye_can_be_asked_for(line: Line) -> None:
    await line.ring()
    root = await line.post(f"{BASE}/goodbye")
    assert (tags(root)[-1], spoken(root)) == ("Hangup", "Goodbye, and take care.")


async def test_a_recording_that_can_be_fetched_is_reported(line: Line, board: Board) -> None:
    await line.ring()
    assert await line.answer(RECORDING, **LEFT, RecordingStatus="completed") == DONE
    assert board.done("recorded") == [(RECORDING_URL, 12)]


@pytest.mark.parametrize("status", ["absent", "failed"])
async def test_a_recording_that_was_lost_is_reported(
    line: Line, board: Board, status: str
) -> None:
    await line.ring()
    assert await line.answer(RECORDING, **LEFT, RecordingStatus=status) == DONE
    assert board.done("lost_recording") == [(f"recording_{status}",)]
    assert board.done("recorded") == []


async def test_a_recording_of_an_unknown_call_is_kept_all_the_same(
    line: Line, board: Board
) -> None:
    assert await line.answer(RECORDING, **LEFT, RecordingStatus="completed", From="") == DONE
    assert board.done("recorded") == [(RECORDING_URL, 12)]


async def test_what_became_of_a_call_is_reported(line: Line, board: Board) -> None:
    said = {"CallStatus": "completed", "SequenceNumber": "0", "CallDuration": "61"}
    assert await line.answer(STATUS, **said) == DONE
    assert board.done("reported") == [(CallReport(CALL, "completed", 0, 61),)]
    assert await line.answer(STATUS, CallStatus="strange") == DONE
    assert await line.answer(RECORDING, CallSid="") == DONE
    assert len(board.asked) == 1


@pytest.mark.parametrize("path", [RECORDING, STATUS])
async def test_what_could_not_be_stored_is_asked_for_again(
    line: Line, board: Board, path: str
) -> None:
    board.broken = OSError("a secret of the database")
    answer = await line.answer(path, **LEFT, RecordingStatus="completed")
    assert (answer.status, answer.text) == (503, "")

"""Whatever breaks, the caller hears words of ours and never an error of Twilio's."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.errors import AwayError
from bot.telephony import Next
from handlers.voice.fault import book, fault
from handlers.voice.manner import BASE
from tests.handlers.voice.board import YES, Board, Library, reply
from tests.handlers.voice.site import (
    MANNER,
    PERSON,
    RECORDING_URL,
    Line,
    action,
    serving,
    spoken,
    tags,
)
from tests.handlers.voice.twiml import checked

PATHS = ["", "/language", "/turn", "/answer", "/recorded", "/queue", "/wait", "/queued",
         "/voicemail", "/left", "/goodbye"]  # fmt: skip
FAULT = "This line does not work at the moment."
SECRET = "a secret of the database"


@pytest.mark.parametrize("path", [*PATHS, "/recording", "/status"])
async def test_what_twilio_did_not_sign_is_refused(line: Line, board: Board, path: str) -> None:
    answer = await line.answer(BASE + path, token="another-token")
    assert (answer.status, answer.text) == (403, "")
    assert board.asked == []


@pytest.mark.parametrize("path", PATHS)
async def test_where_an_answer_cannot_be_made_a_person_comes(
    line: Line, board: Board, path: str
) -> None:
    await line.choose(reply("Where?", YES))
    board.broken, board.deaf = RuntimeError(SECRET), frozenset({"find", "ring"})
    board.asked.clear()
    with capture_logs() as logs:
        answer = await line.answer(f"{BASE}{path}?t=5", Digits="1")
    assert answer.status == 200
    assert board.done("give_up") == [("error",)]
    assert [log["event"] for log in logs] == ["call_not_answered", "call_not_given_up"]
    assert SECRET not in str(logs)
    assert PERSON not in str(logs)
    assert FAULT in spoken(checked(answer.text))


@pytest.mark.parametrize("path", PATHS)
async def test_where_a_handler_fails_the_call_is_given_up(
    line: Line, board: Board, path: str
) -> None:
    await line.choose(reply("Where?", YES))
    board.broken = RuntimeError(SECRET)
    board.deaf = frozenset({"again", "answer", "place", "begin", "hear"})
    root = await line.post(f"{BASE}{path}?t=5", Digits="2")
    if board.done("give_up"):
        assert spoken(root).startswith("I am sorry")
        assert tags(root)[-1] == "Enqueue"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("error", [AwayError(), RuntimeError(SECRET)])
async def test_where_everything_fails_a_fixed_document_is_said(
    line: Line, board: Board, path: str, error: Exception
) -> None:
    board.broken = error
    root = await line.post(BASE + path)
    assert FAULT in spoken(root)
    assert tags(root)[-1] == "Hangup"
    assert not {"Dial", "Enqueue", "Record", "Gather"} & set(tags(root))
    given_up = bool(board.done("give_up"))
    assert given_up is not isinstance(error, AwayError)


async def test_without_a_call_there_is_nobody_to_speak_with(line: Line, board: Board) -> None:
    root = await line.post(BASE, CallSid="")
    assert FAULT in spoken(root)
    assert board.asked == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_call_that_nobody_knows_begins_anew(line: Line, board: Board, path: str) -> None:
    root = await line.post(f"{BASE}{path}?t=7&n=3", Digits="1", SpeechResult="yes")
    assert len(board.done("ring")) == 1
    assert "For English" in spoken(root)


@pytest.mark.parametrize("path", ["/left", "/recorded"])
async def test_what_an_unknown_call_recorded_is_a_message(
    line: Line, board: Board, path: str
) -> None:
    root = await line.post(BASE + path, RecordingUrl=RECORDING_URL, RecordingDuration="9")
    assert board.done("recorded") == [(RECORDING_URL, 9)]
    assert "was recorded" in spoken(root)


@pytest.mark.parametrize(
    "query", ["t=x&p=99999&s=-1", "t=999999&p=999999&s=2", "t=", "?", "%00=%ff"]
)
@pytest.mark.parametrize("path", PATHS)
async def test_a_strange_address_has_an_answer(line: Line, path: str, query: str) -> None:
    await line.choose(reply("Where?", YES))
    root = await line.post(f"{BASE}{path}?{query}")
    assert len(root)


def test_the_fixed_document_is_said_in_every_language_that_twilio_speaks() -> None:
    root = checked(fault(MANNER.tongues, MANNER.order, "112"))
    assert [e.get("language") for e in root.iter("Say")][::2] == [
        "ar-AE", "en-GB", "fr-FR", "tr-TR", "sr-RS", "es-ES",
    ]  # fmt: skip
    assert spoken(root).count("1, 1, 2") == 6


def test_without_a_number_none_is_told() -> None:
    assert "danger" not in spoken(checked(fault(MANNER.tongues, ("en",), None)))


def test_where_twilio_speaks_nothing_it_is_english() -> None:
    root = checked(fault(MANNER.tongues, ("ps", "fa"), "112"))
    assert FAULT in spoken(root)


def test_its_words_are_there_in_all_languages() -> None:
    assert set(book()) == set(MANNER.order)
    for own in book().values():
        assert set(own) == {"danger", "fault"}
        assert "{number}" in own["danger"]
        assert own["fault"].strip()


async def test_a_reply_in_a_language_of_nobody_still_ends_well(board: Board) -> None:
    async with serving(board, recordings=Library()) as line:
        root = await line.choose(reply("Hallo", language="de", then=Next.QUEUE))
    assert board.done("give_up") == [("no_voice",)]
    assert action(root)

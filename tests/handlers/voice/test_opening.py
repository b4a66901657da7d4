"""The beginning of a call: danger first, then the languages, each in its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages import Choice
from bot.telephony import DANGER, PERSON, Heard, Purpose, Stage
from handlers.voice.manner import BASE
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.board import YES, Board, Library, reply
from tests.handlers.voice.site import MANNER, OURS, Line, action, key_of, serving, spoken, tags
from tests.handlers.voice.site import PERSON as NUMBER

FIRST = "If you are in danger, press 9. | For a person, press 0."
HELLO = reply("Welcome.", YES)


async def test_danger_and_a_person_come_before_the_languages(line: Line, board: Board) -> None:
    root = await line.ring()
    assert tags(root) == ["Gather", "Redirect"]
    assert spoken(root).startswith(FIRST)
    assert spoken(root).index("اضغطوا 9") < spoken(root).index("For English")
    assert (root[0].get("input"), root[0].get("numDigits"), root[0].get("language")) == (
        "dtmf", "1", None,
    )  # fmt: skip
    assert action(root) == root[0].get("action") == f"{PUBLIC}{BASE}/language?t=1"
    assert board.done("ring") == [(NUMBER, Purpose.CALLED)]
    assert board.stages == [Stage.LANGUAGE]


async def test_languages_announce_themselves_five_at_a_time_and_twice(
    line: Line, board: Board
) -> None:
    heard = [root := await line.ring()]
    while root[0].tag == "Gather":
        heard.append(root := await line.post(action(root)))
    first, second, third, fourth, last = map(spoken, heard)
    assert first == third
    assert second == fourth == "Para español | pulse 1"
    assert [key_of(heard[0], words) for words in ("للغة العربية", "For English")] == [1, 2]
    assert "For English | press 2" in first
    assert board.done("give_up") == [("silence",)]
    assert tags(heard[-1])[-1] == "Enqueue"
    assert "connecting" in last


async def test_a_language_that_nobody_can_say_is_not_read_out(board: Board) -> None:
    async with serving(board, recordings=Library(whole=frozenset({"sq"}))) as line:
        root = await line.ring()
        said = [line.document]
        said.append((await line.post(action(root)), line.document)[1])
    assert "Za srpski" in said[1]
    assert not any("لفارسی" in text for text in said)


async def test_the_key_begins_the_call_in_that_language(line: Line, board: Board) -> None:
    board.replies.append(replace(HELLO, language="ar"))
    root = await line.post(action(await line.ring()), Digits="1")
    assert board.done("begin") == [("ar",)]
    assert "Welcome." in spoken(root)


async def test_the_second_page_has_keys_of_its_own(line: Line, board: Board) -> None:
    board.replies.append(HELLO)
    second = await line.post(action(await line.ring()))
    await line.post(action(second), Digits="1")
    assert board.done("begin") == [("es",)]


@pytest.mark.parametrize(("key", "choice"), [("0", PERSON), ("9", DANGER)])
@pytest.mark.parametrize("page", [0, 1, 3])
async def test_the_keys_for_danger_and_a_person_work_at_any_time(
    line: Line, board: Board, key: str, choice: str, page: int
) -> None:
    board.replies.append(HELLO)
    root = await line.ring()
    for _ in range(page):
        root = await line.post(action(root))
    await line.post(action(root), Digits=key)
    assert board.done("hear") == [(1, Heard(choice=choice))]


async def test_a_wrong_key_is_told_the_same_again_and_then_a_person(
    line: Line, board: Board
) -> None:
    first = spoken(root := await line.ring())
    root = await line.post(action(root), Digits="7")
    assert spoken(root) == first
    root = await line.post(action(root), Digits="*")
    assert spoken(root) == first
    root = await line.post(action(root), Digits="8")
    root = await line.post(action(root), Digits="#")
    assert board.done("give_up") == [("noise",)]
    assert tags(root)[-1] == "Enqueue"


async def test_a_known_caller_is_offered_their_language_first(board: Board) -> None:
    board.language, board.known = "es", True
    async with serving(board) as line:
        root = await line.ring()
    assert spoken(root).startswith("Bienvenid")
    assert key_of(root, "Para español") == 1
    assert FIRST in spoken(root)
    assert spoken(root).index("pulse 9") < spoken(root).index(FIRST)


async def test_one_language_needs_no_menu(board: Board) -> None:
    board.replies.append(HELLO)
    async with serving(board, manner=replace(MANNER, order=("en",))) as line:
        root = await line.ring()
    assert board.done("begin") == [("en",)]
    assert spoken(root).startswith("Welcome.")


async def test_where_nothing_can_be_said_a_person_comes(board: Board) -> None:
    async with serving(board, manner=replace(MANNER, order=("ps",))) as line:
        await line.ring()
    assert board.done("give_up") == [("no_voice",)]


async def test_a_call_that_rings_twice_hears_the_same(line: Line, board: Board) -> None:
    await line.ring()
    first = line.document
    await line.ring()
    assert line.document == first
    assert len(board.done("ring")) == 1


async def test_who_hides_the_number_is_welcome(line: Line, board: Board) -> None:
    await line.post(BASE, From="anonymous")
    assert board.done("ring") == [(None, Purpose.CALLED)]


async def test_who_is_called_back_comes_the_same_way(line: Line, board: Board) -> None:
    await line.post(f"{BASE}?c=1", Direction="outbound-api", From=OURS, To=NUMBER)
    assert board.done("ring") == [(NUMBER, Purpose.CALLBACK)]


async def test_another_language_is_read_out_in_itself_and_is_a_turn(
    line: Line, board: Board
) -> None:
    other = Choice("menu:language", "Other language")
    asked = await line.post(action(await line.choose(reply("Menu.", other))), Digits="1")
    assert tags(asked) == ["Redirect"]
    listed = await line.post(action(asked))
    assert "For English" in spoken(listed)
    assert FIRST not in spoken(listed)
    board.replies.append(replace(HELLO, language="ar"))
    await line.post(action(listed), Digits=str(key_of(listed, "للغة العربية")))
    assert board.done("hear")[-1] == (1, Heard(choice="lang:ar"))

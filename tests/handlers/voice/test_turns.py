"""Turns: keys, words, silence and noise, each with a way on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.config_voice import TONGUES
from bot.messages import Choice
from bot.telephony import DANGER, PERSON, Heard, Next, Stage
from handlers.voice.manner import BASE
from handlers.voice.talking import MOST_FILLERS
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.board import BACK, NO, SKIP, YES, Board, Library, reply
from tests.handlers.voice.site import MANNER, RECORDING_URL, Line, action, serving, spoken, tags

SEVEN = tuple(Choice(f"c{n}", f"Choice {n}") for n in range(7))
ASKED = reply("Do you sleep outside?", YES, NO, SKIP, BACK, accepts="options")
NEXT = reply("Thank you.", then=Next.GOODBYE)


async def test_a_question_is_asked_with_its_keys(line: Line) -> None:
    root = await line.choose(ASKED)
    gather = root[0]
    assert gather.attrib == {
        "input": "dtmf speech",
        "action": f"{PUBLIC}{BASE}/turn?t=1",
        "method": "POST",
        "timeout": "6",
        "speechTimeout": "2",
        "language": "en-GB",
        "hints": "Yes,No",
        "profanityFilter": "false",
        "numDigits": "1",
        "finishOnKey": "",
        "bargeIn": "true",
        "actionOnEmptyResult": "true",
    }
    assert spoken(root) == (
        "Do you sleep outside? | Yes | press 1 | No | press 2 | "
        "Say what you need, or press a key. | To leave this question out, press the hash key."
    )


@pytest.mark.parametrize(
    ("key", "heard"),
    [
        ("1", Heard(choice="yes", label="Yes")),
        ("2", Heard(choice="no", label="No")),
        ("0", Heard(choice=PERSON)),
        ("9", Heard(choice=DANGER)),
        ("#", Heard(choice="command:skip", label="Skip")),
        ("8", Heard(choice="command:back", label="Back")),
    ],
)
async def test_a_key_means_the_same_in_every_call(
    line: Line, board: Board, key: str, heard: Heard
) -> None:
    root = await line.choose(ASKED)
    board.replies.append(NEXT)
    root = await line.post(action(root), Digits=key)
    assert board.done("hear") == [(1, heard)]
    assert tags(root)[-1] == "Hangup"


async def test_without_a_way_back_eight_is_the_menu(line: Line, board: Board) -> None:
    root = await line.choose(reply("Welcome.", YES))
    board.replies.append(NEXT)
    await line.post(action(root), Digits="8")
    assert board.done("hear") == [(1, Heard(choice="menu:main"))]


@pytest.mark.parametrize("sure", ["0.93", "0.05"])
async def test_all_that_is_said_is_heard_however_unsure(
    line: Line, board: Board, sure: str
) -> None:
    root = await line.choose(ASKED)
    board.replies.append(NEXT)
    await line.post(action(root), SpeechResult="he beats me", Confidence=sure)
    assert board.done("hear") == [(1, Heard(text="he beats me", confidence=float(sure)))]


async def test_more_than_five_choices_come_on_pages(line: Line, board: Board) -> None:
    root = await line.choose(reply("What is it?", *SEVEN))
    assert spoken(root).startswith("What is it? | Choice 0 | press 1 | Choice 1")
    assert spoken(root).endswith("Choice 4 | press 5 | There are more choices.")
    assert root[0].get("timeout") == "3"
    root = await line.post(action(root))
    assert spoken(root).startswith("Choice 5 | press 1 | Choice 6 | press 2 | Say what you need")
    again = await line.post(action(root))
    assert spoken(again).startswith("I did not hear anything. | What is it? | Choice 0 | press 1")
    board.replies.append(NEXT)
    await line.post(action(root), Digits="2")
    assert board.done("hear") == [(1, Heard(choice="c6", label="Choice 6"))]


async def test_silence_is_asked_again_twice_and_then_a_person_comes(
    line: Line, board: Board
) -> None:
    root = await line.choose(ASKED)
    for _ in range(2):
        root = await line.post(action(root))
        assert spoken(root).startswith("I did not hear anything. | Do you sleep outside? | Yes")
        assert spoken(root).endswith("To hear this again, press the star key.")
    root = await line.post(action(root))
    assert board.done("give_up") == [("silence",)]
    assert tags(root)[-1] == "Enqueue"
    assert board.done("hear") == []


@pytest.mark.parametrize("noise", [{"SpeechResult": "", "Confidence": "0.0"}, {"Digits": "5"}])
async def test_noise_is_asked_again_twice_and_then_a_person_comes(
    line: Line, board: Board, noise: dict[str, Any]
) -> None:
    root = await line.choose(ASKED)
    for _ in range(2):
        root = await line.post(action(root), **noise)
        assert spoken(root).startswith("I could not understand you.")
    root = await line.post(action(root), **noise)
    assert board.done("give_up") == [("noise",)]
    assert tags(root)[-1] == "Enqueue"


async def test_the_star_says_it_again_as_often_as_one_likes(line: Line, board: Board) -> None:
    first = spoken(root := await line.choose(ASKED))
    for _ in range(5):
        root = await line.post(action(root), Digits="*")
        assert spoken(root) == first
    assert board.done("give_up") == []


async def test_a_number_of_people_is_typed_up_to_the_hash(line: Line, board: Board) -> None:
    alone = Choice("1", "I am alone")
    root = await line.choose(reply("How many are you?", alone, SKIP, accepts="people"))
    assert (root[0].get("numDigits"), root[0].get("finishOnKey")) == (None, "#")
    assert spoken(root).startswith("How many are you? | Enter the number of people")
    asked = action(root)
    board.replies.append(NEXT)
    await line.post(asked, Digits="12", FinishedOnKey="#")
    assert board.done("hear") == [(1, Heard(text="12"))]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"Digits": "", "FinishedOnKey": "#"}, Heard(choice="command:skip", label="Skip")),
        ({"Digits": "9"}, Heard(choice=DANGER)),
        ({"Digits": "09"}, Heard(text="09")),
        ({"Digits": "8"}, Heard(text="8")),
        ({"Digits": "1"}, Heard(text="1")),
        ({"SpeechResult": "three", "Confidence": "0.8"}, Heard(text="three", confidence=0.8)),
    ],
)
async def test_other_answers_to_how_many(
    line: Line, board: Board, said: dict[str, Any], heard: Heard
) -> None:
    root = await line.choose(reply("How many are you?", SKIP, accepts="people"))
    board.replies.append(NEXT)
    await line.post(action(root), **said)
    assert board.done("hear") == [(1, heard)]


async def test_a_slow_answer_is_waited_for_with_words_between(line: Line, board: Board) -> None:
    root = await line.choose(ASKED)
    board.replies.extend([replace(NEXT, next=Next.WAIT)] * 3 + [NEXT])
    root = await line.post(action(root), Digits="1")
    assert (tags(root), spoken(root)) == (["Say", "Redirect"], "One moment, please.")
    assert action(root) == f"{PUBLIC}{BASE}/answer?t=1&w=1"
    root = await line.post(action(root))
    assert tags(root) == ["Pause", "Redirect"]
    root = await line.post(action(await line.post(action(root))))
    assert spoken(root).startswith("Thank you.")
    assert board.done("answer") == [(1,)] * 3


async def test_an_answer_that_never_comes_is_given_by_a_person(line: Line, board: Board) -> None:
    root = await line.choose(ASKED)
    board.replies.extend([replace(NEXT, next=Next.WAIT)] * (MOST_FILLERS + 2))
    root = await line.post(action(root), Digits="1")
    fillers = 0
    while root[-1].tag == "Redirect":
        fillers += 1
        root = await line.post(action(root))
    assert fillers == MOST_FILLERS == 8
    assert board.done("give_up") == [("slow",)]
    assert spoken(root).startswith("I am sorry")
    assert tags(root)[-1] == "Enqueue"


async def test_a_repeat_of_a_turn_has_the_same_answer(line: Line, board: Board) -> None:
    asked = action(await line.choose(ASKED))
    board.replies.append(reply("And your children?", SKIP, accepts="options"))
    await line.post(asked, Digits="1")
    first = line.document
    await line.post(asked, Digits="1")
    assert line.document == first
    assert len(board.done("hear")) == 1


async def test_where_nothing_understands_the_answer_is_recorded(board: Board) -> None:
    asked = reply("Where do you sleep?", YES, accepts="free", then=Next.RECORD, language="ps")
    library = Library(everything=True, whole=frozenset({"ps"}))
    async with serving(board, recordings=library) as line:
        await line.ring()
        board.replies.append(asked)
        root = await line.post(f"{BASE}/language", Digits="2")
        record = root.find("Record")
        assert record is not None
        assert tags(root)[-2:] == ["Record", "Redirect"]
        assert record.get("finishOnKey") == "1234567890*#"
        assert record.get("maxLength") == "180"
        board.replies.append(replace(NEXT, language="ps"))
        await line.post(
            record.attrib["action"], RecordingUrl=RECORDING_URL, RecordingDuration="7", Digits="#"
        )
    assert board.done("hear") == [(1, Heard(recording=RECORDING_URL, seconds=7))]


@pytest.mark.parametrize(
    ("key", "heard"), [("0", Heard(choice=PERSON)), ("1", Heard(choice="yes", label="Yes"))]
)
async def test_a_key_while_recording_is_a_key(
    line: Line, board: Board, key: str, heard: Heard
) -> None:
    root = await line.choose(reply("Where?", YES, then=Next.RECORD, accepts="free"))
    board.replies.append(NEXT)
    recorded: dict[str, Any] = {
        "RecordingUrl": RECORDING_URL,
        "RecordingDuration": "1",
        "Digits": key,
    }
    await line.post(action(root), **recorded)
    assert board.done("hear") == [(1, heard)]


async def test_silence_in_a_recording_counts_as_such(line: Line, board: Board) -> None:
    root = await line.choose(reply("Where?", then=Next.RECORD, accepts="free"))
    for _ in range(3):
        root = await line.post(action(root))
    assert board.done("give_up") == [("silence",)]


async def test_a_language_without_recogniser_has_keys_alone(board: Board) -> None:
    library = Library(everything=True, whole=frozenset({"ps"}))
    async with serving(board, recordings=library) as line:
        await line.ring()
        board.replies.append(reply("Sleep outside?", YES, NO, language="ps"))
        root = await line.post(f"{BASE}/language", Digits="2")
    gather = root[0]
    assert gather.get("input") == "dtmf"
    assert {"language", "hints", "speechTimeout", "profanityFilter"} & set(gather.attrib) == set()
    assert {element.tag for element in gather} == {"Play"}


async def test_who_is_silent_hears_the_question_and_not_all_before_it(line: Line) -> None:
    told = reply("We write things down.")
    asked = reply("Sleep outside?", YES, NO)
    root = await line.choose(replace(asked, lines=(*told.lines, *asked.lines)))
    assert spoken(root).startswith("We write things down. | Sleep outside? | ")
    root = await line.post(action(root))
    assert spoken(root).startswith("I did not hear anything. | Sleep outside? | Yes | ")
    root = await line.post(action(root), Digits="*")
    assert spoken(root).startswith("We write things down. | Sleep outside? | ")


async def test_a_wrong_key_is_not_answered_as_words_are(board: Board) -> None:
    """Nobody listened to words: "say it again" would mislead."""
    keys_only = replace(
        MANNER, tongues={**TONGUES, "en": TONGUES["en"].model_copy(update={"hear": None})}
    )
    async with serving(board, manner=keys_only) as line:
        root = await line.choose(reply("Sleep outside?", YES, NO))
        root = await line.post(action(root), Digits="5")
    assert spoken(root).startswith("Sleep outside? | Yes | press 1 | No | press 2 | ")
    assert "Please choose with the keys of your phone." in spoken(root)


async def test_words_that_were_not_recorded_bring_a_person(board: Board) -> None:
    async with serving(board, recordings=Library(whole=frozenset({"fa"}))) as line:
        await line.ring()
        board.replies.append(reply("کجا؟", language="fa"))
        root = await line.post(f"{BASE}/language", Digits="2")
    assert board.done("give_up") == [("no_voice",)]
    assert tags(root)[-1] == "Enqueue"
    assert spoken(root).startswith("I am sorry")


async def test_the_end_is_a_goodbye_said_once(line: Line, board: Board) -> None:
    root = await line.choose(reply("Be well.", then=Next.GOODBYE))
    assert (tags(root)[-1], spoken(root)) == ("Hangup", "Be well. | Goodbye, and take care.")
    board.last = None
    farewell = reply("Goodbye!", then=Next.GOODBYE)
    said = replace(farewell.lines[0], key="talk.goodbye")
    root = await line.choose(replace(farewell, lines=(said,)))
    assert spoken(root) == "Goodbye!"


async def test_who_needs_a_voicemail_is_asked_for_it(line: Line, board: Board) -> None:
    root = await line.choose(reply("A counsellor calls you.", then=Next.VOICEMAIL))
    assert tags(root)[-2:] == ["Record", "Redirect"]
    assert "A counsellor calls you. | Nobody is free at the moment." in spoken(root)
    assert board.stages[-1] is Stage.VOICEMAIL
    record = root[-2]
    assert record.get("recordingStatusCallback") == f"{PUBLIC}{BASE}/recording"
    assert record.get("finishOnKey") == "#"

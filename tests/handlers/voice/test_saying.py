"""Words become voices or recordings, and no words are lost."""

from __future__ import annotations

import pytest
from twilio.twiml.voice_response import VoiceResponse

from handlers.voice.saying import (
    MOST_BYTES,
    MOST_SAID,
    Piece,
    Played,
    Said,
    Speech,
    Uttered,
    lines,
    portions,
    put,
    spelled,
)
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.board import Library
from tests.handlers.voice.site import ORDER, speech

ENGLISH = ("Polly.Amy-Neural", "en-GB")
PLAYED = ("fa", "ps", "ur", "sq")


def played(name: str) -> Played:
    """A recording of this id."""
    return Played(f"{PUBLIC}/twilio/voice/audio/{name}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Call 112.", "Call 1, 1, 2."),
        ("Call 0800 11112 now", "Call 0, 8, 0, 0, 1, 1, 1, 1, 2 now"),
        ("+383 44 123 456", "3, 8, 3, 4, 4, 1, 2, 3, 4, 5, 6"),
        ("Your case is K-12AB34.", "Your case is K, 1, 2, A, B, 3, 4."),
        ("on 1 December 2026", "on 1 December 2026"),
        ("18:00 to 22:30, 30 days", "18:00 to 22:30, 30 days"),
        ("1,500 or 1.500", "1,500 or 1.500"),
        ("شماره ۱۱۲", "شماره ۱, ۱, ۲"),
        ("AB123", "AB123"),
    ],
)
def test_numbers_that_are_written_down_are_said_one_by_one(text: str, said: str) -> None:
    assert spelled(text) == said


def test_lines_without_words_are_left_out() -> None:
    assert lines(" One. \n\n - \n Two\x00\x0b ") == ["One.", "Two"]


def test_what_is_too_long_is_cut_at_the_end_of_a_sentence() -> None:
    text = "One is here. Two is here too. Three"
    assert list(portions(text, 20)) == ["One is here.", "Two is here too.", "Three"]
    assert list(portions("one two three", 9)) == ["one two", "three"]
    assert list(portions("a" * 25, 10)) == ["a" * 10, "a" * 10, "a" * 5]
    assert list(portions("")) == []


async def test_a_machine_says_it_in_its_voice() -> None:
    found = await speech(Library()).utter([Piece("Hello.\nCall 112.", "en"), Piece("مرحبا", "ar")])
    assert found == Uttered(
        (
            Said("Hello.", *ENGLISH),
            Said("Call 1, 1, 2.", *ENGLISH),
            Said("مرحبا", "Polly.Hala-Neural", "ar-AE"),
        )
    )


async def test_a_recording_says_it_line_by_line() -> None:
    library = Library({"fa": frozenset({"سلام", "112"})})
    found = await speech(library).utter([Piece("سلام\n112", "fa"), Piece("Yes", "en")])
    assert found.parts == (played("fa-4"), played("fa-3"), Said("Yes", *ENGLISH))
    assert not found.missing


async def test_words_of_a_flow_that_were_not_recorded_are_missing() -> None:
    library = Library({"fa": frozenset({"سلام"})})
    found = await speech(library).utter([Piece("سلام\nچطورید", "fa"), Piece("سلام", "fa")])
    assert found == Uttered((played("fa-4"),), missing=True)


@pytest.mark.parametrize("language", PLAYED)
async def test_a_phrase_that_was_not_recorded_is_said_in_english(language: str) -> None:
    maker = speech(Library())
    found = await maker.utter([maker.phrase("connecting", language)])
    said = [part.text for part in found.parts if isinstance(part, Said)]
    assert said == ["I am connecting you with a person. Please stay on the line."]
    assert not found.missing


async def test_an_unknown_language_is_missing() -> None:
    assert (await speech(Library()).utter([Piece("Hallo", "de")])).missing


async def test_what_was_recorded_as_a_whole_is_read_out() -> None:
    maker: Speech = speech(Library(whole=frozenset({"sq"})))
    assert await maker.sayable(ORDER) == ("ar", "en", "fr", "tr", "sq", "sr", "es")
    assert maker.hears("sq")
    assert not maker.hears("ps")


def test_a_document_holds_no_more_than_it_can() -> None:
    many = Uttered(tuple(Said("ښ" * MOST_SAID, *ENGLISH) for _ in range(20)))
    response = VoiceResponse()
    put(response, many)
    assert 8000 < len(str(response).encode()) < MOST_BYTES + 1000

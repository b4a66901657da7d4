"""Every sentence of the phone can be said in every language, and makes a valid document."""

from __future__ import annotations

import pytest

from handlers.voice.documents import go_on
from tests.handlers.voice.board import Library
from tests.handlers.voice.site import ORDER, speech
from tests.handlers.voice.twiml import checked

KEYS = [
    "opening", "language", "welcome_back", "silence", "noise", "moment", "more", "star", "hash",
    "person", "danger", "menu", "speak", "speak_or_press", "press_only", "people", "say",
    "connecting", "next", "wait_unknown", "callback_offer", "callback_done", "voicemail",
    "voicemail_closed", "recorded", "not_recorded", "sorry", "goodbye", "taken",
    *(f"press.{n}" for n in range(1, 6)),
]  # fmt: skip


@pytest.mark.parametrize("language", ORDER)
async def test_all_sentences_can_be_said(language: str) -> None:
    maker = speech(Library(everything=True))
    pieces = [maker.phrase(key, language) for key in KEYS]
    pieces.append(maker.phrase("position", language, position=3))
    pieces.append(maker.phrase("wait_minutes", language, minutes=8))
    uttered = await maker.utter(pieces)
    root = checked(go_on(uttered, "https://infoline.example.org/on"))
    assert len(root) > len(pieces)
    assert not uttered.missing


@pytest.mark.parametrize("language", [code for code in ORDER if code != "en"])
async def test_sentences_are_not_english(language: str) -> None:
    maker = speech(Library())
    same = [key for key in KEYS if (said := maker.phrase(key, language)).text == said.english]
    assert same == []

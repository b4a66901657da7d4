"""The door's own words, in ten languages."""

from __future__ import annotations

import pytest

from handlers.sms.words import book, hints
from nlu.files import LANGUAGES
from nlu.words import command


def test_every_language_has_its_words() -> None:
    assert set(book()) == set(LANGUAGES)
    assert hints("xx") == hints("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hints_are_short_and_the_word_in_them_is_understood(language: str) -> None:
    own = hints(language)
    assert own.more in own.rest
    assert command(own.more, language) == "more"
    assert max(len(own.rest), len(own.number)) <= 36

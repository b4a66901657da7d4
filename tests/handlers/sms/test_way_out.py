"""The words that a text tells people to write are understood, and none of them ends messages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from flows.content import Content
from flows.load import load
from nlu.files import LANGUAGES
from nlu.words import command, opts_out


@pytest.fixture(scope="module")
def content() -> Content:
    """The real content."""
    return load()


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ways_out_of_the_questions(content: Content, language: str, form: str) -> None:
    """ "Stop" would end all messages on a phone, and the text is the same for WhatsApp."""
    text = content.texts[language]["avrr.inform"].form(form)
    last = re.split(r"[.؟?۔]\s", text.strip())[-1]
    words = re.findall(r"\w+", last)
    said = [*words, *(f"{one} {two}" for one, two in pairwise(words))]
    assert {"skip", "back", "menu"} <= {command(word, language) for word in said}
    assert [word for word in said if opts_out(word)] == []

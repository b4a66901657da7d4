"""What a phone shows of a sensitive message before it is opened, in ten languages."""

from __future__ import annotations

import pytest

from flows.checks.words import samples
from flows.load import load as load_content
from flows.render import Renderer
from handlers.telegram.words import load
from handlers.telegram.writing import written
from nlu.keywords import guess
from nlu.papers import names_papers
from nlu.safety import alarms
from tests.handlers.telegram.raw import LANGUAGES
from tests.handlers.telegram.test_writing import outbound

CONTENT = load_content()
WORDS = load(LANGUAGES)
LEAST = 45
"""Characters of a first line: about what the list of chats shows of a message."""
MARKS = "\u200f\u2066\u2069"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_names_no_topic(language: str) -> None:
    neutral = WORDS[language].neutral
    assert alarms(neutral) == ()
    meant = {ranked.name for ranked in guess(neutral, language)}
    assert all(CONTENT.routes[name].social for name in meant), meant
    assert not names_papers(neutral)
    assert len(neutral) >= LEAST


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sensitive_text_begins_with_anything_else(language: str) -> None:
    renderer = Renderer(CONTENT)
    texts = {k: t for k, t in CONTENT.texts[language].items() if k.startswith("safety.")}
    texts |= {k: t for k, t in CONTENT.answers[language].items() if CONTENT.faq[k].sensitive}
    texts |= {k: CONTENT.texts[language][k] for k in ("menu.asylum", "avrr.summary")}
    for key, text in texts.items():
        words = renderer.filled(text.full, language, samples(CONTENT))
        for part in written(outbound(words, language, sensitive=True), WORDS):
            first, empty, rest = part.split("\n", 2)
            assert first.strip(MARKS) == WORDS[language].neutral, key
            assert (empty, bool(rest)) == ("", True)

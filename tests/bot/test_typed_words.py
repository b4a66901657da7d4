"""Words that people type because the infoline told them to, in ten languages, without a model."""

from __future__ import annotations

import re

import pytest

from flows.engine import Engine
from flows.load import load
from flows.session import Session
from nlu.files import LANGUAGES
from nlu.words import command
from tests.flows.builders import keys, turn, world

QUOTED = re.compile(r'["«“„]([^"»”“]{1,30})["»”“]')
TELL_WORDS = {"notice.first": {"human", "delete"}, "media.photo": {"delete"}}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TELL_WORDS)
def test_what_a_text_says_to_type_is_a_command(key: str, language: str) -> None:
    text = load().texts[language][key].form("full")
    typed = {command(found, language) for found in QUOTED.findall(text)}
    assert typed == TELL_WORDS[key]


@pytest.mark.parametrize(
    ("word", "said"),
    [("delete", ["delete.ask"]), ("privacy", ["notice.first"]), ("language", ["language.ask"])],
)
def test_a_typed_word_does_what_the_command_of_a_messenger_does(
    word: str, said: list[str]
) -> None:
    effects = Engine.load().resume(Session.new(), turn(word, command=word), world()).effects
    assert keys(effects) == said

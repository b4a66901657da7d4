"""Commands and links, as people type and follow them."""

from __future__ import annotations

import pytest

from handlers.telegram.asking import Asked, asked
from handlers.telegram.words import COMMANDS

LANGUAGES = ("en", "fa", "sq")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_shown_is_understood(name: str) -> None:
    assert asked(f"/{name}", LANGUAGES) == Asked(None, COMMANDS[name], f"/{name}")
    assert asked(f" /{name.upper()}@Some_Bot ", LANGUAGES) == asked(f"/{name}", LANGUAGES)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hello /menu", "Hello /menu"),
        ("/help", "help"),
        ("/help me, they beat me", "help me, they beat me"),
        ("/human I am in danger", "human I am in danger"),
        ("/start I need help!", "I need help!"),
        ("/", "/"),
        ("//menu", "//menu"),
        ("/کمک", "کمک"),
        ("/human\nnow", "human now"),
    ],
)
def test_words_are_never_lost(text: str, kept: str) -> None:
    assert asked(text, LANGUAGES) == Asked(kept)


@pytest.mark.parametrize(
    ("payload", "choice", "language", "campaign"),
    [
        ("", "flow:start", None, None),
        ("lang-fa", "flow:start", "fa", None),
        ("lang-de", "flow:start", None, None),
        ("flow-human", "flow:human", None, None),
        ("flow-nothing_of_ours", "flow:nothing_of_ours", None, None),
        ("c-camp_2", "flow:start", None, "camp_2"),
        ("poster7", "flow:start", None, "poster7"),
        ("other-thing", "flow:start", None, "other-thing"),
        ("lang-fa--flow-human--c-a-b", "flow:human", "fa", "a-b"),
        ("c-one--c-two", "flow:start", None, "one"),
        ("c-", "flow:start", None, None),
        ("----", "flow:start", None, None),
    ],
)
def test_a_link(payload: str, choice: str, language: str | None, campaign: str | None) -> None:
    found = asked(f"/start {payload}", LANGUAGES)
    assert found == Asked(None, choice, "/start", language, campaign)

"""Commands: whole messages that are one word of control."""

import pytest

from nlu.files import LANGUAGES, read
from nlu.words import COMMANDS, command, words


def test_no_word_list_was_left_out() -> None:
    assert words().faults == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_can_be_given_in_every_language(language: str) -> None:
    listed = read(f"{language}/words.yaml")["commands"]
    assert listed.keys() == {*COMMANDS}
    wrong = {
        typed: command(typed, language)
        for name, typings in listed.items()
        for typed in typings
        if command(typed, language) != name
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Menu!", "en", "menu"),
        ("menu please", "en", "menu"),
        ("I don't know", "en", "skip"),
        ("no, human please", "en", "human"),
        ("yes no", "en", None),
        ("stop", "sq", "stop"),
        ("oui", "fr", "yes"),
        ("please", "en", None),
        ("go back", "en", "back"),
        ("quiero regresar", "es", None),
        ("hoću nazad", "sr", None),
        ("i want to stop the war", "en", None),
        ("", "en", None),
        ("nothing urgent", "en", "no"),
        ("ninguno", "es", "no"),
        ("personne", "fr", "no"),
    ],
)
def test_a_command_is_the_whole_message(text: str, language: str, expected: str | None) -> None:
    assert command(text, language) == expected

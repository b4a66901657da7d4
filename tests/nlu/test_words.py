"""Commands: whole messages that are one word of control."""

import pytest

from nlu.files import LANGUAGES, read
from nlu.words import COMMANDS, command, opts_in, opts_out, words


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_can_be_stopped_and_started_in_every_language(language: str) -> None:
    listed = read(f"{language}/words.yaml")
    out = [*listed["commands"]["opt_out"], *listed["phone"]["stop"]]
    back_in = [*listed["commands"]["opt_in"], *listed["phone"]["start"]]
    assert [typed for typed in out if not opts_out(typed) or opts_in(typed)] == []
    assert [typed for typed in back_in if not opts_in(typed) or opts_out(typed)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_stops_messages(language: str) -> None:
    commands = read(f"{language}/words.yaml")["commands"]
    kept = ("yes", "no", "skip", "back", "more", "human", "language")
    answers = [typed for name in kept for typed in commands[name]]
    numbers = [
        typed for names in read(f"{language}/words.yaml")["numbers"].values() for typed in names
    ]
    assert [typed for typed in (*answers, *numbers) if opts_out(typed) or opts_in(typed)] == []


@pytest.mark.parametrize(
    ("text", "out", "back_in"),
    [
        ("STOP", True, False),
        ("Stop please!", True, False),
        ("stop sms", True, False),
        ("توقف", True, False),
        ("Durdur", True, False),
        ("ndalo", True, False),
        ("стани", True, False),
        ("Arrêt.", True, False),
        ("band karo", True, False),
        ("START", False, True),
        ("ابدأ", False, True),
        ("fillo", False, True),
        ("please", False, False),
        ("yes", False, False),
        ("stop him he has a knife", False, False),
        ("حبس", False, False),
        ("stop start", False, False),
        ("", False, False),
    ],
)
def test_on_a_phone_the_bare_word_is_enough(text: str, out: bool, back_in: bool) -> None:
    assert (opts_out(text), opts_in(text)) == (out, back_in)

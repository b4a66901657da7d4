"""What is to be read aloud of a language: whole lines, and the words around values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.engine import Engine
from flows.load import load
from flows.scripts import Script, Scripts, bare, scripts_of
from tests.flows.builders import CONTACTS
from tests.flows.content_files import changed_content

LANGUAGES = load().languages


def scripts(folder: Path, short: str, language: str = "en", **contacts: str) -> list[str]:
    """What is read of a text of our own, in the short form."""
    text = {"full": "long", "short": short}
    made = load(changed_content(folder, {f"texts/{language}.yaml": {"texts": {"a.b": text}}}))
    found = scripts_of(made, language, contacts, "short")
    return [one.text for one in found.scripts if one.key == "a.b"]


def test_each_line_is_a_part_of_its_own(tmp_path: Path) -> None:
    read = scripts(tmp_path, "One line of it.\n\n  Another line of it. \n—")
    assert read == ["One line of it.", "Another line of it."]


def test_contacts_are_read_with_their_sentence(tmp_path: Path) -> None:
    said = "Then call {{ contacts.police }}.{% if contacts.ambulance %} Or so.{% endif %}"
    assert scripts(tmp_path, said, police="192") == ["Then call 192."]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Then your number: {{ case_number }}.", ["Then your number"]),
        ("Then {{ case_number }} is it, is it not?", ["Then", "is it, is it not?"]),
        ("Then {{ position }}, and then {{ minutes }} more.", ["Then", "and then", "more."]),
        ("So{% if case_number %}, {{ case_number }}, so{% endif %} it is.",
         ["So", "so it is.", "So it is."]),
        ("Then {{ count }} {% if count == 1 %}thing{% else %}things{% endif %}.",
         ["Then", "thing.", "things."]),
        ("So{% if opens_at %} at {{ opens_at | when }}{% else %} later{% endif %}.",
         ["So later."]),
    ],
)  # fmt: skip
def test_values_leave_the_words_around_them(tmp_path: Path, said: str, read: list[str]) -> None:
    assert scripts(tmp_path, said) == read


def test_what_cannot_be_said_is_named_with_its_value(tmp_path: Path) -> None:
    text = {"full": "long", "short": "Known.\nIt is {{ code }} on {{ opens_at | when }}."}
    changes: dict[str, Any] = {"texts/en.yaml": {"texts": {"a.b": text}}}
    found = scripts_of(load(changed_content(tmp_path, changes)), "en", {}, "short")
    named = [(one.key, one.value) for one in found.unsayable]
    assert [value for key, value in named if key == "a.b"] == ["code", "opens_at"]
    assert [one.text for one in found.scripts if one.key == "a.b"] == ["Known."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_what_a_call_needs(language: str) -> None:
    found = Engine.load().scripts(language, CONTACTS)
    needed = {one.key.partition(".")[0] for one in found.scripts if one.essential}
    assert {"notice", "menu", "safety", "digit", "number", "letter", "label"} <= needed
    keys = {one.key for one in found.scripts}
    assert {"digit.0", "digit.9", "number.10", "number.20", "letter.K"} <= keys
    assert "letter.O" not in keys  # no case number has one
    assert not any(key.startswith("notice.telegram") for key in keys)
    assert {f"language.{code}" for code in LANGUAGES} <= keys
    assert all("\ue000" not in one.text and "{" not in one.text for one in found.scripts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_main_menu_offers_can_be_read_out(language: str) -> None:
    content = load()
    found = {one.text: one for one in scripts_of(content, language, CONTACTS, "spoken").scripts}
    for key in ("menu.help_now", "menu.home", "control.person", "intent.distress"):
        label = content.labels[language][key]
        assert found[bare(label)].essential is (key != "intent.distress"), key


def test_a_text_in_two_places_is_read_once_for_the_place_that_counts(tmp_path: Path) -> None:
    texts = {key: {"full": "x", "short": "The very same."} for key in ("a.b", "menu.main")}
    made = load(changed_content(tmp_path, {"texts/en.yaml": {"texts": texts}}))
    read = [o for o in scripts_of(made, "en", {}, "short").scripts if o.text == "The very same."]
    assert read == [Script("menu.main", 1, "The very same.", essential=True)]


def test_what_a_language_lacks_is_read_in_english(tmp_path: Path) -> None:
    made = load(changed_content(tmp_path, {"texts/sq.yaml": {"texts": {"talk.thank": None}}}))
    [read] = [o for o in scripts_of(made, "sq", {}, "short").scripts if o.key == "talk.thank"]
    assert read.text.startswith("You are welcome")


def test_drafts_say_so_until_both_files_were_reviewed(tmp_path: Path) -> None:
    assert load().drafts == set(LANGUAGES)
    reviewed = {"review": {"status": "reviewed"}}
    one = {"texts/sq.yaml": reviewed, "texts/fr.yaml": reviewed, "answers/fr.yaml": reviewed}
    made = load(changed_content(tmp_path, one))
    assert made.drafts == set(LANGUAGES) - {"fr"}
    drafts: list[Scripts] = [scripts_of(made, code, {}, "short") for code in ("sq", "fr")]
    assert [found.draft for found in drafts] == [True, False]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (". In danger call 112.", "In danger call 112."),
        ("Your number: ", "Your number"),
        ("، و بعد", "و بعد"),
        ("¿Qué necesita?", "¿Qué necesita?"),
        (" . ", ""),
    ],
)
def test_what_is_not_heard_is_left_out(text: str, left: str) -> None:
    assert bare(text) == left

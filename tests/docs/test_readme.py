"""README.md says what the code does: settings, commands, doors, languages, answers of doors."""

from __future__ import annotations

import re
import struct
from dataclasses import fields

import pytest
import yaml
from babel import Locale
from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from bot.config import LANGUAGES, ROOT, Settings, load
from bot.desk import OUTCOMES
from bot.doors import NEEDS, describe, doors
from bot.health import Report
from bot.keys import KEY_FILE
from bot.login import FIRST_USERNAME, ROLES
from bot.messages import PRIORITIES
from handlers.console.languages import CODES
from handlers.webchat.shapes import MAX_TEXT, MAX_WAIT_SECONDS, MIN_SECRET
from nlu.files import LANGUAGES as NLU_LANGUAGES
from tests.docs.settings_table import BEGIN, END, replaced, table, written
from tests.docs.test_documents import commands

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """What stands below a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, heading
    return found[1]


def test_every_setting_stands_in_the_table_as_it_is() -> None:
    assert written(README) == table()


@pytest.mark.parametrize(
    "field",
    [
        Field(default=8001, description="Port the service listens on."),
        Field(default=8000, description="Another help."),
    ],
)
def test_a_changed_default_or_help_is_found(field: FieldInfo) -> None:
    changed = create_model("Changed", __base__=Settings, port=(int, field))
    assert written(README) != table(changed)
    assert len(table(changed).splitlines()) == len(written(README).splitlines())


def test_an_empty_table_is_filled() -> None:
    assert written(replaced(f"before\n{BEGIN}\n{END}\nafter")) == table()


def test_every_setting_has_help() -> None:
    assert [name for name, f in Settings.model_fields.items() if not f.description] == []


@pytest.mark.parametrize("command", sorted(commands() - {"serve"}))
def test_every_command_is_named(command: str) -> None:
    assert f"`./infoline {command}" in section("Commands")


@pytest.mark.parametrize("name", NEEDS)
def test_every_door_is_named_with_what_it_needs_and_whether_it_is_built(name: str) -> None:
    built, variables = NEEDS[name]
    row = next(line for line in section("Doors").splitlines() if line.startswith(f"| {name} |"))
    assert ("open" in row) is (built and not variables)
    assert ("not built yet" in row) is not built
    assert [variable for variable in variables if f"`{variable}`" not in row] == []


def test_a_door_that_is_not_built_is_never_called_open() -> None:
    environment = {variable: "x" for _built, needed in NEEDS.values() for variable in needed}
    said = [describe(door) for door in doors(environment)]
    assert [line for line in said if line.endswith(": open")] == [
        "webchat: open",
        "telegram: open",
        "sms: open",
        "whatsapp: open",
        "voice: open",
    ]


def test_the_languages_are_those_of_the_settings() -> None:
    rows = re.findall(r"^\| `([a-z]{2})` \| (\w+)", section("Languages"), re.M)
    expected = [(code, Locale.parse(code).get_display_name("en")) for code in load().languages]
    assert rows == expected


def test_every_room_knows_the_same_languages() -> None:
    """Each place that the README names for a new language."""
    routes = yaml.safe_load((ROOT / "flows/library/routes.yaml").read_text(encoding="utf-8"))
    folders = [p.name for p in (ROOT / "nlu/data").iterdir() if p.is_dir()]
    assert set(LANGUAGES) == set(NLU_LANGUAGES) == set(CODES) == set(routes["languages"])
    assert set(LANGUAGES) == set(folders) == set(load().languages)
    for path in ROOT.glob("handlers/*/words.yaml"):
        assert set(yaml.safe_load(path.read_text(encoding="utf-8"))["words"]) == set(LANGUAGES), (
            path
        )


@pytest.mark.parametrize(
    "name", ["console.png", "webchat.png", "phone-call.png", "phone-case.png"]
)
def test_the_pictures_are_there_and_light(name: str) -> None:
    picture = (ROOT / "docs" / "pictures" / name).read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == ((390, 800) if name == "webchat.png" else (1280, 800))
    assert len(picture) < 300_000
    assert f"(docs/pictures/{name})" in README


def test_health_is_described_with_every_field() -> None:
    assert [f.name for f in fields(Report) if f"`{f.name}`" not in section("Health")] == []


def test_the_limits_of_the_web_chat_are_those_of_the_door() -> None:
    said = section("The web chat's interface")
    for number in (MIN_SECRET, MAX_TEXT, MAX_WAIT_SECONDS, load().webchat_per_minute):
        assert re.search(rf"\b{number}\b", said.replace(",", "")), number


def test_roles_priorities_outcomes_and_files_are_named() -> None:
    for word in (*ROLES, *PRIORITIES, *OUTCOMES, FIRST_USERNAME, KEY_FILE):
        assert re.search(rf"\b{re.escape(word)}\b", README), word


def test_contacts_are_called_unconfirmed_while_one_is() -> None:
    unconfirmed = [name for name, c in load().contacts.items() if not c.confirmed]
    assert ("have not been confirmed by IOM Kosovo" in README) is bool(unconfirmed)


def test_texts_are_called_drafts_while_one_is() -> None:
    files = [*(ROOT / "flows/texts").glob("*.yaml"), *(ROOT / "flows/answers").glob("*.yaml")]
    drafts = [p for p in files if "review: {status: draft}" in p.read_text(encoding="utf-8")]
    assert ("No native speaker has reviewed" in README) is (len(drafts) == len(files))

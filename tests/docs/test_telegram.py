"""docs/telegram.md and README.md say of Telegram what the door does."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
import yaml

from bot.config import ROOT, load
from bot.posts import LEASE
from flows.engine import Engine
from flows.load import load as load_content
from flows.session import Session
from handlers.telegram.asking import PAYLOAD, asked
from handlers.telegram.pacing import BURST
from handlers.telegram.polling import TRIES
from handlers.telegram.standing import MEANINGS
from handlers.telegram.webhook import PATH
from handlers.telegram.words import COMMANDS
from handlers.telegram.words import load as load_words
from tests.docs.telegram_screens import SCREENS, page_of
from tests.docs.test_readme import section
from tests.flows.builders import keys, turn, world

PAGE = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
DECISION = (ROOT / "docs" / "decisions" / "telegram.md").read_text(encoding="utf-8")
README = section("Telegram")
PHONE = (390, 800)
LINKS = re.findall(r"^\| `([\w-]+)` \|", README, re.M)


def seen_in_english() -> str:
    """Everything that a person may see in English, the door's own words included."""
    content = yaml.safe_load((ROOT / "flows" / "texts" / "en.yaml").read_text(encoding="utf-8"))
    words = load_words(["en"])["en"]
    texts = [text["full"] for text in content["texts"].values() if "full" in text]
    own = [words.about, words.neutral, words.group, *words.commands.values()]
    return "\n".join([*texts, *content["labels"].values(), *own])


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_described_and_pictured(name: str) -> None:
    described = re.search(rf"^## {name.title()}\n\n!\[.+\]\((pictures/.+)\)\n", PAGE, re.M)
    assert described
    assert described[1] == f"pictures/telegram-{name}.png"
    picture = (ROOT / "docs" / described[1]).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == PHONE
    assert len(picture) < 300_000


def test_what_people_see_is_quoted_as_they_see_it() -> None:
    quoted = [" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", PAGE, re.S)]
    assert len(quoted) > len(COMMANDS)
    seen = " ".join(seen_in_english().split())
    assert [words for words in quoted if words not in seen] == []


def test_every_command_is_listed_with_its_meaning() -> None:
    meanings = load_words(["en"])["en"].commands
    listed = re.findall(r"^\| `/(\w+)` \| \*\*(.+)\*\* \|$", PAGE, re.M)
    assert listed == [(name, meanings[name]) for name in COMMANDS]


def test_every_problem_of_the_door_is_explained() -> None:
    assert re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", PAGE, re.M) == list(MEANINGS)


async def test_the_simulator_draws_what_came_out_of_the_door(tmp_path: Path) -> None:
    page = await page_of(SCREENS["request"], tmp_path)
    assert "Country: Morocco" in page
    assert "<span>Yes, send it</span><span>No, do not send it</span>" in page
    assert "<span>✓ Nothing urgent</span>" in page
    assert page.count("cannot be forwarded") == 1
    assert "avrr_request" not in page  # phones do not show what a link says


def test_every_part_of_a_link_is_accepted() -> None:
    assert [link.partition("-")[0] for link in LINKS] == ["lang", "flow", "c"]
    languages = load().languages
    found = asked(f"/start {'--'.join(LINKS)}", languages)
    assert (found.language, found.choice, found.campaign) == ("fa", "flow:human", "poster7")


def test_the_link_that_is_shown_works() -> None:
    shown = re.search(r"`\?start=([^`]+)`", README)
    assert shown
    assert PAYLOAD.fullmatch(shown[1])
    found = asked(f"/start {shown[1]}", load().languages)
    assert (found.language, found.choice, found.campaign) == ("ar", "flow:avrr_request", "bus2")


def test_flows_that_a_link_may_name_beside_intents_are_those_of_the_library() -> None:
    by_name = {name for name, flow in load_content().flows.items() if flow.by_name}
    row = next(line for line in README.splitlines() if line.startswith("| `flow-human`"))
    assert by_name == set(re.findall(r"`([a-z]+)`", row.partition("or ")[2]))


def test_a_flow_that_is_not_known_shows_the_menu() -> None:
    choice = asked("/start flow-nothing", load().languages).choice
    effects = Engine.load().resume(Session.new(), turn(choice=choice), world()).effects
    assert keys(effects)[-1] == "menu.main"


def test_numbers_and_names_are_those_of_the_door() -> None:
    settings = load()
    assert f"`{PATH}`" in README
    assert f"up to {settings.media_max_megabytes} MB" in README
    assert f"up to {settings.media_max_megabytes} MB" in PAGE
    assert settings.telegram_per_second < 30
    assert f"{settings.telegram_per_second} a second for all workers" in DECISION
    assert load(workers=5).telegram_share == settings.telegram_per_second // 5
    assert {12: "twelve seconds"}[LEASE.seconds] in DECISION
    assert {8: "tried eight times"}[TRIES] in DECISION
    assert {3: "Three messages at once"}[BURST] in DECISION

"""docs/twilio.md, README.md and config.yaml say of SMS and WhatsApp what the code does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from bot.bench.traffic.plan import SMS
from bot.bench.twilio.run import OVERRIDES
from bot.config import LANGUAGES, ROOT, load
from bot.config_phones import Limits, Spending, Twilio
from bot.config_phones import Sms as SmsSettings
from bot.config_phones import Whatsapp as WhatsappSettings
from bot.config_voice import Voice
from bot.doors import NEEDS
from bot.links import LASTS, LENGTH, MAX_TRIES, asks_to_link
from bot.outcomes import WAITS_FOR_THE_PERSON
from handlers.sms.receiving import PATH as SMS_PATH
from handlers.twilio.alarms import STAYS
from handlers.twilio.sending import STATUS_PATH
from handlers.twilio.watching import MEANINGS
from handlers.whatsapp.receiving import PATH as WHATSAPP_PATH
from handlers.whatsapp.sending import PURPOSE, WINDOW
from handlers.whatsapp.words import BASE, words
from handlers.whatsapp.writing import LIMITS
from nlu.words import command, opts_in, opts_out
from tests.docs.test_readme import section
from tests.handlers.twilio.test_forgeries import COUNT

DOCS = ROOT / "docs"
PAGE = (DOCS / "twilio.md").read_text(encoding="utf-8")
README = section("SMS and WhatsApp through Twilio")
CONFIG = (ROOT / "config.yaml").read_text(encoding="utf-8")
PARTS: dict[str, type[BaseModel]] = {
    "sms": SmsSettings,
    "whatsapp": WhatsappSettings,
    "spending": Spending,
    "limits": Limits,
    "twilio": Twilio,
    "voice": Voice,
}
WORDS = re.findall(r"^\| `(\w\w)` \| (.+) \| (.+) \| (.+) \|$", PAGE, re.M)


def flat(text: str) -> str:
    """Without the ends of lines."""
    return " ".join(text.split())


def example() -> str:
    """The settings that stand in config.yaml as comments, as they are without the signs."""
    _, _, below = CONFIG.partition("docs/voice.md say what each is for.\n#\n")
    return re.sub(r"^# ", "", below, flags=re.M)


def test_the_example_in_the_settings_holds_every_part_whole() -> None:
    given: dict[str, dict[str, Any]] = yaml.safe_load(example())
    assert {name: set(part) for name, part in given.items()} == {
        name: set(part.model_fields) for name, part in PARTS.items()
    }


def test_the_example_in_the_settings_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f"{CONFIG}\n{example()}", encoding="utf-8")
    settings = load(file)
    assert (
        settings.spending.daily_ceiling == yaml.safe_load(example())["spending"]["daily_ceiling"]
    )
    assert settings.whatsapp.templates[PURPOSE].keys() == {BASE}


def test_the_readme_shows_the_same_example() -> None:
    assert f"```yaml\n{example()}```" in section("Settings")


def test_what_is_given_by_the_environment_reaches_one_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = dict(re.findall(r"`(INFOLINE_\w+__\w+)=(\S+)`", section("Settings")))
    assert len(shown) == 4
    for variable, value in shown.items():
        monkeypatch.setenv(variable, value)
    settings = load()
    assert str(settings.sms.segments) == shown["INFOLINE_SMS__SEGMENTS"]
    assert f"{settings.sms.quiet_hours.begin:%H:%M}" == shown["INFOLINE_SMS__QUIET_HOURS__BEGIN"]
    assert settings.spending.daily_ceiling == float(shown["INFOLINE_SPENDING__DAILY_CEILING"])
    assert settings.hours.timezone == shown["INFOLINE_HOURS__TIMEZONE"]


@pytest.mark.parametrize("text", [README, PAGE])
def test_the_addresses_are_those_of_the_doors(text: str) -> None:
    for path in (SMS_PATH, WHATSAPP_PATH):
        assert f"`https://infoline.example.org{path}#{OVERRIDES}`" in text


@pytest.mark.parametrize("door", ["sms", "whatsapp"])
def test_every_variable_of_a_door_is_explained(door: str) -> None:
    assert [variable for variable in NEEDS[door][1] if f"`{variable}`" not in README] == []


def test_every_alarm_is_explained() -> None:
    assert re.findall(r"^\| `(\w{3,})` \| .+ \| .+ \|$", PAGE, re.M) == list(MEANINGS)
    assert timedelta(hours=1) == STAYS
    assert f"`{STATUS_PATH}`" in PAGE


def test_words_for_phones_are_listed_for_every_language() -> None:
    assert {language for language, *_ in WORDS} == set(LANGUAGES)


@pytest.mark.parametrize(("language", "stop", "start", "more"), WORDS)
def test_a_listed_word_does_what_is_said(language: str, stop: str, start: str, more: str) -> None:
    assert opts_out(stop)
    assert opts_in(start)
    assert command(more, language) == "more"


def test_only_the_whole_message_ends_messages() -> None:
    page = (DOCS / "decisions" / "opting-out.md").read_text(encoding="utf-8")
    quoted = re.search(r'"(stop, [^"]+)" is no opt-out', page)
    assert quoted
    assert not opts_out(quoted[1])
    assert opts_out("stop")


def test_what_people_see_is_quoted_as_they_see_it() -> None:
    assert f"**{words('en').neutral}**" in flat(PAGE)
    assert "write **link**" in PAGE
    assert asks_to_link("link")


def test_the_numbers_are_those_of_the_code() -> None:
    said = flat(PAGE)
    numbers = {3: "three", 5: "five", 8: "eight", 10: "ten"}
    buttons, items = (numbers[LIMITS[kind][0]] for kind in ("quick", "list"))
    assert f"Up to {buttons} choices are buttons, up to {items} a list" in said
    assert f"**After {WINDOW // timedelta(hours=1)} hours**" in said
    assert f"within {WAITS_FOR_THE_PERSON // timedelta(hours=1)} hours" in said
    assert f"`spending.alarm_at`, {Spending().alarm_at} of it" in said
    decision = flat((DOCS / "decisions" / "one-person.md").read_text(encoding="utf-8"))
    minutes = numbers[LASTS // timedelta(minutes=1)]
    for text in (said, decision):
        assert f"{numbers[LENGTH]} letters and digits" in text
        assert f"{minutes} minutes" in text
    assert f"After {numbers[MAX_TRIES]} wrong codes in an hour" in decision
    threats = (DOCS / "threats.md").read_text(encoding="utf-8")
    assert f"{({10_000: 'Ten thousand'})[COUNT]} forged ones" in threats


def test_what_is_off_by_default_is_said_to_be() -> None:
    assert Spending().daily_ceiling is None
    assert "`spending.daily_ceiling` is not set by default" in PAGE
    assert Limits().known_prefixes == ()
    assert "`limits.known_prefixes` is empty by default" in PAGE


def test_the_measurement_is_the_one_that_is_described() -> None:
    row = next(line for line in section("Commands").splitlines() if "bench sms`" in line)
    assert f"{SMS.updates:,} messages" in row
    assert f"`kill -9` {({2: 'twice'})[SMS.kills]}" in row


def test_what_is_no_secret_may_stand_in_the_settings(tmp_path: Path) -> None:
    given = {"twilio_sms_from": f"MG{'0' * 32}", "public_url": "https://infoline.example.org"}
    assert set(re.findall(r"`((?:twilio|public)_\w+)`", section("Doors"))) == set(given)
    file = tmp_path / "config.yaml"
    file.write_text(f"{CONFIG}\n{yaml.safe_dump(given)}", encoding="utf-8")
    assert {name: getattr(load(file), name) for name in given} == given

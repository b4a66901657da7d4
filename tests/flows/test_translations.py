"""What a translation lacks is named; until it is there, English is said and called English."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from flows.effects import Say
from flows.engine import Engine
from flows.render import endonym
from flows.session import Session
from tests.flows.builders import keys, turn, world
from tests.flows.content_files import changed_content

FRENCH: dict[str, Any] = {
    "texts/fr.yaml": {
        "texts": {
            "talk.thank": {"full": "Je vous en prie.", "short": "Je vous en prie."},
            "menu.help_now": {
                "full": "De quoi avez-vous besoin ?",
                "short": "Danger : {{ contacts.police }}.",
            },
            "talk.song": {"full": "La la.", "short": "La."},
        },
        "labels": {"control.skip": "Passer"},
    },
    "answers/fr.yaml": {
        "answers": {"avrr_cost": {"full": "Vous recevez 50 euros.", "short": "C'est gratuit."}},
    },
}


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over a French of which almost everything is missing."""
    files = {name: yaml.safe_dump(data, allow_unicode=True) for name, data in FRENCH.items()}
    return Engine.load(changed_content(tmp_path_factory.mktemp("french"), files))


@pytest.mark.parametrize(
    "fault",
    [
        "texts/fr.yaml: menu.main: is missing",
        "texts/fr.yaml: label control.back: is missing",
        "answers/fr.yaml: avrr_money: is missing",
        "texts/fr.yaml: talk.song: English has none",
        "texts/fr.yaml: menu.help_now: full: does not use contacts.emergency as English does",
        "texts/fr.yaml: menu.help_now: short: uses contacts.police, English does not",
        "answers/fr.yaml: avrr_cost: full: names an amount of money",
    ],
)
def test_a_fault_of_the_translation_is_named(french: Engine, fault: str) -> None:
    assert fault in french.faults()


def test_a_text_that_is_there_is_not_called_missing(french: Engine) -> None:
    assert "texts/fr.yaml: talk.thank: is missing" not in french.faults()


def _said(engine: Engine, intent: str) -> list[Say]:
    message = turn("x", intent, language="fr")
    effects = engine.resume(Session.new(), message, world()).effects
    return [effect for effect in effects if isinstance(effect, Say)]


def test_a_translated_text_is_said_in_its_language(french: Engine) -> None:
    (thanks,) = _said(french, "thank")

    assert (thanks.text, thanks.language) == ("Je vous en prie.", "fr")


def test_a_missing_text_is_said_in_english_and_says_so(french: Engine) -> None:
    (goodbye,) = _said(french, "goodbye")

    assert goodbye.text.startswith("Goodbye")
    assert goodbye.language == "en"


def test_a_missing_label_is_shown_in_english(french: Engine) -> None:
    (question,) = _said(french, "delete_data")

    assert [choice.label for choice in question.choices][-2:] == ["Passer", "Stop"]


def test_every_language_is_offered_by_its_own_name(engine: Engine) -> None:
    sprint = engine.resume(Session.new(), turn("🙂", language_known=False), world())

    (offer,) = [effect for effect in sprint.effects if isinstance(effect, Say)]
    assert offer.key == "language.offer"
    assert "Choose your language" in offer.text.splitlines()
    assert {choice.id: choice.label for choice in offer.choices} == {
        f"lang:{code}": endonym(code) for code in engine.languages
    }
    assert {"العربية", "Türkçe", "Shqip"} <= {choice.label for choice in offer.choices}


def test_the_languages_are_offered_only_once(engine: Engine) -> None:
    message = turn("🙂", language_known=False)
    first = engine.resume(Session.new(), message, world())

    second = engine.resume(first.session, message, world())

    assert keys(second.effects) == ["fallback.rephrase"]

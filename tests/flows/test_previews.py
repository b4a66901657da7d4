"""What is dangerous to be seen is marked, so that no door lets it stand in a preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.effects import Say
from flows.engine import Engine
from flows.load import load
from flows.session import Session
from flows.turn import Danger
from tests.flows.builders import turn, world
from tests.flows.content_files import changed_content

CONTENT = load()
DANGERS = sorted(name for name, route in CONTENT.routes.items() if route.flow == "safety")
DELICATE = sorted(name for name, faq in CONTENT.faq.items() if faq.sensitive)


@pytest.mark.parametrize("language", CONTENT.languages)
@pytest.mark.parametrize("topic", DANGERS)
def test_every_word_in_a_danger_is_marked(engine: Engine, topic: str, language: str) -> None:
    message = turn("x", danger=Danger(topic, "P1"), language=language)
    session = Session.new()
    for _ in range(2):  # the second time it was told before
        sprint = engine.resume(session, message, world())
        session = sprint.session
        said = [effect for effect in sprint.effects if isinstance(effect, Say)]
        assert said
        assert all(effect.sensitive for effect in said), [effect.key for effect in said]


@pytest.mark.parametrize("topic", DELICATE)
def test_every_answer_about_something_delicate_is_marked(engine: Engine, topic: str) -> None:
    effects = engine.resume(Session.new(), turn("x", topic), world()).effects
    said = [e for e in effects if isinstance(e, Say) and e.key == f"answer.{topic}"]
    assert [effect.sensitive for effect in said] == [True]


def test_the_menu_about_asylum_is_marked(engine: Engine) -> None:
    effects = engine.resume(Session.new(), turn(choice="menu:asylum"), world()).effects
    assert [effect.sensitive for effect in effects if isinstance(effect, Say)] == [True]


def test_topics_are_told_apart(engine: Engine) -> None:
    assert all(engine.is_sensitive(topic) for topic in (*DANGERS, *DELICATE))
    assert not any(map(engine.is_sensitive, ("unknown", "human", "avrr_cost", "contact_office")))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"library/safety.yaml": {"steps": {"safe": {"sensitive": False}}}},
            "library/safety.yaml: step safe",
        ),
        (
            {"library/avrr_request.yaml": {"steps": {"summary": {"sensitive": False}}}},
            "library/avrr_request.yaml: step summary",
        ),
    ],
)
def test_a_text_that_is_not_marked_is_found(
    tmp_path: Path, change: dict[str, Any], fault: str
) -> None:
    words = f"{fault}: must be sensitive: its words would stand in a preview"
    assert words in Engine.load(changed_content(tmp_path, change)).faults()

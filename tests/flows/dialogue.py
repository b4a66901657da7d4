"""Plays a golden dialogue, doing the few things that a spine would do between turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows.effects import Choice, Effect, HandOff, Noticed, Say, SetLanguage
from flows.engine import Engine, Sprint
from flows.session import Session
from flows.turn import Context, Danger, Turn
from tests.flows.builders import world
from tests.flows.sentences import told

CASE = "KS-000001"
WORLD = {
    "form": "form",
    "office open": "open_now",
    "opens at": "opens_at",
    "waits for a human": "owner",
    "case": "case_number",
    "model away": "degraded",
    "knows the notice": "noticed",
    "agreed before": "consented",
    "channel": "channel",
    "linked": "linked",
}


def settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a dialogue's world as fields of Context."""
    changes = {WORLD[name]: value for name, value in data.items()}
    if "owner" in changes:
        changes["owner"] = "queue" if changes["owner"] else "bot"
    if isinstance(changes.get("opens_at"), str):
        changes["opens_at"] = datetime.fromisoformat(changes["opens_at"])
    return changes


@dataclass(slots=True)
class Player:
    """Plays one dialogue. ``language`` changes as the person changes it."""

    engine: Engine
    language: str
    context: Context
    session: Session
    choices: tuple[Choice, ...] = ()

    @classmethod
    def of(cls, engine: Engine, data: Mapping[str, Any], language: str) -> Player:
        """A player for this dialogue, before its first turn."""
        return cls(engine, language, world(**settings(data.get("world", {}))), Session.new())

    def play(self, data: Mapping[str, Any]) -> list[str]:
        """One turn; what the infoline says and does, a line each."""
        self.context = replace(self.context, **settings(data.get("world", {})))
        sprint = self._sprint(data)
        self.session = Session.from_json(sprint.session.to_json())
        for effect in sprint.effects:
            self._carry_out(effect)
        return [line for effect in sprint.effects for line in told(effect)]

    def _sprint(self, data: Mapping[str, Any]) -> Sprint:
        if "silence" in data:
            return self.engine.expire(self.session, self.language, self.context)
        if "operator closes" in data:
            self.context = replace(self.context, owner="bot", case_number=None)
            return self.engine.returned(self.session, self.language, self.context)
        return self.engine.resume(self.session, self._turn(data), self.context)

    def _turn(self, data: Mapping[str, Any]) -> Turn:
        danger = data.get("danger")
        return Turn(
            text=data.get("person", data.get("word", "")),
            choice=self._choice(data.get("presses")),
            command=data.get("word"),
            intents=tuple((data.get("understood") or {}).items()),
            entities=data.get("names", {}),
            language=self.language,
            requested_language=data.get("asks for language"),
            danger=Danger(*danger.split()) if danger else None,
            language_known=data.get("language known", True),
            unreadable=data.get("unreadable", False),
            found=tuple(data.get("found", ())),
            media=tuple(data.get("sends", ())),
            given=data.get("that is", ""),
            code=data.get("code", ""),
        )

    def _choice(self, pressed: str | None) -> str | None:
        """The id of the button with this label, or an id as it stands (an old button)."""
        if pressed is None or ":" in pressed:
            return pressed
        return next(choice.id for choice in self.choices if choice.label == pressed)

    def _carry_out(self, effect: Effect) -> None:
        if isinstance(effect, Say) and effect.choices:
            self.choices = effect.choices
        if isinstance(effect, SetLanguage):
            self.language = effect.code
        if isinstance(effect, Noticed):
            self.context = replace(self.context, noticed=True)
        if isinstance(effect, HandOff):
            self.context = replace(self.context, owner="queue", case_number=CASE)

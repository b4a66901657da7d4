"""Plays a conversation by SMS: what the person writes is understood without a model, as on the
day when it is away, and what they get is written as the door writes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from smsutil import is_valid_gsm

from bot.config_phones import Sms
from bot.messages import Address, Author, Choice, Outbound
from bot.store.records import Waiting
from bot.triage import decide
from bot.turns import turn_of
from flows.effects import Effect, HandOff, Noticed, Say, SetLanguage, WaitUntil
from flows.engine import Engine
from flows.session import Session
from flows.turn import Context, Turn
from handlers.sms.writing import pages, segments
from nlu.understander import Understander
from nlu.words import opts_out
from tests.flows.builders import world
from tests.flows.sentences import told

BUDGET = Sms().segments
CASE = "K-00A1B2"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Player:
    """One person's conversation. ``kept`` are the pages that wait for MORE."""

    engine: Engine
    understander: Understander
    context: Context
    session: Session = field(default_factory=Session.new)
    language: str | None = None
    chosen: bool = False
    kept: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, engine: Engine, understander: Understander, language: str, *, known: bool
    ) -> Player:
        """A new conversation; whoever is ``known`` wrote before, in this language."""
        context = world(channel="sms", form="short", noticed=known)
        return cls(engine, understander, context, language=language if known else None)

    async def play(self, text: str) -> list[str]:
        """What the infoline sends and does, a line each."""
        understood = await self.understander.understand(
            text, previous=self.language, chosen=self.language if self.chosen else None
        )
        if understood.command == "more" and self.kept:
            return [_sms(self.kept.pop(0))]
        if opts_out(text) and not understood.alarms:
            return ["STOPS writing to the person"]
        known = understood.language_sure or self.language is not None
        turn = turn_of(_waiting(text), understood, decide(understood), language_known=known)
        self.language = turn.language
        return self._answered(turn)

    def _answered(self, turn: Turn) -> list[str]:
        sprint = self.engine.resume(self.session, turn, self.context)
        self.session = sprint.session
        self.kept = []
        return [line for effect in sprint.effects for line in self._line(effect)]

    def _line(self, effect: Effect) -> list[str]:
        if isinstance(effect, WaitUntil):
            return []
        if isinstance(effect, Say):
            first, *self.kept = pages(_outbound(effect), BUDGET)
            return [_sms(first)]
        if isinstance(effect, SetLanguage):
            self.language, self.chosen = effect.code, True
        if isinstance(effect, Noticed):
            self.context = replace(self.context, noticed=True)
        if isinstance(effect, HandOff):
            self.context = replace(self.context, owner="queue", case_number=CASE)
        return told(effect)


def _sms(page: str) -> str:
    letters = "GSM-7" if is_valid_gsm(page) else "UCS-2"
    return f"SMS ({segments(page)} x {letters}): {page}"


def _outbound(effect: Say) -> Outbound:
    choices = tuple(Choice(c.id, c.label, c.control) for c in effect.choices)
    address = Address("sms", "+38344000000")
    return Outbound("m", address, Author.BOT, effect.text, effect.language, choices)


def _waiting(text: str) -> Waiting:
    payload: dict[str, Any] = {"text": text}
    return Waiting(1, "i", "p", "a", "x", None, None, 1, NOON, payload)

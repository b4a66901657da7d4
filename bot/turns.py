"""From what was understood to what the engine is told: pure translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.hours import opening
from bot.messages import Owner
from bot.policy import Policy
from bot.store.records import Case, Conversation, Person, Waiting
from bot.triage import Decision
from flows.session import Session
from flows.turn import Context, Turn
from nlu.understanding import Understanding

CONTROL_CHARACTERS = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}


def clean(text: str | None) -> str:
    """``text`` without control characters and halves of surrogate pairs, trimmed."""
    if not text:
        return ""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.translate(CONTROL_CHARACTERS).strip()


def turn_of(
    waiting: Waiting, understood: Understanding, decision: Decision, *, language_known: bool
) -> Turn:
    """One message as the engine sees it."""
    text = clean(waiting.payload.get("text"))
    choice = waiting.payload.get("choice")
    entities: dict[str, str] = {}
    for entity in understood.entities:
        entities.setdefault(entity.kind, entity.value)
    return Turn(
        text=text,
        choice=choice,
        command=understood.command,
        intents=tuple((ranked.name, ranked.confidence) for ranked in understood.intents),
        entities=entities,
        language=understood.language,
        requested_language=understood.requested_language,
        danger=decision.danger,
        language_known=language_known,
        unreadable=not text and not choice,
        found=understood.found,
    )


def context_of(
    policy: Policy,
    person: Person,
    conversation: Conversation,
    case: Case | None,
    moment: Any,
    *,
    degraded: bool,
) -> Context:
    """The world as the engine sees it at ``moment``."""
    hours = opening(policy.hours, moment)
    return Context(
        form=policy.forms.get(conversation.channel, "full"),
        open_now=hours.is_open,
        opens_at=hours.opens_at,
        now=hours.now,
        owner=Owner.QUEUE if conversation.owner is Owner.QUEUE else Owner.BOT,
        case_number=case.number if case else None,
        contacts=policy.contacts,
        degraded=degraded,
        noticed=person.noticed,
        consented=bool(person.consent),
    )


def session_of(data: Mapping[str, Any] | None) -> Session:
    """The stored session, or a new one at the beginning of a conversation."""
    return Session.from_json(data) if data else Session.new()


def choice_label(session: Mapping[str, Any] | None, choice: str | None) -> str:
    """What stood on the button that was pressed, for the transcript; its id if not known."""
    if not choice:
        return ""
    offered = dict((session or {}).get("offered", ()))
    return str(offered.get(choice, choice))

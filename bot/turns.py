"""From what was understood to what the engine is told: pure translations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.hours import opening
from bot.keeping import Keeping
from bot.links import asks_to_link
from bot.messages import Inbound, Media, MediaKind, Owner
from bot.policy import Policy
from bot.store.records import Case, Conversation, Person, Waiting
from bot.triage import Decision
from flows.session import Session
from flows.turn import Context, Turn
from nlu.papers import names_papers
from nlu.understanding import Understanding

BEGIN_LINK = "flow:link"
MAX_LABEL = 200
MAX_QUOTE = 300
MAX_NAME = 96
MAX_NOTE = 300
CONTROL_CHARACTERS = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}


def clean(text: str | None) -> str:
    """``text`` without control characters and halves of surrogate pairs, trimmed."""
    if not text:
        return ""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.translate(CONTROL_CHARACTERS).strip()


def cleaned(message: Inbound, keeping: Keeping) -> Inbound:
    """``message`` as it is kept: its words cleaned, and files left out that are not kept."""
    return replace(
        message,
        text=clean(message.text) if message.text else message.text,
        label=clean(message.label)[:MAX_LABEL] or None,
        quoted=clean(message.quoted)[:MAX_QUOTE] or None,
        name=clean(message.name)[:MAX_NAME] or None,
        media=tuple(_cleaned_media(one, keeping) for one in message.media),
    )


def turn_of(
    waiting: Waiting,
    understood: Understanding,
    decision: Decision,
    *,
    language_known: bool,
    code: str = "",
    unsure: bool = False,
) -> Turn:
    """One message as the engine sees it; ``code`` is one for linking that it brings, ``unsure``
    as in Turn."""
    payload = waiting.payload
    text = clean(payload.get("text"))
    choice = payload.get("choice") or (BEGIN_LINK if asks_to_link(text) else None)
    media = payload.get("media", ())
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
        requested_language=payload.get("language") or understood.requested_language,
        danger=decision.danger,
        language_known=language_known,
        unreadable=not text and not choice,
        found=understood.found,
        media=tuple(str(one["kind"]) for one in media),
        given=next(filter(None, map(_given, media)), ""),
        papers=names_papers(_named(payload, text)),
        position=understood.position,
        code=code,
        unsure=unsure,
    )


def heard(understood: Understanding, waiting: Waiting, sure_from: float) -> Understanding:
    """What may be acted upon: nothing but danger of what a machine was not sure to have heard."""
    if not is_unsure(waiting, sure_from):
        return understood
    return replace(
        understood,
        intents=(),
        found=(),
        command=None,
        entities=(),
        position=None,
        requested_language=None,
    )


def is_unsure(waiting: Waiting, sure_from: float) -> bool:
    """Whether a machine heard the words, and was less sure of them than ``sure_from`` (0 to 1)."""
    confidence = waiting.payload.get("confidence")
    return confidence is not None and confidence < sure_from


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
        channel=conversation.channel,
        linked=person.linked,
    )


def session_of(data: Mapping[str, Any] | None) -> Session:
    """The stored session, or a new one at the beginning of a conversation."""
    return Session.from_json(data) if data else Session.new()


def choice_label(session: Mapping[str, Any] | None, choice: str | None) -> str:
    """What stood on the button that was pressed, for the transcript; "" if it was not offered."""
    offered = dict((session or {}).get("offered", ()))
    return str(offered.get(choice, ""))


def _cleaned_media(media: Media, keeping: Keeping) -> Media:
    return replace(
        media,
        name=clean(media.name)[:MAX_NAME] or None,
        note=clean(media.note)[:MAX_NOTE] or None,
        refused=keeping.refusal(media),
    )


def _named(payload: Mapping[str, Any], text: str) -> str:
    """All words that say what a message carries; each stands apart."""
    names = (one.get("name") for one in payload.get("media", ()))
    return "\n".join(filter(None, (text, payload.get("quoted"), *names)))


def _given(media: Mapping[str, Any]) -> str:
    """What can be read of a place or a number of one's own; the former as degrees."""
    if media["kind"] not in (MediaKind.LOCATION, MediaKind.CONTACT):
        return ""
    if media.get("note"):
        return str(media["note"])
    if media.get("latitude") is None:
        return ""
    return f"{media['latitude']:.5f}, {media['longitude']:.5f}"

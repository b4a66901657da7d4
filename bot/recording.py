"""Writing down what a caller said: a line of the transcript, or a change of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.gathering import Gathered
from bot.store.database import Unit
from bot.store.records import Contact, Conversation, Line, Waiting
from bot.triage import Decision
from bot.turns import choice_label, clean
from flows.engine import Engine
from nlu.understanding import Understanding


async def record_message(
    unit: Unit,
    gathered: Gathered,
    contact: Contact,
    conversation: Conversation,
    session: Mapping[str, Any] | None,
    understood: Understanding,
    decision: Decision,
    engine: Engine,
) -> None:
    """A new line with its files and changes, and the button that was pressed marked as such.

    ``engine`` knows what a choice is called that was not offered, such as a key of a phone.
    """
    waiting, payload = gathered.waiting, gathered.waiting.payload
    choice = payload.get("choice")
    best = understood.intents[0] if understood.intents else None
    said = clean(gathered.first) or payload.get("label") or choice_label(session, choice)
    if choice and not said:
        said = engine.label(choice, understood.language)
    message_id = await unit.transcript.add_in(
        conversation,
        waiting.id,
        said,
        choice,
        understood.to_json(),
        quoted=payload.get("quoted"),
        forwarded=bool(payload.get("forwarded")),
        language=understood.language,
        script=understood.script,
        intent=best.name if best else None,
        confidence=best.confidence if best else None,
        alarms=" ".join(alarm.name for alarm in understood.alarms),
        triage=decision.floor,
        degraded=understood.degraded,
        model_version=understood.model,
        address_id=contact.id,
    )
    await unit.attachments.belong_to(message_id, gathered.inbound_ids)
    for edit in gathered.edits:
        await unit.edits.add(waiting.person_id, message_id, edit.id, _text(edit))
    await _mark_pressed(unit, contact, payload.get("pressed_on"), choice)
    if payload.get("campaign"):
        await unit.events.add(
            "arrived_by", "caller", conversation_id=conversation.id, campaign=payload["campaign"]
        )


async def record_change(unit: Unit, gathered: Gathered, line: Line) -> None:
    """What a message says now, beside what it said first."""
    waiting = gathered.waiting
    await unit.edits.add(waiting.person_id, line.id, waiting.id, _text(waiting))
    await unit.attachments.belong_to(line.id, [waiting.id])
    await unit.events.add("edited", "caller", conversation_id=line.conversation_id, n=line.n)


async def _mark_pressed(
    unit: Unit, contact: Contact, provider_id: str | None, choice: str | None
) -> None:
    message_id = provider_id and await unit.sending.message_of(contact.id, provider_id)
    if not message_id:
        return
    offered = [one.id for one in (await unit.transcript.line(message_id)).choices]
    if choice in offered:
        await unit.sending.close_choices(message_id, contact, offered.index(choice))


def _text(waiting: Waiting) -> str:
    return clean(waiting.payload.get("text"))

"""People are called to a conversation, and the caller hears nothing of it."""

from __future__ import annotations

from bot.messages import Owner, Priority
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Case, Conversation, priority_number
from bot.triage import URGENT, Decision

LEAST: Priority = "P3"
UNKNOWN_TOPIC = "unknown"


async def call_silently(
    unit: Unit,
    policy: Policy,
    conversation: Conversation,
    case: Case | None,
    decision: Decision,
    *,
    topic: str | None,
    reason: str,
) -> None:
    """A message that is not answered: its case is opened or raised, in danger at once.

    ``topic`` is what it seems to be about where there is no danger, ``reason`` a code that says
    why nobody answers by themselves.
    """
    if case:
        await raise_silently(unit, policy, case, decision)
        return
    about = decision.danger.topic if decision.danger else topic
    await open_silently(
        unit,
        policy,
        conversation,
        priority=min(decision.floor, LEAST),
        topic=about or UNKNOWN_TOPIC,
        reason=reason,
    )


async def open_silently(
    unit: Unit,
    policy: Policy,
    conversation: Conversation,
    *,
    priority: Priority,
    topic: str,
    reason: str,
) -> None:
    """Open a case for a conversation that has none; raises ErasedError."""
    case = await unit.cases.create(
        conversation,
        priority=priority,
        topic=topic,
        language=conversation.language,
        reason=reason,
        due_at=policy.due_at(priority, unit.now),
        answers={},
    )
    if conversation.owner is Owner.BOT:
        await unit.conversations.hand(conversation, Owner.QUEUE)
    await unit.conversations.set_outcome(conversation.id, "handed_off")
    await unit.events.add(
        "handed_off",
        "bot",
        conversation_id=conversation.id,
        case_id=case.id,
        topic=topic,
        priority=priority,
        reason=reason,
    )


async def raise_silently(unit: Unit, policy: Policy, case: Case, decision: Decision) -> None:
    """Make an open case as urgent as a message that tells of danger; never less urgent."""
    floor = decision.floor
    if floor not in URGENT or priority_number(floor) >= priority_number(case.priority):
        return
    topic = decision.danger.topic if decision.danger else case.topic
    await unit.cases.raise_to(case, floor, topic, policy.due_at(floor, unit.now))
    await unit.events.add(
        "raised",
        "bot",
        conversation_id=case.conversation_id,
        case_id=case.id,
        priority=floor,
        topic=topic,
    )

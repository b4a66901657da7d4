"""What was not delivered must reach somebody: people are called to the conversation."""

from __future__ import annotations

import structlog

from bot.errors import ErasedError
from bot.messages import PRIORITIES, Owner, Priority
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Conversation
from bot.store.trouble import DatabaseTrouble
from bot.triage import URGENT

log = structlog.get_logger()

TOPIC = "unknown"
REASON = "not_delivered"
LEAST: Priority = "P3"


async def call_people(
    unit: Unit, policy: Policy, conversation_id: str, *, only_urgent: bool
) -> None:
    """Open a case for an open conversation that has none. Nothing is said to the caller.

    ``only_urgent``: the person cannot be written to any more, so that people are called only
    where the last message told of danger.
    """
    priority = await _urgency(unit, conversation_id)
    if only_urgent and priority not in URGENT:
        return
    conversation = await _held(unit, conversation_id)
    if conversation is None:
        return
    try:
        case = await unit.cases.create(
            conversation,
            priority=priority,
            topic=TOPIC,
            language=conversation.language,
            reason=REASON,
            due_at=policy.due_at(priority, unit.now),
            answers={},
        )
    except ErasedError:  # nobody could read such a case
        log.warning("case_not_opened", reason=REASON)
        return
    if conversation.owner is Owner.BOT:
        await unit.conversations.hand(conversation, Owner.QUEUE)
    await unit.conversations.set_outcome(conversation.id, "handed_off")
    await unit.events.add(
        "handed_off",
        "bot",
        conversation_id=conversation.id,
        case_id=case.id,
        topic=TOPIC,
        priority=priority,
        reason=REASON,
    )


async def _held(unit: Unit, conversation_id: str) -> Conversation | None:
    """The conversation, whose owner stays until the commit; None where people have it already.

    Each round that finds another owner than it read was overtaken by somebody's commit.
    """
    while True:
        conversation = await unit.conversations.get(conversation_id)
        if conversation is None or conversation.state != "open":
            return None
        if await unit.cases.open_of(conversation_id):
            return None
        if await unit.conversations.still(conversation):
            return conversation


async def _urgency(unit: Unit, conversation_id: str) -> Priority:
    """How urgent the person's last message was, P3 at least."""
    message_id = await unit.transcript.last_in(conversation_id)
    if message_id is None:
        return LEAST
    try:
        line = await unit.transcript.line(message_id)
    except DatabaseTrouble:
        raise
    except Exception as error:  # noqa: BLE001 - people are called even if it cannot be read
        log.error("line_broken", error=type(error).__name__)
        return LEAST
    return next((one for one in PRIORITIES if one == line.triage and one < LEAST), LEAST)

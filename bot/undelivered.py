"""What was not delivered goes another way, or people are called to the conversation."""

from __future__ import annotations

import structlog

from bot.errors import ErasedError
from bot.messages import PRIORITIES, Address, Priority
from bot.opting import OPTED_OUT, opt_out
from bot.outcomes import Outcome
from bot.policy import Policy
from bot.silent import LEAST, UNKNOWN_TOPIC, open_silently
from bot.spending import REFUSED
from bot.store.database import Unit
from bot.store.records import Conversation, Queued
from bot.store.trouble import DatabaseTrouble
from bot.triage import URGENT

log = structlog.get_logger()

REASON = "not_delivered"
SMS = "sms"


async def goes_otherwise(unit: Unit, policy: Policy, queued: Queued) -> bool:
    """Send as an SMS what WhatsApp does not take before the person writes; False if we may not,
    or where a file belongs to it: no SMS carries that."""
    contact = await unit.people.by_id(queued.address_id)
    if contact is None or contact.address.channel != "whatsapp" or not policy.sms_instead:
        return False
    if await unit.attachments.enclosed(queued.message_id):
        return False
    way = await unit.people.contact(Address(SMS, contact.address.identifier))
    if way.status in (OPTED_OUT, "dead"):
        return False
    await unit.sending.reroute(queued.seq, way)
    conversation_id, n = await unit.transcript.place(queued.message_id)
    await unit.events.add(
        "sent_otherwise", "bot", conversation_id=conversation_id, channel=SMS, n=n
    )
    return True


async def not_delivered(unit: Unit, policy: Policy, queued: Queued, outcome: Outcome) -> None:
    """Write down that a message did not arrive, or may not have, and call people."""
    await unit.transcript.settle(queued.message_id, outcome.state, None)
    await mark_address(unit, queued, outcome)
    conversation_id, n = await unit.transcript.place(queued.message_id)
    await unit.events.add(
        "send_trouble",
        "bot",
        conversation_id=conversation_id,
        state=outcome.state,
        code=outcome.code,
        n=n,
    )
    only_urgent = outcome.dead or outcome.opted_out
    reason = REFUSED if outcome.code == REFUSED else REASON
    await call_people(unit, policy, conversation_id, only_urgent=only_urgent, reason=reason)


async def mark_address(unit: Unit, queued: Queued, outcome: Outcome) -> None:
    """Remember of an address that nothing arrives there, or that nothing is wanted."""
    if outcome.dead:
        await unit.people.mark_unless_opted_out(queued.address_id, "dead")
    contact = await unit.people.by_id(queued.address_id) if outcome.opted_out else None
    if contact:
        await opt_out(unit, contact, "bot")


async def call_people(
    unit: Unit,
    policy: Policy,
    conversation_id: str,
    *,
    only_urgent: bool,
    reason: str = REASON,
) -> None:
    """Open a case for an open conversation that has none. Nothing is said to the caller.

    ``reason`` is the code that the case names. ``only_urgent``: the person cannot be written to
    any more, so that people are called only where the last message told of danger.
    """
    priority = await _urgency(unit, conversation_id)
    if only_urgent and priority not in URGENT:
        return
    conversation = await _held(unit, conversation_id)
    if conversation is None:
        return
    try:
        await open_silently(
            unit, policy, conversation, priority=priority, topic=UNKNOWN_TOPIC, reason=reason
        )
    except ErasedError:  # nobody could read such a case
        log.warning("case_not_opened", reason=reason)


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

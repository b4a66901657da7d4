"""A person says what a message means: what may be said, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.effects import apply, stage
from bot.errors import BadInputError, ConflictError, ErasedError, NotFoundError
from bot.messages import PRIORITIES
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Conversation, Line, Staff, priority_number
from bot.triage import URGENT, triage_of
from flows.effects import HandOff
from flows.engine import Engine
from nlu.intents import intents as intent_table

MOST_MEANINGS = 3


def check_meanings(intents: Sequence[str]) -> None:
    """Refuse what no message can mean; raises BadInputError."""
    if len(intents) > MOST_MEANINGS:
        msg = f"A message means at most {MOST_MEANINGS} things. Nothing was stored."
        raise BadInputError(msg)
    if len(set(intents)) < len(intents) or set(intents) - intent_table().keys():
        msg = "Choose meanings of the list, each once. Nothing was stored."
        raise BadInputError(msg)


async def line_of(unit: Unit, conversation: Conversation, n: int) -> Line:
    """What the caller said in line ``n``; raises NotFoundError, or ErasedError."""
    for line in await unit.transcript.lines(conversation):
        if line.n == n and line.direction == "in":
            if line.text is None:
                raise ErasedError
            return line
    raise NotFoundError


async def has_said(unit: Unit, line: Line, staff: Staff, intents: Sequence[str]) -> bool:
    """Whether this person's last word on the line is the same: a form that was sent twice."""
    last = (await unit.corrections.of(line.conversation_id)).get(line.id)
    return last is not None and (last.staff_id, last.intents) == (staff.id, tuple(intents))


async def raise_by(
    unit: Unit,
    engine: Engine,
    policy: Policy,
    conversation: Conversation,
    intents: Sequence[str],
) -> None:
    """Call people to an open conversation that is more urgent than was seen; never the reverse.

    Raises ConflictError where the conversation changed hands in this very moment.
    """
    topic = min(intents, key=lambda name: PRIORITIES.index(triage_of(name)), default=None)
    if topic is None or triage_of(topic) not in URGENT or conversation.state != "open":
        return
    priority = triage_of(topic)
    case = await unit.cases.open_of(conversation.id)
    contact = await unit.people.by_id(conversation.address_id)
    if contact is None or (case and priority_number(case.priority) <= priority_number(priority)):
        return
    if not await unit.conversations.still(conversation):
        raise ConflictError
    person = await unit.people.get(conversation.person_id)
    scene = stage(
        unit,
        engine,
        policy,
        contact=contact,
        person=person,
        conversation=conversation,
        case=case,
        language=person.language or conversation.language or "en",
    )
    await apply(scene, [HandOff(topic, priority, "corrected")])

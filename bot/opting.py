"""No more messages, and messages again: what a person wants of us on a phone channel."""

from __future__ import annotations

from enum import StrEnum

from bot.messages import TEXT_CHANNELS, Happening
from bot.store.database import Unit
from bot.store.records import Contact
from nlu.words import opts_in, opts_out

OPTED_OUT = "opted_out"
GOODBYE = "optout.done"
"""The one text that is sent to somebody who opted out: it confirms that they did."""
WELCOME = "optin.done"


class Wish(StrEnum):
    """What somebody asks of us that no flow answers."""

    OUT = "out"
    IN = "in"
    MORE = "more"  # the part of our message that was kept back


def wish_of(contact: Contact, text: str, command: str | None) -> Wish | None:
    """What the whole of ``text`` asks for here; None where it is an ordinary message."""
    if contact.address.channel not in TEXT_CHANNELS:
        return None
    if opts_out(text):
        return Wish.OUT
    if contact.status == OPTED_OUT:
        return Wish.IN if opts_in(text) else None
    return Wish.MORE if command == "more" else None


async def opt_out(unit: Unit, contact: Contact, actor: str) -> bool:
    """From now on nothing is sent to this number; what waits is not sent either.

    False for somebody who wanted that before.
    """
    return await _set(unit, contact, OPTED_OUT, Happening.OPTED_OUT, actor)


async def opt_in(unit: Unit, contact: Contact, actor: str) -> bool:
    """Messages again, for somebody who wanted none; False for anybody else."""
    return await _set(unit, contact, "active", Happening.OPTED_IN, actor)


async def _set(
    unit: Unit, contact: Contact, status: str, happening: Happening, actor: str
) -> bool:
    ways = [
        way
        for way in await unit.people.ways(contact.person_id, TEXT_CHANNELS)
        if way.address.identifier == contact.address.identifier
        and (way.status == OPTED_OUT) is not (status == OPTED_OUT)
    ]
    for way in ways:
        await unit.people.mark(way.id, status)
    if status == OPTED_OUT:
        await unit.sending.cancel([way.id for way in ways], OPTED_OUT)
    for way in ways:
        await _note(unit, way, happening, actor)
    return bool(ways)


async def _note(unit: Unit, contact: Contact, happening: Happening, actor: str) -> None:
    """Whoever reads the conversation must see why nothing is answered."""
    conversation = await unit.conversations.find_open(contact.id)
    if conversation is None:
        return
    case = await unit.cases.open_of(conversation.id)
    if case is None and happening is Happening.OPTED_OUT:
        await unit.conversations.set_outcome(conversation.id, "stopped")
    await unit.events.add(
        happening,
        actor,
        conversation_id=conversation.id,
        case_id=case.id if case else None,
    )

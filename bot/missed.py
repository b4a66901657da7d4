"""Who was called back and not reached gets one SMS that says nothing to anybody else."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import PHONE_CHANNELS, Address, Author
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Contact
from bot.telephony import HIDDEN, Phrases, Purpose
from bot.ways import SMS

TEXT = "voice.missed_sms"
ONCE_IN = timedelta(days=1)
FALLBACK = "en"


def number_of(contact: Contact) -> str | None:
    """The number at which this address can be called, None where there is none."""
    if contact.address.channel not in PHONE_CHANNELS or contact.status in ("dead", "erased"):
        return None
    number = contact.address.identifier
    return None if number.startswith(HIDDEN) else number


class Missed:
    """Writes it into the outbox, once in a day for one person."""

    def __init__(self, policy: Policy, texts: Phrases) -> None:
        """``texts`` are the sentences as they stand in an SMS."""
        self._policy = policy
        self._texts = texts

    async def tell(self, unit: Unit, call_id: str) -> bool:
        """Write to the person of a call back; whether that was done."""
        leg = await unit.legs.get(call_id)
        if leg is None or leg.purpose != Purpose.CALLBACK or SMS not in self._policy.forms:
            return False
        if await unit.dialling.was_told(leg.person_id, TEXT, unit.now - ONCE_IN):
            return False
        called = await unit.people.by_id(leg.address_id)
        number = number_of(called) if called else None
        if called is None or number is None:
            return False
        contact = await unit.people.contact(Address(SMS, number))
        if contact.status != "active":
            return False
        await self._write(unit, called, contact, leg.language or FALLBACK)
        return True

    async def _write(self, unit: Unit, called: Contact, contact: Contact, language: str) -> None:
        conversation = await unit.conversations.current(called)
        message_id = await unit.transcript.add_out(
            conversation,
            Author.BOT,
            self._texts(TEXT, language),
            text_key=TEXT,
            language=language,
            address_id=contact.id,
        )
        await unit.sending.add(message_id, contact, self._policy.quiet_until(SMS, unit.now))

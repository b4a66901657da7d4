"""Other channels on which the same person can be written to."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import ConflictError
from bot.links import addresses_of
from bot.messages import PHONE_CHANNELS, Address
from bot.opting import OPTED_OUT
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Contact
from bot.telephony import HIDDEN, VOICE

SMS = "sms"


async def ways(unit: Unit, policy: Policy, contact: Contact) -> tuple[str, ...]:
    """The channels, beside that of ``contact``, on which a message may reach the person now.

    Channels that the person linked count as theirs. Whoever writes from a number may get an SMS
    there, also where they never wrote one.
    """
    known = await _known(unit, policy, contact)
    found = [channel for channel, way in known.items() if way.status == "active"]
    hidden = contact.address.identifier.startswith(HIDDEN)
    untried = SMS in policy.forms and SMS not in known and not hidden
    if untried and contact.address.channel in PHONE_CHANNELS - {SMS}:
        found += [SMS] if contact.status != OPTED_OUT else []
    return tuple(found)


async def way(unit: Unit, policy: Policy, contact: Contact, channel: str) -> Contact:
    """The person's address on another channel; raises ConflictError where it is not open."""
    if channel not in await ways(unit, policy, contact):
        msg = "This person cannot be reached by that channel at present. Nothing was sent."
        raise ConflictError(msg)
    known = (await _known(unit, policy, contact)).get(channel)
    return known or await unit.people.contact(Address(channel, contact.address.identifier))


async def _known(unit: Unit, policy: Policy, contact: Contact) -> Mapping[str, Contact]:
    """One address on each other channel: an open one, and the person's own, where there are."""
    others = policy.forms.keys() - {contact.address.channel, VOICE}
    found = await addresses_of(unit, contact.person_id)
    best_first = sorted(found, key=lambda one: one.status != "active")
    return {
        one.address.channel: one for one in reversed(best_first) if one.address.channel in others
    }

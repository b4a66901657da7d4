"""Keeping fraud from spending our money: whose messages are not answered by themselves.

Strangers earn money when machines answer numbers that they rent. So answers go out by
themselves to known countries and in usual amounts only; everything else waits for a person.
"""

from __future__ import annotations

from datetime import datetime

import phonenumbers

from bot.messages import TEXT_CHANNELS
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.records import Contact
from bot.store.tally import hour_of

PREFIX, MANY = ("held_prefix", "too_many")
NUMBER, COUNTRY = ("number", "country")


async def count(unit: Unit, contact: Contact, moment: datetime) -> None:
    """Count a message from a phone, once."""
    if contact.address.channel in TEXT_CHANNELS:
        await count_call(unit, contact, moment)


async def count_call(unit: Unit, contact: Contact, moment: datetime) -> None:
    """Count a call, once: what is said in it costs nothing more."""
    number = normal(contact.address.identifier)
    await unit.tally.add(NUMBER, number, moment)
    await unit.tally.add(COUNTRY, country_of(number), moment)


async def held(unit: Unit, policy: Policy, contact: Contact, moment: datetime) -> str | None:
    """Why a message of this moment must wait for a person; None where it may be answered.

    Danger is answered whatever this says: the caller of this function sees to that. So is
    whoever is on the line.
    """
    if contact.address.channel not in TEXT_CHANNELS:
        return None
    return await doubtful(unit, policy, contact, moment)


async def doubtful(unit: Unit, policy: Policy, contact: Contact, moment: datetime) -> str | None:
    """Why no money is spent by itself on the number of ``contact``; None where it may be.

    Whoever an operator has answered by hand is known, and that answer gives them the rest of the
    hour.
    """
    number, limits = normal(contact.address.identifier), policy.limits
    answered = await unit.transcript.answered_by_hand(contact.person_id)
    if answered is None:
        if limits.known_prefixes and not number.startswith(limits.known_prefixes):
            return PREFIX
        if await unit.tally.count(COUNTRY, country_of(number), moment) > limits.per_prefix_an_hour:
            return MANY
    if answered is None or answered < hour_of(moment):
        often = await unit.tally.count(NUMBER, number, moment)
        return MANY if often > limits.per_number_an_hour else None
    return None


def normal(identifier: str) -> str:
    """The number in E.164; as it stands where it is none, such as a name or a short code."""
    try:
        number = phonenumbers.parse(identifier)
    except phonenumbers.NumberParseException:
        return identifier
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(number: str) -> str:
    """The calling code that ``number`` begins with; "" for what is no number."""
    try:
        return str(phonenumbers.parse(number).country_code)
    except phonenumbers.NumberParseException:
        return ""

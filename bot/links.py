"""One person on several channels, proved by a one-time code; never by a name or a number.

Whoever asks for a code on one channel and sends it from another one has both in their hands.
Linked persons stay two in the store, each with their own key: nothing is moved.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.store.database import Unit
from bot.store.links import CALLER
from bot.store.records import Contact, Conversation, Link
from bot.views import OtherTalk

LETTERS, DIGITS = "ACDEFHJKMNPRTWXY", "3479"
"""No two of these look or sound alike on a small screen or over a bad line."""

LENGTH = 8
LEAST_OF_A_KIND = 2
LASTS = timedelta(minutes=10)
MAX_TRIES = 5
TRY = "link code"

ASKING = frozenset({"LINK", "/LINK"})
WORDS = frozenset({*ASKING, "CODE", "/CODE"})
NAMED = re.compile(r"(\S+?)[\s:]+([A-Z0-9]{4}[\s-]?[A-Z0-9]{4})")
BARE = re.compile(rf"(?:[{LETTERS}{DIGITS}][\s-]?){{{LENGTH}}}")

DONE, WRONG, SAME, TOO_MANY = ("done", "wrong", "same", "too_many")


@dataclass(frozen=True, slots=True)
class Written:
    """A code as somebody wrote it. ``named``: with the word that says that it is one."""

    code: str = field(repr=False)
    named: bool


def new_code() -> str:
    """A fresh code; it holds letters and digits, so that no word looks like one."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if _is_mixed(code):
            return code


def asks_to_link(text: str) -> bool:
    """Whether the message is nothing but the word that begins linking."""
    return _plain(text) in ASKING


def written(text: str) -> Written | None:
    """The code that is all that ``text`` says; None where it says something else."""
    plain = _plain(text)
    named = NAMED.fullmatch(plain)
    if named and named[1] in WORDS:
        return Written(re.sub(r"[\s-]", "", named[2]), named=True)
    code = re.sub(r"[\s-]", "", plain)
    return Written(code, named=False) if BARE.fullmatch(plain) and _is_mixed(code) else None


async def code_of(unit: Unit, contact: Contact, text: str) -> str:
    """The code in this message that is to be redeemed, "" where it brings none.

    Without the word, only a code of ours that can be used is taken for one; anything else that
    looks like one counts as a try, and is read as the message that it may well be.
    """
    found = written(text)
    if found is None:
        return ""
    if found.named:
        return found.code
    if await unit.tally.count(TRY, contact.id) >= MAX_TRIES:
        return ""
    if await unit.links.knows(found.code):
        return found.code
    await unit.tally.add(TRY, contact.id)
    return ""


async def redeem(unit: Unit, contact: Contact, code: str) -> str:
    """Link this person with whoever made ``code``: done, wrong, same or too_many.

    A code from the same channel proves nothing and stays usable on another one.
    """
    if await unit.tally.count(TRY, contact.id) >= MAX_TRIES:
        return TOO_MANY
    maker = await unit.links.maker(code)
    if maker is None:
        await unit.tally.add(TRY, contact.id)
        return WRONG
    made_at = await unit.people.by_id(maker.address_id)
    if made_at is None or _is_no_other(contact, made_at):
        return SAME
    if not await unit.links.use(code):
        return WRONG
    await unit.links.add(maker.person_id, contact.person_id)
    await _copy_language(unit, maker.person_id, contact.person_id)
    for person_id, channel in (
        (maker.person_id, contact.address.channel),
        (contact.person_id, made_at.address.channel),
    ):
        for place in await _latest(unit, person_id):
            await unit.events.add("linked", CALLER, channel=channel, **place)
    return DONE


async def part(unit: Unit, link: Link, by: str = CALLER) -> bool:
    """Undo one link, with an event on both sides; False where it was undone before."""
    if not await unit.links.undo(link.id, by):
        return False
    for person_id in (link.one_id, link.other_id):
        for place in await _latest(unit, person_id):
            await unit.events.add("unlinked", by, **place)
    return True


async def part_all(unit: Unit, person_id: str) -> None:
    """The person wants to be linked with nobody any more."""
    for link in await unit.links.of(person_id):
        await part(unit, link)


async def people_of(unit: Unit, person_id: str) -> tuple[str, ...]:
    """This person and everybody who is linked with them, directly or by another."""
    found = [person_id]
    for each in found:
        for link in await unit.links.of(each):
            found += [one for one in (link.one_id, link.other_id) if one not in found]
    return tuple(found)


async def addresses_of(unit: Unit, person_id: str) -> list[Contact]:
    """Where this person can be reached: their own addresses first, then linked ones."""
    ids = await unit.links.address_ids(await people_of(unit, person_id))
    found = [await unit.people.by_id(address_id) for address_id in ids]
    return [contact for contact in found if contact is not None]


async def others(unit: Unit, conversation: Conversation) -> tuple[OtherTalk, ...]:
    """What the same caller said on other addresses, the latest first."""
    mine = conversation.person_id
    people = await people_of(unit, mine)
    direct = {
        one: link.id for link in await unit.links.of(mine) for one in (link.one_id, link.other_id)
    }
    names = await unit.links.case_numbers(people)
    return tuple(
        OtherTalk(
            conversation=talk,
            case_number=names.get(talk.id),
            link_id=None if talk.person_id == mine else direct.get(talk.person_id),
        )
        for talk in await unit.links.conversations_of(people)
        if talk.address_id != conversation.address_id
    )


async def erase_others(unit: Unit, person_id: str, after: timedelta) -> None:
    """Everybody linked with this person is erased too, as they asked, each in their own time."""
    told = {person_id}
    for talk in await unit.links.conversations_of(await people_of(unit, person_id)):
        if talk.person_id not in told:
            told.add(talk.person_id)
            await unit.timers.set(talk.id, "erase", unit.now + after)
            await unit.events.add(
                "erase_requested", CALLER, conversation_id=talk.id, after_case=False
            )


def _is_no_other(contact: Contact, made_at: Contact) -> bool:
    """Whether the two are one person already, or on one channel."""
    same_channel = made_at.address.channel == contact.address.channel
    return same_channel or made_at.person_id == contact.person_id


async def _copy_language(unit: Unit, from_id: str, to_id: str) -> None:
    """A language chosen on one channel holds on the other, unless one was chosen there."""
    one, other = await unit.people.get(from_id), await unit.people.get(to_id)
    if one.language and one.language_chosen and not other.language_chosen:
        await unit.people.set_language(to_id, one.language, chosen=True)


async def _latest(unit: Unit, person_id: str) -> list[dict[str, Any]]:
    """Where an event about this person belongs: their latest conversation and its case."""
    places: list[dict[str, Any]] = []
    for talk in (await unit.links.conversations_of((person_id,)))[:1]:
        case = await unit.cases.open_of(talk.id)
        places.append({"conversation_id": talk.id, "case_id": case.id if case else None})
    return places


def _plain(text: str) -> str:
    """Text for comparing: one case, Western digits, single blanks."""
    folded = unicodedata.normalize("NFKC", text).upper()
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in folded)
    return " ".join("".join(digits).split()).strip(" .!\"'\u00ab\u00bb\u200e\u200f")


def _is_mixed(code: str) -> bool:
    digits = sum(c in DIGITS for c in code)
    return LEAST_OF_A_KIND <= digits <= LENGTH - LEAST_OF_A_KIND

"""What the desk looks up, and what it refuses to whom."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.enclosing import GivenFile, checked, taking
from bot.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TakenError,
)
from bot.links import others
from bot.messages import Owner
from bot.opting import OPTED_OUT
from bot.phone_views import events_of, phone_view
from bot.policy import Policy
from bot.store.database import Unit
from bot.store.ids import new_id
from bot.store.records import Case, Contact, Conversation, Line, NewFile, Staff
from bot.telephony import VOICE
from bot.views import CaseView, NoteView
from bot.ways import SMS, way, ways

ANSWERING = ("operator", "administrator")
REVIEWING = ("manager", "administrator")
MAX_REPLY = 4000


def demand(staff: Staff, roles: tuple[str, ...]) -> None:
    """Raise ForbiddenError unless this person has one of the roles."""
    if staff.role not in roles:
        raise ForbiddenError


async def case_of(unit: Unit, number: str) -> Case:
    """The case with this number; raises NotFoundError."""
    case = await unit.cases.find(number)
    if case is None:
        raise NotFoundError
    return case


async def held_case(unit: Unit, number: str, staff: Staff) -> Case:
    """An open case that this person holds; raises what stands against it."""
    demand(staff, ANSWERING)
    case = await case_of(unit, number)
    if case.state == "closed":
        msg = "This case is closed."
        raise ConflictError(msg)
    if case.staff_id != staff.id:
        names = await unit.office.names()
        if case.staff_id:
            raise TakenError(names.get(case.staff_id, "Somebody else"))
        msg = "Claim this case first."
        raise ConflictError(msg)
    return case


async def conversation_of(unit: Unit, conversation_id: str) -> Conversation:
    """The conversation with this id; raises NotFoundError."""
    found = await unit.conversations.get(conversation_id)
    if found is None:
        raise NotFoundError
    return found


async def contact_of(unit: Unit, case: Case) -> Contact | None:
    """The address of the caller, None once they were erased."""
    conversation = await conversation_of(unit, case.conversation_id)
    return await unit.people.by_id(conversation.address_id)


async def reachable_contact(
    unit: Unit, policy: Policy, case: Case, channel: str | None = None
) -> Contact:
    """The caller's address, or their address on another channel.

    Raises ConflictError where nothing arrives there, or where they want nothing.
    """
    contact = await contact_of(unit, case)
    if contact and contact.address.channel == VOICE and channel in (None, VOICE):
        channel = await _in_writing(unit, policy, contact)
    if contact and channel and channel != contact.address.channel:
        return await way(unit, policy, contact, channel)
    if contact and contact.status == "active":
        return contact
    if contact and contact.status == OPTED_OUT:
        msg = "This person wants no messages here until they ask for them. Nothing was sent."
    else:
        msg = "This person cannot be reached here at present. Nothing was sent."
    if contact and await ways(unit, policy, contact):
        msg += " Another channel is open: choose it to send this."
    raise ConflictError(msg)


async def _in_writing(unit: Unit, policy: Policy, contact: Contact) -> str:
    """How somebody who called is written to; raises ConflictError where they cannot be."""
    open_ways = await ways(unit, policy, contact)
    if not open_ways:
        msg = "This person called, and cannot be written to. Call them. Nothing was sent."
        raise ConflictError(msg)
    return SMS if SMS in open_ways else open_ways[0]


def check_length(words: str, file: GivenFile | None) -> None:
    """Raise BadInputError for a reply without words and file, and for one that is too long."""
    if not (words or file) or len(words) > MAX_REPLY:
        msg = f"A reply has 1 to {MAX_REPLY} characters, a file, or both. Nothing was sent."
        raise BadInputError(msg)


async def enclosed(
    unit: Unit, policy: Policy, contact: Contact, file: GivenFile | None
) -> NewFile | None:
    """The file as it goes to ``contact``; raises BadInputError where it cannot."""
    if file is None:
        return None
    others = await ways(unit, policy, contact)
    return checked(policy, contact.address.channel, others, file)


async def check_taken(unit: Unit, policy: Policy, contact: Contact, message_id: str) -> None:
    """Raise ConflictError where the file of a line cannot go to ``contact``."""
    file = await unit.attachments.enclosed(message_id)
    taken = policy.files.get(contact.address.channel, {})
    if file and (file.size or 0) > taken.get(file.mime or "", -1):
        msg = "That channel does not take the file of this message. Nothing was sent."
        raise ConflictError(msg)


async def hand_over(unit: Unit, conversation_id: str, owner: Owner, staff_id: str | None) -> None:
    """Change hands; a turn of the bot that is under way will find itself lost."""
    if not await unit.conversations.hand(
        await conversation_of(unit, conversation_id), owner, staff_id
    ) and not await unit.conversations.hand(
        await conversation_of(unit, conversation_id), owner, staff_id
    ):
        raise ConflictError


async def case_view(unit: Unit, policy: Policy, case: Case, staff: Staff) -> CaseView:
    """A case as this person sees it."""
    conversation = await conversation_of(unit, case.conversation_id)
    contact = await unit.people.by_id(conversation.address_id)
    others_open = await ways(unit, policy, contact) if contact else ()
    names: Mapping[str, str] = await unit.office.names()
    return CaseView(
        case=case,
        conversation=conversation,
        lines=tuple(await unit.transcript.lines(conversation)),
        corrections=await unit.corrections.of(conversation.id),
        events=await events_of(unit, conversation.id),
        notes=tuple(
            NoteView(at, names.get(author, ""), text)
            for at, author, text in await unit.cases.notes(case)
        ),
        names=names,
        holder=names.get(case.staff_id or ""),
        mine=case.staff_id == staff.id and case.state == "claimed",
        overdue=is_overdue(case, unit.now),
        waited=waited(case, unit.now),
        address_status=contact.status if contact else "erased",
        attachments=await unit.attachments.of(conversation.id),
        edits=await unit.edits.of(conversation.id),
        ways=others_open,
        files=taking(policy, (conversation.channel, *others_open)),
        otherwise=await unit.transcript.sent_otherwise(conversation),
        caller_name=await unit.people.display_name(conversation.address_id) or "",
        others=await others(unit, conversation),
        costs=await unit.spending.of(conversation.id),
        phone=await phone_view(unit, policy, case, staff, contact),
    )


def sent_id(unit: Unit, kind: str, staff: Staff, case: Case, key: str | None, words: str) -> str:
    """The id of what a form sent: other words from the same form are not the same message."""
    return unit.rows.id_of(kind, staff.id, case.id, key, words) if key else new_id()


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether somebody should have answered by ``now``."""
    return case.state == "queued" and case.due_at is not None and case.due_at < now


def waited(case: Case, now: datetime) -> timedelta:
    """How long the caller waited for a person."""
    return (case.claimed_at or case.closed_at or now) - case.waiting_since


def digest(value: object) -> str:
    """A short text that changes whenever ``value`` does."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def version_of(view: CaseView) -> str:
    """A short text that changes whenever what is shown of a case does."""
    lines = [
        (
            line.id,
            line.status,
            view.corrections.get(line.id),
            len(view.edits.get(line.id, ())),
            [(file.id, file.state) for file in view.attachments.get(line.id, ())],
        )
        for line in view.lines
    ]
    return digest(
        [
            view.case.state,
            view.case.version,
            lines,
            len(view.notes),
            [(talk.conversation.id, talk.link_id, talk.case_number) for talk in view.others],
            view.costs,
            view.overdue,
            view.address_status,
            view.ways,
            view.phone,
            len(view.events),
        ]
    )


async def sent_line(unit: Unit, conversation: Conversation, n: int) -> Line:
    """What we said in line ``n``; raises NotFoundError."""
    for line in await unit.transcript.lines(conversation):
        if line.n == n and line.direction == "out":
            return line
    raise NotFoundError

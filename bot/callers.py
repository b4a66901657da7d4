"""What the desk sees of a caller's other channels, and how their link is undone."""

from __future__ import annotations

from bot.bell import Bell
from bot.desk_rules import ANSWERING, case_of, conversation_of, demand
from bot.errors import NotFoundError
from bot.links import part, people_of
from bot.phone_views import events_of
from bot.store.database import Store, Unit
from bot.store.records import Conversation, Staff
from bot.views import ConversationView


class Callers:
    """One caller on several channels: the same number, or linked by the caller's own code."""

    def __init__(self, store: Store, bell: Bell) -> None:
        """Both come from the composition root."""
        self._store = store
        self._bell = bell

    async def read(self, staff: Staff, number: str, conversation_id: str) -> ConversationView:
        """What the caller of a case said on another address; the look leaves a trace.

        Raises NotFoundError for the conversation of anybody else.
        """
        async with self._store.write() as unit:
            case = await case_of(unit, number)
            found = await conversation_of(unit, conversation_id)
            if found.person_id not in await people_of(unit, case.person_id):
                raise NotFoundError
            view = await view_of(unit, found)
            await unit.looks.add(staff.id, "transcript_read", found.id)
            return view

    async def part(self, staff: Staff, number: str, link_id: str) -> None:
        """Undo a link of the caller of a case; an event on both sides says who did.

        Raises NotFoundError where it is undone already.
        """
        demand(staff, ANSWERING)
        async with self._store.write() as unit:
            case = await case_of(unit, number)
            links = {link.id: link for link in await unit.links.of(case.person_id)}
            if link_id not in links or not await part(unit, links[link_id], staff.id):
                raise NotFoundError
        self._bell.ring("desk")


async def view_of(unit: Unit, conversation: Conversation) -> ConversationView:
    """A conversation with everything that belongs to it, and who looked at it before."""
    return ConversationView(
        conversation=conversation,
        lines=tuple(await unit.transcript.lines(conversation)),
        corrections=await unit.corrections.of(conversation.id),
        events=await events_of(unit, conversation.id),
        cases=tuple(await unit.cases.of(conversation.id)),
        looks=tuple(await unit.looks.of(conversation.id)),
        names=await unit.office.names(),
        attachments=await unit.attachments.of(conversation.id),
        edits=await unit.edits.of(conversation.id),
        otherwise=await unit.transcript.sent_otherwise(conversation),
        costs=await unit.spending.of(conversation.id),
    )

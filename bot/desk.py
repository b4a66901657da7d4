"""The desk: what operators and managers do. Every look at a transcript leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.alarms import problems
from bot.bell import Bell
from bot.callers import Callers, view_of
from bot.corrections import check_meanings, has_said, line_of, raise_by
from bot.costs import Costs
from bot.desk_rules import (
    ANSWERING,
    MAX_REPLY,
    REVIEWING,
    case_of,
    case_view,
    check_length,
    check_taken,
    contact_of,
    conversation_of,
    demand,
    digest,
    enclosed,
    hand_over,
    held_case,
    is_overdue,
    reachable_contact,
    sent_id,
    sent_line,
    version_of,
    waited,
)
from bot.effects import Scene, apply, stage
from bot.enclosing import GivenFile
from bot.errors import BadInputError, ConflictError, NotFoundError, TakenError
from bot.messages import Author, Delivery, DoorReport, Owner
from bot.phoning import Phoning
from bot.policy import Policy
from bot.store.database import Store, Unit
from bot.store.records import Case, Contact, Staff
from bot.store.search import Wanted
from bot.telephony import VOICE, Dialler
from bot.turns import clean, session_of
from bot.views import CaseView, ConversationView, FileView, Page, QueueRow
from flows.effects import EraseRequest
from flows.engine import Engine

OUTCOMES = ("resolved", "referred", "unreachable", "withdrawn", "other")
PAGE_SIZE = 25
PAGE_LASTS = timedelta(hours=12)


class Desk:
    """One method for each thing that a person at the desk does."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        policy: Policy,
        bell: Bell,
        dialler: Dialler | None = None,
    ) -> None:
        """All parts come from the composition root; ``dialler`` is None where nobody can be
        called. ``callers``, ``costs`` and ``phoning`` are desks of their own for what a caller's
        other channels hold, for what messages cost, and for calls."""
        self._store = store
        self._engine = engine
        self._policy = policy
        self._bell = bell
        self.callers = Callers(store, bell)
        self.costs = Costs(store, policy)
        self.phoning = Phoning(store, policy, bell, dialler)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the office counts its days."""
        return self._policy.hours.zone

    @property
    def most_file(self) -> int:
        """How many bytes a file may have that is sent; 0 where none are."""
        return self._policy.keeping.most

    async def queue(self) -> list[QueueRow]:
        """Open cases, most urgent first, then longest waiting."""
        async with self._store.read() as unit:
            names, cases = await unit.office.names(), await unit.cases.queue()
            on_line = await unit.legs.waiting()
            to_call = await unit.legs.waiting_for_call()
            return [
                QueueRow(
                    case=case,
                    holder=names.get(case.staff_id or ""),
                    overdue=is_overdue(case, unit.now),
                    waited=waited(case, unit.now),
                    on_line=case.person_id in on_line,
                    wants_call=case.state == "queued" and case.person_id in to_call,
                )
                for case in cases
            ]

    async def case(self, staff: Staff, number: str) -> CaseView:
        """Open a case and write down that this person looked; raises NotFoundError."""
        async with self._store.write() as unit:
            case = await case_of(unit, number)
            await unit.looks.add(staff.id, "case_opened", case.conversation_id)
            return await case_view(unit, self._policy, case, staff)

    async def refreshed(self, staff: Staff, number: str) -> CaseView:
        """The same case again for a page that is already open: no new trace.

        Whoever asks without having opened it lately leaves the same trace as by opening it.
        """
        async with self._store.read() as unit:
            case = await case_of(unit, number)
            if await unit.looks.since(staff.id, case.conversation_id, unit.now - PAGE_LASTS):
                return await case_view(unit, self._policy, case, staff)
        return await self.case(staff, number)

    async def claim(self, staff: Staff, number: str) -> None:
        """Take a queued case. The bot is silent from this commit on; raises TakenError."""
        demand(staff, ANSWERING)
        async with self._store.write() as unit:
            case = await case_of(unit, number)
            if not await unit.cases.claim(case, staff.id):
                await self._refuse_claim(unit, case, staff)
                return
            await hand_over(unit, case.conversation_id, Owner.OPERATOR, staff.id)
            scene = await self._scene(unit, case)
            await scene.event("claimed", actor=staff.id)
            await apply(scene, [scene.say("desk.joined")])
        self._bell.ring("outbox", "desk")

    async def reply(
        self,
        staff: Staff,
        number: str,
        text: str,
        key: str | None = None,
        channel: str | None = None,
        file: GivenFile | None = None,
    ) -> None:
        """Answer the caller; raises ForbiddenError unless this person holds the case.

        ``key`` names the form that was sent: the same words from the same form again, as after a
        connection that broke, are one message. Without a key every call counts. ``channel`` is
        another one of the caller's than that of the conversation. With a ``file`` there may be
        no words; the same words with another file are another message.
        """
        words = clean(text)
        check_length(words, file)
        told = words + (file.digest if file else "")
        async with self._store.write() as unit:
            case = await held_case(unit, number, staff)
            contact = await reachable_contact(unit, self._policy, case, channel)
            conversation = await conversation_of(unit, case.conversation_id)
            if not await unit.conversations.still(conversation):
                raise ConflictError
            message_id = sent_id(unit, "reply", staff, case, key, told)
            if await unit.transcript.has(message_id):
                return
            new_file = await enclosed(unit, self._policy, contact, file)
            await unit.transcript.add_out(
                conversation,
                Author.OPERATOR,
                words,
                message_id=message_id,
                staff_id=staff.id,
                language=case.language,
                sensitive=self._engine.is_sensitive(case.topic),
                address_id=contact.id,
            )
            if new_file:
                await unit.attachments.enclose(conversation, contact, message_id, new_file)
            await unit.sending.add(message_id, contact)
        self._bell.ring("outbox", "desk")

    async def resend(self, staff: Staff, number: str, n: int, channel: str | None = None) -> None:
        """Send line ``n`` again, whose fate is unknown or which failed; twice is once.

        ``channel`` is another one of the caller's than that of the conversation. Raises
        ConflictError where it is on its way already or the person cannot be reached.
        """
        async with self._store.write() as unit:
            case = await held_case(unit, number, staff)
            conversation = await conversation_of(unit, case.conversation_id)
            contact = await reachable_contact(unit, self._policy, case, channel)
            if conversation.channel == VOICE:
                channel = contact.address.channel  # it was to be said, and is written now
            line = await sent_line(unit, conversation, n)
            await check_taken(unit, self._policy, contact, line.id)
            if not await self._queue_again(unit, line.id, contact, channel):
                msg = "This message is on its way or has arrived. Nothing was sent."
                raise ConflictError(msg)
            await unit.transcript.settle(line.id, Delivery.QUEUED, None)
            await unit.events.add(
                "resent",
                staff.id,
                conversation_id=conversation.id,
                case_id=case.id,
                n=n,
                channel=channel,
            )
        self._bell.ring("outbox", "desk")

    async def note(self, staff: Staff, number: str, text: str, key: str | None = None) -> None:
        """Keep a note that the caller never sees. ``key`` is as in reply()."""
        demand(staff, ANSWERING)
        words = clean(text)
        if not words or len(words) > MAX_REPLY:
            msg = f"A note has 1 to {MAX_REPLY} characters."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            case = await case_of(unit, number)
            note_id = sent_id(unit, "note", staff, case, key, words)
            await unit.cases.add_note(case, staff.id, words, note_id)
        self._bell.ring("outbox", "desk")

    async def close(self, staff: Staff, number: str, outcome: str) -> None:
        """End a case and give the caller back to the bot, who says so."""
        if outcome not in OUTCOMES:
            msg = f"An outcome is one of {', '.join(OUTCOMES)}."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            case = await held_case(unit, number, staff)
            if not await unit.cases.close(case, outcome):
                raise ConflictError
            await hand_over(unit, case.conversation_id, Owner.BOT, None)
            await unit.conversations.set_outcome(case.conversation_id, outcome)
            await self._return_to_bot(unit, case, staff, outcome)
        self._bell.ring("outbox", "desk")

    async def correct(
        self, staff: Staff, conversation_id: str, n: int, intents: Sequence[str]
    ) -> None:
        """Say what line ``n`` means: up to three intents, none where it cannot be said.

        It may make a conversation that is open more urgent, never less. Raises BadInputError,
        NotFoundError, ErasedError, and ConflictError where somebody else was faster.
        """
        check_meanings(intents)
        async with self._store.write() as unit:
            conversation = await conversation_of(unit, conversation_id)
            line = await line_of(unit, conversation, n)
            if await has_said(unit, line, staff, intents):
                return
            await unit.corrections.add(line.id, staff.id, intents)
            await unit.events.add(
                "corrected",
                staff.id,
                conversation_id=conversation_id,
                n=n,
                read_as=line.intent,
                intents=list(intents),
            )
            await raise_by(unit, self._engine, self._policy, conversation, intents)
        self._bell.ring("desk")

    async def find(self, staff: Staff, wanted: Wanted, number: int) -> Page:
        """One page of conversations for a manager; the search leaves a trace too."""
        demand(staff, REVIEWING)
        async with self._store.write() as unit:
            await unit.looks.add(staff.id, "searched", page=number)
        async with self._store.read(long=True) as unit:
            found, total = await unit.search.find(wanted, (number - 1) * PAGE_SIZE, PAGE_SIZE)
        return Page(tuple(found), total, number, PAGE_SIZE)

    async def conversation(self, staff: Staff, conversation_id: str) -> ConversationView:
        """Read a transcript; raises NotFoundError. The look is written with the reading."""
        demand(staff, REVIEWING)
        async with self._store.write() as unit:
            found = await unit.conversations.get(conversation_id)
            if found is None:
                raise NotFoundError
            view = await view_of(unit, found)
            await unit.looks.add(staff.id, "transcript_read", found.id)
            return view

    async def file(self, staff: Staff, conversation_id: str, attachment_id: str) -> FileView:
        """A file that came or went; raises NotFoundError. The look leaves a trace.

        Operators see those of conversations that became a case, as they see the rest of them.
        """
        async with self._store.write() as unit:
            if staff.role not in REVIEWING and not await unit.cases.of(conversation_id):
                raise NotFoundError
            found = await unit.attachments.content(conversation_id, attachment_id)
            if found is None:
                raise NotFoundError
            await unit.looks.add(staff.id, "file_opened", conversation_id)
            about, content = found
            return FileView(content, about.mime or "application/octet-stream", about.name or "")

    async def alarms(self) -> tuple[DoorReport, ...]:
        """Doors through which people or answers may not come at present."""
        async with self._store.read() as unit:
            return await problems(unit, self._policy.forms)

    async def queue_version(self) -> str:
        """A short text that changes whenever the queue does, for live pages."""
        rows = await self.queue()
        parts = [
            (
                *(r.case.id, r.case.priority, r.case.state, r.case.version),
                *(r.holder, r.overdue, r.on_line, r.wants_call),
            )
            for r in rows
        ]
        return digest(parts)

    async def case_version(self, staff: Staff, number: str) -> str:
        """A short text that changes whenever the case or its transcript does."""
        async with self._store.read() as unit:
            view = await case_view(unit, self._policy, await case_of(unit, number), staff)
        return version_of(view)

    async def wait_for_change(self, seconds: float) -> None:
        """Return when something may have changed, after ``seconds`` at the latest."""
        await self._bell.wait("desk", seconds)

    @property
    def ending(self) -> bool:
        """Whether this process ends: no page should wait for changes here any more."""
        return self._bell.ending

    async def _queue_again(
        self, unit: Unit, message_id: str, contact: Contact, channel: str | None
    ) -> bool:
        if channel:
            return await unit.sending.resend_by(message_id, contact)
        return await unit.sending.resend(message_id)

    async def _refuse_claim(self, unit: Unit, case: Case, staff: Staff) -> None:
        current = await unit.cases.get(case.id)
        if current.state == "closed":
            msg = "This case is closed."
            raise ConflictError(msg)
        if current.staff_id != staff.id:
            names = await unit.office.names()
            raise TakenError(names.get(current.staff_id or "", "Somebody else"))

    async def _return_to_bot(self, unit: Unit, case: Case, staff: Staff, outcome: str) -> None:
        contact = await contact_of(unit, case)
        if contact is None:
            return
        scene = await self._scene(unit, case, open_case=False)
        session = await unit.conversations.session(scene.conversation)
        sprint = self._engine.returned(session_of(session), scene.language, scene.context)
        await scene.event("closed", actor=staff.id, outcome=outcome, number=case.number)
        if contact.status == "active":
            await apply(scene, sprint.effects)
        await self._erase_if_asked(scene)
        await unit.conversations.save_session(scene.conversation, sprint.session.to_json())

    async def _erase_if_asked(self, scene: Scene) -> None:
        """The caller asked for deletion while the case was open, and was promised it after."""
        events = await scene.unit.events.of(scene.conversation.id)
        asked = [event for event in events if event.kind == "erase_requested"]
        if asked and asked[-1].params.get("after_case"):
            await apply(scene, [EraseRequest(linked=bool(asked[-1].params.get("linked")))])

    async def _scene(self, unit: Unit, case: Case, *, open_case: bool = True) -> Scene:
        contact = await contact_of(unit, case)
        conversation = await conversation_of(unit, case.conversation_id)
        if contact is None:
            raise NotFoundError
        person = await unit.people.get(case.person_id)
        return stage(
            unit,
            self._engine,
            self._policy,
            contact=contact,
            person=person,
            conversation=conversation,
            case=case if open_case else None,
            language=person.language or case.language or "en",
        )

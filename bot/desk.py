"""The desk: what operators and managers do. Every look at a transcript leaves a trace."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.bell import Bell
from bot.corrections import check_meanings, has_said, line_of, raise_by
from bot.effects import Scene, apply, stage
from bot.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError, TakenError
from bot.messages import Author, Owner
from bot.policy import Policy
from bot.store.database import Store, Unit
from bot.store.ids import new_id
from bot.store.records import Case, Contact, Conversation, Staff
from bot.store.search import Wanted
from bot.turns import clean, session_of
from bot.views import CaseView, ConversationView, NoteView, Page, QueueRow
from flows.effects import EraseRequest
from flows.engine import Engine

OUTCOMES = ("resolved", "referred", "unreachable", "withdrawn", "other")
ANSWERING = ("operator", "administrator")
REVIEWING = ("manager", "administrator")
PAGE_SIZE = 25
MAX_REPLY = 4000
PAGE_LASTS = timedelta(hours=12)


class Desk:
    """One method for each thing that a person at the desk does."""

    def __init__(self, store: Store, engine: Engine, policy: Policy, bell: Bell) -> None:
        """All parts come from the composition root."""
        self._store = store
        self._engine = engine
        self._policy = policy
        self._bell = bell

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the office counts its days."""
        return self._policy.hours.zone

    async def queue(self) -> list[QueueRow]:
        """Open cases, most urgent first, then longest waiting."""
        async with self._store.read() as unit:
            names = await unit.office.names()
            return [
                QueueRow(
                    case=case,
                    holder=names.get(case.staff_id or ""),
                    overdue=_overdue(case, unit.now),
                    waited=_waited(case, unit.now),
                )
                for case in await unit.cases.queue()
            ]

    async def case(self, staff: Staff, number: str) -> CaseView:
        """Open a case and write down that this person looked; raises NotFoundError."""
        async with self._store.write() as unit:
            case = await _case(unit, number)
            await unit.looks.add(staff.id, "case_opened", case.conversation_id)
            return await _view(unit, case, staff)

    async def refreshed(self, staff: Staff, number: str) -> CaseView:
        """The same case again for a page that is already open: no new trace.

        Whoever asks without having opened it lately leaves the same trace as by opening it.
        """
        async with self._store.read() as unit:
            case = await _case(unit, number)
            if await unit.looks.since(staff.id, case.conversation_id, unit.now - PAGE_LASTS):
                return await _view(unit, case, staff)
        return await self.case(staff, number)

    async def claim(self, staff: Staff, number: str) -> None:
        """Take a queued case. The bot is silent from this commit on; raises TakenError."""
        _may(staff, ANSWERING)
        async with self._store.write() as unit:
            case = await _case(unit, number)
            if not await unit.cases.claim(case, staff.id):
                await self._refuse_claim(unit, case, staff)
                return
            await _hand(unit, case.conversation_id, Owner.OPERATOR, staff.id)
            scene = await self._scene(unit, case)
            await scene.event("claimed", actor=staff.id)
            await apply(scene, [scene.say("desk.joined")])
        self._bell.ring("outbox", "desk")

    async def reply(self, staff: Staff, number: str, text: str, key: str | None = None) -> None:
        """Answer the caller; raises ForbiddenError unless this person holds the case.

        ``key`` names the form that was sent: the same words from the same form again, as after a
        connection that broke, are one message. Without a key every call counts.
        """
        words = clean(text)
        if not words or len(words) > MAX_REPLY:
            msg = f"A reply has 1 to {MAX_REPLY} characters."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            case = await _held(unit, number, staff)
            contact = await _contact(unit, case)
            conversation = await _conversation(unit, case.conversation_id)
            if contact is None or contact.status != "active":
                msg = "This person cannot be reached here at present. Nothing was sent."
                raise ConflictError(msg)
            if not await unit.conversations.still(conversation):
                raise ConflictError
            message_id = _sent_id(unit, "reply", staff, case, key, words)
            if await unit.transcript.has(message_id):
                return
            await unit.transcript.add_out(
                conversation,
                Author.OPERATOR,
                words,
                message_id=message_id,
                staff_id=staff.id,
                language=case.language,
            )
            await unit.sending.add(message_id, contact)
        self._bell.ring("outbox", "desk")

    async def note(self, staff: Staff, number: str, text: str, key: str | None = None) -> None:
        """Keep a note that the caller never sees. ``key`` is as in reply()."""
        _may(staff, ANSWERING)
        words = clean(text)
        if not words or len(words) > MAX_REPLY:
            msg = f"A note has 1 to {MAX_REPLY} characters."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            case = await _case(unit, number)
            note_id = _sent_id(unit, "note", staff, case, key, words)
            await unit.cases.add_note(case, staff.id, words, note_id)
        self._bell.ring("outbox", "desk")

    async def close(self, staff: Staff, number: str, outcome: str) -> None:
        """End a case and give the caller back to the bot, who says so."""
        if outcome not in OUTCOMES:
            msg = f"An outcome is one of {', '.join(OUTCOMES)}."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            case = await _held(unit, number, staff)
            if not await unit.cases.close(case, outcome):
                raise ConflictError
            await _hand(unit, case.conversation_id, Owner.BOT, None)
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
            conversation = await _conversation(unit, conversation_id)
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
        _may(staff, REVIEWING)
        async with self._store.write() as unit:
            await unit.looks.add(staff.id, "searched", page=number)
            found, total = await unit.search.find(wanted, (number - 1) * PAGE_SIZE, PAGE_SIZE)
        return Page(tuple(found), total, number, PAGE_SIZE)

    async def conversation(self, staff: Staff, conversation_id: str) -> ConversationView:
        """Read a transcript; raises NotFoundError. The look is written with the reading."""
        _may(staff, REVIEWING)
        async with self._store.write() as unit:
            found = await unit.conversations.get(conversation_id)
            if found is None:
                raise NotFoundError
            looks = await unit.looks.of(found.id)
            await unit.looks.add(staff.id, "transcript_read", found.id)
            return ConversationView(
                conversation=found,
                lines=tuple(await unit.transcript.lines(found)),
                corrections=await unit.corrections.of(found.id),
                events=tuple(await unit.events.of(found.id)),
                cases=tuple(await unit.cases.of(found.id)),
                looks=tuple(looks),
                names=await unit.office.names(),
            )

    async def queue_version(self) -> str:
        """A short text that changes whenever the queue does, for live pages."""
        rows = await self.queue()
        parts = [
            (r.case.id, r.case.priority, r.case.state, r.case.version, r.holder, r.overdue)
            for r in rows
        ]
        return _digest(parts)

    async def case_version(self, staff: Staff, number: str) -> str:
        """A short text that changes whenever the case or its transcript does."""
        async with self._store.read() as unit:
            view = await _view(unit, await _case(unit, number), staff)
        lines = [(line.id, line.status, view.corrections.get(line.id)) for line in view.lines]
        return _digest([view.case.state, view.case.version, lines, len(view.notes), view.overdue])

    async def wait_for_change(self, seconds: float) -> None:
        """Return when something may have changed, after ``seconds`` at the latest."""
        await self._bell.wait("desk", seconds)

    @property
    def ending(self) -> bool:
        """Whether this process ends: no page should wait for changes here any more."""
        return self._bell.ending

    async def _refuse_claim(self, unit: Unit, case: Case, staff: Staff) -> None:
        current = await unit.cases.get(case.id)
        if current.state == "closed":
            msg = "This case is closed."
            raise ConflictError(msg)
        if current.staff_id != staff.id:
            names = await unit.office.names()
            raise TakenError(names.get(current.staff_id or "", "Somebody else"))

    async def _return_to_bot(self, unit: Unit, case: Case, staff: Staff, outcome: str) -> None:
        contact = await _contact(unit, case)
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
            await apply(scene, [EraseRequest()])

    async def _scene(self, unit: Unit, case: Case, *, open_case: bool = True) -> Scene:
        contact = await _contact(unit, case)
        conversation = await _conversation(unit, case.conversation_id)
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


def _may(staff: Staff, roles: tuple[str, ...]) -> None:
    if staff.role not in roles:
        raise ForbiddenError


async def _case(unit: Unit, number: str) -> Case:
    case = await unit.cases.find(number)
    if case is None:
        raise NotFoundError
    return case


async def _held(unit: Unit, number: str, staff: Staff) -> Case:
    _may(staff, ANSWERING)
    case = await _case(unit, number)
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


async def _conversation(unit: Unit, conversation_id: str) -> Conversation:
    found = await unit.conversations.get(conversation_id)
    if found is None:
        raise NotFoundError
    return found


async def _contact(unit: Unit, case: Case) -> Contact | None:
    conversation = await _conversation(unit, case.conversation_id)
    return await unit.people.by_id(conversation.address_id)


async def _hand(unit: Unit, conversation_id: str, owner: Owner, staff_id: str | None) -> None:
    """Change hands; a turn of the bot that is under way will find itself lost."""
    if not await unit.conversations.hand(
        await _conversation(unit, conversation_id), owner, staff_id
    ) and not await unit.conversations.hand(
        await _conversation(unit, conversation_id), owner, staff_id
    ):
        raise ConflictError


async def _view(unit: Unit, case: Case, staff: Staff) -> CaseView:
    conversation = await _conversation(unit, case.conversation_id)
    contact = await unit.people.by_id(conversation.address_id)
    names: Mapping[str, str] = await unit.office.names()
    return CaseView(
        case=case,
        conversation=conversation,
        lines=tuple(await unit.transcript.lines(conversation)),
        corrections=await unit.corrections.of(conversation.id),
        events=tuple(await unit.events.of(conversation.id)),
        notes=tuple(
            NoteView(at, names.get(author, ""), text)
            for at, author, text in await unit.cases.notes(case)
        ),
        names=names,
        holder=names.get(case.staff_id or ""),
        mine=case.staff_id == staff.id and case.state == "claimed",
        overdue=_overdue(case, unit.now),
        waited=_waited(case, unit.now),
        address_status=contact.status if contact else "erased",
    )


def _sent_id(unit: Unit, kind: str, staff: Staff, case: Case, key: str | None, words: str) -> str:
    """The id of what a form sent: other words from the same form are not the same message."""
    return unit.rows.id_of(kind, staff.id, case.id, key, words) if key else new_id()


def _overdue(case: Case, now: datetime) -> bool:
    return case.state == "queued" and case.due_at is not None and case.due_at < now


def _waited(case: Case, now: datetime) -> timedelta:
    return (case.claimed_at or case.closed_at or now) - case.waiting_since


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]

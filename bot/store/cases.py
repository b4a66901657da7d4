"""Queries: cases, the queue they stand in, and the notes on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bot.messages import PRIORITIES, Priority
from bot.store.ids import new_case_number, new_id
from bot.store.records import Case, Conversation, priority_number
from bot.store.rows import Queries
from bot.store.tables import case as cases
from bot.store.tables import note as notes

Rank = tuple[int, datetime]
"""Who is helped first has the smaller one: number of the priority, then since when they wait."""


class Cases(Queries):
    """What was handed to people, from the request to its end."""

    async def create(
        self,
        conversation: Conversation,
        *,
        priority: Priority,
        topic: str,
        language: str | None,
        reason: str,
        due_at: datetime | None,
        answers: Mapping[str, str],
    ) -> Case:
        """Open a case for this conversation. It asks for a human from now on, for ever: or since
        the person asked on another channel, whose case is open still."""
        case_id = new_id()
        since = await self._waits_since(conversation.person_id)
        place = ("case_file", "answers", case_id)
        await self.connection.execute(
            insert(cases).values(
                id=case_id,
                number=await self._free_number(),
                person_id=conversation.person_id,
                conversation_id=conversation.id,
                channel=conversation.channel,
                state="queued",
                priority=priority_number(priority),
                topic=topic,
                language=language,
                reason=reason,
                answers_sealed=await self.rows.seal(conversation.person_id, place, dict(answers)),
                requested_human_at=since,
                waiting_since=since,
                due_at=due_at,
                version=0,
            )
        )
        return await self.get(case_id)

    async def _waits_since(self, person_id: str) -> datetime:
        query = select(func.min(cases.c.waiting_since)).where(
            cases.c.person_id == person_id, cases.c.state == "queued"
        )
        return (await self.connection.execute(query)).scalar_one() or self.now

    async def get(self, case_id: str) -> Case:
        """The case with this id; raises sqlalchemy's NoResultFound."""
        return await self._record(
            (await self.connection.execute(select(cases).where(cases.c.id == case_id))).one()
        )

    async def find(self, number: str) -> Case | None:
        """The case with this number or this id."""
        query = select(cases).where((cases.c.number == number.upper()) | (cases.c.id == number))
        row = (await self.connection.execute(query)).one_or_none()
        return await self._record(row) if row else None

    async def open_of(self, conversation_id: str) -> Case | None:
        """The open case of a conversation."""
        query = select(cases).where(
            cases.c.conversation_id == conversation_id, cases.c.state != "closed"
        )
        row = (await self.connection.execute(query)).one_or_none()
        return await self._record(row) if row else None

    async def open_of_person(self, person_id: str) -> list[Case]:
        """The open cases of a person, on all channels."""
        query = select(cases).where(cases.c.person_id == person_id, cases.c.state != "closed")
        return [await self._record(row) for row in await self.connection.execute(query)]

    async def ranks(self, person_ids: Collection[str]) -> dict[str, Rank]:
        """How urgent these persons' open cases are, and since when they wait, by person."""
        query = (
            select(cases.c.person_id, func.min(cases.c.priority), func.min(cases.c.waiting_since))
            .where(cases.c.person_id.in_(list(person_ids)), cases.c.state != "closed")
            .group_by(cases.c.person_id)
        )
        found = (await self.connection.execute(query)).all()
        return {person: (urgency, since) for person, urgency, since in found}

    async def of(self, conversation_id: str) -> list[Case]:
        """All cases of a conversation, oldest first."""
        query = (
            select(cases)
            .where(cases.c.conversation_id == conversation_id)
            .order_by(cases.c.requested_human_at)
        )
        return [await self._record(row) for row in await self.connection.execute(query)]

    async def queue(self, states: tuple[str, ...] = ("queued", "claimed")) -> list[Case]:
        """Cases in these states: most urgent first, then longest waiting."""
        query = (
            select(cases)
            .where(cases.c.state.in_(states))
            .order_by(cases.c.priority, cases.c.waiting_since, cases.c.id)
        )
        return [await self._record(row) for row in await self.connection.execute(query)]

    async def position(self, case: Case) -> int:
        """Where a queued case stands, from 1: how many are served before it, plus one."""
        number = priority_number(case.priority)
        before = (cases.c.priority < number) | (
            (cases.c.priority == number) & (cases.c.waiting_since < case.waiting_since)
        )
        query = select(func.count()).where(cases.c.state == "queued", before)
        return int((await self.connection.execute(query)).scalar_one()) + 1

    async def raise_to(
        self, case: Case, priority: Priority, topic: str, due_at: datetime | None
    ) -> bool:
        """Make a case more urgent, never less; whether it changed."""
        if priority_number(priority) >= priority_number(case.priority):
            return False
        await self._update(
            case.id,
            priority=priority_number(priority),
            topic=topic,
            due_at=due_at,
            version=case.version + 1,
        )
        return True

    async def add_answers(self, case: Case, answers: Mapping[str, str]) -> None:
        """Join newly collected answers to those that the case has."""
        place = ("case_file", "answers", case.id)
        joined = {**case.answers, **answers}
        await self._update(
            case.id, answers_sealed=await self.rows.seal(case.person_id, place, joined)
        )

    async def claim(self, case: Case, staff_id: str) -> bool:
        """Take a queued case by compare-and-set; False if somebody was faster."""
        statement = (
            update(cases)
            .where(cases.c.id == case.id, cases.c.state == "queued")
            .values(
                state="claimed",
                staff_id=staff_id,
                claimed_at=self.now,
                version=cases.c.version + 1,
            )
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def pass_to(self, case: Case, staff_id: str) -> bool:
        """Give a case from whoever holds it to a colleague; False if they hold it no more."""
        statement = (
            update(cases)
            .where(
                cases.c.id == case.id,
                cases.c.state == "claimed",
                cases.c.staff_id == case.staff_id,
            )
            .values(staff_id=staff_id, version=cases.c.version + 1)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def close(self, case: Case, outcome: str) -> bool:
        """End an open case; False if it was ended before."""
        statement = (
            update(cases)
            .where(cases.c.id == case.id, cases.c.state != "closed")
            .values(
                state="closed",
                closed_at=self.now,
                outcome=outcome,
                version=cases.c.version + 1,
            )
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def add_note(
        self, case: Case, staff_id: str, text: str, note_id: str | None = None
    ) -> None:
        """Keep a colleague-only note; one that is kept already stays as it is."""
        note_id = note_id or new_id()
        place = ("note", "text", note_id)
        await self.rows.insert_if_new(
            notes,
            id=note_id,
            case_id=case.id,
            person_id=case.person_id,
            staff_id=staff_id,
            text_sealed=await self.rows.seal(case.person_id, place, text),
            created_at=self.now,
        )

    async def notes(self, case: Case) -> list[tuple[datetime, str, str | None]]:
        """The notes of a case: (when, staff id, text)."""
        query = select(notes).where(notes.c.case_id == case.id).order_by(notes.c.created_at)
        return [
            (
                row.created_at,
                row.staff_id,
                await self.rows.open(case.person_id, ("note", "text", row.id), row.text_sealed),
            )
            for row in await self.connection.execute(query)
        ]

    async def _free_number(self) -> str:
        while True:
            number = new_case_number()
            query = select(cases.c.id).where(cases.c.number == number)
            if (await self.connection.execute(query)).first() is None:
                return number

    async def _update(self, case_id: str, **values: Any) -> None:
        await self.connection.execute(update(cases).where(cases.c.id == case_id).values(**values))

    async def _record(self, row: Row[Any]) -> Case:
        place = ("case_file", "answers", row.id)
        return Case(
            id=row.id,
            number=row.number,
            person_id=row.person_id,
            conversation_id=row.conversation_id,
            channel=row.channel,
            state=row.state,
            priority=PRIORITIES[row.priority],
            topic=row.topic,
            language=row.language,
            reason=row.reason,
            requested_human_at=row.requested_human_at,
            waiting_since=row.waiting_since,
            due_at=row.due_at,
            staff_id=row.staff_id,
            claimed_at=row.claimed_at,
            closed_at=row.closed_at,
            outcome=row.outcome,
            version=row.version,
            answers=await self.rows.open(row.person_id, place, row.answers_sealed) or {},
        )

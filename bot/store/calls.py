"""Queries: calls as they come in, and how far each has come."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select, update

from bot.store.call_records import PhoneCall
from bot.store.ids import new_id
from bot.store.records import Contact
from bot.store.rows import Queries
from bot.store.tables import case as cases
from bot.store.voice_tables import call as calls
from bot.store.voice_tables import call_event as events
from bot.store.voice_tables import dialling as dialled
from bot.telephony import Purpose, Stage

MET = "speaking"
"""The event of an operator and whoever waited, who hear each other now."""


class Calls(Queries):
    """Each is found by the provider's id, of which a keyed hash is kept beside the sealed one."""

    async def begin(
        self, sid: str, contact: Contact, purpose: Purpose, language: str | None
    ) -> bool:
        """Write a call down that came in; False if it is known."""
        call_id = new_id()
        place = ("call", "sid", call_id)
        return await self.rows.insert_if_new(
            calls,
            id=call_id,
            lookup=self._lookup(sid),
            person_id=contact.person_id,
            address_id=contact.id,
            purpose=purpose,
            stage=Stage.RINGING,
            language=language,
            turn=0,
            menu_done=False,
            sid_sealed=await self.rows.seal(contact.person_id, place, sid),
            started_at=self.now,
        )

    async def find(self, sid: str) -> PhoneCall | None:
        """The call with this id at the provider."""
        query = select(calls).where(calls.c.lookup == self._lookup(sid))
        row = (await self.connection.execute(query)).one_or_none()
        return _call(row) if row else None

    async def turned(
        self, call: PhoneCall, turn: int, conversation_id: str | None, language: str | None
    ) -> None:
        """The call has come to this turn; its language stays where none is known."""
        known = {
            "conversation_id": conversation_id,
            "language": language,
            "menu_done": turn > 0 or None,
        }
        values: dict[str, Any] = {name: value for name, value in known.items() if value}
        values["turn"] = case((calls.c.turn < turn, turn), else_=calls.c.turn)
        await self._update(call, **values)

    async def move(self, call: PhoneCall, stage: Stage) -> bool:
        """Come to another stage; False where the call has ended, or stands there already."""
        statement = update(calls).where(
            calls.c.id == call.id, calls.c.ended_at.is_(None), calls.c.stage != stage
        )
        values: dict[str, Any] = {"stage": stage}
        if stage is Stage.QUEUED:
            values["queued_at"] = func.coalesce(calls.c.queued_at, self.now)
        return (await self.connection.execute(statement.values(**values))).rowcount == 1

    async def counted(self, call: PhoneCall, sequence: int) -> None:
        """A report with this number was taken."""
        await self._update(call, sequence=sequence)

    async def belongs_to(self, call: PhoneCall, conversation_id: str) -> None:
        """The conversation that the call is part of."""
        await self._update(call, conversation_id=conversation_id)

    async def add_event(self, call_id: str, kind: str, **params: Any) -> None:
        """Write one event of a call. ``params`` are codes and numbers, never personal data."""
        await self.connection.execute(
            insert(events).values(call_id=call_id, at=self.now, kind=kind, params=params)
        )

    async def erase(self, person_id: str) -> None:
        """Nothing leads from a provider's call to an erased person any more, and nobody calls
        them. That there was a call stays."""
        await self.connection.execute(delete(dialled).where(dialled.c.person_id == person_id))
        query = select(calls.c.id).where(calls.c.person_id == person_id)
        for call_id in (await self.connection.execute(query)).scalars().all():
            await self.connection.execute(
                update(calls)
                .where(calls.c.id == call_id)
                .values(
                    lookup=secrets.token_hex(32),
                    sid_sealed=b"",
                    language=None,
                    ended_at=func.coalesce(calls.c.ended_at, self.now),
                    stage=Stage.ENDED,
                )
            )

    async def waits(self, within: timedelta, most: int, urgency: int) -> list[float]:
        """How long, in seconds, the last callers waited on the line until somebody came, of those
        whose case has a priority of this number."""
        operator, waiting = calls.alias("operator"), calls.alias("waiting")
        query = (
            select(waiting.c.queued_at, events.c.at)
            .select_from(events)
            .join(operator, operator.c.id == events.c.call_id)
            .join(waiting, waiting.c.id == operator.c.with_id)
            .join(dialled, dialled.c.id == operator.c.id)
            .join(cases, cases.c.id == dialled.c.case_id)
            .where(
                events.c.kind == MET,
                cases.c.priority == urgency,
                events.c.at > self.now - within,
                waiting.c.queued_at.is_not(None),
            )
            .order_by(events.c.at.desc(), events.c.seq.desc())
            .limit(most)
        )
        return [_seconds(row.queued_at, row.at) for row in await self.connection.execute(query)]

    def _lookup(self, sid: str) -> str:
        return self.rows.vault.lookup("call", sid)

    async def _update(self, call: PhoneCall, **values: Any) -> None:
        await self.connection.execute(update(calls).where(calls.c.id == call.id).values(**values))


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())


def _call(row: Row[Any]) -> PhoneCall:
    return PhoneCall(
        id=row.id,
        person_id=row.person_id,
        address_id=row.address_id,
        conversation_id=row.conversation_id,
        purpose=Purpose(row.purpose),
        stage=Stage(row.stage),
        language=row.language,
        turn=row.turn,
        menu_done=row.menu_done,
        sequence=row.sequence,
        queued_at=row.queued_at,
        ended_at=row.ended_at,
    )

"""Queries: the calls that we make, who waits on the line, and what happened in calls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bot.store.call_records import CallEvent, Leg
from bot.store.rows import Queries
from bot.store.tables import case as cases
from bot.store.voice_tables import call as calls
from bot.store.voice_tables import call_event as events
from bot.telephony import Purpose, Stage

FORGOTTEN_AFTER = timedelta(hours=4)
"""A call of which no end was reported: no call of ours lasts that long."""

WANTS_CALL = "callback_asked"
"""The event of a caller who rather wants to be called back than to wait on the line."""

FROM_OUTSIDE = (Purpose.CALLED, Purpose.CALLBACK)


class Legs(Queries):
    """A call of ours is a row before it is dialled, so that what it asks for finds it."""

    async def begin(
        self,
        leg_id: str,
        purpose: Purpose,
        person_id: str,
        address_id: str,
        *,
        conversation_id: str | None = None,
        staff_id: str | None = None,
        with_id: str | None = None,
        language: str | None = None,
    ) -> bool:
        """Write a call down that is about to be made; False if it is known already."""
        return await self.rows.insert_if_new(
            calls,
            id=leg_id,
            lookup=self._lookup(f"not dialled yet {leg_id}"),
            person_id=person_id,
            address_id=address_id,
            conversation_id=conversation_id,
            staff_id=staff_id,
            with_id=with_id,
            purpose=purpose,
            stage=Stage.RINGING,
            language=language,
            turn=0,
            menu_done=False,
            sid_sealed=await self._sealed(person_id, leg_id, ""),
            started_at=self.now,
        )

    async def name(self, leg_id: str, sid: str) -> None:
        """The provider's id of a call of ours; "" says nothing."""
        leg = await self.get(leg_id)
        if leg is None or not sid or leg.sid == sid:
            return
        await self._update(
            leg_id,
            lookup=self._lookup(sid),
            sid_sealed=await self._sealed(leg.person_id, leg_id, sid),
        )

    async def get(self, leg_id: str) -> Leg | None:
        """The call with this id, of whatever purpose."""
        query = select(calls).where(calls.c.id == leg_id)
        row = (await self.connection.execute(query)).one_or_none()
        return await self._leg(row) if row else None

    async def belong(self, leg_id: str, with_id: str) -> None:
        """Two calls hear each other."""
        await self._update(leg_id, with_id=with_id)

    async def move(self, leg_id: str, stage: Stage) -> None:
        """A call that has not ended comes to another stage."""
        await self.connection.execute(
            update(calls)
            .where(calls.c.id == leg_id, calls.c.ended_at.is_(None))
            .values(stage=stage)
        )

    async def hold(self, leg_id: str) -> None:
        """Nobody else changes this call until the commit."""
        await self._update(leg_id, turn=calls.c.turn)

    async def end(self, leg_id: str, outcome: str, seconds: int | None = None) -> bool:
        """The call is over; False if that was known."""
        statement = (
            update(calls)
            .where(calls.c.id == leg_id, calls.c.ended_at.is_(None))
            .values(stage=Stage.ENDED, ended_at=self.now, outcome=outcome, seconds=seconds)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def of(self, conversation_id: str) -> list[Leg]:
        """All calls of a conversation, oldest first."""
        return await self._all(calls.c.conversation_id == conversation_id)

    async def beside(self, leg_id: str) -> list[Leg]:
        """The calls that belong to this one."""
        return await self._all(calls.c.with_id == leg_id)

    async def is_talking(self, person_id: str) -> bool:
        """Whether a call that this person made, or took when called back, is under way."""
        found = await self._all(
            calls.c.person_id == person_id,
            calls.c.ended_at.is_(None),
            calls.c.purpose.in_(FROM_OUTSIDE),
            calls.c.stage != Stage.RINGING,
            calls.c.started_at > self.now - FORGOTTEN_AFTER,
        )
        return bool(found)

    async def happened(self, leg_id: str, kind: str) -> bool:
        """Whether this happened in the call."""
        query = select(events.c.seq).where(events.c.call_id == leg_id, events.c.kind == kind)
        return (await self.connection.execute(query.limit(1))).first() is not None

    async def waiting(self, person_ids: Collection[str] | None = None) -> dict[str, Leg]:
        """Who waits on the line for a person now, by person; of these persons, or of all."""
        conditions = [
            calls.c.stage == Stage.QUEUED,
            calls.c.ended_at.is_(None),
            calls.c.purpose.in_(FROM_OUTSIDE),
            calls.c.started_at > self.now - FORGOTTEN_AFTER,
        ]
        if person_ids is not None:
            conditions.append(calls.c.person_id.in_(list(person_ids)))
        return {leg.person_id: leg for leg in await self._all(*conditions)}

    async def waiting_for_call(self) -> set[str]:
        """Who asked to be called back instead of waiting on the line, and was not helped yet."""
        query = (
            select(cases.c.person_id)
            .join(calls, calls.c.conversation_id == cases.c.conversation_id)
            .join(events, events.c.call_id == calls.c.id)
            .where(
                cases.c.state == "queued",
                events.c.kind == WANTS_CALL,
                events.c.at >= cases.c.requested_human_at,
            )
        )
        return set((await self.connection.execute(query)).scalars())

    def person_leg(self, operator_leg: str) -> str:
        """Our id of the call to the person, for whom an operator is called."""
        return self.rows.id_of("person of a call", operator_leg)

    async def events(self, conversation_id: str) -> list[CallEvent]:
        """What happened in the calls of a conversation, in its order."""
        return await self._events(calls.c.conversation_id == conversation_id)

    async def of_call(self, leg_id: str) -> list[CallEvent]:
        """What happened in one call, in its order."""
        return await self._events(calls.c.id == leg_id)

    async def _events(self, *conditions: Any) -> list[CallEvent]:
        query = (
            select(events, calls.c.purpose, calls.c.staff_id, calls.c.with_id)
            .join(calls, calls.c.id == events.c.call_id)
            .where(*conditions)
            .order_by(events.c.seq)
        )
        return [
            CallEvent(r.seq, r.call_id, r.with_id, r.purpose, r.staff_id, r.at, r.kind, r.params)
            for r in await self.connection.execute(query)
        ]

    async def _all(self, *conditions: Any) -> list[Leg]:
        query = select(calls).where(*conditions).order_by(calls.c.started_at, calls.c.id)
        rows = (await self.connection.execute(query)).all()
        return [await self._leg(row) for row in rows]

    async def _leg(self, row: Row[Any]) -> Leg:
        sid = await self.rows.open(row.person_id, _place(row.id), row.sid_sealed)
        return Leg(
            id=row.id,
            person_id=row.person_id,
            address_id=row.address_id,
            conversation_id=row.conversation_id,
            staff_id=row.staff_id,
            with_id=row.with_id,
            purpose=row.purpose,
            stage=row.stage,
            language=row.language,
            sid=sid or "",
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
        )

    async def _sealed(self, person_id: str, leg_id: str, sid: str) -> bytes:
        return await self.rows.seal(person_id, _place(leg_id), sid)

    def _lookup(self, sid: str) -> str:
        return self.rows.vault.lookup("call", sid)

    async def _update(self, leg_id: str, **values: Any) -> None:
        await self.connection.execute(update(calls).where(calls.c.id == leg_id).values(**values))


def _place(leg_id: str) -> tuple[str, str, str]:
    return ("call", "sid", leg_id)

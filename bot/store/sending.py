"""Queries: what is due to be sent, or done with what was sent, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, insert, or_, select, update

from bot.messages import Act, Delivery, Estimate
from bot.store.people import People
from bot.store.records import Contact, Queued
from bot.store.rows import Queries
from bot.store.said import end_rows
from bot.store.tables import message as messages
from bot.store.tables import outbox as rows_out
from bot.store.tables import sent_part as parts

STUCK = (Delivery.FAILED, Delivery.UNKNOWN)
UNDER_WAY = (Delivery.QUEUED, Delivery.SENDING)
SPOKEN = (Act.SEND, Act.CONTINUE)
"""Acts that say something to the person; once done, they cannot be done again unnoticed."""

NUDGED = "nudged"
LATE, QUIET = "tried_later", "quiet_hours"
OUT_OF_TURN = (LATE, QUIET)
"""Why a message waits so long that others go before it."""


class Sending(Queries):
    """The outbox as rows: written with the turn that decided them, sent after its commit."""

    async def add(
        self, message_id: str, contact: Contact, not_before: datetime | None = None
    ) -> None:
        """Put a written line on its way; with ``not_before`` the hours are quiet until then."""
        waits = {"due_at": not_before, "trouble": QUIET} if not_before else {}
        await self._add(message_id, contact, Act.SEND, **waits)

    async def go_on(self, message_id: str, contact: Contact) -> None:
        """Send the next part of a message whose rest was kept back."""
        await self._add(message_id, contact, Act.CONTINUE)

    async def close_choices(self, message_id: str, contact: Contact, chosen: int) -> None:
        """Let a sent message show which of its choices was pressed, by its place from 0."""
        await self._add(message_id, contact, Act.CLOSE_CHOICES, chosen=chosen)

    async def retract(self, contact: Contact, since: datetime) -> int:
        """Take back everything that was sent to this address since then; how many messages."""
        query = (
            select(parts.c.message_id)
            .where(parts.c.address_id == contact.id, parts.c.sent_at > since)
            .group_by(parts.c.message_id)
        )
        found = list((await self.connection.execute(query)).scalars())
        for message_id in found:
            await self._add(message_id, contact, Act.RETRACT)
        return len(found)

    async def resend(self, message_id: str) -> bool:
        """Queue a message again that failed or whose fate is unknown; False for any other."""
        return await self._again(message_id) is not None

    async def resend_by(self, message_id: str, contact: Contact) -> bool:
        """The same by another way, whole and from its beginning."""
        seq = await self._again(message_id)
        if seq is not None:
            await self.reroute(seq, contact)
        return seq is not None

    async def reroute(self, seq: int, contact: Contact) -> None:
        """Let a message take another way to the person, whole and from its beginning."""
        queued = await self._row(seq)
        await self.forget_parts(queued.message_id, 0)
        await self.connection.execute(
            update(rows_out)
            .where(rows_out.c.seq == seq)
            .values(
                address_id=contact.id,
                channel=contact.address.channel,
                act=Act.SEND,
                state=Delivery.QUEUED,
                attempts=0,
                due_at=self.now,
                claimed_until=None,
                trouble=None,
            )
        )
        await self.connection.execute(
            update(messages)
            .where(messages.c.id == queued.message_id)
            .values(
                address_id=contact.id,
                status=Delivery.QUEUED,
                **await self._renumbered(queued.message_id, contact),
            )
        )

    async def _renumbered(self, message_id: str, contact: Contact) -> dict[str, int]:
        """A new number for a line that goes to somebody whom its person linked: theirs may be
        taken there."""
        query = select(messages.c.person_id).where(messages.c.id == message_id)
        person_id = str((await self.connection.execute(query)).scalar_one())
        if person_id == contact.person_id:
            return {}
        return {"n": await People(self.rows, self.now).next_n_at(person_id, contact.id)}

    async def wake(self, contact: Contact) -> None:
        """The person wrote: what waited for that, or for their phone, is due at once."""
        await self.connection.execute(
            update(rows_out)
            .where(
                rows_out.c.address_id == contact.id,
                rows_out.c.state == Delivery.QUEUED,
                rows_out.c.trouble.in_((NUDGED, LATE)),
                rows_out.c.due_at > self.now,
            )
            .values(due_at=self.now)
        )

    async def cancel(self, address_ids: Collection[str], trouble: str) -> list[str]:
        """Send nothing of what waits for these addresses; the ids of the messages."""
        waiting = (
            rows_out.c.address_id.in_(list(address_ids)),
            rows_out.c.state == Delivery.QUEUED,
        )
        query = select(rows_out.c.message_id).where(*waiting, rows_out.c.act == Act.SEND)
        found = list((await self.connection.execute(query)).scalars())
        await end_rows(self.connection, waiting, Delivery.FAILED, trouble)
        return found

    async def due(
        self, channels: tuple[str, ...], limit: int, besides: Collection[str] = ()
    ) -> list[Queued]:
        """The next message of each address that is due, oldest first.

        A message waits until everything before it on the same address has left the queue, so
        that a person reads them in order; others pass what is OUT_OF_TURN. Addresses in
        ``besides`` are left out.
        """
        earlier = rows_out.alias("earlier")
        blocked = exists().where(
            earlier.c.address_id == rows_out.c.address_id,
            earlier.c.seq < rows_out.c.seq,
            earlier.c.state.in_(UNDER_WAY),
            or_(earlier.c.trouble.is_(None), earlier.c.trouble.not_in(OUT_OF_TURN)),
        )
        query = (
            select(rows_out)
            .where(
                rows_out.c.state == Delivery.QUEUED,
                rows_out.c.due_at <= self.now,
                rows_out.c.channel.in_(channels),
                rows_out.c.address_id.not_in(list(besides)),
                ~blocked,
            )
            .order_by(rows_out.c.seq)
            .limit(limit)
        )
        return [_queued(row) for row in (await self.connection.execute(query)).all()]

    async def claim(self, seq: int, lease: timedelta) -> bool:
        """Take a message for sending; False if another process took it."""
        statement = (
            update(rows_out)
            .where(rows_out.c.seq == seq, rows_out.c.state == Delivery.QUEUED)
            .values(
                state=Delivery.SENDING,
                attempts=rows_out.c.attempts + 1,
                claimed_until=self.now + lease,
            )
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def foresee(self, seq: int, *, keeps_back: bool) -> None:
        """Note of a claimed message what its door will keep back, should nothing else tell it."""
        await self.connection.execute(
            update(rows_out).where(rows_out.c.seq == seq).values(keeps_back=keeps_back)
        )

    async def settle(
        self,
        queued: Queued,
        state: Delivery,
        *,
        trouble: str | None = None,
        due_at: datetime | None = None,
        counts: bool = True,
        nudge_id: str | None = None,
    ) -> bool:
        """End a send, or queue it again for ``due_at``; False where it had ended before, goes
        another way by now, or is to be tried later because a report was faster.

        With ``counts`` False the attempt is forgotten: the provider only asked us to wait.
        """
        values: dict[str, Any] = {
            "state": state,
            "trouble": trouble,
            "due_at": due_at or self.now,
            "claimed_until": None,
        }
        if not counts:
            values["attempts"] = rows_out.c.attempts - 1
        if nudge_id:
            values["nudge_id"] = nudge_id
        statement = (
            update(rows_out)
            .where(
                rows_out.c.seq == queued.seq,
                rows_out.c.address_id == queued.address_id,
                rows_out.c.state.in_(UNDER_WAY),
                or_(
                    rows_out.c.state == Delivery.SENDING,
                    rows_out.c.trouble.is_distinct_from(LATE),
                ),
            )
            .values(**values)
        )
        return (await self.connection.execute(statement)).rowcount == 1

    async def settle_by_report(self, seq: int, state: Delivery, trouble: str | None) -> None:
        """End what was lost sight of, or what had been sent, as the provider reports it."""
        await self.connection.execute(
            update(rows_out)
            .where(rows_out.c.seq == seq)
            .values(state=state, trouble=trouble, claimed_until=None)
        )

    async def try_later(self, seq: int, due_at: datetime) -> None:
        """Queue a message again that was sent and did not arrive; others go before it."""
        await self.connection.execute(
            update(rows_out)
            .where(rows_out.c.seq == seq)
            .values(state=Delivery.QUEUED, trouble=LATE, due_at=due_at, claimed_until=None)
        )

    async def rows_of(self, message_id: str) -> list[tuple[Queued, Delivery, datetime | None]]:
        """The rows that say a message, newest first, each with its state and the end of its
        lease; nobody else settles them before the commit."""
        query = (
            select(rows_out)
            .where(rows_out.c.message_id == message_id, rows_out.c.act.in_(SPOKEN))
            .order_by(rows_out.c.seq.desc())
            .with_for_update()
        )
        rows = (await self.connection.execute(query)).all()
        return [(_queued(row), Delivery(row.state), row.claimed_until) for row in rows]

    async def interrupted(self) -> list[Queued]:
        """Sends whose process died in the middle: nobody knows whether they arrived."""
        query = select(rows_out).where(
            rows_out.c.state == Delivery.SENDING,
            rows_out.c.claimed_until < self.now,
        )
        return [_queued(row) for row in (await self.connection.execute(query)).all()]

    async def add_part(
        self,
        queued: Queued,
        provider_id: str,
        *,
        rest: bool = False,
        cost: Estimate | None = None,
    ) -> None:
        """Note that the next part of a message was taken by the provider.

        A report may have told so before; then what only we know is added to it.
        """
        about = {
            "rest": rest,
            "segments": cost.segments if cost else None,
            "micros": cost.micros if cost else None,
        }
        known = (parts.c.message_id == queued.message_id, parts.c.provider_id == provider_id)
        told = await self.connection.execute(update(parts).where(*known).values(**about))
        if told.rowcount:
            return
        query = select(func.count()).where(parts.c.message_id == queued.message_id)
        await self.connection.execute(
            insert(parts).values(
                message_id=queued.message_id,
                part=(await self.connection.execute(query)).scalar_one(),
                address_id=queued.address_id,
                provider_id=provider_id,
                sent_at=self.now,
                **about,
            )
        )

    async def forget_parts(self, message_id: str, first: int) -> None:
        """Part ``first`` and those after it did not arrive: they are due again."""
        await self.connection.execute(
            delete(parts).where(parts.c.message_id == message_id, parts.c.part >= first)
        )

    async def has_rest(self, message_id: str) -> bool:
        """Whether parts of a message were kept back until the person asks for them."""
        query = (
            select(parts.c.rest)
            .where(parts.c.message_id == message_id)
            .order_by(parts.c.part.desc())
            .limit(1)
        )
        return bool((await self.connection.execute(query)).scalar_one_or_none())

    async def last_with_rest(self, address_id: str) -> str | None:
        """The last message that was sent to this address, if its rest was kept back."""
        query = (
            select(parts.c.message_id)
            .join(messages, messages.c.id == parts.c.message_id)
            .where(parts.c.address_id == address_id)
            .order_by(messages.c.n.desc())
            .limit(1)
        )
        message_id: str | None = (await self.connection.execute(query)).scalar_one_or_none()
        return message_id if message_id and await self.has_rest(message_id) else None

    async def parts(self, message_id: str) -> tuple[str, ...]:
        """The provider's ids of the parts of a message that were sent, in their order."""
        query = (
            select(parts.c.provider_id)
            .where(parts.c.message_id == message_id)
            .order_by(parts.c.part)
        )
        return tuple((await self.connection.execute(query)).scalars())

    async def message_of(self, address_id: str, provider_id: str) -> str | None:
        """The id of our message that has this provider's id at this address."""
        query = (
            select(parts.c.message_id)
            .where(parts.c.address_id == address_id, parts.c.provider_id == provider_id)
            .limit(1)
        )
        return (await self.connection.execute(query)).scalar_one_or_none()

    async def _add(self, message_id: str, contact: Contact, act: Act, **columns: Any) -> None:
        values = {
            "message_id": message_id,
            "address_id": contact.id,
            "channel": contact.address.channel,
            "act": act,
            "state": Delivery.QUEUED,
            "attempts": 0,
            "due_at": self.now,
        }
        await self.connection.execute(insert(rows_out).values(**{**values, **columns}))

    async def _again(self, message_id: str) -> int | None:
        """The row that was queued again; None where none is stuck."""
        newer = rows_out.alias("newer")
        overtaken = exists().where(
            newer.c.message_id == rows_out.c.message_id,
            newer.c.seq > rows_out.c.seq,
            newer.c.act.in_(SPOKEN),
        )
        statement = (
            update(rows_out)
            .where(
                rows_out.c.message_id == message_id,
                rows_out.c.act.in_(SPOKEN),
                rows_out.c.state.in_(STUCK),
                ~overtaken,
            )
            .values(state=Delivery.QUEUED, attempts=0, due_at=self.now, trouble=None)
            .returning(rows_out.c.seq)
        )
        seq: int | None = (await self.connection.execute(statement)).scalar_one_or_none()
        return seq

    async def _row(self, seq: int) -> Queued:
        query = select(rows_out).where(rows_out.c.seq == seq)
        return _queued((await self.connection.execute(query)).one())


def _queued(row: Row[Any]) -> Queued:
    return Queued(
        row.seq,
        row.message_id,
        row.address_id,
        row.channel,
        row.attempts,
        Act(row.act),
        row.chosen,
        row.trouble,
        row.nudge_id,
        bool(row.keeps_back),
        row.reserved,
    )

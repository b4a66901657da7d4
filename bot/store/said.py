"""Queries: lines that are said in calls, and so never sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Act, Delivery
from bot.store.rows import Queries
from bot.store.tables import message as messages
from bot.store.tables import outbox as rows_out


class Said(Queries):
    """They stand in the outbox like any other line until the call takes them."""

    async def by_call(self, message_ids: Collection[str]) -> None:
        """These lines are said: nothing else is to be done with them."""
        waiting = (
            rows_out.c.message_id.in_(list(message_ids)),
            rows_out.c.state == Delivery.QUEUED,
        )
        await end_rows(self.connection, waiting, Delivery.SENT, None)

    async def by_none(self, channel: str, before: datetime, trouble: str) -> int:
        """Lines that no call has said since ``before`` never will be; how many there were."""
        waiting = (
            rows_out.c.channel == channel,
            rows_out.c.state == Delivery.QUEUED,
            rows_out.c.due_at < before,
        )
        return await end_rows(self.connection, waiting, Delivery.FAILED, trouble)


async def end_rows(
    connection: AsyncConnection,
    rows: Sequence[ColumnElement[bool]],
    state: Delivery,
    trouble: str | None,
) -> int:
    """Settle rows of the outbox together with the messages that they are to send; how many."""
    query = select(rows_out.c.message_id).where(*rows, rows_out.c.act == Act.SEND)
    found = list((await connection.execute(query)).scalars())
    await connection.execute(update(rows_out).where(*rows).values(state=state, trouble=trouble))
    await connection.execute(update(messages).where(messages.c.id.in_(found)).values(status=state))
    return len(found)

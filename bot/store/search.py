"""Queries: finding conversations by what is not secret about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from bot.messages import PRIORITIES
from bot.store.conversations import conversation_record
from bot.store.records import Found
from bot.store.rows import Queries
from bot.store.tables import case as cases
from bot.store.tables import conversation as conversations
from bot.store.tables import message as messages
from bot.store.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; None means any. ``until`` is exclusive."""

    since: datetime | None = None
    until: datetime | None = None
    channel: str | None = None
    language: str | None = None
    intent: str | None = None
    outcome: str | None = None
    case_number: str | None = None


class Search(Queries):
    """Conversations by date, channel, language, intent, outcome and case number."""

    async def find(self, wanted: Wanted, offset: int, limit: int) -> tuple[list[Found], int]:
        """One page of conversations, newest first, and how many there are in all."""
        query = _filter(select(conversations), wanted)
        total_query = _filter(select(func.count()).select_from(conversations), wanted)
        total = int((await self.connection.execute(total_query)).scalar_one())
        page = query.order_by(conversations.c.last_at.desc(), conversations.c.id)
        rows = (await self.connection.execute(page.offset(offset).limit(limit))).all()
        ids = [row.id for row in rows]
        transcript = Transcript(self.rows, self.now)
        intents = await transcript.last_intents(ids)
        counts = await transcript.counts(ids)
        latest = await self._cases(ids)
        found = [
            Found(
                conversation=conversation_record(row),
                case_number=latest[row.id][0] if row.id in latest else None,
                priority=PRIORITIES[latest[row.id][1]] if row.id in latest else None,
                messages=counts.get(row.id, 0),
                intents=tuple(intents.get(row.id, ())),
            )
            for row in rows
        ]
        return found, total

    async def _cases(self, ids: list[str]) -> dict[str, tuple[str, int]]:
        query = (
            select(cases.c.conversation_id, cases.c.number, cases.c.priority)
            .where(cases.c.conversation_id.in_(ids))
            .order_by(cases.c.requested_human_at)
        )
        return {
            row.conversation_id: (row.number, row.priority)
            for row in await self.connection.execute(query)
        }


def _filter(query: Select[Any], wanted: Wanted) -> Select[Any]:
    simple = {
        conversations.c.channel: wanted.channel,
        conversations.c.language: wanted.language,
        conversations.c.outcome: wanted.outcome,
    }
    for column, value in simple.items():
        if value:
            query = query.where(column == value)
    if wanted.since:
        query = query.where(conversations.c.last_at >= wanted.since)
    if wanted.until:
        query = query.where(conversations.c.opened_at < wanted.until)
    if wanted.intent:
        said = exists().where(
            messages.c.conversation_id == conversations.c.id, messages.c.intent == wanted.intent
        )
        query = query.where(said)
    if wanted.case_number:
        number = wanted.case_number.strip().upper()
        has = exists().where(
            cases.c.conversation_id == conversations.c.id, cases.c.number == number
        )
        query = query.where(has)
    return query

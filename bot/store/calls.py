"""Queries: what happened in phone calls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from bot.store.rows import Queries
from bot.store.voice_tables import call_event


class Calls(Queries):
    """Calls as they come in."""

    async def add_event(self, call_id: str, kind: str, **params: Any) -> None:
        """Write one event of a call. ``params`` are codes and numbers, never personal data."""
        await self.connection.execute(
            insert(call_event).values(call_id=call_id, at=self.now, kind=kind, params=params)
        )

"""What the processes of a service heard a provider refuse, kept where each of them sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.store.database import Store


class Heard:
    """One provider's codes, each with the moment when it was last heard."""

    def __init__(self, store: Store, provider: str) -> None:
        """``provider`` with a code is no longer than what a fact is kept under."""
        self._store = store
        self._prefix = f"{provider} heard "

    async def hear(self, code: str, at: datetime) -> None:
        """Keep that ``code`` was heard."""
        async with self._store.write() as unit:
            await unit.kept.remember(self._prefix + code, at.isoformat())

    async def heard(self, codes: Collection[str]) -> Mapping[str, datetime]:
        """Which of these were heard, and when last."""
        keys = {self._prefix + code: code for code in codes}
        async with self._store.read() as unit:
            found = await unit.kept.recall_all(keys)
        return {keys[key]: datetime.fromisoformat(value) for key, value in found.items()}

    async def forget(self, codes: Collection[str]) -> None:
        """These are over."""
        async with self._store.write() as unit:
            await unit.kept.forget([self._prefix + code for code in codes])

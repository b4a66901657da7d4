"""Whether this service can do its work, as one small answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

from bot.store.database import Store
from bot.store.trouble import DatabaseTrouble
from nlu.errors import NluAway
from nlu.rasa import RasaClient

NluState = Literal["ready", "starting", "down"]

# A model that has not answered by then is not starting any more: it is down.
START_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Report:
    """``status`` is ok, degraded (answers without the model) or down (no database).

    ``model_coming`` is a model that is being made ready to take the place of ``model``.
    """

    status: Literal["ok", "degraded", "down"]
    database: Literal["ok", "down"]
    nlu: NluState
    model: str | None
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    model_coming: str | None


class Health:
    """Asks the parts of the service how they are."""

    def __init__(
        self,
        store: Store,
        rasa: RasaClient | None,
        languages: tuple[str, ...],
        channels: tuple[str, ...],
    ) -> None:
        """``rasa`` is None where the service runs without a model."""
        self._store = store
        self._rasa = rasa
        self._languages = languages
        self._channels = channels
        self._since = time.monotonic()
        self._was_ready = False

    async def report(self) -> Report:
        """How things stand now."""
        database: Literal["ok", "down"] = "ok" if await self._database_answers() else "down"
        nlu, model = await self._nlu()
        status: Literal["ok", "degraded", "down"] = "ok" if nlu == "ready" else "degraded"
        return Report(
            "down" if database == "down" else status,
            database,
            nlu,
            model,
            self._languages,
            self._channels,
            self._rasa.coming() if self._rasa else None,
        )

    async def _database_answers(self) -> bool:
        try:
            async with self._store.read() as unit:
                await unit.inbox.oldest_waiting_since()
        except (DatabaseTrouble, OSError):
            return False
        return True

    async def _nlu(self) -> tuple[NluState, str | None]:
        if self._rasa is None:
            return "down", None
        try:
            model = await self._rasa.status()
        except NluAway:
            young = time.monotonic() - self._since < START_SECONDS
            return ("starting" if young and not self._was_ready else "down"), None
        self._was_ready = True
        return "ready", model

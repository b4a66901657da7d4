"""Whether this service can do its work, as one small answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.alarms import CLOSED, CLOSED_MEANING, DUTY, DUTY_MEANINGS, problems
from bot.messages import DoorReport
from bot.spending import CHANNEL as SPENDING
from bot.spending import MEANINGS as OF_SPENDING
from bot.store.database import Store
from bot.store.trouble import DatabaseTrouble
from nlu.errors import NluAway
from nlu.rasa import RasaClient

NluState = Literal["ready", "starting", "down"]

# A model that has not answered by then is not starting any more: it is down.
START_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Alarm:
    """A door with a problem, what it means, since when (ISO 8601), and how many messages wait
    before it. ``channel`` is "spending" where the ceiling of costs is near or reached, "duty"
    where urgent cases wait that nobody accepts."""

    channel: str
    problem: str
    meaning: str
    since: str
    pending: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """``status`` is ok, degraded (no model, or a door with a problem) or down (no database).

    ``model_coming`` is a model that is being made ready to take the place of ``model``.
    """

    status: Literal["ok", "degraded", "down"]
    database: Literal["ok", "down"]
    nlu: NluState
    model: str | None
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    model_coming: str | None
    alarms: tuple[Alarm, ...]


class Health:
    """Asks the parts of the service how they are."""

    def __init__(
        self,
        store: Store,
        rasa: RasaClient | None,
        languages: tuple[str, ...],
        channels: tuple[str, ...],
        meanings: Mapping[str, Mapping[str, str]],
    ) -> None:
        """``rasa`` is None where the service runs without a model. ``meanings`` say in a sentence
        what a code of a door's problem means, by channel."""
        self._store = store
        self._rasa = rasa
        self._languages = languages
        self._channels = channels
        self._meanings = meanings
        self._since = time.monotonic()
        self._was_ready = False

    async def report(self) -> Report:
        """How things stand now."""
        alarms = await self._alarms()
        database: Literal["ok", "down"] = "down" if alarms is None else "ok"
        nlu, model = await self._nlu()
        well = nlu == "ready" and not alarms
        status: Literal["ok", "degraded", "down"] = "ok" if well else "degraded"
        return Report(
            "down" if database == "down" else status,
            database,
            nlu,
            model,
            self._languages,
            self._channels,
            self._rasa.coming() if self._rasa else None,
            alarms or (),
        )

    async def _alarms(self) -> tuple[Alarm, ...] | None:
        """Doors with a problem; None where the database does not answer."""
        try:
            async with self._store.read() as unit:
                seen = await problems(unit, self._channels)
        except (DatabaseTrouble, OSError):
            return None
        # What a door said before it was closed counts no more.
        return tuple(
            self._alarm(one)
            for one in seen
            if one.channel in (*self._channels, SPENDING, DUTY) or one.problem == CLOSED
        )

    def _alarm(self, seen: DoorReport) -> Alarm:
        code = seen.problem or ""
        own = self._meanings.get(seen.channel, OF_SPENDING)
        words = {CLOSED: CLOSED_MEANING, **DUTY_MEANINGS, **own}
        return Alarm(
            seen.channel, code, words.get(code, code), seen.since.isoformat(), seen.pending
        )

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

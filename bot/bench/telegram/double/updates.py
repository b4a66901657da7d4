"""Updates that wait for the bot, and the one poll that may wait for them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.bench.double.faults import Mischief
from bot.bench.telegram.double.refusals import RefusedError

# Those that Telegram gives only to bots that name them.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Update:
    """One update. ``person`` is whose it is: theirs stay in order."""

    id: int
    person: int
    kind: str
    body: dict[str, Any]
    given: bool = False

    def to_json(self) -> dict[str, Any]:
        """Telegram's Update."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """The queue. Updates get their numbers when they are about to be given: so they always rise,
    as Telegram's do, while people may overtake each other."""

    def __init__(self, mischief: Mischief, first_id: int) -> None:
        """Numbers begin at ``first_id``. ``repeated`` counts what was given again on purpose."""
        self._mischief = mischief
        self._next_id = first_id
        self._arrived: list[tuple[int, str, dict[str, Any]]] = []
        self._waiting: deque[Update] = deque()
        self._again: list[Update] = []
        self._pushed: set[int] = set()
        self._poll: asyncio.Future[RefusedError | None] | None = None
        self.allowed: Collection[str] = ()
        self.news = asyncio.Event()
        self.repeated = 0

    def __len__(self) -> int:
        """How many wait that were never confirmed, those on their way to a webhook included."""
        return len(self._arrived) + len(self._waiting) + len(self._pushed)

    @property
    def owed(self) -> int:
        """How many will still be given: those that wait, and repeats of others."""
        return len(self) + len(self._again)

    @property
    def polled(self) -> bool:
        """Whether a poll waits now."""
        return self._poll is not None and not self._poll.done()

    def allows(self, kind: str) -> bool:
        """Whether the bot wants this kind: those that it named, or all but the rare ones."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def offer(self, person: int, kind: str, body: dict[str, Any]) -> None:
        """Something happened. A kind that the bot does not want is gone for good."""
        if self.allows(kind):
            self._arrived.append((person, kind, body))
            self.wake()

    def confirm(self, offset: int) -> None:
        """Forget everything below ``offset``; from the end where it is negative."""
        self._number()
        if offset < 0:
            offset = self._next_id + offset
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()

    def drop(self) -> None:
        """Forget everything that waits."""
        self._arrived.clear()
        self._waiting.clear()
        self._again.clear()
        self._pushed.clear()

    def batch(self, limit: int) -> list[Update]:
        """The next ``limit`` at most, in the order of their numbers; they go on waiting."""
        self._number()
        again, self._again = self._again, []
        # One that was not confirmed comes again by itself.
        kept = {update.id for update in self._waiting} if again else set()
        chosen = [update for update in again if update.id not in kept][:limit]
        for update in islice(self._waiting, limit - len(chosen)):
            if not update.given and self.repeats():
                self._again.append(update)
            update.given = True
            chosen.append(update)
        return chosen

    def take(self, busy: Collection[int]) -> Update | None:
        """The next update of anybody but those in ``busy``, to be pushed to a webhook."""
        self._number()
        for place, update in enumerate(self._waiting):
            if update.person not in busy:
                del self._waiting[place]
                self._pushed.add(update.id)
                return update
        return None

    def was_taken(self, update: Update) -> None:
        """The webhook took it."""
        self._pushed.discard(update.id)

    def put_back(self, update: Update) -> None:
        """The webhook did not take it: it is the next of its person again."""
        if update.id in self._pushed:  # unless everything was dropped meanwhile
            self._pushed.discard(update.id)
            self._waiting.appendleft(update)

    def repeats(self) -> bool:
        """Whether an update that was just given is given once more."""
        again = self._mischief.repeats()
        self.repeated += again
        return again

    async def wait(self, seconds: float) -> None:
        """Until something comes, or for so long; raises RefusedError for whoever must give way."""
        self._poll = poll = asyncio.get_running_loop().create_future()
        await asyncio.wait({poll}, timeout=seconds)
        if poll.done() and (refusal := poll.result()):
            raise refusal
        poll.cancel()

    def wake(self, refusal: RefusedError | None = None) -> None:
        """Let whoever waits look again; a poll may be refused instead."""
        self.news.set()
        if self._poll and self.polled:
            self._poll.set_result(refusal)

    def _number(self) -> None:
        for person, kind, body in self._mischief.order(self._arrived, lambda one: one[0]):
            self._waiting.append(Update(self._next_id, person, kind, body))
            self._next_id += 1
        self._arrived.clear()

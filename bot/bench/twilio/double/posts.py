"""Posts that wait for a webhook, one line for each person, and what became of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.bench.double.faults import Mischief
from bot.bench.twilio.double.hooks import Hook


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request. ``status`` is None where no connection was made, 0 where it broke;
    ``seconds`` until the answer."""

    at: datetime
    status: int | None
    seconds: float


@dataclass(slots=True)
class Post:
    """A form for a webhook. ``line`` is whose order it keeps, ``kind`` is "inbound" or "status",
    ``about`` the message's SID. ``token`` is the same for each attempt."""

    line: str
    kind: str
    hook: Hook
    fields: dict[str, str] = field(repr=False)
    about: str
    token: str
    again: bool = False
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def taken(self) -> bool:
        """Whether the webhook answered well in the end."""
        last = self.attempts[-1].status if self.attempts else None
        return last is not None and last // 100 == 2  # noqa: PLR2004 - all that is well


class Posts:
    """What waits, by line, and everything that was posted, in the order of its end."""

    def __init__(self, mischief: Mischief) -> None:
        """Lines overtake each other where ``mischief`` says so."""
        self._mischief = mischief
        self._lines: dict[str, deque[Post]] = {}
        self._under_way = 0
        self.done: list[Post] = []

    @property
    def owed(self) -> int:
        """How many are not done."""
        return sum(map(len, self._lines.values())) + self._under_way

    def waits(self, line: str) -> bool:
        """Whether anything of this line waits."""
        return line in self._lines

    def add(self, post: Post) -> None:
        """It is the last of its line."""
        self._lines.setdefault(post.line, deque()).append(post)

    def take(self, busy: Collection[str]) -> Post | None:
        """The next one of a line that is not ``busy``."""
        free = [line for line in self._lines if line not in busy]
        if not free:
            return None
        line = self._mischief.pick(free)
        waiting = self._lines[line]
        post = waiting.popleft()
        if not waiting:
            del self._lines[line]
        self._under_way += 1
        return post

    def end(self, post: Post) -> None:
        """It was taken, or given up."""
        self._under_way -= 1
        self.done.append(post)

    def of(self, kind: str) -> list[Post]:
        """Those of one kind that are done."""
        return [post for post in self.done if post.kind == kind]

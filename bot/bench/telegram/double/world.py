"""Everything that Telegram knows: the bot, its chats, what waits for it, and what it called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.bench.double.calls import Calls
from bot.bench.double.faults import Mischief
from bot.bench.telegram.double.chats import Account, Chat, Posted
from bot.bench.telegram.double.files import Files
from bot.bench.telegram.double.hook import Hook
from bot.bench.telegram.double.profile import Profile
from bot.bench.telegram.double.updates import Updates

Now = Callable[[], datetime]
BOT = Account(7_000_000_001, "Infoline", username="infoline_test_bot", is_bot=True)
TOKEN = f"{BOT.id}:AAF-a-token-of-the-double-on-loopback"
FIRST_UPDATE = 310_000_001


@dataclass(slots=True)
class Query:
    """A pressed button that waits for answerCallbackQuery; ``answer`` is what it was told."""

    id: str
    at: datetime
    answer: dict[str, Any] | None = None


@dataclass(slots=True)
class World:
    """The state of the double. Nothing in it is lost by a restart of the server."""

    now: Now
    mischief: Mischief
    token: str = TOKEN
    me: Account = BOT
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    profile: Profile = field(default_factory=Profile)
    calls: Calls = field(default_factory=Calls)
    hook: Hook = field(default_factory=Hook)
    updates: Updates = field(init=False)

    def __post_init__(self) -> None:
        """The queue shares the seed of all mischief."""
        self.updates = Updates(self.mischief, FIRST_UPDATE)

    def post(self, chat: Chat, by: Account | None, **content: Any) -> Posted:
        """Put a message into a chat; ``content`` is what it is made of, without ids and date.

        ``by`` is None for what a channel itself says.
        """
        at = self.now()
        chat.last_id += 1
        sender = {"from": by.to_json()} if by else {"sender_chat": chat.to_json()}
        whole = {"message_id": chat.last_id, **sender, "chat": chat.to_json()}
        date = {"date": int(at.timestamp())}
        posted = Posted(whole | date | content, at, mine=by == self.me)
        chat.posted[posted.id] = posted
        return posted

    def happened(self, person: int, kind: str, **body: Any) -> None:
        """Let the bot know, if it wants to; ``body`` is dated now."""
        self.updates.offer(person, kind, body | {"date": int(self.now().timestamp())})

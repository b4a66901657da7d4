"""The double as a whole: start it, act as people, look at what they see."""

from __future__ import annotations

from bot.bench.double.faults import Faults, Mischief
from bot.bench.double.loopback import Loopback, utc_now
from bot.bench.telegram.double.chats import Account
from bot.bench.telegram.double.groups import Group
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.pushing import Pusher
from bot.bench.telegram.double.server import DEEDS, application
from bot.bench.telegram.double.world import Now, World

FIRST_PERSON = 410_000_001
FIRST_GROUP = 1_002_000_000_001


class Double(Loopback):
    """A Bot API of one bot, on a free port of loopback, for the time of ``async with``.

    Its address is fit for TELEGRAM_API_BASE and TelegramAPIServer.from_base.
    """

    def __init__(self, *, now: Now = utc_now, seed: int = 1) -> None:
        """``now`` dates messages and decides what is too old; ``seed`` repeats the faults."""
        self.faults = Faults()
        self.mischief = Mischief(self.faults, seed, DEEDS)
        self.world = World(now, self.mischief)
        super().__init__(lambda: application(self.world), Pusher(self.world).run)

    @property
    def token(self) -> str:
        """The only token that it takes."""
        return self.world.token

    def person(
        self,
        first_name: str = "Amina",
        language_code: str | None = None,
        last_name: str | None = None,
        username: str | None = None,
    ) -> Person:
        """A new account that never wrote to the bot."""
        number = FIRST_PERSON + len(self.world.chats)
        account = Account(number, first_name, last_name, username, language_code)
        return Person(self.world, account)

    def group(self, title: str = "Neighbours", kind: str = "group") -> Group:
        """A new group, supergroup or channel."""
        return Group(self.world, FIRST_GROUP + len(self.world.chats), kind, title)

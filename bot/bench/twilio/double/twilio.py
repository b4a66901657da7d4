"""The double as a whole: start it, act as people, look at what they see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from aiohttp import ClientSession

from bot.bench.double.faults import Faults, Mischief
from bot.bench.double.loopback import Loopback, utc_now
from bot.bench.twilio.double.account import Account, Sids
from bot.bench.twilio.double.contents import content
from bot.bench.twilio.double.garbage import Garbage
from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.messages import Message
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.phone.exchange import Exchange
from bot.bench.twilio.double.phone.lines import Phone
from bot.bench.twilio.double.phone.rest import DEEDS as PHONE_DEEDS
from bot.bench.twilio.double.phone.rest import routes
from bot.bench.twilio.double.posting import PAUSES, Poster
from bot.bench.twilio.double.posts import Posts
from bot.bench.twilio.double.reports import report
from bot.bench.twilio.double.server import DEEDS, application
from bot.bench.twilio.double.world import ADDRESSES, Now, World

FIRST_PERSON = 38_344_000_001
FIRST_PHONE = 38_345_000_001


class Double(Loopback):
    """Twilio with one account, on a free port of loopback, for the time of ``async with``.

    Its address is fit for TWILIO_API_BASE.
    """

    def __init__(
        self, *, now: Now = utc_now, seed: int = 1, pauses: Sequence[float] = PAUSES
    ) -> None:
        """``now`` dates messages and closes windows; ``seed`` repeats faults and SIDs; ``pauses``
        are the seconds before a post is repeated."""
        self.faults = Faults(retry_after=0)
        self.mischief = Mischief(self.faults, seed, DEEDS | PHONE_DEEDS)
        sids = Sids(seed)
        posts = Posts(self.mischief)
        self.world = World(now, self.mischief, sids, Account(sids), posts)
        self._poster = Poster(self.world, pauses)
        self.world.on_post = self._poster.wake
        self.exchange = Exchange.of(self.world)
        phone_routes = routes(self.exchange)
        super().__init__(
            lambda: application(self.world, self._poster.until_quiet, phone_routes), self._work
        )

    @property
    def account(self) -> Account:
        """What calls, and what signs."""
        return self.world.account

    def person(self, name: str = "Amina") -> Person:
        """A new phone."""
        return Person(self.world, f"+{FIRST_PERSON + len(self.world.people)}", name)

    def service(self) -> str:
        """The SID of a messaging service that sends from the SMS number."""
        sid = self.world.sids.new("MG")
        self.world.services[sid] = self.world.senders[0]
        return sid

    def template(self, text: str, language: str = "en") -> str:
        """The SID of a content that WhatsApp approved."""
        asked = {"language": language, "types": {"twilio/text": {"body": text}}}
        made = content(self.world.sids.new("HX"), asked, approved=True)
        self.world.contents[made.sid] = made
        return made.sid

    def calls_back(self, public: str, base: str, overrides: str = "") -> None:
        """Post what comes in to ``public``/twilio/sms, .../whatsapp and .../voice, which is
        reached at ``base``. ``overrides`` say how often: "rc=5&rp=all"."""
        self.world.routes.add(public, base)
        for sender, name in zip(self.world.senders, ADDRESSES, strict=True):
            self.world.hooks[sender] = Hook.of(f"{public}/twilio/{name}#{overrides}")
        self.exchange.incoming = Hook.of(f"{public}/twilio/voice")
        self.exchange.status = Hook.of(f"{public}/twilio/voice/status#{overrides}")

    def report(self, message: Message, state: str) -> None:
        """Report a state by hand (see Reporting.hold)."""
        report(self.world, message, state)

    def phone(self, number: str | None = None) -> Phone:
        """A new phone that calls and is called."""
        return Phone(self.exchange, number or f"+{FIRST_PHONE + len(self.exchange.phones)}")

    async def settle(self) -> None:
        """Wait until everything that is to be posted was taken or given up."""
        await self._poster.until_quiet()

    async def knock(self, garbage: Garbage) -> int:
        """Post something that Twilio never would; the status of the answer."""
        url = self.world.routes.real(garbage.url)
        headers: Mapping[str, str] = garbage.headers
        async with (
            ClientSession() as session,
            session.post(url, data=BytesIO(garbage.body), headers=headers) as answer,
        ):
            await answer.read()
            return answer.status

    async def _work(self) -> None:
        async with self.exchange.open():
            await self._poster.run()

    async def come_back(self) -> None:
        """Listen, at the same port as before if there was one."""
        await super().come_back()
        self.world.base = self.base

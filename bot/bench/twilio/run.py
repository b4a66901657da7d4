"""The service under SMS that Twilio posts to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.bench.figures import times
from bot.bench.traffic.crowd import texts
from bot.bench.traffic.measuring import measure
from bot.bench.traffic.outcome import Handled, Taking
from bot.bench.traffic.plan import Plan
from bot.bench.traffic.side import Held, Wrote
from bot.bench.twilio.double.keywords import keyword
from bot.bench.twilio.double.messages import Message
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.posts import Post
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.double.world import SMS_NUMBER
from bot.errors import BadInputError
from bot.supervisor import Tell

# How the address of the webhook is to end at Twilio: so that what comes while the service starts
# again is posted again.
OVERRIDES = "rc=5&rp=all"
PUBLIC = "https://infoline.test"
MOST_TEXT = 1600
UNLIMITED = 1_000_000


async def bench_sms(
    plan: Plan, tell: Tell, archive: Path | None = None, pool: Sequence[str] = ()
) -> Handled:
    """Let ``plan`` happen; ``archive`` and ``pool`` (default: held-out messages) as ``measure``
    takes them. What Twilio itself obeys is not written. Raises StartError, or NluAway for the
    model."""
    written = [one for one in pool or texts() if keyword(one) is None and len(one) <= MOST_TEXT]
    if not written:
        msg = "None of these messages is an SMS that reaches the service."
        raise BadInputError(msg)
    async with Double(seed=plan.seed) as double:
        side = SmsSide(double)
        handled = await measure(side, plan, tell, archive, written)
        return replace(handled, taking=side.taking(plan.updates))


class SmsSide:
    """Twilio with people who write SMS."""

    channel = "sms"
    public = False

    def __init__(self, double: Double) -> None:
        """With nobody yet."""
        self._double = double
        self._people: list[Person] = []
        self._wrote: list[Message] = []

    def variables(self, plan: Plan) -> dict[str, str]:
        """Account, number, addresses and pace. Twilio signs for an address of its own, as behind
        a proxy. Limits against fraud are lifted: a crowd with one prefix would be held."""
        return {
            "TWILIO_ACCOUNT_SID": self._double.account.sid,
            "TWILIO_AUTH_TOKEN": self._double.account.token,
            "TWILIO_SMS_FROM": SMS_NUMBER,
            "TWILIO_API_BASE": self._double.base,
            "INFOLINE_PUBLIC_URL": PUBLIC,
            "INFOLINE_TWILIO__PER_SECOND": str(plan.per_second),
            "INFOLINE_LIMITS__PER_NUMBER_AN_HOUR": str(UNLIMITED),
            "INFOLINE_LIMITS__PER_PREFIX_AN_HOUR": str(UNLIMITED),
        }

    def reach(self, base: str) -> None:
        """From now on webhooks are posted there, and again where they are not taken."""
        self._double.calls_back(PUBLIC, base, OVERRIDES)

    def trouble(self, repeat: float, *, reorder: bool) -> None:
        """From now on."""
        self._double.faults.repeat, self._double.faults.reorder = repeat, reorder

    def join(self, language: str) -> None:
        """A new phone."""
        del language  # nothing that Twilio tells of a phone
        self._people.append(self._double.person())

    def write(self, person: int, text: str) -> Wrote:
        """An SMS."""
        message = self._people[person].sms(text)
        self._wrote.append(message)
        return Wrote(person, message.number)

    def held(self, wrote: Iterable[Wrote]) -> list[Held]:
        """Messages are numbered as they came to Twilio, and named by their SIDs."""
        offered = {one.number for one in wrote}
        of: defaultdict[str, list[Message]] = defaultdict(list)
        for message in self._double.world.messages.values():
            if message.number in offered or not message.inbound:
                of[message.sender if message.inbound else message.to].append(message)
        return [
            _held(place, person.number, of[person.number])
            for place, person in enumerate(self._people)
        ]

    def owed(self) -> int:
        """Posts that wait or are under way, reports included."""
        return self._double.world.posts.owed

    def repeated(self) -> int:
        """Posts that came twice."""
        return self._double.world.repeated

    def taking(self, first: int) -> Taking | None:
        """How the webhook took the first so many messages; None where it took none."""
        sids = {message.sid for message in self._wrote[:first]}
        posts = [one for one in self._double.world.posts.of("inbound") if one.about in sids]
        own = [one for one in posts if not one.again]
        taken = [one for one in own if one.taken]
        if not taken:
            return None
        ends = [_end(one) for one in taken]
        seconds = (max(ends) - min(one.attempts[0].at for one in own)).total_seconds()
        return Taking(
            times=times("at once", [one.attempts[-1].seconds * 1000 for one in taken]),
            per_second=len(taken) / seconds if seconds else 0.0,
            retried=sum(len(one.attempts) > 1 for one in own),
            given_up=len(own) - len(taken),
        )


def _end(post: Post) -> datetime:
    last = post.attempts[-1]
    return last.at + timedelta(seconds=last.seconds)


def _held(place: int, number: str, messages: Sequence[Message]) -> Held:
    accepted = [one for one in messages if not one.inbound]
    parts: dict[tuple[str, int], int] = {}
    for one in accepted:
        if part := _part(one):
            parts.setdefault(part, one.number)
    return Held(
        person=place,
        identifier=number,
        offered={one.sid: one.number for one in messages if one.inbound},
        accepted={one.sid: one.number for one in accepted},
        at={one.number: one.at for one in messages},
        parts=parts,
    )


def _part(message: Message) -> tuple[str, int] | None:
    """Whose part it is: the service says so in the address for reports."""
    query = parse_qs(urlsplit(message.callback or "").query)
    return (query["m"][0], int(query["p"][0])) if {"m", "p"} <= query.keys() else None

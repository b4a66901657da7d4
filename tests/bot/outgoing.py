"""A door whose wire does what the test says, and messages that wait for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.app import App
from bot.messages import (
    Act,
    Address,
    Author,
    Choice,
    Estimate,
    Form,
    Media,
    Outbound,
    Sent,
)
from bot.outbox import LEASE, Outbox
from bot.policy import Policy, policy_of
from bot.store.database import Store
from bot.store.records import Case, Contact, Conversation, Event, Line
from tests.builders import Clock, address

TEXT = "Come at nine, canary-3c1d"
AFTER_LEASE = LEASE + timedelta(seconds=1)
CHOICES = (Choice("flow:first", "First"), Choice("flow:second", "Second"))


@dataclass
class Door:
    """Answers each call with the next of ``outcomes``, then with a fresh id.

    ``during`` runs inside of every call, before its outcome. ``price`` is what a part costs,
    ``pages`` how many a message has of which all but one wait until they are asked for.
    """

    outcomes: list[Exception | Sent] = field(default_factory=list)
    idempotent: bool = False
    name: str = "webchat"
    form: Form = "full"
    retract_within: timedelta | None = None
    files: Mapping[str, int] = field(default_factory=dict)
    during: Callable[[Outbound], Awaitable[None]] | None = None
    price: Estimate | None = None
    pages: int = 1
    called: list[Outbound] = field(default_factory=list)
    taken: list[Outbound] = field(default_factory=list)

    async def send(self, message: Outbound) -> Sent:
        self.called.append(message)
        if self.during:
            await self.during(message)
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(f"id-{len(self.taken)}")
        if isinstance(outcome, Exception):
            raise outcome
        self.taken.append(message)
        return outcome

    async def fetch(self, media: Media, most: int) -> bytes:
        raise AssertionError(media.kind, most)

    async def thinking(self, address: Address) -> None:
        raise AssertionError(address.channel)

    def keeps_back(self, message: Outbound) -> bool:
        return len(message.sent) + 1 < self.pages

    def estimate(self, message: Outbound) -> Estimate | None:
        del message
        return self.price


def outbox_of(app: App, door: Door) -> Outbox:
    """An outbox with this one door, as another process has it."""
    return Outbox(app.store, {door.name: door}, app.bell, policy(app))


async def send(app: App, door: Door) -> int:
    """Send everything that is due; how many sends were tried."""
    return await outbox_of(app, door).send_due()


async def interrupt(app: App, clock: Clock, act: Act = Act.SEND) -> None:
    """Let a process die in the middle of the one thing that is due."""
    async with app.store.write() as unit:
        (queued,) = await unit.sending.due(("webchat",), 1)
        assert queued.act is act
        assert await unit.sending.claim(queued.seq, LEASE)
    clock.moment += AFTER_LEASE


def policy(app: App) -> Policy:
    """The deployment's policy."""
    return policy_of(app.settings, {})


async def write(
    store: Store,
    name: str = "amina",
    *,
    heard: str | None = "P4",
    author: Author = Author.BOT,
    text: str = TEXT,
) -> str:
    """One answer that waits, after a message of this urgency, if any; the answer's id."""
    async with store.write() as unit:
        contact = await unit.people.contact(address(name))
        conversation = await unit.conversations.open(contact)
        if heard:
            await unit.transcript.add_in(
                conversation, f"in-{name}", "Where?", None, {}, triage=heard, language="fr"
            )
        message_id = await unit.transcript.add_out(
            conversation, author, text, CHOICES, language="fr"
        )
        await unit.sending.add(message_id, contact)
        return message_id


async def do_with(app: App, message_id: str, act: Act) -> None:
    """Queue what is to become of a message to Amina that was sent."""
    async with app.store.write() as unit:
        contact = await unit.people.find(address())
        assert contact
        if act is Act.RETRACT:
            await unit.sending.retract(contact, unit.now - timedelta(hours=1))
        else:
            await unit.sending.close_choices(message_id, contact, 1)


@dataclass(frozen=True)
class Kept:
    """What the database says of one person's conversation."""

    contact: Contact
    conversation: Conversation
    lines: list[Line]
    events: list[Event]
    cases: list[Case]

    @property
    def answer(self) -> Line:
        return next(line for line in self.lines if line.direction == "out")

    def of_kind(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


async def kept(store: Store, name: str = "amina") -> Kept:
    """Everything of this person."""
    async with store.read() as unit:
        contact = await unit.people.find(address(name))
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        return Kept(
            contact,
            conversation,
            await unit.transcript.lines(conversation),
            await unit.events.of(conversation.id),
            await unit.cases.of(conversation.id),
        )


async def parts(store: Store, message_id: str) -> tuple[str, ...]:
    """The ids of the parts of a message that are known to be sent."""
    async with store.read() as unit:
        return await unit.sending.parts(message_id)

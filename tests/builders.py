"""Small things that tests build again and again."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import App
from bot.messages import Address, Inbound, Shown
from bot.store.records import Line

MASTER_KEY = b"k" * 32
MONDAY_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_numbers = itertools.count(1)


class Clock:
    """A clock that stands still until moved."""

    def __init__(self, moment: datetime = MONDAY_MORNING) -> None:
        """Begin at ``moment``, aware."""
        self.moment = moment

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def move(self, **span: float) -> None:
        """Go forward by a timedelta given in its own words."""
        self.moment += timedelta(**span)


def address(name: str = "amina") -> Address:
    """A web chat session of this person."""
    return Address("webchat", f"{name}-secret-of-the-session")


def inbound(
    text: str | None = None,
    *,
    to: Address | None = None,
    choice: str | None = None,
    external_id: str | None = None,
    at: datetime = MONDAY_MORNING,
    hint: str | None = None,
    **more: Any,
) -> Inbound:
    """A message that came in, with a fresh provider's id unless one is given.

    ``more`` are any other fields of Inbound.
    """
    return Inbound(
        address=to or address(),
        external_id=external_id or f"m{next(_numbers)}",
        received_at=at,
        text=text,
        choice=choice,
        hint=hint,
        **more,
    )


async def take_turns(app: App) -> None:
    """Take every turn that waits, without any loop."""
    while people := await app.spine.people_waiting(50):
        for person in people:
            await app.spine.take_turn(person)


async def lines_at(app: App, where: Address) -> list[Line]:
    """The transcript of the open conversation at this address; none where there is none."""
    async with app.store.read() as unit:
        contact = await unit.people.find(where)
        conversation = contact and await unit.conversations.find_open(contact.id)
        return await unit.transcript.lines(conversation) if conversation else []


async def settle(app: App) -> None:
    """Take every turn that waits and send everything that is due, without any loop."""
    await take_turns(app)
    while await app.outbox.send_due():
        pass


async def shown(app: App, where: Address | None = None, after: int = 0) -> list[Shown]:
    """What the person at this address can see."""
    async with app.store.read() as unit:
        contact = await unit.people.find(where or address())
        return await unit.transcript.shown(contact.id, after) if contact else []


async def say(
    app: App,
    text: str | None = None,
    *,
    to: Address | None = None,
    choice: str | None = None,
    hint: str | None = None,
) -> list[Shown]:
    """Send one message and return what is answered."""
    before = await shown(app, to)
    last = before[-1].n if before else 0
    await app.spine.accept(inbound(text, to=to, choice=choice, hint=hint, at=app.now()))
    await settle(app)
    return await shown(app, to, last)

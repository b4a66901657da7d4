"""The outbox: every outcome of a send, each shown to whoever must know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.app import App
from bot.messages import Delivery, Form, Outbound, SendError, Trouble
from bot.outbox import Outbox
from bot.store.records import Event, Line
from tests.builders import Clock, address, inbound


@dataclass
class Door:
    """A door whose wire does what the test says."""

    outcomes: list[Exception | None]
    idempotent: bool = False
    name: str = "webchat"
    form: Form = "full"
    sent: list[str] = field(default_factory=list)

    async def send(self, message: Outbound) -> str | None:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome:
            raise outcome
        self.sent.append(message.text)
        return "provider-1"


@pytest.fixture
async def waiting(app: App) -> App:
    """An app in which one answer waits to be sent."""
    await app.spine.accept(inbound("thank you"))
    (person,) = await app.spine.people_waiting(1)
    await app.spine.take_turn(person)
    return app


async def _state(app: App) -> tuple[list[Line], list[Event], str]:
    async with app.store.read() as unit:
        contact = await unit.people.find(address())
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        lines = await unit.transcript.lines(conversation)
        events = await unit.events.of(conversation.id)
        return [x for x in lines if x.direction == "out"], events, contact.status


async def _send(app: App, door: Door) -> None:
    await Outbox(app.store, {"webchat": door}, app.bell).send_due()


async def test_a_sent_message_is_sent_once(waiting: App) -> None:
    door = Door([])
    for _ in range(20):
        await _send(waiting, door)
    lines, _, _ = await _state(waiting)
    assert len(door.sent) == len(set(door.sent)) == len(lines)
    assert {line.status for line in lines} == {Delivery.SENT}


async def test_a_passing_trouble_is_tried_again_later(waiting: App, clock: Clock) -> None:
    door = Door([SendError(Trouble.RETRY, "503")])
    await _send(waiting, door)
    await _send(waiting, door)
    assert door.sent == []
    clock.move(seconds=3)
    await _send(waiting, door)
    assert len(door.sent) == 1


async def test_a_trouble_that_does_not_pass_is_shown(waiting: App, clock: Clock) -> None:
    door = Door([SendError(Trouble.RETRY, "503")] * 8)
    for _ in range(8):
        await _send(waiting, door)
        clock.move(minutes=11)
    lines, events, _ = await _state(waiting)
    assert lines[0].status == Delivery.FAILED
    assert [e.params["code"] for e in events if e.kind == "send_trouble"] == ["503"]


@pytest.mark.parametrize(
    ("outcome", "status", "address_status"),
    [
        (SendError(Trouble.DEAD, "403"), Delivery.FAILED, "dead"),
        (SendError(Trouble.REFUSED, "400"), Delivery.FAILED, "active"),
        (SendError(Trouble.UNKNOWN, "timeout"), Delivery.UNKNOWN, "active"),
        (RuntimeError("a bug in the door"), Delivery.UNKNOWN, "active"),
    ],
)
async def test_a_final_trouble_is_shown_and_not_repeated(
    waiting: App, clock: Clock, outcome: Exception, status: Delivery, address_status: str
) -> None:
    door = Door([outcome])
    await _send(waiting, door)
    clock.move(hours=1)
    lines, events, where = await _state(waiting)
    assert (lines[0].status, where) == (status, address_status)
    assert [e.params["state"] for e in events if e.kind == "send_trouble"] == [status]
    first = lines[0].text
    await _send(waiting, door)
    assert first not in door.sent


@pytest.mark.parametrize(
    ("idempotent", "status"), [(True, Delivery.SENT), (False, Delivery.UNKNOWN)]
)
async def test_an_interrupted_send_is_repeated_only_where_that_is_harmless(
    waiting: App, clock: Clock, idempotent: bool, status: Delivery
) -> None:
    door = Door([], idempotent=idempotent)
    outbox = Outbox(waiting.store, {"webchat": door}, waiting.bell)
    async with waiting.store.write() as unit:
        (queued, *_) = await unit.sending.due(("webchat",), 1)
        await unit.sending.claim(queued.seq, timedelta(seconds=60))
    await outbox.recover()
    assert await outbox.send_due() == 0
    clock.move(seconds=61)
    await outbox.recover()
    clock.move(seconds=61)
    await outbox.send_due()
    lines, _, _ = await _state(waiting)
    assert lines[0].status == status

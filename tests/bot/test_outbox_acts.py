"""What is done with messages that were sent: choices closed, messages taken back."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.messages import Act, Delivery, SendError, Sent, Trouble
from tests.bot.outgoing import (
    TEXT,
    Door,
    do_with,
    interrupt,
    kept,
    outbox_of,
    parts,
    send,
    write,
)
from tests.builders import Clock


@pytest.mark.parametrize("act", [Act.CLOSE_CHOICES, Act.RETRACT])
async def test_what_was_sent_is_closed_or_taken_back(app: App, act: Act) -> None:
    message_id = await write(app.store)
    door = Door([Sent("a", more=True), Sent("b"), Sent()])
    await send(app, door)
    await do_with(app, message_id, act)
    await send(app, door)
    asked = door.taken[-1]
    chosen = "flow:second" if act is Act.CLOSE_CHOICES else None
    assert (asked.id, asked.act, asked.sent) == (message_id, act, ("a", "b"))
    assert asked.chosen == chosen
    found = await kept(app.store)
    assert (found.answer.status, found.answer.text) == (Delivery.SENT, TEXT)
    assert await parts(app.store, message_id) == ("a", "b")


async def test_where_nothing_was_sent_no_door_is_asked_to_close_it(app: App) -> None:
    message_id = await write(app.store)
    door = Door([Sent()])
    await send(app, door)
    await do_with(app, message_id, Act.CLOSE_CHOICES)
    await send(app, door)
    assert [called.act for called in door.called] == [Act.SEND]
    assert await send(app, door) == 0


@pytest.mark.parametrize(
    ("act", "outcome", "told"),
    [
        (Act.CLOSE_CHOICES, SendError(Trouble.REFUSED, "400"), []),
        (Act.RETRACT, SendError(Trouble.REFUSED, "400"), ["400"]),
        (Act.RETRACT, SendError(Trouble.DEAD, "403"), ["403"]),
    ],
)
async def test_an_act_that_fails_leaves_the_message_as_it_is(
    app: App, act: Act, outcome: SendError, told: list[str]
) -> None:
    message_id = await write(app.store, heard="P0")
    door = Door([Sent("a"), outcome])
    await send(app, door)
    await do_with(app, message_id, act)
    await send(app, door)
    found = await kept(app.store)
    assert found.answer.status == Delivery.SENT
    assert [event.params["code"] for event in found.of_kind("not_retracted")] == told
    assert (found.cases, found.of_kind("send_trouble")) == ([], [])


@pytest.mark.parametrize("act", [Act.CLOSE_CHOICES, Act.RETRACT])
@pytest.mark.parametrize("outcome", [SendError(Trouble.UNKNOWN, "timeout"), RuntimeError("bug")])
async def test_an_act_of_unknown_outcome_is_repeated(
    app: App, clock: Clock, act: Act, outcome: Exception
) -> None:
    message_id = await write(app.store)
    door = Door([Sent("a"), outcome])
    await send(app, door)
    await do_with(app, message_id, act)
    await send(app, door)
    clock.move(seconds=3)
    await send(app, door)
    assert [called.act for called in door.called] == [Act.SEND, act, act]


@pytest.mark.parametrize("act", [Act.CLOSE_CHOICES, Act.RETRACT])
async def test_an_interrupted_act_is_repeated(app: App, clock: Clock, act: Act) -> None:
    message_id = await write(app.store)
    door = Door()
    await send(app, door)
    await do_with(app, message_id, act)
    await interrupt(app, clock, act)
    await outbox_of(app, door).recover()
    clock.move(seconds=3)
    await send(app, door)
    assert [called.act for called in door.called] == [Act.SEND, act]
    assert (await kept(app.store)).answer.status == Delivery.SENT

"""The outbox: every outcome of a send, and the waits between attempts."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.messages import Act, Delivery, SendError, Sent, Trouble
from bot.outcomes import MAX_ATTEMPTS, MAX_CODE
from tests.bot.outgoing import (
    TEXT,
    Door,
    kept,
    parts,
    send,
    write,
)
from tests.builders import Clock, address


async def test_a_message_is_sent_once(app: App) -> None:
    message_id = await write(app.store)
    door = Door()
    assert [await send(app, door) for _ in range(3)] == [1, 0, 0]
    (sent,) = door.taken
    assert (sent.id, sent.text, sent.act, sent.sent) == (message_id, TEXT, Act.SEND, ())
    assert (await kept(app.store)).answer.status == Delivery.SENT
    assert await parts(app.store, message_id) == ("id-0",)


async def test_everything_that_is_due_is_sent_in_order(app: App) -> None:
    for number in range(3):
        await write(app.store, heard=None, text=f"{number}")
    door = Door()
    assert await send(app, door) == 3
    assert [sent.text for sent in door.taken] == ["0", "1", "2"]


async def test_a_passing_trouble_is_tried_again_later(app: App, clock: Clock) -> None:
    await write(app.store)
    door = Door([SendError(Trouble.RETRY, "503")])
    assert [await send(app, door), await send(app, door)] == [1, 0]
    clock.move(seconds=3)
    await send(app, door)
    assert len(door.taken) == 1


async def test_a_trouble_that_does_not_pass_is_shown(app: App, clock: Clock) -> None:
    await write(app.store)
    door = Door([SendError(Trouble.RETRY, "503")] * MAX_ATTEMPTS)
    for _ in range(MAX_ATTEMPTS):
        assert (await kept(app.store)).answer.status == Delivery.QUEUED
        await send(app, door)
        clock.move(minutes=11)
    found = await kept(app.store)
    assert found.answer.status == Delivery.FAILED
    assert [event.params["code"] for event in found.of_kind("send_trouble")] == ["503"]


async def test_a_wait_that_is_asked_for_is_no_failed_attempt(app: App, clock: Clock) -> None:
    await write(app.store)
    door = Door([SendError(Trouble.RETRY, "flood", after=30)] * (MAX_ATTEMPTS + 1))
    for _ in range(MAX_ATTEMPTS + 1):
        await send(app, door)
        clock.move(seconds=29)
        assert await send(app, door) == 0
        clock.move(seconds=1)
    await send(app, door)
    assert (await kept(app.store)).answer.status == Delivery.SENT


async def test_a_wait_of_no_time_is_one_all_the_same(app: App) -> None:
    await write(app.store)
    door = Door([SendError(Trouble.RETRY, "flood", after=0)])
    assert [await send(app, door), await send(app, door)] == [1, 0]


@pytest.mark.parametrize(
    ("outcome", "status", "address_status"),
    [
        (SendError(Trouble.DEAD, "403"), Delivery.FAILED, "dead"),
        (SendError(Trouble.REFUSED, "400"), Delivery.FAILED, "active"),
        (SendError(Trouble.UNKNOWN, "timeout"), Delivery.UNKNOWN, "active"),
        (RuntimeError("a bug in the door"), Delivery.UNKNOWN, "active"),
        (Sent(None, more=True), Delivery.UNKNOWN, "active"),
    ],
)
async def test_a_final_trouble_is_shown_and_not_repeated(
    app: App, clock: Clock, outcome: Exception | Sent, status: Delivery, address_status: str
) -> None:
    await write(app.store)
    door = Door([outcome])
    await send(app, door)
    clock.move(hours=1)
    await send(app, door)
    found = await kept(app.store)
    assert len(door.called) == 1
    assert (found.answer.status, found.contact.status) == (status, address_status)
    assert [event.params["state"] for event in found.of_kind("send_trouble")] == [status]


async def test_a_long_code_is_cut(app: App) -> None:
    await write(app.store)
    await send(app, Door([SendError(Trouble.REFUSED, "c" * 99)]))
    (event,) = (await kept(app.store)).of_kind("send_trouble")
    assert event.params["code"] == "c" * MAX_CODE


@pytest.mark.parametrize(
    "outcome",
    [
        SendError(Trouble.REFUSED, "400"),
        SendError(Trouble.UNKNOWN, "timeout"),
        SendError(Trouble.DEAD, "403"),
        RuntimeError(f"{TEXT} to {address().identifier}"),
    ],
)
async def test_no_log_tells_what_was_said_or_to_whom(app: App, outcome: Exception) -> None:
    message_id = await write(app.store)
    with capture_logs() as logs:
        await send(app, Door([outcome]))
    assert logs
    for secret in (TEXT, address().identifier, message_id):
        assert secret not in str(logs)

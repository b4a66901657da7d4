"""Groups and channels: left at once, nothing kept, the person told privately."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.bench.double.faults import Fault
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.refusals import RefusedError, too_many
from bot.messages import Address, Author, Outbound, SendError
from handlers.telegram.door import TelegramDoor
from tests.handlers.telegram.conftest import Service

LINK = "https://t.me/infoline_test_bot"


@pytest.fixture
async def polled(door: TelegramDoor) -> TelegramDoor:
    """A door that has started."""
    await door.loops["telegram"]()
    return door


async def poll(door: TelegramDoor) -> None:
    """Take what waits, and let the small calls beside it come to their end."""
    await door.loops["telegram"]()
    await door.close()


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_it_leaves_and_tells_whoever_added_it_once(
    double: Double, polled: TelegramDoor, service: Service, kind: str
) -> None:
    amina = double.person(language_code="fr")
    amina.start()
    group = double.group(kind=kind)
    group.add_bot(amina)
    if kind != "channel":
        group.write(amina, "Hello bot")
    await poll(polled)
    assert not group.chat.member
    assert [LINK in heard.text for heard in amina.hears()] == [True]
    assert service.texts() == [None]
    assert service.kept[0].choice == "flow:start"


async def test_nobody_is_told_while_telegram_asks_for_a_wait(
    double: Double, polled: TelegramDoor
) -> None:
    amina = double.person()
    amina.start()
    double.mischief.next("sendMessage", too_many(9))
    with pytest.raises(SendError):
        await polled.channel.send(
            Outbound("1", Address("telegram", str(amina.id)), Author.BOT, "Hello", "en")
        )
    group = double.group()
    group.add_bot(amina)
    await poll(polled)
    assert len(double.world.calls.of("sendMessage")) == 1
    assert not group.chat.member


async def test_a_group_that_it_is_in_already_is_left_when_somebody_writes(
    double: Double, polled: TelegramDoor, service: Service
) -> None:
    amina = double.person()
    group = double.group(kind="channel")
    group.chat.member = True
    group.write(amina, "A post")
    await poll(polled)
    assert not group.chat.member
    assert service.kept == []


async def test_somebody_who_never_wrote_to_it_cannot_be_told(
    double: Double, polled: TelegramDoor, capsys: pytest.CaptureFixture[str]
) -> None:
    amina = double.person()
    group = double.group()
    group.add_bot(amina)
    await poll(polled)
    assert not group.chat.member
    assert [call.code for call in double.world.calls.of("sendMessage")] == [403]
    assert "errand_failed" not in "".join(capsys.readouterr())


async def test_leaving_is_not_taken_for_being_added(double: Double, polled: TelegramDoor) -> None:
    group = double.group(kind="supergroup")
    group.add_bot(double.person())
    await polled.loops["telegram"]()
    while not double.world.calls.of("leaveChat"):
        await asyncio.sleep(0)
    await poll(polled)
    assert len(double.world.calls.of("leaveChat")) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, RefusedError(400, "Bad Request: x")])
async def test_a_group_that_cannot_be_left_holds_up_nobody(
    double: Double, polled: TelegramDoor, service: Service, fault: Fault | RefusedError
) -> None:
    amina, besim = double.person("Amina"), double.person("Besim")
    double.mischief.next("leaveChat", fault)
    double.faults.delay = 0.5
    double.group().add_bot(amina)
    besim.write("his")
    await polled.loops["telegram"]()
    began = time.monotonic()
    assert service.texts() == ["his"]
    double.faults.delay = 0.0
    besim.write("his second")
    await poll(polled)
    assert service.texts() == ["his", "his second"]
    assert time.monotonic() - began < 3

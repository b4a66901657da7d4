"""What goes wrong on purpose, as aiogram feels it, and what counts all the same."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.bench.double.faults import Fault, Faults, Mischief
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.refusals import RefusedError, too_many
from bot.bench.telegram.double.server import DEEDS

SEND = "sendMessage"
FELT: dict[Fault, type[Exception]] = {
    Fault.DROP_BEFORE: TelegramNetworkError,
    Fault.DROP_AFTER: TelegramNetworkError,
    Fault.TOO_MANY: TelegramRetryAfter,
    Fault.SERVER_ERROR: TelegramServerError,
    Fault.BAD_GATEWAY: ClientDecodeError,
}


@pytest.mark.parametrize("fault", Fault)
async def test_one_call_goes_wrong_and_the_next_does_not(
    bot: Bot, double: Double, amina: Person, fault: Fault
) -> None:
    double.mischief.next(SEND, fault)
    with pytest.raises(FELT[fault]):
        await bot.send_message(amina.id, "one")
    counts = fault is Fault.DROP_AFTER
    assert len(amina.hears()) == counts
    (call,) = double.world.calls.of(SEND)
    assert (call.done, call.answered) == (counts, "drop" not in fault)
    await bot.send_message(amina.id, "two")
    assert amina.hears()[-1].text == "two"


async def test_any_refusal_can_be_asked_for(bot: Bot, double: Double, amina: Person) -> None:
    double.mischief.next(SEND, too_many(3), RefusedError(500, "Internal Server Error: restart"))
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(amina.id, "one")
    assert refused.value.retry_after == 3
    with pytest.raises(TelegramServerError):
        await bot.send_message(amina.id, "one")


@pytest.mark.parametrize("fault", Fault)
def test_shares_are_kept_and_repeatable(fault: Fault) -> None:
    faults = Faults()
    setattr(faults, fault.value, 0.25)
    drawn = [[mischief.strike(SEND) for _ in range(400)] for mischief in _same(faults)]
    assert drawn[0] == drawn[1]
    assert 70 < drawn[0].count(fault) < 130
    assert {*drawn[0]} == {fault, None}
    assert Mischief(faults, 1, DEEDS).strike("getMe") is None


def _same(faults: Faults) -> list[Mischief]:
    return [Mischief(faults, 7, DEEDS), Mischief(faults, 7, DEEDS)]


async def test_a_restart_breaks_connections_and_keeps_the_chats(
    bot: Bot, double: Double, amina: Person
) -> None:
    await bot.send_message(amina.id, "before")
    base = double.base
    async with double.away():
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(amina.id, "meanwhile")
        amina.write("are you there?")
    await bot.send_message(amina.id, "after")
    assert double.base == base
    assert [heard.text for heard in amina.hears()] == ["before", "after"]
    assert len(await bot.get_updates()) == 2


async def test_answers_are_late_when_they_shall_be(bot: Bot, double: Double) -> None:
    double.faults.delay = 0.05
    pauses = [double.mischief.pause() for _ in range(20)]
    assert 0 <= min(pauses) < max(pauses) <= 0.05
    assert await bot.get_me()

"""Long polling: nothing is forgotten before it is confirmed, and one poller at a time."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import Update

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person


def texts(updates: list[Update]) -> list[str | None]:
    """What was written in these."""
    return [update.message.text for update in updates if update.message]


async def _until_polled(double: Double) -> None:
    while not double.world.updates.polled:
        await asyncio.sleep(0)


async def test_updates_come_again_until_the_offset_passes_them(bot: Bot, amina: Person) -> None:
    amina.write("one")
    amina.write("two")
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["/start", "one"]
    assert [update.update_id for update in first] == list(
        range(first[0].update_id, first[0].update_id + 2)
    )
    assert texts(await bot.get_updates()) == ["/start", "one", "two"]
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["one", "two"]
    assert texts(await bot.get_updates(offset=first[1].update_id + 1)) == ["two"]
    assert texts(await bot.get_updates()) == ["two"]


async def test_a_negative_offset_counts_from_the_end(bot: Bot, amina: Person) -> None:
    amina.write("one")
    assert texts(await bot.get_updates(offset=-1)) == ["one"]
    assert texts(await bot.get_updates()) == ["one"]


async def test_a_poll_waits_for_what_comes(bot: Bot, double: Double, amina: Person) -> None:
    (seen,) = await bot.get_updates()
    waiting = asyncio.create_task(bot.get_updates(offset=seen.update_id + 1, timeout=30))
    await _until_polled(double)
    amina.write("at last")
    assert texts(await waiting) == ["at last"]


async def test_a_poll_ends_when_its_time_is_over(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == []


async def test_a_second_poller_ends_the_first(bot: Bot, double: Double) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await _until_polled(double)
    assert await bot.get_updates() == []
    with pytest.raises(TelegramConflictError, match="other getUpdates"):
        await first


async def test_a_webhook_that_is_set_stands_against_polling(bot: Bot, double: Double) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await _until_polled(double)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="setWebhook"):
        await waiting
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_only_what_is_allowed_comes(bot: Bot, amina: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["edited_message"])
    posted = amina.write("one")
    amina.edit(posted, "two")
    found = await bot.get_updates()
    assert [(update.message, update.edited_message is None) for update in found[1:]] == [
        (None, False)
    ]
    await bot.get_updates(allowed_updates=[])
    amina.write("three")
    assert texts(await bot.get_updates())[-1] == "three"


async def test_repeats_come_once_more_although_they_were_confirmed(
    bot: Bot, double: Double, amina: Person
) -> None:
    double.faults.repeat = 1.0
    (first,) = await bot.get_updates()
    amina.write("one")
    second = await bot.get_updates(offset=first.update_id + 1)
    assert texts(second) == ["/start", "one"]
    assert second[0].update_id == first.update_id
    third = await bot.get_updates(offset=second[1].update_id + 1)
    assert texts(third) == ["one"]
    assert await bot.get_updates(offset=second[1].update_id + 1) == []


async def test_people_overtake_each_other_but_nobody_themselves(bot: Bot, double: Double) -> None:
    double.faults.reorder = True
    people = [double.person(name) for name in ("Amina", "Bilal", "Casim")]
    for number in range(20):
        for person in people:
            person.write(str(number))
    found = await bot.get_updates()
    ids = [update.update_id for update in found]
    assert ids == sorted(set(ids))
    assert len(found) == 60
    for person in people:
        own = [u for u in found if u.message and u.message.chat.id == person.id]
        assert texts(own) == [str(number) for number in range(20)]
    order = [update.message.chat.id for update in found if update.message]
    assert order != [person.id for _ in range(20) for person in people]

"""Who is not answered by themselves: foreign numbers where they are unknown, and too many."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.bell import Bell
from bot.clock import Clock as BotClock
from bot.config import Settings
from bot.config_phones import Limits
from bot.messages import Address, Author
from bot.policy import Policy, policy_of
from bot.pumping import count, held, normal
from bot.store.database import Store
from bot.store.phone_tables import tally
from flows.engine import Engine
from tests.bot.phones import SMS, Phones
from tests.bot.test_desk import staff
from tests.builders import Clock, inbound, lines_at, take_turns

KOSOVO, ALBANIA, FAR = "+38344123456", "+355691234567", "+6799123456"


def limits(settings: Settings, **changes: object) -> Policy:
    return replace(policy_of(settings, {}), limits=Limits(**changes))  # type: ignore[arg-type]


async def wrote(store: Store, number: str, times: int = 1, channel: str = "sms") -> None:
    async with store.write() as unit:
        contact = await unit.people.contact(Address(channel, number))
        for _ in range(times):
            await count(unit, contact, unit.now)


async def verdict(store: Store, policy: Policy, number: str, channel: str = "sms") -> str | None:
    async with store.write() as unit:
        contact = await unit.people.contact(Address(channel, number))
        return await held(unit, policy, contact, unit.now)


async def answer_by_hand(store: Store, number: str) -> None:
    async with store.write() as unit:
        contact = await unit.people.contact(Address("sms", number))
        conversation = await unit.conversations.open(contact)
        await unit.transcript.add_out(conversation, Author.OPERATOR, "Hello, who are you?")


@pytest.mark.parametrize(
    ("prefixes", "number", "reason"),
    [
        ((), FAR, None),
        (("+383",), KOSOVO, None),
        (("+383",), FAR, "held_prefix"),
        (("+383", "+355"), ALBANIA, None),
        (("+38344",), "+38349123456", "held_prefix"),
        (("+383",), "infoline", "held_prefix"),
        ((), "infoline", None),
    ],
)
async def test_unknown_prefixes_wait_where_some_are_known(
    sqlite_store: Store,
    settings: Settings,
    prefixes: tuple[str, ...],
    number: str,
    reason: str | None,
) -> None:
    policy = limits(settings, known_prefixes=prefixes)
    assert await verdict(sqlite_store, policy, number) == reason


@pytest.mark.parametrize("channel", ["webchat", "telegram"])
async def test_channels_that_cost_nothing_are_left_alone(
    sqlite_store: Store, settings: Settings, channel: str
) -> None:
    policy = limits(settings, known_prefixes=("+383",), per_number_an_hour=1)
    await wrote(sqlite_store, FAR, 5, channel)
    assert await verdict(sqlite_store, policy, FAR, channel) is None


async def test_too_many_messages_of_one_number_wait_until_the_next_hour(
    store: Store, settings: Settings, clock: Clock
) -> None:
    policy = limits(settings, per_number_an_hour=3)
    await wrote(store, KOSOVO, 3)
    assert await verdict(store, policy, KOSOVO) is None
    await wrote(store, KOSOVO)
    assert await verdict(store, policy, KOSOVO) == "too_many"
    assert await verdict(store, policy, ALBANIA) is None
    clock.move(hours=1)
    assert await verdict(store, policy, KOSOVO) is None


async def test_one_number_counts_once_on_sms_and_whatsapp_together(
    sqlite_store: Store, settings: Settings
) -> None:
    policy = limits(settings, per_number_an_hour=3)
    await wrote(sqlite_store, KOSOVO, 2, "sms")
    await wrote(sqlite_store, KOSOVO, 2, "whatsapp")
    assert await verdict(sqlite_store, policy, KOSOVO, "whatsapp") == "too_many"


async def test_too_many_messages_of_one_country_wait(store: Store, settings: Settings) -> None:
    policy = limits(settings, per_prefix_an_hour=3)
    for number in range(4):
        await wrote(store, f"+67991234{number:02}")
    assert await verdict(store, policy, "+6799999999") == "too_many"
    assert await verdict(store, policy, KOSOVO) is None


async def test_nothing_is_lost_when_several_count_at_once(
    store: Store, settings: Settings
) -> None:
    await asyncio.gather(*(wrote(store, f"+67991234{number:02}", 2) for number in range(6)))
    assert await verdict(store, limits(settings, per_prefix_an_hour=11), FAR) == "too_many"
    assert await verdict(store, limits(settings, per_prefix_an_hour=12), FAR) is None


async def test_whoever_an_operator_answered_is_known(
    sqlite_store: Store, settings: Settings, clock: Clock
) -> None:
    policy = limits(settings, known_prefixes=("+383",), per_number_an_hour=3)
    await wrote(sqlite_store, FAR, 4)
    await answer_by_hand(sqlite_store, FAR)
    assert await verdict(sqlite_store, policy, FAR) is None
    assert await verdict(sqlite_store, policy, "+6799999999") == "held_prefix"
    clock.move(hours=2)
    assert await verdict(sqlite_store, policy, FAR) is None
    await wrote(sqlite_store, FAR, 4)
    assert await verdict(sqlite_store, policy, FAR) == "too_many"


async def test_no_number_is_kept_and_old_counts_go(
    store: Store, settings: Settings, clock: Clock
) -> None:
    await wrote(store, KOSOVO)

    async def names() -> list[str]:
        async with store.read() as unit:
            return list((await unit.rows.connection.execute(select(tally.c.name))).scalars())

    kept = await names()
    assert len(kept) == 2
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in kept)
    ticking = BotClock(store, Engine.load(), limits(settings), Bell())
    clock.move(hours=1)
    await ticking.tick()
    assert await names() == kept
    clock.move(hours=2)
    await ticking.tick()
    assert await names() == []


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert normal("+383 44 123-456") == normal("+38344123456") == "+38344123456"


def phones(app: App, **changes: object) -> Phones:
    """The service with these limits."""
    app.spine._policy = replace(
        app.spine._policy,
        limits=Limits(**changes),  # type: ignore[arg-type]
    )
    return Phones(app)


async def test_a_stranger_becomes_one_case_and_hears_nothing(app: App) -> None:
    service = phones(app, known_prefixes=("+355",))
    assert await service.write("hello") == []
    assert await service.write("where is the office?") == []
    (row,) = await app.desk.queue()
    assert (row.case.reason, row.case.priority, row.case.channel) == ("held_prefix", "P3", "sms")
    assert [line.text for line in await lines_at(app, SMS)] == ["hello", "where is the office?"]


async def test_danger_is_answered_wherever_it_comes_from(app: App) -> None:
    service = phones(app, known_prefixes=("+355",), per_number_an_hour=1)
    await service.write("hello")
    assert await service.write("I will kill myself") != []
    (row,) = await app.desk.queue()
    assert row.case.priority == "P0"


async def test_an_answer_by_hand_releases_the_number(app: App) -> None:
    service = phones(app, known_prefixes=("+355",))
    await service.write("hello")
    vjosa = await staff(app, "vjosa")
    (row,) = await app.desk.queue()
    await app.desk.claim(vjosa, row.case.number)
    await app.desk.reply(vjosa, row.case.number, "Hello, this is Vjosa.")
    await app.desk.close(vjosa, row.case.number, "resolved")
    await service.send()
    assert await service.write("where is the office?") != []


async def test_too_many_are_held_and_a_turn_that_is_taken_again_counts_once(app: App) -> None:
    service = phones(app, per_number_an_hour=2)
    await app.spine.accept(inbound("hello", to=SMS, at=app.now()))
    async with app.store.write() as unit:
        (person,) = await unit.inbox.people_waiting(5)
        assert await unit.people.lock(person, "dead", timedelta(seconds=1))
        waiting = await unit.inbox.oldest(person)
        assert waiting
        await unit.inbox.attempted(waiting.seq)  # as a process that died in the middle left it
        contact = await unit.people.by_id(waiting.address_id)
        assert contact
        await count(unit, contact, waiting.received_at)
        await unit.people.unlock(person, "dead")
    await take_turns(app)
    await service.send()
    assert await service.write("hello again") != []
    assert await service.write("and again") == []
    (row,) = await app.desk.queue()
    assert row.case.reason == "too_many"

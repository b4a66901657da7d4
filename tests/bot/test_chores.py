"""Chores: what is ours is removed at its provider, once, whatever happens in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.bell import Bell
from bot.chores import LEASE, MAX_ATTEMPTS, Chores, redact_sent
from bot.config import Settings
from bot.config_phones import Twilio as TwilioSettings
from bot.conversation import Spine
from bot.errors import ErasedError
from bot.fetching import Fetcher
from bot.messages import (
    Address,
    Delivery,
    DeliveryReport,
    Inbound,
    Media,
    MediaKind,
    SendError,
    Trouble,
)
from bot.policy import policy_of
from bot.reports import Reports
from bot.store.database import Store
from bot.store.phone_tables import chore
from bot.thinking import thinking_of
from handlers.webchat.door import WebChat
from tests.bot.phones import Phones
from tests.bot.test_fetching import JPEG, KEEPING, Provider, photo, sent
from tests.builders import MONDAY_MORNING, Clock

SID = "SM00000000000000000000000000000001"


@dataclass
class Twilio:
    """Does each chore with the next of ``outcomes``, well after the last one."""

    outcomes: list[Exception] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def carry_out(self, kind: str, ref: str) -> None:
        self.asked.append((kind, ref))
        await asyncio.sleep(0)
        if self.outcomes:
            raise self.outcomes.pop(0)


def worker(store: Store, twilio: Twilio) -> Chores:
    return Chores(store, {"sms": twilio.carry_out}, Bell())


async def ask(store: Store, ref: str = SID, kind: str = "redact") -> None:
    async with store.write() as unit:
        await unit.chores.add("sms", kind, ref)


async def rows(store: Store) -> list[tuple[str, str, str, int, str | None]]:
    async with store.read() as unit:
        query = select(chore).order_by(chore.c.ref)
        found = (await unit.rows.connection.execute(query)).all()
    return [(row.kind, row.ref, row.state, row.attempts, row.trouble) for row in found]


async def test_one_is_done_once_however_often_it_is_asked_for(store: Store) -> None:
    twilio = Twilio()
    await ask(store)
    await ask(store)
    assert await worker(store, twilio).do_due() == 1
    await ask(store)
    assert await worker(store, twilio).do_due() == 0
    assert twilio.asked == [("redact", SID)]
    assert await rows(store) == [("redact", SID, "done", 1, None)]


async def test_two_processes_do_not_do_the_same_one(store: Store) -> None:
    twilio = Twilio()
    for number in range(6):
        await ask(store, f"SM{number}")
    while sum(await asyncio.gather(*(worker(store, twilio).do_due() for _ in range(2)))):
        pass
    assert sorted(ref for _, ref in twilio.asked) == [f"SM{number}" for number in range(6)]


async def test_after_a_failure_it_waits_ever_longer_then_somebody_is_told(
    store: Store, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    twilio = Twilio([SendError(Trouble.RETRY, "20500")] * MAX_ATTEMPTS)
    await ask(store)
    for attempt in range(1, MAX_ATTEMPTS):
        assert await worker(store, twilio).do_due() == 1
        clock.move(seconds=2 ** (attempt + 1) - 1)
        assert await worker(store, twilio).do_due() == 0
        clock.move(seconds=1)
    assert "chore_failed" not in capsys.readouterr().out
    assert await worker(store, twilio).do_due() == 1
    assert "chore_failed" in capsys.readouterr().out
    clock.move(days=1)
    assert await worker(store, twilio).do_due() == 0
    assert await rows(store) == [("redact", SID, "failed", MAX_ATTEMPTS, "20500")]


async def test_what_can_never_be_done_is_not_tried_again(store: Store, clock: Clock) -> None:
    twilio = Twilio([SendError(Trouble.REFUSED, "20404")])
    await ask(store)
    await worker(store, twilio).do_due()
    clock.move(days=1)
    assert await worker(store, twilio).do_due() == 0
    assert await rows(store) == [("redact", SID, "failed", 1, "20404")]


async def test_being_asked_to_wait_is_no_failure(store: Store, clock: Clock) -> None:
    twilio = Twilio([SendError(Trouble.RETRY, "20429", after=30)] * 2 * MAX_ATTEMPTS)
    await ask(store)
    for _ in range(2 * MAX_ATTEMPTS):
        assert await worker(store, twilio).do_due() == 1
        clock.move(seconds=30)
    await worker(store, twilio).do_due()
    assert await rows(store) == [("redact", SID, "done", 1, None)]


async def test_a_fault_of_ours_is_tried_again_and_holds_up_nobody(
    store: Store, clock: Clock
) -> None:
    twilio = Twilio([KeyError("x")])
    await ask(store, "SM1")
    await ask(store, "SM2")
    await worker(store, twilio).do_due()
    clock.move(minutes=1)
    await worker(store, twilio).do_due()
    assert [row[2] for row in await rows(store)] == ["done", "done"]


async def test_what_a_killed_process_had_is_done_by_the_next(store: Store, clock: Clock) -> None:
    twilio = Twilio()
    await ask(store)
    async with store.write() as unit:
        (taken,) = await unit.chores.due(("sms",), 1)
        assert await unit.chores.claim(taken.id, LEASE)
    assert await worker(store, twilio).do_due() == 0
    clock.move(seconds=LEASE.total_seconds() + 1)
    assert await worker(store, twilio).do_due() == 0  # it is released
    assert await worker(store, twilio).do_due() == 1
    assert twilio.asked == [("redact", SID)]


async def test_chores_of_a_channel_that_is_not_open_wait(store: Store) -> None:
    await ask(store)
    assert await Chores(store, {}, Bell()).do_due() == 0
    assert [row[2] for row in await rows(store)] == ["queued"]


@pytest.mark.parametrize(("discards", "chores"), [(("telegram",), 1), ((), 0)])
async def test_a_stored_file_is_to_be_deleted_where_the_deployment_says_so(
    app: App, discards: tuple[str, ...], chores: int
) -> None:
    await sent(app, photo())
    provider = Provider([JPEG])
    fetcher = Fetcher(app.store, {"telegram": provider}, KEEPING, app.bell, discards)
    await fetcher.fetch_due()
    assert [row[:2] for row in await rows(app.store)] == [("delete_media", "file-1")] * chores


@pytest.mark.parametrize(
    ("outcome", "chores"),
    [
        (b"no type", 1),
        (JPEG * 10, 1),
        (SendError(Trouble.REFUSED, "too_big"), 1),
        (ErasedError(), 1),
        (SendError(Trouble.REFUSED, "foreign_host"), 0),
        (SendError(Trouble.RETRY, "file_not_given"), 0),
    ],
)
async def test_nor_does_a_file_stay_there_that_is_refused(
    app: App, outcome: bytes | Exception, chores: int
) -> None:
    await sent(app, Media(MediaKind.DOCUMENT, ref="file-1"))
    provider = Provider([outcome])
    fetcher = Fetcher(app.store, {"telegram": provider}, KEEPING, app.bell, ["telegram"])
    await fetcher.fetch_due()
    assert [row[:2] for row in await rows(app.store)] == [("delete_media", "file-1")] * chores


@pytest.mark.parametrize(("discards", "chores"), [(("sms",), 1), ((), 0)])
async def test_nor_one_that_is_not_even_fetched(
    app: App, discards: tuple[str, ...], chores: int
) -> None:
    policy = replace(policy_of(app.settings, {}), keeping=KEEPING, discards=frozenset(discards))
    spine = Spine(app.store, app.understander, app.engine, policy, app.bell, thinking_of({}))
    big = Media(MediaKind.VIDEO, ref="file-1", size=KEEPING.most + 1)
    files = (big, Media(MediaKind.PHOTO, ref="file-2"), Media(MediaKind.LOCATION))
    assert await spine.accept(replace(said("sms"), media=files))
    assert [row[:2] for row in await rows(app.store)] == [("delete_media", "file-1")] * chores


async def test_what_ended_two_weeks_ago_is_forgotten(
    store: Store, settings: Settings, clock: Clock
) -> None:
    app = build(settings, store, clock.now)
    twilio = Twilio([SendError(Trouble.REFUSED, "no")])
    await ask(store, "one")
    await worker(store, twilio).do_due()
    await ask(store, "two")
    await worker(store, twilio).do_due()
    clock.move(days=14)
    await ask(store, "three")
    await app.clock.tick()
    assert [row[1:3] for row in await rows(store)] == [
        ("one", "failed"), ("three", "queued"), ("two", "done"),
    ]  # fmt: skip
    clock.move(seconds=1)
    await app.clock.tick()
    assert [row[1] for row in await rows(store)] == ["three"]


def said(channel: str) -> Inbound:
    return Inbound(Address(channel, "+38344000000"), SID, MONDAY_MORNING, text="hello")


@pytest.mark.parametrize(
    ("redacts", "channel", "chores"), [(("sms",), "sms", 1), ((), "sms", 0), (("sms",), "web", 0)]
)
async def test_what_was_received_is_to_be_redacted_where_the_deployment_says_so(
    app: App, redacts: tuple[str, ...], channel: str, chores: int
) -> None:
    policy = replace(policy_of(app.settings, {}), redacts=frozenset(redacts))
    spine = Spine(app.store, app.understander, app.engine, policy, app.bell, thinking_of({}))
    assert await spine.accept(said(channel))
    assert not await spine.accept(said(channel))
    assert [row[:2] for row in await rows(app.store)] == [("redact", SID)] * chores


def test_only_channels_of_twilio_are_redacted(settings: Settings) -> None:
    doors = {name: WebChat() for name in ("sms", "whatsapp", "telegram")}
    asked = settings.model_copy(update={"twilio": TwilioSettings(redact=True)})
    assert policy_of(asked, doors).redacts == {"sms", "whatsapp"}
    assert policy_of(settings, doors).redacts == set()


async def test_what_was_sent_is_to_be_redacted_once(store: Store, settings: Settings) -> None:
    policy = replace(policy_of(settings, {}), redacts=frozenset({"sms"}))
    async with store.write() as unit:
        for provider_id in (SID, SID, None):
            await redact_sent(unit, policy, "sms", provider_id)
        await redact_sent(unit, policy, "webchat", "other")
    assert [row[:2] for row in await rows(store)] == [("redact", SID)]


async def test_a_message_that_came_to_its_end_is_to_be_redacted(app: App) -> None:
    service = Phones(app)
    await service.write("hello")
    policy = replace(service.policy, redacts=frozenset({"sms"}))
    reports = Reports(app.store, policy, app.bell)
    message_id = service.sms.taken[0].id
    await reports.report(DeliveryReport(message_id, 0, Delivery.SENT, "id-0"))
    assert await rows(app.store) == []
    for state in (Delivery.DELIVERED, Delivery.DELIVERED, Delivery.READ):
        await reports.report(DeliveryReport(message_id, 0, state, "id-0"))
    assert [row[:2] for row in await rows(app.store)] == [("redact", "id-0")]

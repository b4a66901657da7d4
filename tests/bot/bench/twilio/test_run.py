"""What is held of people who write SMS, how the webhook took it, and the service under it."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from bot.bench.traffic.books import Fate
from bot.bench.traffic.plan import SMS, Plan
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.double.world import SMS_NUMBER
from bot.bench.twilio.run import PUBLIC, SmsSide, bench_sms
from bot.config import load
from bot.errors import BadInputError
from tests.bot.bench.twilio.conftest import Receiver, asked

PLAN = Plan(updates=80, people=20, kills=2, seed=2, calm=4, webhook=True)


def test_the_settings_are_ones_that_the_service_knows(
    monkeypatch: pytest.MonkeyPatch, double: Double
) -> None:
    for name, value in SmsSide(double).variables(SMS).items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert (settings.twilio_api_base, settings.public_url) == (double.base, PUBLIC)
    assert settings.twilio.per_second == SMS.per_second
    assert settings.limits.per_prefix_an_hour > SMS.updates


async def test_numbers_rise_over_both_sides_and_parts_are_known_by_their_address(
    double: Double, client: Client, receiver: Receiver
) -> None:
    side = SmsSide(double)
    side.reach(receiver.base)
    for language in ("sq", "en"):
        side.join(language)
    wrote = [side.write(0, "one"), side.write(1, "two"), side.write(0, "STOP")]
    await double.settle()
    people = [one.form["From"] for one in receiver.got]

    def answer(part: str) -> None:
        options = {"status_callback": f"{PUBLIC}/twilio/status?m=mine&p={part}"} if part else {}
        client.messages.create(to=people[1], from_=SMS_NUMBER, body="hi", **options)

    for part in ("0", "1", "1", ""):
        await asked(lambda: answer(part))  # noqa: B023 - done at once
    first, second = side.held(wrote)
    assert list(first.offered.values()) == [1, 3]
    assert list(first.accepted.values()) == [4]
    assert list(second.accepted.values()) == [5, 6, 7, 8]
    assert second.parts == {("mine", 0): 5, ("mine", 1): 6}
    assert set(second.at) == {2, 5, 6, 7, 8}
    assert [held.identifier for held in (first, second)] == [people[0], people[1]]


async def test_how_the_webhook_took_it_is_counted(double: Double, receiver: Receiver) -> None:
    side = SmsSide(double)
    assert side.taking(0) is None
    side.reach(receiver.base)
    side.join("en")
    side.trouble(1.0, reorder=False)
    receiver.statuses = [503, 200, 200, *[503] * 6]
    for text in ("one", "two", "later"):
        side.write(0, text)
    assert side.owed() == 6
    await double.settle()
    taking = side.taking(2)
    assert taking
    assert (taking.times.messages, taking.retried, taking.given_up) == (1, 2, 1)
    assert (side.owed(), side.repeated()) == (0, 3)
    assert receiver.bodies()[:3] == ["one", "one", "one"]


async def test_words_that_twilio_obeys_are_not_written() -> None:
    with pytest.raises(BadInputError):
        await bench_sms(PLAN, print, None, ["STOP", "x" * 1601])


@pytest.mark.e2e
async def test_killed_again_and_again_nothing_is_lost_and_nothing_said_twice() -> None:
    said: list[str] = []
    handled = await bench_sms(PLAN, said.append)
    assert handled.kept, handled.to_json()
    assert handled.fates[Fate.STORED_ONCE] == PLAN.updates + PLAN.calm
    turns = (Fate.ANSWERED_ONCE, Fate.SILENT, Fate.UNKNOWN)
    assert sum(handled.fates[fate] for fate in turns) == PLAN.updates + PLAN.calm
    assert handled.repeats > 0
    assert sum(line.startswith("killed") for line in said) == PLAN.kills
    assert handled.taking
    assert handled.taking.given_up == 0
    assert handled.taking.times.messages == PLAN.updates

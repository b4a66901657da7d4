"""What goes wrong on the way to us and back: said twice, in another order, lost, or not at all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from bot.bench.double.faults import Fault
from bot.bench.twilio.double.phone.lines import Line
from bot.bench.twilio.double.phone.rest import DIAL
from tests.handlers.voice.walk.town import Town

NUMBERED = re.compile(r"number is: [^.]*")
"""Each has a case of their own."""

KEYS = ("1", "8", "2", "1", "8", "0")


async def a_call(place: Town) -> Line:
    """Some turns, and a voicemail."""
    line = await place.chooses(await place.double.phone().call(), "en")
    for key in KEYS:
        await line.press(key)
    return await line.leave("my name is")


async def test_webhooks_that_come_twice_are_answered_alike(place: Town) -> None:
    once = await a_call(place)
    place.double.faults.repeat = place.double.world.reporting.repeat = 1.0
    twice = await a_call(place)
    await place.double.settle()
    assert NUMBERED.sub("", twice.words) == NUMBERED.sub("", once.words)
    pages = place.double.exchange.asker.pages
    pairs = [(a, b) for a, b in pairwise(pages) if b.repeat]
    assert len(pairs) > len(KEYS)
    assert [a.url for a, b in pairs if a.body != b.body] == []
    assert len(await place.cases()) == 2


@pytest.mark.parametrize("status", ["failed", "absent"])
async def test_a_message_that_twilio_lost_is_a_case_all_the_same(place: Town, status: str) -> None:
    place.double.exchange.recordings.next_status = status
    line = await a_call(place)
    await place.double.settle()
    assert line.ended
    assert len(await place.cases()) == 1


async def test_calls_that_twilio_refuses_are_made_later(place: Town) -> None:
    phone = place.double.phone()
    place.double.mischief.next(DIAL, Fault.TOO_MANY)
    await (await phone.call()).hang_up()
    await place.double.settle()
    place.clock.move(minutes=1)
    while len(place.double.world.calls.of(DIAL)) < 2:
        await place.app.bell.wait("dialling", 0.1)
        place.clock.move(minutes=1)
    assert (await phone.rings()).leg.to == phone.number

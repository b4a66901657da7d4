"""The line drops at every step: nothing is lost, and the next call goes on from there."""

from __future__ import annotations

import pytest

from bot.bench.twilio.double.phone.exchange import HIDDEN
from bot.bench.twilio.double.phone.leg import Doing
from bot.bench.twilio.double.phone.lines import Line, Phone
from bot.bench.twilio.double.phone.rest import DIAL
from flows.load import load
from flows.names import label_of
from tests.handlers.voice.site import phrases
from tests.handlers.voice.walk.test_flows import LANGUAGES
from tests.handlers.voice.walk.town import Town

REQUEST = ("1", "#", "2#", "1", "1", "#")
"""Through the questions on going home with help, each with a key."""


async def so_far(place: Town, phone: Phone, steps: int, language: str) -> Line:
    """A call that has come so far."""
    line = await place.chooses(await phone.call(), language)
    keys = place.keys(line, language)
    await line.press(str(keys[label(language)]))
    for key in REQUEST[:steps]:
        if line.doing is Doing.LISTENING:
            await line.press(key)
    return line


def label(language: str) -> str:
    """The words of the choice that begins the questions."""
    return load().labels[language][label_of("flow:avrr_request")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_calls_again_goes_on_where_the_line_dropped(place: Town, language: str) -> None:
    await place.record(language)
    for steps in range(len(REQUEST)):
        phone = place.double.phone()
        line = await so_far(place, phone, steps, language)
        question = place.texts(line.lately)
        await line.hang_up()
        assert line.ended, steps
        await place.double.settle()
        again = await place.chooses(await phone.call(), language)
        texts = place.texts(again.lately)
        assert phrases("voice.resume", language) in texts, steps
        assert any(text in texts for text in question if len(text) > 20), steps
        await again.hang_up()


async def test_the_line_drops_before_a_language_was_chosen(place: Town) -> None:
    phone = place.double.phone()
    await (await phone.call()).hang_up()
    await place.double.settle()
    place.clock.move(minutes=1)
    called = await phone.rings()
    assert called.leg.direction == "outbound-api"
    assert phrases("menu.main", "en") not in place.texts(called.heard)


async def test_who_hid_the_number_is_not_called_back_and_can_leave_a_message(place: Town) -> None:
    line = await place.chooses(await place.double.phone(HIDDEN).call(), "en")
    await line.press("0")
    await line.leave("call me at my cousin's")
    await place.double.settle()
    assert line.left_voicemail
    assert len(await place.cases()) == 1
    place.clock.move(hours=1)
    assert not place.double.world.calls.of(DIAL)

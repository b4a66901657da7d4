"""Pressed buttons: kept first, then answered, and the answer does not matter."""

from __future__ import annotations

import pytest

from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person
from bot.messages import Address, Author, Choice, Outbound
from handlers.telegram.door import TelegramDoor
from handlers.telegram.words import load
from tests.builders import Clock
from tests.handlers.telegram.conftest import Service


async def asked(door: TelegramDoor, double: Double, language: str | None = None) -> Person:
    """A person who was asked something."""
    person = double.person(language_code=language)
    person.start()
    await door.loops["telegram"]()
    await door.loops["telegram"]()
    address = Address("telegram", str(person.id))
    choices = (Choice("answer:yes", "Yes"),)
    await door.channel.send(Outbound("m1", address, Author.BOT, "Well?", "en", choices))
    return person


@pytest.mark.parametrize(("language", "told"), [("fr", True), ("en", False), (None, False)])
async def test_a_pressed_button_is_kept_and_stops_turning(
    double: Double, door: TelegramDoor, service: Service, language: str | None, told: bool
) -> None:
    person = await asked(door, double, language)
    query = person.press(person.hears()[-1], "Yes")
    await door.loops["telegram"]()
    await door.close()
    pressed = service.kept[-1]
    assert (pressed.choice, pressed.label) == ("answer:yes", "Yes")
    assert pressed.pressed_on == str(person.hears()[-1].id)
    answer = double.world.queries[query].answer
    assert answer is not None
    # The language of an app that is set to English says nothing of its person's.
    assert answer["text"] == (load(("fr",))["fr"].chosen if told else "")


async def test_a_button_that_could_not_be_kept_is_not_answered(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    person = await asked(door, double)
    query = person.press(person.hears()[-1], "Yes")
    service.broken.add(None)
    await door.loops["telegram"]()
    assert double.world.queries[query].answer is None
    service.broken.clear()
    await door.loops["telegram"]()
    await door.close()
    assert double.world.queries[query].answer is not None
    assert service.kept[-1].choice == "answer:yes"


async def test_a_button_that_is_too_old_to_be_answered_is_kept(
    double: Double, door: TelegramDoor, service: Service, clock: Clock
) -> None:
    person = await asked(door, double)
    person.press(person.hears()[-1], "Yes")
    clock.move(hours=1)
    await door.loops["telegram"]()
    await door.close()
    assert [call.code for call in double.world.calls.of("answerCallbackQuery")] == [400]
    assert service.kept[-1].choice == "answer:yes"
    assert service.problems()[-1] is None

"""Contents are created once, and never of what somebody said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Choice, SendError, Trouble
from handlers.twilio.calling import Calls
from handlers.whatsapp.content import Contents, Shape
from handlers.whatsapp.writing import Menu
from tests.builders import Clock
from tests.handlers.twilio.server import Answer, Server, refusal
from tests.handlers.whatsapp.conftest import Kept

CHOICES = (Choice("answer:yes", "\u2067Yes\u2069 "), Choice("answer:no", "No"))
QUICK = Shape(Menu("quick", CHOICES), 2, "")
LIST = Shape(Menu("list", CHOICES), 1, "Choose")


async def test_what_is_created(server: Server, contents: Contents) -> None:
    await contents.sid(QUICK)
    await contents.sid(LIST)
    quick, listed = server.contents()
    assert quick == {
        "friendly_name": QUICK.key(),
        "language": "en",
        "variables": {"1": "text", "2": "text"},
        "types": {
            "twilio/quick-reply": {
                "body": "{{1}} {{2}}",
                "actions": [
                    {"type": "QUICK_REPLY", "title": "Yes", "id": "answer:yes"},
                    {"type": "QUICK_REPLY", "title": "No", "id": "answer:no"},
                ],
            }
        },
    }
    assert listed["types"] == {
        "twilio/list-picker": {
            "body": "{{1}}",
            "button": "Choose",
            "items": [{"item": "Yes", "id": "answer:yes"}, {"item": "No", "id": "answer:no"}],
        }
    }


async def test_each_shape_is_created_once(server: Server, contents: Contents, kept: Kept) -> None:
    found = await asyncio.gather(*(contents.sid(QUICK) for _ in range(5)))
    assert len(set(found)) == 1
    assert len(server.contents()) == 1
    assert kept.sids == {QUICK.key(): found[0]}


async def test_a_restart_creates_nothing(
    server: Server, calls: Calls, contents: Contents, kept: Kept, clock: Clock
) -> None:
    first = await contents.sid(QUICK)
    restarted = Contents(calls, kept.recall, kept.remember, clock.now)
    assert await restarted.sid(QUICK) == first
    assert len(server.contents()) == 1


def test_other_choices_are_another_shape() -> None:
    others = [
        QUICK,
        LIST,
        replace(QUICK, values=3),
        replace(LIST, choose="Seçin"),
        replace(QUICK, menu=Menu("quick", CHOICES[:1])),
        replace(QUICK, menu=Menu("quick", (CHOICES[0], Choice("answer:never", "No")))),
        replace(QUICK, menu=Menu("quick", (CHOICES[0], Choice("answer:no", "Jo")))),
    ]
    assert len({shape.key() for shape in others}) == len(others)


async def test_what_twilio_has_no_more_is_created_anew(
    server: Server, contents: Contents, kept: Kept
) -> None:
    first = await contents.sid(QUICK)
    contents.forget(QUICK)
    second = await contents.sid(QUICK)
    assert first != second == kept.sids[QUICK.key()] == await contents.sid(QUICK)
    assert len(server.contents()) == 2


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [(refusal(92004), Trouble.REFUSED), (Answer(500, ""), Trouble.RETRY),
     (Answer(drops=True), Trouble.RETRY)],
)  # fmt: skip
async def test_what_cannot_be_created_is_left_alone_for_a_while(
    server: Server, contents: Contents, clock: Clock, answer: Answer, trouble: Trouble
) -> None:
    server.answers.append(answer)
    with pytest.raises(SendError) as caught:
        await contents.sid(QUICK)
    assert caught.value.trouble is trouble
    clock.moment += timedelta(minutes=4)
    with pytest.raises(SendError):
        await contents.sid(QUICK)
    assert len(server.contents()) == 1
    await contents.sid(LIST)
    clock.moment += timedelta(minutes=1)
    assert await contents.sid(QUICK)
    assert len(server.contents()) == 3

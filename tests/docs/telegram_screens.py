"""What a person sees in Telegram, screen by screen, played through the real door.

A simulator of our own draws what the double of Telegram recorded; it looks like no messenger.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.world import World
from tests.handlers.telegram.dialogue import staged
from tests.handlers.telegram.seeing import CASE_NUMBER, SAME_NUMBER

HERE = Path(__file__).parent
LOCAL = ZoneInfo("Europe/Belgrade")
THINGS = {"photo": "Photo", "voice": "Voice message", "location": "Place", "contact": "Number"}

Turn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: the language of the person's ``app``, and what is done before it is taken."""

    language: str
    turns: tuple[Turn, ...]


# In the order of docs/telegram.md. The names are those of the pictures: telegram-NAME.png.
SCREENS: dict[str, Screen] = {
    "start": Screen("en", ()),
    "language": Screen("en", ({"starts": ""},)),
    "menu": Screen("en", ({"starts": ""}, {"presses": "English"})),
    "answer": Screen("ar", ({"writes": "هل أدفع ثمن التذكرة؟"},)),
    "danger": Screen("ar", ({"writes": "زوجي يضربني"},)),
    "request": Screen(
        "en",
        (
            {"starts": "lang-en--flow-avrr_request"},
            {"presses": "Yes, keep my answers"},
            {"writes": "Morocco"},
            {"writes": "2"},
            {"presses": "No children"},
            {"presses": "Expired passport"},
            {"writes": "Prishtina"},
            {"presses": "Nothing urgent"},
            {"writes": "here, in the evening"},
        ),
    ),
    "human": Screen(
        "en",
        (
            {"starts": "lang-en--flow-human"},
            {"counsellor takes over": True},
            {"counsellor writes": "Good morning. I have read what you wrote. What do you need?"},
            {"writes": "a place to sleep tonight"},
        ),
    ),
    "photo": Screen("en", ({"starts": "lang-en"}, {"sends": "photo"})),
    "wipe": Screen("en", ({"starts": "lang-en--flow-human"}, {"writes": "/wipe"})),
}


async def page_of(screen: Screen, folder: Path) -> str:
    """The screen as a page of its own; ``folder`` is empty and may be written to."""
    async with staged(folder, {"app": screen.language}) as player:
        for turn in screen.turns:
            await player.play(turn)
        await player.door.close()
        return _page(player.world, player.person.sees(), screen.language)


def _page(world: World, posts: list[Posted], language: str) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    profile = world.profile
    return environment.get_template("telegram_screen.html").render(
        language=language,
        name=profile.name.get(language, world.me.first_name),
        about=profile.description.get(language, profile.description[""]),
        posts=posts,
        text=_text,
        thing=_thing,
        time=lambda post: post.at.astimezone(LOCAL).strftime("%H:%M"),
    )


def _text(post: Posted) -> str:
    """Phones show nothing of what a link says; case numbers, drawn at random, are the same."""
    text = post.text if post.mine else re.sub(r"^/start .*", "/start", post.text)
    return CASE_NUMBER.sub(SAME_NUMBER, text)


def _thing(post: Posted) -> str:
    return next((word for kind, word in THINGS.items() if kind in post.content), "")

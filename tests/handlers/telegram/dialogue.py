"""Plays a golden dialogue through Telegram: a person at the double, our whole service behind.

The door asks the double over HTTP, as it asks Telegram. No loop runs: after each act everything
that it leads to is done, one thing after the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import App, build, open_database
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.world import World
from bot.config import load
from bot.views import Staff
from handlers.telegram.door import TelegramDoor
from handlers.telegram.writing import MARK
from tests.builders import Clock, settle
from tests.handlers.console.visitor import hire
from tests.handlers.telegram.seeing import changes, look

# After this everything that came together, such as an album, has come.
TOGETHER_SECONDS = 2
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(24)
LETTER = b"%PDF-1.7\n"


@dataclass(slots=True)
class Player:
    """One dialogue that is under way. ``world`` is what the double knows of it."""

    app: App
    door: TelegramDoor
    clock: Clock
    person: Person
    counsellor: Staff
    world: World

    async def play(self, turn: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One turn: what the person or the counsellor does, and what the person sees of it."""
        before = look(self.person.sees())
        kind, value = next((k, v) for k, v in turn.items() if k in {*PERSON, *OTHERS})
        if kind in PERSON:
            PERSON[kind](self, value)
            await self.door.loops["telegram"]()
        else:
            await OTHERS[kind](self, value)
        await self._follow()
        return changes(before, look(self.person.sees()))

    async def _follow(self) -> None:
        """Everything that an act leads to."""
        self.clock.move(seconds=TOGETHER_SECONDS)
        await self.app.fetcher.fetch_due()
        await settle(self.app)

    # What a person does

    def _start(self, payload: str) -> None:
        self.person.start(payload)

    def _write(self, text: str) -> None:
        self.person.write(text)

    def _press(self, label: str) -> None:
        for post in reversed(self.person.hears()):
            for button in post.buttons:
                if label == button.text.removeprefix(MARK):
                    self.person.press(post, button.text)
                    return
        raise LookupError(label)

    def _edit(self, text: str) -> None:
        self.person.edit(self._last(), text)

    def _send(self, what: str) -> None:
        kind, _, caption = what.partition(": ")
        more = {"caption": caption} if caption else {}
        match kind:
            case "photo":
                self.person.photo(PHOTO, **more)
            case "voice":
                self.person.voice(VOICE)
            case "letter":
                self.person.document(LETTER, **more)
            case "sticker":
                self.person.sticker()
            case "place":
                self.person.location()
            case "number":
                self.person.contact()
            case _:
                raise LookupError(what)

    def _last(self) -> Posted:
        return next(post for post in reversed(self.person.sees()) if not post.mine)

    # What others do

    async def _claim(self, _: object) -> None:
        await self.app.desk.claim(self.counsellor, await self._case())

    async def _reply(self, text: str) -> None:
        await self.app.desk.reply(self.counsellor, await self._case(), text)

    async def _close(self, outcome: str) -> None:
        await self.app.desk.close(self.counsellor, await self._case(), outcome)

    async def _pass(self, minutes: float) -> None:
        self.clock.move(minutes=minutes)
        await self.app.clock.tick()

    async def _case(self) -> str:
        return (await self.app.desk.queue())[0].case.number


PERSON: Mapping[str, Any] = {
    "starts": Player._start,
    "writes": Player._write,
    "presses": Player._press,
    "edits": Player._edit,
    "sends": Player._send,
}
OTHERS: Mapping[str, Any] = {
    "counsellor takes over": Player._claim,
    "counsellor writes": Player._reply,
    "counsellor closes": Player._close,
    "minutes pass": Player._pass,
}


@asynccontextmanager
async def staged(folder: Path, world: Mapping[str, Any]) -> AsyncIterator[Player]:
    """Everything that one dialogue needs. ``world`` may say the language of the person's ``app``
    and the moment at which it begins (``at``)."""
    clock = Clock(datetime.fromisoformat(world["at"])) if "at" in world else Clock()
    async with Double(now=clock.now) as double:
        settings = load(
            data=folder,
            nlu_url=None,
            telegram_bot_token=SecretStr(double.token),
            telegram_api_base=double.base,
            telegram_per_second=1000,
        )
        _, store = await open_database(settings, clock.now)
        app = build(settings, store, clock.now, telegram_burst_seconds=0.001)
        assert app.telegram
        await app.telegram.loops["telegram"]()
        person = double.person(language_code=world.get("app"))
        counsellor = await hire(app, "dora", "operator")
        yield Player(app, app.telegram, clock, person, counsellor, double.world)
        await app.telegram.close()
        await store.close()

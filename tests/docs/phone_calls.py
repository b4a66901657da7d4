"""What a person on the phone hears and does, played through the real door.

The double of Twilio calls; what it heard is written down, since a call cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.app import open_database
from bot.bench.twilio.double.phone.leg import Played, Said
from bot.bench.twilio.double.phone.lines import Line
from bot.config import load
from tests.builders import Clock
from tests.handlers.voice.walk.town import Town, town

HERE = Path(__file__).parent
ORDER = ("en", "ar", "fr", "tr", "sr")
SPELLED = re.compile(r"(?<=: )([A-Z0-9], )+[A-Z0-9]")
SAME_SPELLED = "K, 7, H, M, 4, Q, 2"
"""Case numbers are drawn at random; in pictures they stay the same."""

# What the caller does: keys that are pressed, or words that are said.
SECONDS_A_DEED = 20
DEEDS = ("1", "I want to go home", "1", "Morocco", "0")


@dataclass(frozen=True, slots=True)
class Piece:
    """What was said in one go, by language, or what the caller did."""

    said: tuple[tuple[str, str], ...] = ()
    done: str = ""


@asynccontextmanager
async def called(folder: Path) -> AsyncIterator[tuple[Town, str]]:
    """A caller who waits for a person, and the call so far as a page of its own; ``folder`` is
    empty and may be written to."""
    clock = Clock()
    _engine, store = await open_database(load(data=folder, nlu_url=None), clock.now)
    async with town(store, clock, folder, order=ORDER) as place:
        await place.operator()
        line = await place.double.phone().call()
        pieces = [_said(line, 0)]
        for deed in DEEDS:
            heard = len(line.heard)
            clock.move(seconds=SECONDS_A_DEED)
            await (line.press(deed) if deed.isdecimal() else line.speak(deed))
            done = f"presses {deed}" if deed.isdecimal() else f"says “{deed}”"
            pieces += [Piece(done=done), _said(line, heard)]
        yield place, _page(pieces)
        await line.hang_up()
    await store.close()


def _said(line: Line, since: int) -> Piece:
    return Piece(said=tuple(_joined(line.heard[since:])))


def _joined(heard: Sequence[Said | Played]) -> list[tuple[str, str]]:
    """A key stands behind what it is for."""
    rows: list[tuple[str, str]] = []
    for one in heard:
        assert isinstance(one, Said)
        text = SPELLED.sub(SAME_SPELLED, one.text)
        if (
            rows
            and any(sign.isdecimal() for sign in text)
            and len(text) < len("appuyez sur le 3 ")
        ):
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}, {text}")
        else:
            rows.append((one.language, text))
    return rows


def _page(pieces: Sequence[Piece]) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("phone_call.html").render(pieces=pieces)

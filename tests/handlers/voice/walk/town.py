"""The wired service, a double of Twilio, and people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.app import App, build
from bot.bench.twilio.double.phone.leg import Played, Said
from bot.bench.twilio.double.phone.lines import Line
from bot.bench.twilio.double.twilio import Double
from bot.config import load
from bot.store.audio import PERSON, NewRecording
from bot.store.database import Store
from bot.store.records import Case
from bot.telephony import checksum
from tests.builders import Clock
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.voice.site import phrases
from tests.handlers.voice.twiml import faults
from tests.handlers.webchat.service import Service

READ = ("fa", "ps", "ur", "sq")
"""Languages that no machine speaks: everything in them is recorded."""

WAIT = "/twilio/voice/wait"
THROUGH = ("/agent/met", "/screen/key")
"""An empty document of these lets the two hear each other at once."""

EMPTY = ["the document is empty"]
QUEUE_MINUTES = 1
OPERATOR = "+38345999999"


class DocumentError(AssertionError):
    """A document that Twilio would not take."""


@dataclass
class Town:
    """``sounds`` are the words of recordings by their ids."""

    app: App
    double: Double
    clock: Clock
    web: Service
    sounds: dict[str, str] = field(default_factory=dict)

    def texts(self, heard: Sequence[Said | Played]) -> list[str]:
        """What was heard, as words, recordings too."""
        return [
            one.text if isinstance(one, Said) else self.sounds[one.url.rpartition("/")[2]]
            for one in heard
        ]

    async def chooses(self, line: Line, language: str) -> Line:
        """Wait for a language in the list, and press its key."""
        while not line.ended and (key := self.key_of(line, language)) is None:
            await line.silence()
        return line if line.ended else await line.press(str(key))

    def key_of(self, line: Line, language: str) -> int | None:
        """The key of a language, where it is read out now."""
        return self.keys(line, language).get(phrases("voice.language", language))

    def keys(self, line: Line, language: str) -> dict[str, int]:
        """What can be pressed now: the words before each key that is told."""
        told = {phrases(f"voice.press.{key}", language): key for key in range(1, 6)}
        texts = self.texts(line.lately)
        return {before: told[text] for before, text in pairwise(texts) if text in told}

    def more_follows(self, line: Line, language: str) -> bool:
        """Whether who waits hears more choices."""
        return phrases("voice.more", language) in self.texts(line.lately)

    def said_goodbye(self, line: Line, language: str) -> bool:
        """Whether a goodbye was the last that was heard."""
        last = self.texts(line.heard)[-1:]
        return last in ([phrases(key, language)] for key in ("voice.goodbye", "talk.goodbye"))

    async def cases(self) -> list[Case]:
        """All that wait for people."""
        async with self.app.store.read() as unit:
            return list(await unit.cases.queue())

    async def record(self, language: str) -> None:
        """Let a person have recorded everything in a language that no machine speaks."""
        if language not in READ:
            return
        contacts = self.app.settings.contact_values()
        async with self.app.store.write() as unit:
            for script in self.app.engine.scripts(language, contacts).scripts:
                new = NewRecording(
                    key=script.key,
                    language=language,
                    checksum=checksum(script.text),
                    origin=PERSON,
                    mime="audio/wav",
                    seconds=1.0,
                    content=b"RIFF\0\0\0\0WAVE",
                )
                self.sounds[await unit.audio.add(new)] = script.text

    async def operator(self) -> None:
        """Somebody who takes calls."""
        async with self.app.store.write() as unit:
            await unit.office.add("o", "O", "operator", "no password", must_change=False)
            staff = await unit.office.by_name("o")
            assert staff
            until = unit.now + timedelta(hours=8)
            await unit.office.begin_session(staff.id, "token", "csrf", until)
            await unit.phones.keep(staff.id, OPERATOR)
            await unit.phones.take_calls(staff.id, until)


@asynccontextmanager
async def town(
    store: Store,
    clock: Clock,
    data: Any,
    *,
    seed: int = 1,
    nlu: dict[str, Any] | None = None,
    **voice: Any,
) -> AsyncIterator[Town]:
    """All of it, for the time of the block; every document is checked. ``seed``: the double's;
    ``nlu``: settings of a model server, without which no sentence is understood."""
    of_the_model: dict[str, Any] = nlu or {"nlu_url": None}
    async with Double(now=clock.now, seed=seed, pauses=(0.0,) * 5) as double:
        settings = load(
            data=data,
            **of_the_model,
            public_url=PUBLIC,
            twilio_account_sid=double.account.sid,
            twilio_auth_token=double.account.token,
            twilio_voice_from=double.exchange.number,
            twilio_api_base=double.base,
            voice={"queue_minutes": QUEUE_MINUTES, **voice},
        )
        app = build(settings, store, clock.now)
        # What a service has read once it runs: the first call is not to wait for it.
        await app.understander.warm()
        await app.library.recorded.complete(READ)
        web = Service(app.asgi)
        await web.start()
        double.calls_back(PUBLIC, web.url)
        double.exchange.asker.on_document = check
        try:
            yield Town(app, double, clock, web)
        finally:
            await web.stop()


def check(url: str, document: bytes) -> None:
    """Fail where Twilio would not take it."""
    path = url.partition("?")[0]
    wrong = faults(document.decode(), waiting=path.endswith(WAIT))
    if wrong and not (wrong == EMPTY and path.endswith(THROUGH)):
        raise DocumentError(path, *wrong)

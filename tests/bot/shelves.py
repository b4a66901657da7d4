"""A library over a test's database, and recordings in it."""

from __future__ import annotations

from bot.config import Settings, load
from bot.library import Library, library_of
from bot.store.audio import MACHINE, PERSON, NewRecording
from bot.store.database import Store
from bot.store.records import Staff
from bot.telephony import checksum
from flows.engine import Engine

ENGINE = Engine.load()


def library(store: Store, *, placeholders: bool = False) -> Library:
    """The library with the settings of config.yaml and every text of ours."""
    voice = load().voice.model_copy(update={"placeholders": placeholders})
    settings: Settings = load(nlu_url=None).model_copy(update={"voice": voice})
    return library_of(settings, store, ENGINE)


async def record(
    store: Store,
    language: str,
    *texts: str,
    origin: str = PERSON,
    key: str = "a.b 1",
    content: bytes = b"sound",
) -> list[str]:
    """Keep a recording of each of these words; their ids."""
    ids = []
    async with store.write() as unit:
        for text in texts:
            new = NewRecording(
                key=key,
                language=language,
                checksum=checksum(text),
                origin=origin,
                mime="audio/wav",
                seconds=1.0,
                content=content,
            )
            ids.append(await unit.audio.add(new))
    return ids


async def record_all(store: Store, language: str, origin: str = MACHINE) -> None:
    """Keep a recording of everything that a call in this language needs at least."""
    scripts = library(store).recorded.scripts(language).scripts
    await record(store, language, *(o.text for o in scripts if o.essential), origin=origin)


async def hired(store: Store, role: str) -> Staff:
    """Somebody of this role."""
    async with store.write() as unit:
        await unit.office.add(role, role.title(), role, "no password", must_change=False)
        staff = await unit.office.by_name(role)
    assert staff is not None
    return staff

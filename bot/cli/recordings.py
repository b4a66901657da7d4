"""``voice render``, ``scripts`` and ``status``: placeholders, sheets to read, what is there."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_database
from bot.cli.telling import tell
from bot.config import Settings, load
from bot.errors import BadInputError
from bot.library import MISSING, STALE, STATES, Entry, Library, Shelf, library_of
from bot.rendering import PROGRAM, VOICES, Synthesiser
from bot.sounds import ENDINGS, checked
from bot.store.audio import MACHINE, PERSON
from bot.store.database import Store, Unit
from flows.engine import Engine

AT_ONCE = 20
INDEX = "index.tsv"
COLUMNS = ("file", "language", "key", "part", "seconds", "made by", "checksum", "words")

Languages = Annotated[list[str] | None, typer.Option("--language", help="Default: all.")]
Data = Annotated[Path | None, typer.Option(help="Folder for database, key and model.")]
Out = Annotated[Path | None, typer.Option(help="Also write the files into this folder.")]


def render(language: Languages = None, out: Out = None, data: Data = None) -> None:
    """Make placeholder audio with espeak-ng where nobody has recorded the words yet.

    Machine speech is for trying: callers hear it only with voice.placeholders in the settings.
    """
    settings = _settings(data)
    asyncio.run(_render(settings, _chosen(settings, language), out))


def scripts(language: Annotated[str, typer.Option(help="Such as sq.")], data: Data = None) -> None:
    """Print everything that is to be read aloud in a language, with the numbers of the lines."""
    settings = _settings(data)
    [code] = _chosen(settings, [language])
    shelf = asyncio.run(_shelf(settings, code))
    if shelf.draft:
        tell("these texts are drafts: let a native speaker review them before they are recorded")
    for entry in shelf.entries:
        print(f"{entry.number}\t{entry.script.key} {entry.script.part}\t{entry.script.text}")


def status(data: Data = None) -> None:
    """Say for each language who speaks it on the phone, and what is recorded of it."""
    settings = _settings(data)
    for line in asyncio.run(_status(settings)):
        print(line)


def _settings(data: Path | None) -> Settings:
    return load(data=data.resolve() if data else None)


def _chosen(settings: Settings, languages: Sequence[str] | None) -> tuple[str, ...]:
    unknown = [code for code in languages or () if code not in settings.languages]
    if unknown:
        msg = f"--language must be one of {', '.join(settings.languages)}."
        raise BadInputError(msg)
    return tuple(languages or settings.languages)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Store, Library, Unit]]:
    """The database, the library over it, and a unit of work to read with."""
    _, store = await open_database(settings)
    try:
        async with store.read() as unit:
            yield store, library_of(settings, store, Engine.load()), unit
    finally:
        await store.close()


async def _shelf(settings: Settings, language: str) -> Shelf:
    async with _opened(settings) as (_, library, unit):
        return await library.shelf_of(unit, language)


async def _render(settings: Settings, languages: Sequence[str], out: Path | None) -> None:
    synthesiser = Synthesiser()
    async with _opened(settings) as (store, library, _):
        for code in languages:
            if synthesiser.has(code):
                made, gone = await _read_aloud(store, library, synthesiser, code)
                tell(f"{code}: {made} made, {gone} of words that are said no more deleted")
            else:
                tell(f"{code}: {PROGRAM} has no voice for it; nothing was made")
        if out:
            await _write_out(store, library, languages, out)


async def _read_aloud(
    store: Store, library: Library, synthesiser: Synthesiser, language: str
) -> tuple[int, int]:
    """Make what is missing, delete placeholders that are of no use; how many of each."""
    async with store.write() as unit:
        shelf = await library.shelf_of(unit, language)
        unused = [one.id for one in shelf.unused if one.origin == MACHINE]
        gone = await unit.audio.remove(unused)
    missing = [entry for entry in shelf.entries if entry.state in (MISSING, STALE)]
    for begin in range(0, len(missing), AT_ONCE):
        few = missing[begin : begin + AT_ONCE]
        sounds = [await asyncio.to_thread(_sound, synthesiser, e, language) for e in few]
        async with store.write() as unit:
            for entry, sound in zip(few, sounds, strict=True):
                await library.put(unit, language, entry, checked(sound), sound)
    return len(missing), gone


def _sound(synthesiser: Synthesiser, entry: Entry, language: str) -> bytes:
    return synthesiser.read(entry.script.text, language)


async def _write_out(store: Store, library: Library, languages: Sequence[str], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    async with store.read() as unit:
        for code in languages:
            for entry in (await library.shelf_of(unit, code)).entries:
                found = entry.recording and await unit.audio.content(entry.recording.id)
                if entry.recording and found:
                    name = _name(entry, code)
                    (out / name).write_bytes(found[1])
                    rows.append(_row(name, code, entry))
    with (out / INDEX).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, "excel-tab").writerows([COLUMNS, *rows])
    tell(f"{len(rows)} files and {INDEX} written")


def _name(entry: Entry, language: str) -> str:
    ending = ENDINGS[entry.recording.mime] if entry.recording else "wav"
    return f"{entry.script.key}.{entry.script.part}.{language}.{ending}"


def _row(name: str, language: str, entry: Entry) -> tuple[object, ...]:
    one = entry.recording
    seconds, origin = (f"{one.seconds:.2f}", one.origin) if one else ("", "")
    script = entry.script
    return (
        name, language, script.key, script.part, seconds, origin, entry.checksum, script.text
    )  # fmt: skip


async def _status(settings: Settings) -> list[str]:
    async with _opened(settings) as (_, library, unit):
        shelves = [await library.shelf_of(unit, code) for code in library.languages]
    return [line for shelf in shelves for line in _lines(shelf)]


def _lines(shelf: Shelf) -> Iterator[str]:
    """What a person should know of one language, the first line always alike."""
    many, needed = len(shelf.entries), shelf.count(*STATES, essential=True)
    spoken, ready = shelf.count(PERSON), shelf.count(PERSON, essential=True)
    how = "said by Twilio" if shelf.said else "needs recordings"
    yield (
        f"{shelf.language}: {how}; recorded by people {spoken} of {many}, "
        f"needed at least {ready} of {needed}; by a machine {shelf.count(MACHINE)}; "
        f"stale {shelf.count(STALE)}; missing {shelf.count(MISSING)}"
    )
    if shelf.language not in VOICES:
        yield f"    placeholders are not possible: {PROGRAM} has no voice for it"
    if shelf.count(MACHINE):
        heard = "are heard by callers" if shelf.placeholders else "are not heard by callers"
        yield f"    machine speech is a placeholder; voice.placeholders: such recordings {heard}"
    if shelf.unsayable and not shelf.said:
        named = ", ".join(f"{one.key} ({one.value})" for one in shelf.unsayable)
        yield f"    cannot be said by recordings: {named}"

"""The library of recordings, for who manages it: what there is to read, and what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.config import Settings
from bot.desk_rules import REVIEWING, demand
from bot.errors import ConflictError, NotFoundError
from bot.recordings import Recorded
from bot.sounds import Sound, checked
from bot.store.audio import MACHINE, PERSON, NewRecording, Recording
from bot.store.database import Store, Unit
from bot.store.records import Staff
from bot.telephony import checksum
from bot.views import FileView
from flows.engine import Engine
from flows.scripts import Script, Unsayable

STALE, MISSING = "stale", "missing"
STATES = (PERSON, MACHINE, STALE, MISSING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A script with its recording. ``old`` was made of words that have changed since: it is kept
    until there is a new one, and never played to a caller."""

    number: int
    script: Script
    checksum: str
    recording: Recording | None
    old: Recording | None

    @property
    def state(self) -> str:
        """person, machine, stale or missing."""
        if self.recording:
            return self.recording.origin
        return STALE if self.old else MISSING


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of one language. ``unused``: recordings of words that are said no more, with no words
    in their place; ``said``: a machine of the provider says this language, without recordings."""

    language: str
    said: bool
    draft: bool
    placeholders: bool
    entries: tuple[Entry, ...] = field(repr=False)
    unused: tuple[Recording, ...] = field(repr=False)
    unsayable: tuple[Unsayable, ...] = field(repr=False)

    def count(self, *states: str, essential: bool = False) -> int:
        """How many scripts are in one of these states; ``essential``: of those alone."""
        entries = (e for e in self.entries if e.script.essential or not essential)
        return sum(entry.state in states for entry in entries)


class Library:
    """Lists, takes and deletes recordings. Methods that take a ``staff`` raise ForbiddenError
    for whoever is neither manager nor administrator."""

    def __init__(
        self,
        store: Store,
        recorded: Recorded,
        languages: Sequence[str],
        said: Mapping[str, bool],
        *,
        placeholders: bool,
    ) -> None:
        """``said``: the languages that a machine of the provider says."""
        self.recorded = recorded
        self._store = store
        self._said = said
        self._placeholders = placeholders
        self.languages = tuple(languages)

    async def shelves(self, staff: Staff) -> tuple[Shelf, ...]:
        """Every language that callers may choose."""
        demand(staff, REVIEWING)
        async with self._store.read() as unit:
            return tuple([await self.shelf_of(unit, code) for code in self.languages])

    async def shelf(self, staff: Staff, language: str) -> Shelf:
        """One language; raises NotFoundError."""
        demand(staff, REVIEWING)
        self._check(language)
        async with self._store.read() as unit:
            return await self.shelf_of(unit, language)

    async def shelf_of(self, unit: Unit, language: str) -> Shelf:
        """One language, for a program that asks."""
        scripts = self.recorded.scripts(language)
        recordings = await unit.audio.of(language)
        entries = _entries(scripts.scripts, recordings)
        shown = {one.id for e in entries for one in (e.recording, e.old) if one}
        sums = {entry.checksum for entry in entries}
        return Shelf(
            language=language,
            said=self._said[language],
            draft=scripts.draft,
            placeholders=self._placeholders,
            entries=entries,
            unused=tuple(o for o in recordings if o.id not in shown and o.checksum not in sums),
            unsayable=scripts.unsayable,
        )

    async def take(self, staff: Staff, language: str, sum_: str, content: bytes) -> Entry:
        """Keep what a person read: the words with this checksum. Returns the entry as it was.

        Raises BadInputError for a file that cannot be played, ConflictError where the words have
        changed since.
        """
        demand(staff, REVIEWING)
        self._check(language)
        sound = checked(content)
        async with self._store.write() as unit:
            entry = _entry(await self.shelf_of(unit, language), sum_)
            await self.put(unit, language, entry, sound, content, staff.id)
            await unit.looks.add(staff.id, "recording_taken", language=language)
        return entry

    async def put(
        self,
        unit: Unit,
        language: str,
        entry: Entry,
        sound: Sound,
        content: bytes,
        staff_id: str | None = None,
    ) -> None:
        """Keep a recording in place of an old one; a machine's (no ``staff_id``) never replaces
        a person's."""
        origin = PERSON if staff_id else MACHINE
        if entry.old and (staff_id or entry.old.origin == MACHINE):
            await unit.audio.remove([entry.old.id])
        await unit.audio.add(
            NewRecording(
                key=key_of(entry.script),
                language=language,
                checksum=entry.checksum,
                origin=origin,
                mime=sound.mime,
                seconds=sound.seconds,
                content=content,
                staff_id=staff_id,
            )
        )

    async def remove(self, staff: Staff, language: str, recording_id: str) -> None:
        """Delete a recording; raises NotFoundError."""
        demand(staff, REVIEWING)
        async with self._store.write() as unit:
            found = await unit.audio.get(recording_id)
            if found is None or found.language != language:
                raise NotFoundError
            await unit.audio.remove([recording_id])
            await unit.looks.add(staff.id, "recording_removed", language=language)

    async def sound(self, staff: Staff, recording_id: str) -> FileView:
        """A recording to listen to; raises NotFoundError."""
        demand(staff, REVIEWING)
        found = await self.recorded.sound(recording_id)
        if found is None:
            raise NotFoundError
        mime, content = found
        return FileView(content, mime, "")

    def _check(self, language: str) -> None:
        if language not in self.languages:
            raise NotFoundError


def library_of(settings: Settings, store: Store, engine: Engine) -> Library:
    """The library of this deployment; its ``recorded`` is what calls are played from."""
    placeholders = settings.voice.placeholders
    recorded = Recorded(store, engine, settings.contact_values(), placeholders=placeholders)
    said = {code: bool(settings.voice.tongue(code).say) for code in settings.languages}
    return Library(store, recorded, settings.languages, said, placeholders=placeholders)


def key_of(script: Script) -> str:
    """The name of a script as it is kept with its recording."""
    return f"{script.key} {script.part}"


def _entry(shelf: Shelf, sum_: str) -> Entry:
    for entry in shelf.entries:
        if entry.checksum == sum_:
            return entry
    msg = "These words have changed in the meantime. Nothing was stored; read the new ones."
    raise ConflictError(msg)


def _entries(scripts: Sequence[Script], recordings: Sequence[Recording]) -> tuple[Entry, ...]:
    """The scripts in order, each with the best recording of its words."""
    sums = {script: checksum(script.text) for script in scripts}
    current = {one.checksum: one for one in reversed(recordings)}
    said = set(sums.values())
    old = {one.key: one for one in reversed(recordings) if one.checksum not in said}
    return tuple(
        Entry(n, script, sums[script], current.get(sums[script]), old.get(key_of(script)))
        for n, script in enumerate(scripts, 1)
    )

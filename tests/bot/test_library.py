"""The library: what is missing, taking what a person read, and words that have changed."""

from __future__ import annotations

import pytest

from bot.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from bot.library import Entry, Library, Shelf
from bot.sounds import checked
from bot.store.audio import MACHINE, PERSON
from bot.store.database import Store
from bot.telephony import checksum
from tests.bot.shelves import hired, library, record
from tests.bot.sounds import mp3, tone


async def shelf_of(store: Store, made: Library, language: str = "sq") -> Shelf:
    async with store.read() as unit:
        return await made.shelf_of(unit, language)


def entry(shelf: Shelf, key: str) -> Entry:
    return next(one for one in shelf.entries if one.script.key == key)


async def test_what_a_person_brings_is_kept_for_its_words(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store)
    wanted = entry(await made.shelf(manager, "sq"), "menu.main")
    assert wanted.state == "missing"
    await made.take(manager, "sq", wanted.checksum, mp3(2))
    shelf = await made.shelf(manager, "sq")
    got = entry(shelf, "menu.main")
    assert got.state == PERSON
    assert got.recording is not None
    assert (got.recording.mime, got.recording.key) == ("audio/mpeg", "menu.main 1")
    assert shelf.count(PERSON) == shelf.count(PERSON, essential=True) == 1
    assert shelf.count("missing") == len(shelf.entries) - 1
    view = await made.sound(manager, got.recording.id)
    assert (view.mime, view.content) == ("audio/mpeg", mp3(2))
    assert await made.recorded.find("sq", [wanted.script.text]) == {
        wanted.script.text: (got.recording.id,)
    }


async def test_a_person_stays_where_a_machine_has_read_too(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store, placeholders=True)
    wanted = entry(await made.shelf(manager, "sq"), "menu.main")
    await made.take(manager, "sq", wanted.checksum, tone(2))
    async with store.write() as unit:
        await made.put(unit, "sq", wanted, checked(tone(1)), tone(1))
    got = entry(await made.shelf(manager, "sq"), "menu.main")
    assert got.recording is not None
    assert (got.state, got.recording.seconds) == (PERSON, 2.0)


async def test_words_that_changed_make_a_recording_stale(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store)
    await record(store, "sq", "What was said before.", key="menu.main 1")
    await record(store, "sq", "Said by nobody now.", key="menu.gone 1")
    shelf = await made.shelf(manager, "sq")
    stale = entry(shelf, "menu.main")
    assert stale.state == "stale"
    assert stale.recording is None
    assert shelf.count("stale") == 1
    assert [one.key for one in shelf.unused] == ["menu.gone 1"]
    assert await made.recorded.find("sq", [stale.script.text]) == {}
    await made.take(manager, "sq", stale.checksum, tone())
    again = await made.shelf(manager, "sq")
    assert entry(again, "menu.main").state == PERSON
    assert entry(again, "menu.main").old is None
    assert [one.key for one in again.unused] == ["menu.gone 1"]


async def test_words_that_only_moved_keep_their_recording(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store)
    moved = entry(await made.shelf(manager, "sq"), "menu.main")
    [kept] = await record(store, "sq", moved.script.text, key="menu.help_now 1")
    other = entry(await made.shelf(manager, "sq"), "menu.help_now")
    assert other.state == "missing"
    await made.take(manager, "sq", other.checksum, tone())
    shelf = await made.shelf(manager, "sq")
    assert [entry(shelf, key).state for key in ("menu.main", "menu.help_now")] == [PERSON] * 2
    assert (found := entry(shelf, "menu.main").recording) is not None
    assert found.id == kept


async def test_a_machine_leaves_a_persons_old_recording_alone(store: Store) -> None:
    made = library(store)
    await record(store, "sq", "What was said before.", key="menu.main 1")
    await record(store, "sq", "And earlier.", key="menu.data 1", origin=MACHINE)
    shelf = await shelf_of(store, made)
    async with store.write() as unit:
        for key in ("menu.main", "menu.data"):
            await made.put(unit, "sq", entry(shelf, key), checked(tone()), tone())
    after = await shelf_of(store, made)
    assert [entry(after, key).state for key in ("menu.main", "menu.data")] == [MACHINE] * 2
    assert entry(after, "menu.main").old is not None
    assert entry(after, "menu.data").old is None


async def test_what_cannot_be_taken_changes_nothing(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store)
    wanted = entry(await made.shelf(manager, "sq"), "menu.main").checksum
    with pytest.raises(BadInputError, match="no WAV or MP3"):
        await made.take(manager, "sq", wanted, b"%PDF-1.7")
    with pytest.raises(ConflictError, match="have changed"):
        await made.take(manager, "sq", checksum("other words"), tone())
    for language in ("de", "../fa"):
        with pytest.raises(NotFoundError):
            await made.take(manager, language, wanted, tone())
    async with store.read() as unit:
        assert await unit.audio.of("sq") == []


async def test_a_recording_is_deleted_from_its_own_language_only(store: Store) -> None:
    manager, made = await hired(store, "manager"), library(store)
    [kept] = await record(store, "sq", "Po")
    with pytest.raises(NotFoundError):
        await made.remove(manager, "fa", kept)
    await made.remove(manager, "sq", kept)
    with pytest.raises(NotFoundError):
        await made.remove(manager, "sq", kept)
    with pytest.raises(NotFoundError):
        await made.sound(manager, kept)


async def test_operators_have_nothing_to_do_with_it(store: Store) -> None:
    operator, made = await hired(store, "operator"), library(store)
    for asked in (
        made.shelves(operator),
        made.shelf(operator, "sq"),
        made.take(operator, "sq", "", tone()),
        made.remove(operator, "sq", "x"),
        made.sound(operator, "x"),
    ):
        with pytest.raises(ForbiddenError):
            await asked


async def test_every_language_says_who_speaks_it(store: Store) -> None:
    shelves = await library(store).shelves(await hired(store, "administrator"))
    said = {shelf.language: shelf.said for shelf in shelves}
    assert [code for code, by_machine in said.items() if not by_machine] == [
        "fa", "ps", "ur", "sq",
    ]  # fmt: skip
    assert all(shelf.draft for shelf in shelves)

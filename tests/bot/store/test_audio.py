"""Recordings in the database: one for each words and origin, a person's before a machine's."""

from __future__ import annotations

import asyncio

from bot.errors import ConflictError
from bot.store.audio import MACHINE, PERSON
from bot.store.database import Store
from bot.telephony import checksum
from tests.bot.shelves import record

BOTH = (MACHINE, PERSON)


async def test_what_is_kept_can_be_played(store: Store) -> None:
    [kept] = await record(store, "sq", "Po", content=b"RIFF\x00\xff")
    async with store.read() as unit:
        assert await unit.audio.content(kept) == ("audio/wav", b"RIFF\x00\xff")
        assert await unit.audio.content("0193") is None
        [one] = await unit.audio.of("sq")
        assert await unit.audio.of("fa") == []
        assert await unit.audio.get(kept) == one
    assert (one.id, one.key, one.size, one.seconds) == (kept, "a.b 1", 6, 1.0)
    assert one.created_at == unit.now


async def test_the_same_words_again_replace_the_recording_under_a_new_id(store: Store) -> None:
    [before] = await record(store, "sq", "Po", content=b"old")
    [after] = await record(store, "sq", "  Po ", content=b"new")
    assert before != after
    async with store.read() as unit:
        assert await unit.audio.content(before) is None
        assert await unit.audio.content(after) == ("audio/wav", b"new")


async def test_a_person_comes_before_a_machine_whoever_was_first(store: Store) -> None:
    sum_ = checksum("Po")
    for language, first, second in (("sq", MACHINE, PERSON), ("fa", PERSON, MACHINE)):
        ids = {
            origin: (await record(store, language, "Po", origin=origin))[0]
            for origin in (first, second)
        }
        async with store.read() as unit:
            assert await unit.audio.find(language, [sum_], BOTH) == {sum_: ids[PERSON]}
            assert await unit.audio.find(language, [sum_], [MACHINE]) == {sum_: ids[MACHINE]}
            assert [one.origin for one in await unit.audio.of(language)] == [PERSON, MACHINE]
            assert await unit.audio.find("en", [sum_], BOTH) == {}


async def test_two_at_once_leave_one(store: Store) -> None:
    done = await asyncio.gather(
        *(record(store, "sq", "Po", content=bytes([n])) for n in range(4)),
        return_exceptions=True,
    )
    assert {type(one) for one in done} <= {list, ConflictError}
    async with store.read() as unit:
        [left] = await unit.audio.of("sq")
        assert left.id in {one[0] for one in done if isinstance(one, list)}


async def test_what_is_removed_is_gone(store: Store) -> None:
    ids = await record(store, "sq", "Po", "Jo", "Ndoshta")
    async with store.write() as unit:
        assert await unit.audio.remove(ids[:2]) == 2
        assert await unit.audio.remove(ids[:2]) == 0
        assert [one.id for one in await unit.audio.of("sq")] == ids[2:]

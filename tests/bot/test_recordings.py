"""What says a text: a recording of the whole, or of its parts with the values between them."""

from __future__ import annotations

import pytest

from bot.store.audio import MACHINE
from bot.store.database import Store
from tests.bot.shelves import library, record, record_all

DIGITS = tuple("0123456789")


async def names(store: Store, *texts: str, language: str = "sq") -> dict[str, str]:
    """Keep recordings of these words; what each id says."""
    return dict(zip(await record(store, language, *texts), texts, strict=True))


async def said(store: Store, known: dict[str, str], *texts: str) -> list[str | None]:
    """What would be played for each text: the words of the recordings, with bars between."""
    found = await library(store).recorded.find("sq", texts)
    return [
        "|".join(known[id_] for id_ in found[text]) if text in found else None for text in texts
    ]


async def test_a_text_is_found_by_its_words_alone(store: Store) -> None:
    known = await names(store, "Çfarë ju duhet?", "Po")
    wanted = (" Çfarë  ju duhet?", "C\u0327farë ju duhet?", "Po:", "Po?", "Jo", "—")
    assert await said(store, known, *wanted) == [
        "Çfarë ju duhet?", "Çfarë ju duhet?", "Po", None, None, "",
    ]  # fmt: skip
    assert await library(store).recorded.find("fa", ["Po"]) == {}


async def test_a_changed_text_has_no_recording(store: Store) -> None:
    known = await names(store, "Call 112 now.")
    assert await said(store, known, "Call 112 now.", "Call 113 now.", "Call 112 at once.") == [
        "Call 112 now.", None, None,
    ]  # fmt: skip


async def test_numbers_are_said_between_the_parts(store: Store) -> None:
    known = await names(store, *DIGITS, "12", "Your place", "and", "minutes. Then call 112.")
    wanted = (
        "Your place: 7.",
        "Your place: 12.",
        "Your place: 35.",
        "Your place: 07.",
        "Your place 3, and 12 minutes. Then call 112.",
        "Your place: many.",
    )
    assert await said(store, known, *wanted) == [
        "Your place|7",
        "Your place|12",
        "Your place|3|5",
        "Your place|0|7",
        "Your place|3|and|12|minutes. Then call 112.",
        None,
    ]


async def test_a_case_number_is_said_letter_by_letter(store: Store) -> None:
    known = await names(store, *DIGITS, *"KFQM", "Your number", "Keep it.")
    wanted = ("Your number: K-4F07QM.\u00a0Keep it.", "Your number: K-4FAAQM.", "K, 4, F")
    assert await said(store, known, *wanted) == [
        "Your number|K|4|F|0|7|Q|M|Keep it.", None, "K|4|F",
    ]  # fmt: skip


async def test_what_was_recorded_in_one_piece_is_played_in_one(store: Store) -> None:
    known = await names(store, *DIGITS, "In danger call", "In danger call 112.", "A", "A friend.")
    assert await said(store, known, "In danger call 112.", "A friend.") == [
        "In danger call 112.", "A friend.",
    ]  # fmt: skip


async def test_numbers_of_every_script_are_the_same_digits(store: Store) -> None:
    known = await names(store, *DIGITS, "شماره")
    assert await said(store, known, "شماره ۴۲") == ["شماره|4|2"]


async def test_a_text_full_of_numbers_is_nothing_of_ours(store: Store) -> None:
    known = await names(store, *DIGITS)
    assert await said(store, known, "1 " * 20, "1 " * 21) == ["|".join("1" * 20), None]


@pytest.mark.parametrize("placeholders", [False, True])
async def test_a_machine_is_heard_only_where_the_settings_say_so(
    store: Store, placeholders: bool
) -> None:
    [id_] = await record(store, "sq", "Po", origin=MACHINE)
    recorded = library(store, placeholders=placeholders).recorded
    assert await recorded.find("sq", ["Po"]) == ({"Po": (id_,)} if placeholders else {})
    await record_all(store, "fa")
    assert await recorded.complete(["fa", "sq"]) == ({"fa"} if placeholders else set())


async def test_a_language_is_complete_without_what_is_rarely_said(store: Store) -> None:
    recorded = library(store).recorded
    assert await recorded.complete(["sq", "ps"]) == frozenset()
    await record_all(store, "sq", "person")
    assert await recorded.complete(["sq", "ps"]) == {"sq"}
    async with store.write() as unit:
        one = (await unit.audio.of("sq"))[-1]
        await unit.audio.remove([one.id])
    assert await recorded.complete(["sq", "ps"]) == frozenset()


async def test_a_sound_is_given_out_by_its_id(store: Store) -> None:
    [id_] = await record(store, "sq", "Po", content=b"RIFF")
    recorded = library(store).recorded
    assert await recorded.sound(id_) == ("audio/wav", b"RIFF")
    assert await recorded.sound("nothing") is None

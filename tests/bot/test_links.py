"""Linking: one person on two channels, by their own proof alone, and undone at any time."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.app import App
from bot.links import (
    DIGITS,
    LASTS,
    LENGTH,
    LETTERS,
    MAX_TRIES,
    Written,
    addresses_of,
    code_of,
    new_code,
    redeem,
    written,
)
from bot.messages import Address, Shown
from bot.store.database import Store
from bot.store.phone_tables import link_code
from tests.bot.test_desk import staff
from tests.builders import Clock, say

CHAT = Address("webchat", "amina-secret-of-the-session")
TELEGRAM = Address("telegram", "4711")
PHONE = Address("sms", "+38344123456")
WRONG = "ACDE3479"


async def make(store: Store, where: Address = CHAT) -> str:
    """A code that the person at this address asked for."""
    code = new_code()
    async with store.write() as unit:
        contact = await unit.people.contact(where)
        await unit.conversations.open(contact)
        await unit.links.add_code(code, contact.person_id, contact.id, LASTS)
    return code


async def bring(store: Store, code: str, where: Address = TELEGRAM) -> str:
    async with store.write() as unit:
        contact = await unit.people.contact(where)
        await unit.conversations.open(contact)
        return await redeem(unit, contact, code)


async def linked(store: Store, where: Address = CHAT) -> list[str]:
    """The channels on which the person at this address can be reached."""
    async with store.write() as unit:
        contact = await unit.people.contact(where)
        return [one.address.channel for one in await addresses_of(unit, contact.person_id)]


def test_codes_cannot_be_misread_and_are_no_words() -> None:
    codes = [new_code() for _ in range(500)]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert len(code) == LENGTH
        assert set(code) <= {*LETTERS, *DIGITS}
        assert written(code) == Written(code, named=False)
        assert sum(c in DIGITS for c in code) in range(2, LENGTH - 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ACDE3479", Written("ACDE3479", named=False)),
        (" acde-3479. ", Written("ACDE3479", named=False)),
        ("ACDE 3479", Written("ACDE3479", named=False)),
        ("acde\u06f3\u06f4\u0667\u0669", Written("ACDE3479", named=False)),
        ("\u200eACDE3479", Written("ACDE3479", named=False)),
        ("link ACDE3479", Written("ACDE3479", named=True)),
        ("/link acde 3479", Written("ACDE3479", named=True)),
        ("Code: ACDE3479", Written("ACDE3479", named=True)),
        ("link BB001122", Written("BB001122", named=True)),
        ("BB001122", None),
        ("PHARMACY", None),
        ("34793479", None),
        ("my case is KS-000009", None),
        ("hello ACDE3479", None),
        ("link", None),
        ("", None),
    ],
)
def test_a_code_is_all_that_a_message_says(text: str, found: Written | None) -> None:
    assert written(text) == found


async def test_a_code_from_the_other_channel_links_both(store: Store) -> None:
    assert await bring(store, await make(store)) == "done"
    assert await linked(store) == ["webchat", "telegram"]
    assert await linked(store, TELEGRAM) == ["telegram", "webchat"]


async def test_the_code_itself_is_kept_nowhere(store: Store) -> None:
    code = await make(store)
    async with store.read() as unit:
        (row,) = (await unit.rows.connection.execute(select(link_code))).all()
    assert code not in repr(row)


async def test_it_is_used_once(store: Store) -> None:
    code = await make(store)
    assert await bring(store, code) == "done"
    assert await bring(store, code, PHONE) == "wrong"
    assert await linked(store) == ["webchat", "telegram"]


async def test_of_two_at_the_same_moment_one_is_linked(store: Store) -> None:
    code = await make(store)
    for where in (TELEGRAM, PHONE):
        await make(store, where)  # both are known here already
    outcomes = await asyncio.gather(bring(store, code), bring(store, code, PHONE))
    assert sorted(outcomes) == ["done", "wrong"]
    assert len(await linked(store)) == 2


async def test_it_lasts_ten_minutes(store: Store, clock: Clock) -> None:
    code = await make(store)
    clock.move(minutes=10)
    assert await bring(store, code) == "wrong"
    code = await make(store)
    clock.move(minutes=9, seconds=59)
    assert await bring(store, code) == "done"


async def test_a_new_code_ends_the_one_before(store: Store) -> None:
    first, second = await make(store), await make(store)
    assert await bring(store, first) == "wrong"
    assert await bring(store, second) == "done"


@pytest.mark.parametrize("where", [CHAT, Address("webchat", "besa-secret-of-her-session")])
async def test_a_code_from_the_same_channel_proves_nothing(store: Store, where: Address) -> None:
    code = await make(store)
    assert await bring(store, code, where) == "same"
    assert await linked(store) == ["webchat"]
    assert await bring(store, code) == "done"


async def test_guessing_ends_after_five_tries_and_is_allowed_again_later(
    store: Store, clock: Clock
) -> None:
    for _ in range(MAX_TRIES):
        assert await bring(store, WRONG) == "wrong"
    code = await make(store)
    assert await bring(store, code) == "too_many"
    assert await linked(store) == ["webchat"]
    assert await bring(store, code, PHONE) == "done"  # others are not held up
    clock.move(hours=1)
    assert await bring(store, await make(store)) == "done"


async def test_guessing_without_the_word_counts_too_and_learns_nothing(
    sqlite_store: Store,
) -> None:
    code = await make(sqlite_store)
    async with sqlite_store.write() as unit:
        guesser = await unit.people.contact(TELEGRAM)
        assert await code_of(unit, guesser, code) == code
        for _ in range(MAX_TRIES):
            assert await code_of(unit, guesser, WRONG) == ""
        assert await code_of(unit, guesser, code) == ""
        assert await code_of(unit, guesser, f"link {code}") == code
        assert await redeem(unit, guesser, code) == "too_many"


async def test_a_chosen_language_goes_along(sqlite_store: Store) -> None:
    code = await make(sqlite_store)
    async with sqlite_store.write() as unit:
        contact = await unit.people.contact(CHAT)
        await unit.people.set_language(contact.person_id, "fa", chosen=True)
    assert await bring(sqlite_store, code) == "done"
    async with sqlite_store.read() as unit:
        other = await unit.people.find(TELEGRAM)
        assert other
        person = await unit.people.get(other.person_id)
    assert (person.language, person.language_chosen, person.linked) == ("fa", True, True)


async def test_three_channels_hold_together(sqlite_store: Store) -> None:
    await bring(sqlite_store, await make(sqlite_store))
    await bring(sqlite_store, await make(sqlite_store, TELEGRAM), PHONE)
    assert sorted(await linked(sqlite_store, PHONE)) == ["sms", "telegram", "webchat"]


# --- as people do it


def code_in(said: list[Shown]) -> str:
    found = [written(line) for one in said for line in one.text.split("\n")]
    (code,) = [one.code for one in found if one]
    return code


async def hear(app: App, text: str, where: Address) -> list[str]:
    """What is said to somebody whose door is not open here: the lines that wait for it."""
    before = await _lines(app, where)
    await say(app, text, to=where)
    return (await _lines(app, where))[len(before) :]


async def _lines(app: App, where: Address) -> list[str]:
    async with app.store.read() as unit:
        contact = await unit.people.find(where)
        talk = contact and await unit.conversations.find_open(contact.id)
        lines = await unit.transcript.lines(talk) if talk else []
    return [line.text_key or "" for line in lines if line.direction == "out"]


async def kinds(app: App, where: Address) -> list[str]:
    async with app.store.read() as unit:
        contact = await unit.people.find(where)
        talk = contact and await unit.conversations.find_open(contact.id)
        assert talk
        return [event.kind for event in await unit.events.of(talk.id)]


async def link_both(app: App) -> None:
    await say(app, "hello, good morning")
    code = code_in(await say(app, "LINK"))
    assert "link.done" in await hear(app, f"link {code}", TELEGRAM)


async def test_a_caller_links_and_undoes_it_on_either_channel(app: App) -> None:
    await link_both(app)
    assert await linked(app.store) == ["webchat", "telegram"]
    assert "linked" in await kinds(app, CHAT)
    assert "linked" in await kinds(app, TELEGRAM)
    assert await hear(app, "link", TELEGRAM) == ["link.ask"]
    assert await hear(app, "1", TELEGRAM) == ["link.undone"]
    assert await linked(app.store) == ["webchat"]
    assert await linked(app.store, TELEGRAM) == ["telegram"]
    assert (await kinds(app, CHAT))[-1] == "unlinked"
    assert (await kinds(app, TELEGRAM)).count("unlinked") == 1


async def test_a_newcomer_who_sends_a_code_is_given_the_notice_first(app: App) -> None:
    await say(app, "hello, good morning")
    code = code_in(await say(app, "link"))
    assert await hear(app, code, TELEGRAM) == ["notice.first", "link.done"]


async def test_a_wrong_code_with_the_word_is_told_one_without_is_a_message(app: App) -> None:
    assert "link.wrong" in await hear(app, f"link {WRONG}", TELEGRAM)
    assert "link.wrong" not in await hear(app, WRONG, TELEGRAM)


async def test_nothing_else_links(app: App) -> None:
    """The same name, a number in the text, a shared contact: each may be somebody else's."""
    await say(app, "My name is Amina, my number is +38344123456")
    await hear(app, "Amina here, my chat is 4711", PHONE)
    assert await linked(app.store) == ["webchat"]


async def erased(store: Store, where: Address) -> bool:
    async with store.read() as unit:
        return await unit.people.find(where) is None


@pytest.mark.parametrize(("answer", "both"), [("1", True), ("2", False)])
async def test_who_asks_for_erasure_decides_about_the_linked_one(
    app: App, clock: Clock, answer: str, both: bool
) -> None:
    await link_both(app)
    said = await say(app, "delete my data")
    assert [one.language for one in said] == ["en"]
    assert "separate" in said[-1].text
    await say(app, answer)
    clock.move(minutes=3)
    await app.clock.tick()
    assert await erased(app.store, CHAT)
    assert await erased(app.store, TELEGRAM) is both
    async with app.store.read() as unit:
        other = await unit.people.find(TELEGRAM)
        assert other is None or not (await unit.people.get(other.person_id)).linked


async def test_an_erasure_of_both_waits_for_the_case(app: App, clock: Clock) -> None:
    await link_both(app)
    await say(app, "human")
    await say(app, "delete my data")
    await say(app, "yes")
    clock.move(minutes=3)
    await app.clock.tick()
    assert not await erased(app.store, TELEGRAM)
    vjosa = await staff(app, "vjosa")
    (row,) = await app.desk.queue()
    await app.desk.claim(vjosa, row.case.number)
    await app.desk.close(vjosa, row.case.number, "resolved")
    clock.move(minutes=3)
    await app.clock.tick()
    assert await erased(app.store, CHAT)
    assert await erased(app.store, TELEGRAM)


async def test_who_is_linked_but_helped_elsewhere_is_erased_when_that_case_ends(
    app: App, clock: Clock
) -> None:
    await link_both(app)
    await hear(app, "human", TELEGRAM)
    await say(app, "delete my data")
    await say(app, "1")
    clock.move(minutes=3)
    await app.clock.tick()
    assert await erased(app.store, CHAT)
    assert not await erased(app.store, TELEGRAM)
    assert (await kinds(app, TELEGRAM))[-1] == "erase_requested"

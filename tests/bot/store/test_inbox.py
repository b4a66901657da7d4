"""What came in: kept once by its own id and by its delivery, albums and changes found again."""

from __future__ import annotations

import pytest

from bot.messages import Address, Happening, Inbound
from bot.store.database import Store
from bot.store.records import Waiting
from tests.builders import inbound

AMINA = Address("telegram", "77")
BASHIR = Address("telegram", "78")


async def _add(store: Store, message: Inbound) -> bool:
    async with store.write() as unit:
        contact = await unit.people.contact(message.address)
        return await unit.inbox.add(message, contact) is not None


def _message(number: int, update: int, to: Address = AMINA, **more: object) -> Inbound:
    return inbound("hello", to=to, external_id=f"77:{number}", delivery_id=str(update), **more)


@pytest.mark.parametrize(
    ("again", "kept"),
    [
        (_message(1, 500), False),
        (_message(1, 501), False),  # the same message, delivered anew
        (_message(2, 501), True),
        (_message(2, 500), True),  # the provider counts afresh: nothing may be lost by that
        (_message(1, 500, BASHIR), True),
    ],
)
async def test_a_message_is_kept_once(store: Store, again: Inbound, kept: bool) -> None:
    assert await _add(store, _message(1, 500))
    assert await _add(store, again) is kept
    assert not await _add(store, again)


async def _oldest(store: Store) -> Waiting:
    async with store.read() as unit:
        contact = await unit.people.find(AMINA)
        assert contact
        waiting = await unit.inbox.oldest(contact.person_id)
        assert waiting
        return waiting


async def test_an_album_and_the_changes_of_a_message_are_found_behind_it(store: Store) -> None:
    await _add(store, _message(1, 1, album="77:a"))
    await _add(store, _message(2, 2))
    await _add(store, _message(3, 3, album="77:a"))
    await _add(store, _message(4, 4, album="77:b"))
    change = inbound(
        "hello there",
        to=AMINA,
        external_id="edit:77:1:5",
        about="77:1",
        happening=Happening.EDIT,
    )
    await _add(store, change)
    first = await _oldest(store)
    async with store.read() as unit:
        assert [one.payload["text"] for one in await unit.inbox.edits_of(first)] == ["hello there"]
        assert len(await unit.inbox.album_of(first)) == 1

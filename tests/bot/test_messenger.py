"""What people do on a messenger: albums, changes, blocks, replies, places, deep links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.app import App
from bot.errors import ConflictError
from bot.messages import Address, Delivery, Happening, Media, MediaKind
from bot.store.records import Attachment, Edit, Event, Line
from tests.bot.test_desk import staff
from tests.builders import Clock, inbound, lines_at, take_turns

AMINA = Address("telegram", "77")
PHOTO = Media(MediaKind.PHOTO, ref="file-1", size=2048, mime="image/jpeg")


async def send(app: App, text: str | None = None, number: int = 1, **more: Any) -> None:
    """Keep a message from Amina; turns are taken apart."""
    given = {"external_id": f"77:{number}", "delivery_id": str(number), **more}
    await app.spine.accept(inbound(text, to=AMINA, at=app.now(), **given))


async def change(app: App, text: str, number: int, update: int, **more: Any) -> None:
    """Amina changes message ``number``."""
    await send(
        app,
        text,
        external_id=f"edit:77:{number}:{update}",
        delivery_id=str(update),
        about=f"77:{number}",
        happening=Happening.EDIT,
        **more,
    )


async def said(app: App) -> list[Line]:
    return [line for line in await lines_at(app, AMINA) if line.direction == "in"]


async def answers(app: App) -> list[str | None]:
    return [line.text_key for line in await lines_at(app, AMINA) if line.direction == "out"]


async def kept(
    app: App,
) -> tuple[dict[str, tuple[Attachment, ...]], dict[str, tuple[Edit, ...]], list[Event]]:
    async with app.store.read() as unit:
        contact = await unit.people.find(AMINA)
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        return (
            dict(await unit.attachments.of(conversation.id)),
            dict(await unit.edits.of(conversation.id)),
            await unit.events.of(conversation.id),
        )


async def test_an_album_is_one_message_with_several_files(app: App, clock: Clock) -> None:
    for number in (1, 2, 3):
        await send(
            app, "our papers" if number == 2 else None, number, media=(PHOTO,), album="77:a"
        )
    assert await app.spine.people_waiting(1) == []
    clock.move(seconds=2)
    await take_turns(app)
    (line,) = await said(app)
    files, _, _ = await kept(app)
    assert (line.text, len(files[line.id])) == ("our papers", 3)


async def test_a_picture_that_comes_late_joins_its_album_without_a_word(
    app: App, clock: Clock
) -> None:
    await send(app, None, 1, media=(PHOTO,), album="77:a")
    clock.move(seconds=2)
    await take_turns(app)
    before = await answers(app)
    await send(app, None, 2, media=(PHOTO,), album="77:a")
    clock.move(seconds=2)
    await take_turns(app)
    (line,) = await said(app)
    files, _, _ = await kept(app)
    assert len(files[line.id]) == 2
    assert await answers(app) == before


async def test_whoever_writes_on_does_not_wait_for_their_album(app: App) -> None:
    await send(app, None, 1, media=(PHOTO,), album="77:a")
    await send(app, "hello", 2)
    await take_turns(app)
    assert [line.text for line in await said(app)] == ["", "hello"]


async def test_a_message_that_was_changed_before_its_turn_is_read_as_it_is_now(app: App) -> None:
    await send(app, "hxqv zzkw", 1)
    await change(app, "i want to speak to a human", 1, 2)
    await take_turns(app)
    (line,) = await said(app)
    _, edits, _ = await kept(app)
    assert line.text == "hxqv zzkw"
    assert [edit.text for edit in edits[line.id]] == ["i want to speak to a human"]
    assert "handoff.open" in await answers(app)
    assert await app.spine.people_waiting(1) == []


async def test_a_change_of_what_was_not_understood_is_answered(app: App) -> None:
    await send(app, "hxqv zzkw", 1, hint="fr")
    await take_turns(app)
    await change(app, "i want to speak to a human", 1, 2)
    await take_turns(app)
    assert len(await said(app)) == 1
    assert "handoff.open" in await answers(app)


async def test_a_change_of_what_was_answered_is_noted_and_not_answered_again(app: App) -> None:
    await send(app, "i want to speak to a human", 1)
    await take_turns(app)
    before = await answers(app)
    await change(app, "delete my data", 1, 2)
    await take_turns(app)
    (line,) = await said(app)
    _, edits, events = await kept(app)
    assert [edit.text for edit in edits[line.id]] == ["delete my data"]
    assert await answers(app) == before
    assert "edited" in [event.kind for event in events]


async def test_a_change_that_tells_of_danger_is_never_only_noted(app: App) -> None:
    await send(app, "thank you", 1, hint="en")
    await take_turns(app)
    await change(app, "my brother is not breathing", 1, 2)
    await take_turns(app)
    assert "safety.emergency" in await answers(app)
    (row,) = await app.desk.queue()
    assert row.case.priority == "P0"


async def test_a_change_while_an_operator_holds_the_case_raises_it_in_silence(app: App) -> None:
    await send(app, "human", 1)
    await take_turns(app)
    (row,) = await app.desk.queue()
    await app.desk.claim(await staff(app, "vjosa"), row.case.number)
    before = await answers(app)
    await change(app, "my brother is not breathing", 1, 2)
    await take_turns(app)
    (row,) = await app.desk.queue()
    assert row.case.priority == "P0"
    assert await answers(app) == before


@pytest.mark.parametrize("waits", [True, False], ids=["before its turn", "after its turn"])
async def test_a_file_that_was_replaced_is_added_and_one_that_stayed_is_not(
    app: App, clock: Clock, waits: bool
) -> None:
    first, second = (replace(PHOTO, ref=f"file-{name}", unique=name) for name in ("a", "b"))
    await send(app, "my paper", 1, media=(first,))
    if not waits:
        await take_turns(app)
    for update, now in ((2, first), (3, second), (4, second)):
        clock.move(seconds=1)
        await change(app, "this paper", 1, update, media=(replace(now, ref=f"again-{update}"),))
    await take_turns(app)
    (line,) = await said(app)
    files, _, _ = await kept(app)
    assert len(files[line.id]) == 2
    async with app.store.read() as unit:
        due = await unit.attachments.due(("telegram",), 9)
    assert [one.media.ref for one in due] == ["file-a", "again-3"]


async def test_a_change_of_a_message_that_nobody_knows_is_a_message(app: App) -> None:
    await change(app, "human", 9, 1)
    await take_turns(app)
    assert [line.text for line in await said(app)] == ["human"]


async def test_whoever_blocks_us_is_shown_to_the_operator_and_comes_back(app: App) -> None:
    await send(app, "human", 1)
    await take_turns(app)
    vjosa = await staff(app, "vjosa")
    (row,) = await app.desk.queue()
    number = row.case.number
    await app.desk.claim(vjosa, number)
    await send(app, external_id="member:2", delivery_id="2", happening=Happening.BLOCKED)
    await take_turns(app)
    view = await app.desk.case(vjosa, number)
    assert view.address_status == "dead"
    assert view.events[-1].kind == "blocked"
    with pytest.raises(ConflictError, match="cannot be reached"):
        await app.desk.reply(vjosa, number, "are you there")
    await send(app, external_id="member:3", delivery_id="3", happening=Happening.UNBLOCKED)
    await take_turns(app)
    await app.desk.reply(vjosa, number, "are you there")
    assert [line.text for line in await said(app)] == ["human"]


async def test_of_a_live_place_the_last_one_is_kept_and_nothing_is_said(app: App) -> None:
    def place(latitude: float) -> tuple[Media, ...]:
        return (Media(MediaKind.LOCATION, latitude=latitude, longitude=21.16, live=True),)

    await send(app, None, 1, media=place(42.66))
    await take_turns(app)
    before = await answers(app)
    for step in range(3):
        await send(
            app,
            None,
            external_id=f"edit:77:1:{step + 2}",
            delivery_id=str(step + 2),
            about="77:1",
            happening=Happening.EDIT,
            media=place(42.67 + step / 64),
        )
    await take_turns(app)
    (line,) = await said(app)
    files, edits, _ = await kept(app)
    (where,) = files[line.id]
    assert (where.latitude, where.live, where.state) == (42.67 + 2 / 64, True, "none")
    assert edits == {}
    assert await answers(app) == before


async def test_what_was_quoted_forwarded_pressed_and_followed_is_kept(app: App) -> None:
    await send(app, "yes that", 1, quoted="Do you want to go home?\x00", forwarded=True)
    await send(app, None, 2, choice="menu:main", label="/menu", campaign="poster-7")
    await take_turns(app)
    first, second = await said(app)
    _, _, events = await kept(app)
    assert (first.quoted, first.forwarded) == ("Do you want to go home?", True)
    assert (second.text, second.choice, second.quoted) == ("/menu", "menu:main", None)
    assert [e.params for e in events if e.kind == "arrived_by"] == [{"campaign": "poster-7"}]


async def test_a_pressed_button_is_shown_as_pressed(app: App) -> None:
    await send(app, "menu", 1, hint="en")
    await take_turns(app)
    menu = next(line for line in await lines_at(app, AMINA) if line.text_key == "menu.main")
    async with app.store.write() as unit:
        while queued := await unit.sending.due(("telegram",), 9):
            for one in queued:
                await unit.sending.add_part(one, f"5{one.seq}")
                await unit.sending.settle(one, Delivery.SENT)
        (provider_id,) = await unit.sending.parts(menu.id)
    await send(app, None, 2, choice="menu:help_now", pressed_on=provider_id)
    await take_turns(app)
    async with app.store.read() as unit:
        (first,) = await unit.sending.due(("telegram",), 9)
    assert (first.message_id, first.act) == (menu.id, "close_choices")
    assert menu.choices[first.chosen or 0].id == "menu:help_now"


async def test_the_name_of_the_channel_is_kept_once_for_the_operator(app: App) -> None:
    await send(app, "human", 1, name="Amina B.\n")
    await send(app, "hello", 2, name="Somebody else")
    await take_turns(app)
    (row,) = await app.desk.queue()
    view = await app.desk.case(await staff(app, "vjosa"), row.case.number)
    assert view.caller_name == "Amina B."


async def test_a_language_in_a_deep_link_is_a_choice(app: App) -> None:
    await send(app, None, 1, choice="menu:main", language="fr", label="/start")
    await take_turns(app)
    outgoing = [line for line in await lines_at(app, AMINA) if line.direction == "out"]
    assert {line.language for line in outgoing} == {"fr"}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("هذا جواز سفري", {}),
        (None, {"quoted": "Do you have a passport?"}),
        (None, {"media": (Media(MediaKind.DOCUMENT, ref="d", name="my_passport.pdf"),)}),
    ],
)
async def test_what_says_that_a_picture_shows_a_passport(
    app: App, text: str | None, more: dict[str, Any]
) -> None:
    await send(app, text, 1, **{"media": (PHOTO,), **more})
    await take_turns(app)
    assert "media.papers" in await answers(app)

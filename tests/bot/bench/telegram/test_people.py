"""What people do, as aiogram reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import Message, MessageOriginHiddenUser, MessageOriginUser, Update

from bot.bench.telegram.double import attachments as attached
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.people import Person

PIECES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "photo": lambda files: attached.photo(files, b"x" * 100, None),
    "voice": lambda files: attached.voice(files, b"x", None, 4),
    "audio": lambda files: attached.audio(files, b"x", None, 4),
    "video": lambda files: attached.video(files, b"x", None, 4),
    "video_note": lambda files: attached.video_note(files, b"x", None, 4),
    "animation": lambda files: attached.animation(files, b"x", None),
    "document": lambda files: attached.document(files, b"x", None, "a.pdf", "application/pdf"),
    "sticker": lambda files: attached.sticker(files, "👍"),
    "location": lambda _files: attached.location(42.66, 21.16),
    "venue": lambda _files: attached.venue(42.66, 21.16, "Office", "Street 1"),
    "contact": lambda _files: attached.contact("+38344000000", "Amina", None),
    "dice": lambda _files: attached.dice(4),
}


async def last(bot: Bot) -> Update:
    """The newest update."""
    return (await bot.get_updates(offset=-1))[0]


async def message(bot: Bot) -> Message:
    """The message of the newest update."""
    found = (await last(bot)).message
    assert found
    return found


@pytest.mark.parametrize("kind", PIECES)
async def test_every_kind_is_read(bot: Bot, amina: Person, kind: str) -> None:
    amina.attach(PIECES[kind])
    assert getattr(await message(bot), kind)


async def test_words(bot: Bot, double: Double, amina: Person) -> None:
    bilal = double.person("Bilal")
    first = amina.start("lang-fa--flow-return")
    assert (await message(bot)).text == "/start lang-fa--flow-return"
    amina.reply(first, "this", quote="/start")
    replied = await message(bot)
    assert replied.reply_to_message
    assert replied.quote
    assert (replied.reply_to_message.message_id, replied.quote.text) == (first.id, "/start")
    amina.forward("news")
    assert isinstance((await message(bot)).forward_origin, MessageOriginHiddenUser)
    amina.forward("news", bilal.account)
    assert isinstance((await message(bot)).forward_origin, MessageOriginUser)


async def test_a_command_after_an_emoji_is_marked_in_utf_16(bot: Bot, amina: Person) -> None:
    amina.write("👋 /menu@infoline_test_bot https://example.org/path")
    entities = (await message(bot)).entities
    assert entities
    assert [(e.type, e.offset, e.length) for e in entities] == [
        ("bot_command", 3, 23),
        ("url", 27, 24),
    ]


async def test_edits_and_moves(bot: Bot, amina: Person) -> None:
    amina.edit(amina.write("one"), "two")
    edited = (await last(bot)).edited_message
    assert edited
    assert edited.edit_date
    assert edited.text == "two"
    amina.move(amina.location(live=600), 42.5, 21.5)
    moved = (await last(bot)).edited_message
    assert moved
    assert moved.location
    assert (moved.location.latitude, moved.location.live_period) == (42.5, 600)
    assert [posted.edits for posted in amina.sees()] == [[], ["one"], []]


async def test_an_album_is_several_messages_of_one_group(bot: Bot, amina: Person) -> None:
    amina.album([PIECES["photo"], PIECES["photo"], PIECES["video"]], caption="papers")
    found = [update.message for update in (await bot.get_updates())[1:] if update.message]
    assert len({one.media_group_id for one in found}) == 1
    assert [one.caption for one in found] == ["papers", None, None]


async def test_an_own_contact_is_known_by_its_user(
    bot: Bot, double: Double, amina: Person
) -> None:
    amina.contact("+38344111222")
    own = (await message(bot)).contact
    amina.contact("+38344333444", double.person("Bilal").account)
    others = (await message(bot)).contact
    assert own
    assert others
    assert (own.user_id == amina.id, others.user_id == amina.id) == (True, False)


async def test_blocking_and_coming_back(bot: Bot, amina: Person) -> None:
    amina.block()
    amina.unblock()
    found = [update.my_chat_member for update in await bot.get_updates()]
    assert [(one.old_chat_member.status, one.new_chat_member.status) for one in found if one] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_files_are_fetched_where_get_file_says(bot: Bot, amina: Person) -> None:
    posted = amina.photo(b"\xff\xd8" + b"x" * 998)
    largest = posted.content["photo"][-1]
    file = await bot.get_file(largest["file_id"])
    assert file.file_path
    fetched = await bot.download_file(file.file_path)
    assert fetched
    assert fetched.read() == b"\xff\xd8" + b"x" * 998
    assert file.file_size == largest["file_size"] == 1000


async def test_files_that_cannot_be_fetched(bot: Bot, amina: Person) -> None:
    big = amina.document(size=20 * 1024 * 1024 + 1).content["document"]
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(big["file_id"])
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("nothing")


@pytest.mark.parametrize(
    ("kind", "role"),
    [("group", "member"), ("supergroup", "member"), ("channel", "administrator")],
)
async def test_the_bot_is_brought_into_a_group_and_leaves(
    bot: Bot, double: Double, amina: Person, kind: str, role: str
) -> None:
    group = double.group("Neighbours", kind)
    group.add_bot(amina)
    group.write(amina, "hello bot")
    await bot.send_message(group.chat.id, "not here")
    await bot.leave_chat(group.chat.id)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(group.chat.id, "still here")
    found = await bot.get_updates()
    changes = [one.my_chat_member for one in found if one.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == [role, "left"]
    assert changes[0].chat.type == kind
    said = [one.message or one.channel_post for one in found]
    assert "hello bot" in [one.text for one in said if one]
    assert group.sees()[-1].text == "not here"

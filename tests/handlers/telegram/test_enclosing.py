"""Files that colleagues send, as Telegram takes them and as people see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.bench.double.faults import Fault
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.refusals import bad_request
from bot.messages import Act, Author, Enclosure, MediaKind, Outbound, SendError, Trouble
from handlers.telegram.enclosing import FILES, MOST_CAPTION, MOST_PHOTO
from handlers.telegram.sending import Telegram
from tests.handlers.console.sent import picture, silence
from tests.handlers.telegram.test_sending import all_parts, amina, channel, to

__all__ = ["amina", "channel"]

PDF = b"%PDF-1.7 a form, canary-77aa"
OGG = b"OggS" + b"\x00" * 24 + b"OpusHead" + b"\x00" * 40


def enclosure(kind: MediaKind, mime: str, name: str, content: bytes, size: int = 0) -> Enclosure:
    """A file whose bytes are there when they are wanted."""

    async def read() -> bytes:
        return content

    return Enclosure("f1", kind, mime, size or len(content), name, read)


PICTURE = enclosure(MediaKind.PHOTO, "image/png", "map.png", picture())
FORM = enclosure(MediaKind.DOCUMENT, "application/pdf", "form.pdf", PDF)
MUSIC = enclosure(MediaKind.AUDIO, "audio/mpeg", "words.mp3", silence())
FILM = enclosure(MediaKind.VIDEO, "video/mp4", "way.mp4", b"\0\0\0\x18ftypmp42film")
VOICE = enclosure(MediaKind.VOICE, "audio/ogg", "note.ogg", OGG)


def by_hand(person: Person, text: str, file: Enclosure, **more: Any) -> Outbound:
    """What a colleague sends."""
    return replace(to(person, text), author=Author.OPERATOR, file=file, **more)


def content_of(double: Double, posted: Posted, kind: str) -> bytes | None:
    """What a file in a chat holds."""
    found = posted.content[kind]
    about = found[-1] if isinstance(found, list) else found
    return double.world.files.of(about["file_id"]).content


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (PICTURE, "photo"),
        (FORM, "document"),
        (VOICE, "voice"),
        (MUSIC, "audio"),
        (FILM, "video"),
        (enclosure(MediaKind.PHOTO, "image/gif", "way.gif", b"GIF89a moving"), "document"),
        (enclosure(MediaKind.AUDIO, "audio/amr", "note.amr", b"#!AMR\nsound"), "document"),
        (enclosure(MediaKind.PHOTO, "image/png", "x.png", picture(), MOST_PHOTO + 1), "document"),
    ],
)
async def test_each_kind_is_shown_in_its_own_way(
    double: Double, channel: Telegram, amina: Person, file: Enclosure, kind: str
) -> None:
    await all_parts(channel, by_hand(amina, "Read this", file))
    seen = amina.hears()[-1]
    assert (seen.text, kind in seen.content) == ("Read this", True)
    assert content_of(double, seen, kind) == await file.read()
    if kind == "document":
        assert seen.content["document"]["file_name"] == file.name
    assert not seen.protected
    assert file.mime in FILES


async def test_a_file_without_words(channel: Telegram, amina: Person) -> None:
    await all_parts(channel, by_hand(amina, "", FORM))
    assert [(one.text, "document" in one.content) for one in amina.hears()[-1:]] == [("", True)]


async def test_words_that_are_no_caption_come_before_it(channel: Telegram, amina: Person) -> None:
    before = len(amina.hears())
    for length, parts in ((MOST_CAPTION, 1), (MOST_CAPTION + 1, 2)):
        ids = await all_parts(channel, by_hand(amina, "x" * length, PICTURE))
        heard = amina.hears()[before:]
        before += parts
        assert [str(one.id) for one in heard] == list(ids)
        assert len(ids) == parts
        assert "photo" in heard[-1].content
        assert heard[0].text == "x" * length


async def test_a_sensitive_file_is_protected(channel: Telegram, amina: Person) -> None:
    await all_parts(channel, by_hand(amina, "The shelter", PICTURE, sensitive=True))
    seen = amina.hears()[-1]
    assert seen.protected
    assert not seen.text.startswith("The shelter")


async def test_it_is_taken_back_with_its_words(channel: Telegram, amina: Person) -> None:
    message = by_hand(amina, "x" * 2000, FORM)
    before = amina.hears()
    ids = await all_parts(channel, message)
    await channel.send(replace(message, act=Act.RETRACT, sent=ids))
    assert amina.hears() == before


async def test_who_forbids_voice_notes_gets_it_as_a_document(
    double: Double, channel: Telegram, amina: Person
) -> None:
    amina.chat.no_voice = True
    await all_parts(channel, by_hand(amina, "Listen", VOICE))
    assert content_of(double, amina.hears()[-1], "document") == OGG


async def test_a_picture_that_telegram_cannot_show(
    double: Double, channel: Telegram, amina: Person
) -> None:
    odd = enclosure(MediaKind.PHOTO, "image/png", "odd.png", PDF)
    await all_parts(channel, by_hand(amina, "", odd))
    assert content_of(double, amina.hears()[-1], "document") == PDF


async def test_other_refusals_are_not_repeated(
    double: Double, channel: Telegram, amina: Person
) -> None:
    double.mischief.next("sendPhoto", bad_request("chat not found"))
    with pytest.raises(SendError) as caught:
        await channel.send(by_hand(amina, "", PICTURE))
    assert caught.value.trouble is Trouble.DEAD
    assert double.world.calls.of("sendDocument") == []


async def test_a_broken_upload_is_unclear(
    double: Double, channel: Telegram, amina: Person
) -> None:
    double.mischief.next("sendPhoto", Fault.DROP_AFTER)
    with pytest.raises(SendError) as caught:
        await channel.send(by_hand(amina, "", PICTURE))
    assert caught.value.trouble is Trouble.UNKNOWN

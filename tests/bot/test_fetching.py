"""Files: fetched by the deployment's rules, kept sealed, opened with a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.errors import NotFoundError
from bot.fetching import MAX_ATTEMPTS, Fetcher
from bot.keeping import Keeping
from bot.messages import (
    Address,
    Form,
    Media,
    MediaKind,
    Outbound,
    SendError,
    Sent,
    Trouble,
)
from bot.store.records import Attachment
from bot.store.tables import attachment
from tests.bot.test_desk import staff
from tests.bot.test_messenger import AMINA, kept, said, send
from tests.builders import Clock, take_turns

JPEG = b"\xff\xd8\xff\xe0" + b"a face and a passport" * 40
OGG = b"OggS" + b"\x00" * 24 + b"OpusHead" + b"\x00" * 40
PROGRAM = b"\x7fELF" + b"\x00" * 60
KEEPING = Keeping(most=4096, types=frozenset({"image/jpeg", "audio/ogg"}))


@dataclass
class Provider:
    """A door that hands out what the test gave it."""

    outcomes: list[bytes | Exception]
    name: str = "telegram"
    form: Form = "full"
    idempotent: bool = False
    retract_within: timedelta | None = None
    files: Mapping[str, int] = field(default_factory=dict)
    asked: list[str | None] = field(default_factory=list)

    async def fetch(self, media: Media, most: int) -> bytes:
        assert most == KEEPING.most
        self.asked.append(media.ref)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def send(self, message: Outbound) -> Sent:
        raise AssertionError(message.id)

    async def thinking(self, address: Address) -> None:
        raise AssertionError(address.channel)

    def estimate(self, message: Outbound) -> None:
        raise AssertionError(message.id)


def fetcher(app: App, provider: Provider) -> Fetcher:
    return Fetcher(app.store, {"telegram": provider}, KEEPING, app.bell)


async def sent(app: App, *media: Media) -> None:
    """Amina sends these files."""
    await send(app, None, 1, media=media)
    await take_turns(app)


async def attached(app: App) -> tuple[Attachment, ...]:
    (line,) = await said(app)
    files, _, _ = await kept(app)
    return files[line.id]


def photo(**more: object) -> Media:
    return Media(MediaKind.PHOTO, ref="file-1", **more)  # type: ignore[arg-type]


async def test_a_file_is_kept_sealed_and_opened_with_a_trace(app: App, tmp_path: Path) -> None:
    await sent(app, photo(name="me.jpg"))
    provider = Provider([JPEG])
    assert await fetcher(app, provider).fetch_due() == 1
    assert await fetcher(app, provider).fetch_due() == 0
    (file,) = await attached(app)
    assert (file.state, file.mime, file.size) == ("stored", "image/jpeg", len(JPEG))
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("infoline.db*"))
    assert b"a face" not in stored
    assert b"file-1" not in stored

    manager = await staff(app, "drita", "manager")
    (line,) = await said(app)
    opened = await app.desk.file(manager, line.conversation_id, file.id)
    assert (opened.content, opened.mime, opened.name) == (JPEG, "image/jpeg", "me.jpg")
    async with app.store.read() as unit:
        assert [look.action for look in await unit.looks.of(line.conversation_id)] == [
            "file_opened"
        ]


async def test_an_operator_opens_files_of_cases_only(app: App) -> None:
    await sent(app, Media(MediaKind.STICKER, ref="file-1"))
    await fetcher(app, Provider([JPEG])).fetch_due()
    vjosa = await staff(app, "vjosa")
    (line,), (file,) = await said(app), await attached(app)
    with pytest.raises(NotFoundError):
        await app.desk.file(vjosa, line.conversation_id, file.id)
    await send(app, "human", 2)
    await take_turns(app)
    assert (await app.desk.file(vjosa, line.conversation_id, file.id)).content == JPEG


@pytest.mark.parametrize(
    ("media", "content", "reason"),
    [
        (photo(size=30_000_000), None, "too_big"),
        (photo(), JPEG + b"x" * 4096, "too_big"),
        (photo(), PROGRAM, "type"),
        (photo(), b"", "type"),
        (photo(), SendError(Trouble.REFUSED, "too_big"), "too_big"),
        (photo(refused="unreadable"), None, "unreadable"),
    ],
)
async def test_what_is_not_kept_says_why(
    app: App, media: Media, content: bytes | Exception | None, reason: str
) -> None:
    await sent(app, media)
    provider = Provider([] if content is None else [content])
    await fetcher(app, provider).fetch_due()
    (file,) = await attached(app)
    assert (file.state, file.reason) == ("refused", reason)
    (line,) = await said(app)
    with pytest.raises(NotFoundError):
        await app.desk.file(await staff(app, "drita", "manager"), line.conversation_id, file.id)


async def test_a_passing_trouble_is_tried_again_and_a_lasting_one_shown(
    app: App, clock: Clock
) -> None:
    await sent(app, photo(), Media(MediaKind.VOICE, ref="file-2"))
    troubles: list[bytes | Exception] = [OSError("gone")] * (2 * MAX_ATTEMPTS - 1)
    provider = Provider([OGG, *troubles])
    for _ in range(MAX_ATTEMPTS + 2):
        await fetcher(app, provider).fetch_due()
        clock.move(minutes=11)
    assert sorted(file.state for file in await attached(app)) == ["failed", "stored"]
    assert len(provider.asked) == MAX_ATTEMPTS + 1


async def test_a_file_whose_fetching_process_died_is_fetched_again(app: App, clock: Clock) -> None:
    await sent(app, photo())
    async with app.store.write() as unit:
        (file,) = await unit.attachments.due(("telegram",), 1)
        assert await unit.attachments.claim(file.id, timedelta(minutes=3))
        assert not await unit.attachments.claim(file.id, timedelta(minutes=3))
    provider = Provider([JPEG])
    await fetcher(app, provider).fetch_due()
    assert provider.asked == []
    clock.move(minutes=4)
    await fetcher(app, provider).fetch_due()
    await fetcher(app, provider).fetch_due()
    assert [one.state for one in await attached(app)] == ["stored"]


async def test_an_erased_person_leaves_no_file(app: App) -> None:
    await sent(app, photo())
    await fetcher(app, Provider([JPEG])).fetch_due()
    async with app.store.write() as unit:
        contact = await unit.people.find(AMINA)
        assert contact
        await unit.attachments.erase(contact.person_id)
        await unit.people.erase(contact.person_id)
    async with app.store.read() as unit:
        row = (await unit.rows.connection.execute(select(attachment))).one()
    assert (row.content_sealed, row.about_sealed, row.state) == (None, b"", "refused")

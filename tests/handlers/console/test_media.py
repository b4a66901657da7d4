"""What a person on a messenger sends, as both kinds of transcript show it."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.app import App
from bot.messages import Address, Happening, Media, MediaKind
from tests.builders import Clock, say
from tests.handlers.console.conftest import Visit
from tests.handlers.console.sent import fetched, photo, picture, send, written
from tests.handlers.console.test_live import block, listening, version
from tests.handlers.console.visitor import Visitor

ARABIC = "هذا جوازي"


async def pages(app: App, visit: Visit, number: str) -> list[str]:
    """The markup of the case, of its living parts, and of the managers' transcript."""
    visitor = await visit("administrator")
    [row] = [row for row in await app.desk.queue() if row.case.number == number]
    return [
        (await visitor.get(path)).text
        for path in (
            f"/console/cases/{number}",
            f"/console/cases/{number}/live",
            f"/console/transcripts/{row.case.conversation_id}",
        )
    ]


async def case_words(visitor: Visitor, number: str) -> str:
    """The words of a case's page."""
    return (await visitor.get(f"/console/cases/{number}")).words


async def test_an_album_with_a_caption_in_every_page(
    app: App, visit: Visit, case_number: str
) -> None:
    await send(app, written(ARABIC, at=app.now()), photo(), photo())
    await fetched(app, picture(), "image/png")
    for markup in await pages(app, visit, case_number):
        assert f'<p class="words" dir="auto" lang="ar">{ARABIC}</p>' in markup
        shown = re.findall(
            r'<li id="file-([0-9a-f-]+)" class="file" data-keep>\s*'
            r'<a id="file-\1-open" class="picture" href="([^"]+/files/\1)" target="_blank" '
            r'rel="noopener"><img src="\2" alt="([^"]+)" loading="lazy"></a>',
            markup,
        )
        assert [label for _, _, label in shown] == [
            f"Photo, {n} of 2, from the caller; opens in full size in a new tab" for n in (1, 2)
        ]


@pytest.mark.parametrize(
    ("kind", "mime", "element"),
    [
        (MediaKind.VOICE, "audio/ogg", "audio"),
        (MediaKind.AUDIO, "audio/mpeg", "audio"),
        (MediaKind.VIDEO, "video/mp4", "video"),
    ],
)
async def test_players_fetch_nothing_before_they_are_used(
    app: App, visit: Visit, case_number: str, kind: MediaKind, mime: str, element: str
) -> None:
    await send(app, None, Media(kind, ref="f", mime=mime, seconds=72))
    await fetched(app, b"sound", mime)
    for markup in await pages(app, visit, case_number):
        assert re.search(
            rf'<{element} id="file-[0-9a-f-]+-play" controls [^>]*preload="none" '
            rf'src="[^"]+" aria-label="[^"]+, from the caller"></{element}>',
            markup,
        )
        assert "1:12 min" in markup


async def test_documents_are_links_with_name_type_and_size(
    app: App, visit: Visit, case_number: str
) -> None:
    await send(
        app, None, Media(MediaKind.DOCUMENT, ref="f", mime="application/pdf", name="<b>جواز.pdf")
    )
    await fetched(app, b"x" * 20_400, "application/pdf")
    visitor = await visit("operator")
    page = await visitor.get(f"/console/cases/{case_number}")
    assert re.search(r'<a id="[^"]+-save" href="[^"]+" download><bdi>bجواز.pdf</bdi>', page.text)
    assert "Document bجواز.pdf , Document, from the caller, save PDF 20 kB" in page.words


async def test_places_and_numbers_can_be_copied_and_lead_nowhere(
    app: App, visit: Visit, case_number: str
) -> None:
    bus = {"latitude": 42.66, "longitude": 21.1655}
    await send(app, None, Media(MediaKind.LOCATION, note="محطة الحافلات", **bus))
    await send(app, None, Media(MediaKind.LOCATION, live=True, **bus))
    await send(app, None, Media(MediaKind.CONTACT, note="+38344000000"))
    await send(app, None, Media(MediaKind.STICKER, note="🙏"))
    for markup in await pages(app, visit, case_number):
        for words in ("محطة الحافلات", "42.66000, 21.16550", "+38344000000", "🙏"):
            assert f'<p class="copied" dir="auto">{words}</p>' in markup
        assert "<span>Place, live: where it was last</span>" in markup
        assert not re.findall(r'(?:href|src|action)="(?!/console|#main)', markup)
        assert "tel:" not in markup


async def test_what_is_not_there_is_said(app: App, visit: Visit, case_number: str) -> None:
    await send(app, None, photo())
    visitor = await visit("operator")
    assert "Photo JPG 2 kB Being fetched" in await case_words(visitor, case_number)
    await send(app, None, Media(MediaKind.CONTACT, refused="not_own"))
    await send(app, None, Media(MediaKind.VIDEO, ref="f", size=60_000_000, mime="video/mp4"))
    page = await case_words(visitor, case_number)
    assert "Phone number Not kept: it is not the caller's own number" in page
    assert "Video MP4 60.0 MB Not kept: it is too big" in page


async def test_a_message_without_words_has_none_to_correct(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    before = (await visitor.get(f"/console/cases/{case_number}")).text
    await send(app, None, photo())
    page = (await visitor.get(f"/console/cases/{case_number}")).text
    assert page.count("-meaning") == before.count("-meaning") == 1
    assert '<p class="words" dir="auto"></p>' not in page


async def test_nothing_is_said_of_how_a_photo_was_read(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    before = await case_words(visitor, case_number)
    await send(app, None, photo())
    page = await case_words(visitor, case_number)
    assert page.count("Understood without the model") == 1
    assert before.count("Understood without the model") == 1


async def test_what_is_replied_to_and_forwarded(app: App, visit: Visit, case_number: str) -> None:
    attack = "<img src=x onerror=alert(1)>"
    await send(app, written("yes", quoted=f"هل أنت بأمان؟ {attack}", forwarded=True, at=app.now()))
    for markup in await pages(app, visit, case_number):
        assert re.search(
            r'<blockquote class="quoted">\s*<p class="quiet">In reply to:</p>\s*'
            r'<p class="words" dir="auto">هل أنت بأمان؟ &lt;img src=x',
            markup,
        )
        assert "Forwarded: somebody else may have written this." in markup
        assert attack not in markup


async def test_a_change_stands_under_what_was_written_first(
    app: App, visit: Visit, case_number: str, clock: Clock
) -> None:
    await send(app, written("my room is 12", id="1:7", at=app.now()))
    clock.move(minutes=3)
    await send(
        app,
        written(
            "غرفتي رقم 21", id="edit:1:7:9", happening=Happening.EDIT, about="1:7", at=app.now()
        ),
    )
    for markup in await pages(app, visit, case_number):
        first, changed = markup.index("my room is 12"), markup.index("غرفتي رقم")
        assert first < markup.index("Changed at", first) < changed
        assert '<p class="words" dir="auto">غرفتي رقم <bdi dir="ltr">21</bdi></p>' in markup
    words = await case_words(await visit("operator"), case_number)
    assert "my room is 12 Changed at 23 Nov 2026, 09:33 UTC : غرفتي رقم 21" in words
    assert "The caller changed an earlier message." in words


async def test_the_message_that_is_corrected_shows_all_of_it(
    app: App, visit: Visit, case_number: str
) -> None:
    await send(app, written("look at this", quoted="what is it?", at=app.now()), photo())
    await fetched(app, picture(), "image/png")
    visitor = await visit("operator")
    page = (await visitor.get(f"/console/cases/{case_number}")).text
    *_, meaning = re.findall(r'href="([^"]+/lines/\d+)"', page)
    text = (await visitor.get(meaning)).text
    assert "what is it?" in text
    [source] = re.findall(r'<img src="([^"]+)"', text)
    assert (await visitor.http.head(source)).status == 200


async def test_a_file_that_was_fetched_is_told_to_open_pages(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    case = f"/console/cases/{case_number}"
    await send(app, None, photo())
    seen = await version(visitor, f"{case}/live")
    async with listening(visitor, f"{case}/events?seen={seen}") as stream:
        await block(stream)
        await fetched(app, picture(), "image/png")
        async with asyncio.timeout(10):
            assert "event: changed" in await block(stream)
    assert "<img" in (await visitor.get(f"{case}/live")).text


async def test_the_name_that_the_channel_gave(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    assert "Calls themselves" not in await case_words(visitor, case_number)
    await send(app, written("hello", name="آمنة \u202e<b>K", at=app.now()))
    page = await visitor.get(f"/console/cases/{case_number}")
    assert '<dt>Calls themselves</dt><dd dir="auto">آمنة bK</dd>' in page.text


async def test_who_blocked_us_cannot_be_written_to(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("operator")
    await send(app, written(None, happening=Happening.BLOCKED, at=app.now()))
    page = await case_words(visitor, case_number)
    assert "The caller blocked us on this channel." in page
    assert "This address can no longer be reached. Replies cannot be sent." in page
    await send(app, written(None, happening=Happening.UNBLOCKED, at=app.now()))
    page = await case_words(visitor, case_number)
    assert "The caller lets us write on this channel again." in page
    assert "Replies cannot be sent." not in page


async def test_who_blocked_the_bot_on_telegram(app: App, visit: Visit) -> None:
    there = Address("telegram", "77")
    await send(app, written("help me, they beat me", to=there, at=app.now()))
    await send(app, written(None, to=there, happening=Happening.BLOCKED, at=app.now()))
    [row] = await app.desk.queue()
    page = await case_words(await visit("operator"), row.case.number)
    assert "The caller has blocked the bot on Telegram, or has left Telegram." in page


async def test_a_campaign_is_told(app: App, visit: Visit) -> None:
    await send(app, written("hello", campaign="poster-<i>", at=app.now()))
    await say(app, "help me, they beat me")
    [row] = await app.desk.queue()
    page = await case_words(await visit("operator"), row.case.number)
    assert "The caller came by “poster-<i>” (a link or a poster)." in page

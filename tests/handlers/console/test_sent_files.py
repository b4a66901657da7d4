"""A file of a colleague's, from the form to the phone: taken, refused, fetched, kept, erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession

from bot.app import App
from bot.bench.telegram.double.bot_api import Double as TelegramDouble
from bot.bench.telegram.double.people import Person as TelegramPerson
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.twilio import Double as TwilioDouble
from bot.messages import Address, Delivery
from bot.store.database import Store
from handlers.console.forms import MAX_BYTES
from handlers.console.uploads import PATIENCE
from tests.builders import Clock, lines_at, settle
from tests.handlers.console.conftest import Visit
from tests.handlers.console.sending import PDF, PUBLIC, Doors, post, service
from tests.handlers.console.sent import picture, silence
from tests.handlers.console.site import Site
from tests.handlers.console.visitor import Visitor

MEGABYTE = 1024 * 1024


@pytest.fixture
async def twilio(clock: Clock) -> AsyncIterator[TwilioDouble]:
    """Twilio, without pauses between repeats."""
    async with TwilioDouble(now=clock.now, pauses=(0.0,) * 5) as double:
        yield double


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramDouble]:
    """Telegram."""
    async with TelegramDouble(now=clock.now) as double:
        yield double


@pytest.fixture
async def app(
    tmp_path: Path,
    sqlite_store: Store,
    clock: Clock,
    twilio: TwilioDouble,
    telegram: TelegramDouble,
) -> AsyncIterator[App]:
    """The service between them."""
    made = service(tmp_path, sqlite_store, clock, twilio, telegram)
    yield made
    if made.telegram:
        await made.telegram.close()


@pytest.fixture
def doors(app: App, service: Site, twilio: TwilioDouble, telegram: TelegramDouble) -> Doors:
    """All of it, with the service listening where Twilio finds it."""
    twilio.calls_back(PUBLIC, service.address)
    return Doors(app, twilio, telegram)


@pytest.fixture
def amina(twilio: TwilioDouble) -> Person:
    """A phone that wrote by WhatsApp just now."""
    person = twilio.person()
    twilio.world.heard[f"whatsapp:{person.number}"] = twilio.world.now()
    return person


@pytest.fixture
async def number(doors: Doors, amina: Person) -> str:
    """Her case."""
    return await doors.case_of(Address("whatsapp", amina.number))


@pytest.fixture
async def dora(visit: Visit, number: str) -> Visitor:
    """An operator who holds it."""
    visitor = await visit("operator")
    assert (await visitor.send(f"/console/cases/{number}/claim")).status == 303
    return visitor


async def statuses(doors: Doors, where: Address) -> list[str | None]:
    """How far our lines have come."""
    return [one.status for one in await lines_at(doors.app, where) if one.direction == "out"]


async def test_a_picture_with_words_arrives(
    doors: Doors, dora: Visitor, number: str, amina: Person
) -> None:
    answer = await post(dora, number, ("map.png", picture()), fields={"text": "The way to us"})
    assert answer.status == 303
    await doors.send()
    seen = amina.hears("whatsapp")[-1]
    assert seen.shown.endswith("\n\nThe way to us")
    assert seen.status == "read"
    assert [(file.mime, file.content, file.name) for file in seen.files] == [
        ("image/png", picture(), "map.png")
    ]
    page = await dora.get(f"/console/cases/{number}")
    assert "Photo, to the caller" in page.text
    assert "Read" in page.words


async def test_the_file_is_seen_by_colleagues_alone_and_the_look_leaves_a_trace(
    doors: Doors, dora: Visitor, number: str, visit: Visit, stranger: Visitor
) -> None:
    await post(dora, number, ("form.pdf", PDF))
    page = await dora.get(f"/console/cases/{number}")
    path = page.text.split('href="')[1:]
    [address] = {part.split('"')[0] for part in path if "/files/" in part.split('"')[0]}
    assert (await stranger.get(address)).status == 303
    opened = await dora.get(address)
    assert opened.text.encode() == PDF
    manager = await visit("manager")
    async with doors.app.store.read() as unit:
        case = await unit.cases.find(number)
        assert case
        traces = [look.action for look in await unit.looks.of(case.conversation_id)]
    assert traces.count("file_opened") == 1
    other = f"/console/transcripts/{case.conversation_id}/files/{address.rsplit('/', 1)[1]}"
    assert (await manager.get(other)).text.encode() == PDF


async def test_words_and_a_document_are_two_messages_in_order(
    doors: Doors, dora: Visitor, number: str, amina: Person
) -> None:
    await doors.send()
    before = len(amina.hears("whatsapp"))
    await post(dora, number, ("form.exe", PDF), fields={"text": "Sign this"})
    await doors.send()
    words, file = amina.hears("whatsapp")[before:]
    assert words.shown.endswith("\n\nSign this")
    assert (words.files, file.shown) == ([], "")
    assert [(one.mime, one.name) for one in file.files] == [("application/pdf", "form-exe.pdf")]


async def test_the_same_form_twice_is_one_message(
    doors: Doors, dora: Visitor, number: str, amina: Person
) -> None:
    before = len(amina.hears())
    await doors.send()
    for content in (PDF, PDF, PDF + b"another"):
        assert (await post(dora, number, ("form.pdf", content), script=True)).status == 204
    await doors.send()
    sent = [m.files[0].content for m in amina.hears("whatsapp")[before:] if m.files]
    assert sent == [PDF, PDF + b"another"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((("empty.pdf", b""),), "The file is empty."),
        ((("page.png", b"<html>not a picture"),), "WhatsApp takes no files of this type."),
        ((("run.pdf", b"\x7fELF" + b"\0" * 60),), "WhatsApp takes no files of this type."),
        ((("way.gif", b"GIF89a" + b"\0" * 60),), "WhatsApp takes no files of this type."),
        ((("a.pdf", PDF), ("b.pdf", PDF)), "One file can be sent at a time."),
        ((), "A reply has 1 to 4000 characters, a file, or both."),
        (
            (("big.png", picture() + b"\0" * 5_000_000),),
            "The file is too big: at most 5 MB can be sent.",
        ),
        ((("big.pdf", PDF + b"\0" * (21 * MEGABYTE)),), "The file is too big: at most 20 MB"),
    ],
)
async def test_what_cannot_be_sent_is_told_before_it_is_queued(
    doors: Doors, dora: Visitor, number: str, amina: Person, files: tuple[tuple[str, bytes], ...],
    told: str,
) -> None:  # fmt: skip
    await doors.send()
    where = Address("whatsapp", amina.number)
    before = await statuses(doors, where)
    answer = await post(dora, number, *files, fields={"text": "Look" if files else " "})
    assert answer.status == 422
    assert told in answer.text
    assert "Nothing was sent." in answer.text
    if files:
        assert "Choose the file again." in answer.text
        assert ">Look</textarea>" in answer.text
    assert await statuses(doors, where) == before
    assert Delivery.QUEUED not in before


async def test_beyond_all_patience_nothing_is_read(
    doors: Doors, dora: Visitor, number: str
) -> None:
    length = PATIENCE * (doors.app.desk.most_file + MAX_BYTES) + 1
    async with dora.http.post(
        f"/console/cases/{number}/reply",
        data=b"x",
        headers={"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(length)},
        allow_redirects=False,
    ) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("path", ["note", "close", "claim"])
async def test_no_other_form_takes_so_much(dora: Visitor, number: str, path: str) -> None:
    content = b"csrf=" + b"x" * 300_000
    async with dora.http.post(
        f"/console/cases/{number}/{path}",
        data=content,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        allow_redirects=False,
    ) as answer:
        assert answer.status in (413, 422)


@pytest.mark.usefixtures("dora")
async def test_only_who_holds_the_case_sends(
    doors: Doors, number: str, visit: Visit, amina: Person
) -> None:
    await doors.send()
    before = len(amina.hears())
    other = await visit("operator", "other")
    answer = await post(other, number, ("form.pdf", PDF))
    assert answer.status == 409
    assert "has this case" in answer.text
    manager = await visit("manager")
    assert (await post(manager, number, ("form.pdf", PDF))).status == 403
    await doors.send()
    assert len(amina.hears()) == before
    async with doors.app.store.read() as unit:
        case = await unit.cases.find(number)
        assert case
        assert await unit.attachments.of(case.conversation_id) == {}


async def test_a_stranger_is_sent_to_the_login_before_anything_is_read(
    stranger: Visitor, number: str
) -> None:
    async with stranger.http.post(
        f"/console/cases/{number}/reply",
        data=_endless(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        allow_redirects=False,
    ) as answer:
        assert answer.status == 303


async def _endless() -> AsyncIterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    for _ in range(64):
        yield b"x" * MEGABYTE


async def test_sms_takes_none_and_says_by_what_it_goes(dora: Visitor, number: str) -> None:
    fields = {"text": "Look", "channel": "sms"}
    answer = await post(dora, number, ("form.pdf", PDF), fields=fields)
    assert answer.status == 422
    assert "SMS takes no files. Nothing was sent. Send it by WhatsApp instead." in answer.text
    page = await dora.get(f"/console/cases/{number}")
    assert "SMS takes no files." in page.words
    assert "WhatsApp: JPG, PNG up to 5 MB;" in page.words


async def test_the_web_chat_offers_no_field(doors: Doors, visit: Visit) -> None:
    number = await doors.case_of(Address("webchat", "a-session-of-the-web-chat-1234"))
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{number}/claim")
    page = await visitor.get(f"/console/cases/{number}")
    assert 'type="file"' not in page.text
    assert "Web chat takes no files." in page.words
    answer = await post(visitor, number, ("form.pdf", PDF))
    assert answer.status == 422
    assert "The web chat takes no files. Nothing was sent." in answer.text


async def test_telegram_shows_it(doors: Doors, visit: Visit, telegram: TelegramDouble) -> None:
    person: TelegramPerson = telegram.person()
    person.start()
    number = await doors.case_of(Address("telegram", str(person.id)))
    visitor = await visit("operator")
    await visitor.send(f"/console/cases/{number}/claim")
    answer = await post(visitor, number, ("words.mp3", silence()), fields={"text": "Listen"})
    assert answer.status == 303
    await doors.send()
    seen = person.hears()[-1]
    assert seen.text.endswith("\n\nListen")
    assert seen.protected
    assert telegram.world.files.of(seen.content["audio"]["file_id"]).content == silence()


async def test_after_a_day_a_template_goes_first_and_the_file_when_they_write(
    doors: Doors, dora: Visitor, number: str, amina: Person, clock: Clock
) -> None:
    await doors.send()
    clock.move(hours=25)
    await dora.log_in("operator")
    before = len(amina.hears("whatsapp"))
    await post(dora, number, ("map.png", picture()), fields={"text": "The way"})
    await doors.send()
    where = Address("whatsapp", amina.number)
    # No template is set up: the colleague is told, and nothing goes by SMS without the file.
    assert (await statuses(doors, where))[-1] == Delivery.FAILED
    assert len(amina.hears("whatsapp")) == before
    assert amina.hears("sms") == []
    page = await dora.get(f"/console/cases/{number}")
    assert "more than 24 hours have passed" in page.words
    n = (await lines_at(doors.app, where))[-1].n
    again = f"/console/cases/{number}/lines/{n}/again"
    refused = await dora.send(again, channel="sms")
    assert refused.status == 409
    assert "does not take the file of this message" in refused.text
    doors.twilio.world.heard[f"whatsapp:{amina.number}"] = clock.now()
    async with doors.app.store.write() as unit:
        await unit.people.heard(await unit.people.contact(where), clock.now())
    assert (await dora.send(again)).status == 303
    await doors.send()
    assert [file.content for file in amina.hears("whatsapp")[-1].files] == [picture()]


async def test_what_twilio_cannot_fetch_is_tried_again_and_then_told(
    doors: Doors, dora: Visitor, number: str, amina: Person, clock: Clock
) -> None:
    await doors.send()
    amina.fails(63019)
    await post(dora, number, ("map.png", picture()))
    where = Address("whatsapp", amina.number)
    links = []
    for wait in (0, 5, 30, 120):
        clock.move(minutes=wait)
        await doors.send()
        links.append([m.media_url for m in doors.twilio.world.messages.values()][-1])
    assert len(set(links)) == 4  # each attempt has an address of its own
    assert (await statuses(doors, where))[-1] == Delivery.FAILED
    page = await dora.get(f"/console/cases/{number}")
    assert "the provider could not fetch the file from our public address" in page.words


async def test_the_address_leads_nowhere_once_it_failed_or_was_erased(
    doors: Doors, dora: Visitor, number: str, service: Site
) -> None:
    await doors.send()
    await post(dora, number, ("map.png", picture()))
    await doors.send()
    link = [m.media_url for m in doors.twilio.world.messages.values()][-1]
    assert link
    parts = urlsplit(link)
    local = f"{service.address}{parts.path}?{parts.query}"
    async with ClientSession() as anybody:
        async with anybody.get(local) as answer:
            assert (answer.status, await answer.read()) == (200, picture())
        async with doors.app.store.write() as unit:
            case = await unit.cases.find(number)
            assert case
            await unit.attachments.erase(case.person_id)
            await unit.people.erase(case.person_id)
        async with anybody.get(local) as answer:
            assert (answer.status, await answer.read()) == (404, b"")


async def test_what_callers_sent_has_no_such_address(
    doors: Doors, number: str, amina: Person
) -> None:
    amina.whatsapp("", [("application/pdf", PDF)])
    await doors.twilio.settle()
    await doors.app.fetcher.fetch_due()
    await settle(doors.app)
    async with doors.app.store.read() as unit:
        case = await unit.cases.find(number)
        assert case
        [[came]] = (await unit.attachments.of(case.conversation_id)).values()
        assert came.state == "stored"
        assert await unit.attachments.to_send(came.id) is None

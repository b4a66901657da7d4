"""Files of colleagues on their way: never parted from their words, never lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import App
from bot.enclosing import GivenFile, checked
from bot.errors import BadInputError
from bot.messages import Delivery, MediaKind, SendError, Sent, Trouble
from bot.outbox import FILE_LEASE, LEASE
from bot.store.database import Store
from bot.store.records import NewFile, Staff
from tests.bot.outgoing import Door
from tests.bot.phones import SMS, WHATSAPP, Phones
from tests.builders import Clock, address
from tests.handlers.console.sent import picture
from tests.handlers.console.visitor import hire

MAP = GivenFile("map.png", picture())
FILE = NewFile(MediaKind.PHOTO, "image/png", "map.png", picture())
TAKEN = {"image/png": 10_000, "application/pdf": 10_000, "audio/ogg": 10_000}


@pytest.fixture
def phones(app: App) -> Phones:
    """WhatsApp takes files, SMS takes none."""
    return Phones(app, whatsapp=Door(name="whatsapp", files=TAKEN), sms_instead=True)


@pytest.fixture
async def dora(app: App, phones: Phones) -> Staff:
    """She holds the one case, of somebody who wrote by WhatsApp."""
    staff = await hire(app, "dora", "operator")
    await phones.write("help me, they beat me", WHATSAPP)
    await phones.desk.claim(staff, await number(phones))
    await phones.send()
    return staff


async def number(phones: Phones) -> str:
    """Of the one case."""
    [row] = await phones.desk.queue()
    return row.case.number


async def reply(phones: Phones, dora: Staff, text: str = "The way") -> str:
    """A reply with a file that waits; the id of its line."""
    await phones.desk.reply(dora, await number(phones), text, file=MAP)
    return (await phones.lines(WHATSAPP))[-1].id


async def test_the_door_gets_the_file_with_the_words(phones: Phones, dora: Staff) -> None:
    message_id = await reply(phones, dora)
    await phones.send()
    sent = phones.whatsapp.taken[-1]
    assert (sent.id, sent.text) == (message_id, "The way")
    assert sent.file
    assert (sent.file.kind, sent.file.mime, sent.file.name) == ("photo", "image/png", "map.png")
    assert sent.file.size == len(picture())
    assert await sent.file.read() == picture()


async def test_no_sms_goes_out_in_its_place(phones: Phones, dora: Staff) -> None:
    phones.whatsapp.outcomes = [SendError(Trouble.CLOSED, "window_closed")] * 2
    message_id = await reply(phones, dora)
    await phones.send()
    assert await phones.status(message_id) == Delivery.FAILED
    assert phones.sms.called == []
    events = [event.kind for event in await phones.events(WHATSAPP)]
    assert ("send_trouble" in events, "sent_otherwise" in events) == (True, False)
    await phones.desk.reply(dora, await number(phones), "Words alone")
    await phones.send()
    assert [one.text for one in phones.sms.taken] == ["Words alone"]


async def test_words_do_not_go_out_where_the_file_cannot(phones: Phones, dora: Staff) -> None:
    message_id = await reply(phones, dora)
    phones.whatsapp.files = {"image/png": len(picture()) - 1}
    before = len(phones.whatsapp.called)
    await phones.send()
    assert await phones.status(message_id) == Delivery.FAILED
    assert len(phones.whatsapp.called) == before
    trouble = [e.params for e in await phones.events(WHATSAPP) if e.kind == "send_trouble"]
    assert [one["code"] for one in trouble] == ["file_not_taken"]


@pytest.mark.parametrize(("text", "state"), [("", "sent"), ("Sign this", "unknown")])
async def test_a_report_of_one_part_does_not_speak_for_the_other(
    phones: Phones, dora: Staff, text: str, state: str
) -> None:
    phones.whatsapp.outcomes = [SendError(Trouble.UNKNOWN, "timeout")]
    message_id = await reply(phones, dora, text)
    await phones.send()
    assert await phones.status(message_id) == Delivery.UNKNOWN
    assert await phones.report(message_id, Delivery.SENT, sid="SM1")
    assert await phones.status(message_id) == state


async def test_a_long_upload_is_not_taken_for_a_dead_process(
    phones: Phones, dora: Staff, clock: Clock
) -> None:
    async def meanwhile(_message: object) -> None:
        clock.moment += LEASE * 2
        await phones.outbox.recover()

    message_id = await reply(phones, dora)
    phones.whatsapp.during = meanwhile
    phones.whatsapp.outcomes = [Sent("SM1", more=True), Sent("SM2")]
    await phones.send()
    assert await phones.status(message_id) == Delivery.SENT
    assert LEASE * 3 < FILE_LEASE


async def test_it_is_kept_sealed_opened_and_erased(store: Store) -> None:
    async with store.write() as unit:
        contact = await unit.people.contact(address())
        conversation = await unit.conversations.open(contact)
        message_id = await unit.transcript.add_out(conversation, "operator", "")  # type: ignore[arg-type]
        await unit.attachments.enclose(conversation, contact, message_id, FILE)
        await unit.sending.add(message_id, contact)
    async with store.read() as unit:
        about = await unit.attachments.enclosed(message_id)
        assert about
        assert (about.name, about.mime, about.size) == ("map.png", "image/png", len(picture()))
        assert await unit.attachments.enclosed("another") is None
        found = await unit.attachments.to_send(about.id, "webchat")
        assert found == (about, picture())
        assert await unit.attachments.to_send(about.id, "whatsapp") is None
        assert await unit.attachments.due(("webchat",), 5) == []
    async with store.write() as unit:
        (queued,) = await unit.sending.due(("webchat",), 1)
        await unit.sending.settle(queued, Delivery.FAILED)
    async with store.read() as unit:
        assert await unit.attachments.to_send(about.id, "webchat") is None
        assert await unit.attachments.to_send(about.id)
    async with store.write() as unit:
        await unit.attachments.erase(contact.person_id)
        await unit.people.erase(contact.person_id)
    async with store.read() as unit:
        assert await unit.attachments.to_send(about.id) is None


@pytest.mark.parametrize(
    ("name", "content", "kind", "called"),
    [
        ("map.PNG", picture(), "photo", "map.PNG"),
        ("map.html", picture(), "photo", "map.html.png"),
        ("form", b"%PDF-1.7", "document", "form.pdf"),
        (".pdf", b"%PDF-1.7", "document", "file.pdf"),
        ("", b"%PDF-1.7", "document", "file.pdf"),
        ("note.opus", b"OggS" + b"\0" * 24 + b"OpusHead", "voice", "note.opus"),
        ("song.ogg", b"OggS" + b"\0" * 24 + b"vorbis", "audio", "song.ogg"),
    ],
)
async def test_what_it_holds_says_what_it_is(
    phones: Phones, name: str, content: bytes, kind: str, called: str
) -> None:
    found = checked(phones.policy, "whatsapp", (), GivenFile(name, content))
    assert (found.kind, found.name, found.content) == (kind, called, content)


async def test_a_deployment_that_keeps_no_files_sends_none(phones: Phones) -> None:
    none = replace(phones.policy, keeping=replace(phones.policy.keeping, most=0))
    with pytest.raises(BadInputError, match=r"WhatsApp takes no files\. Nothing was sent\."):
        checked(none, "whatsapp", ("sms",), MAP)
    with pytest.raises(BadInputError, match="SMS takes no files"):
        checked(none, SMS.channel, ("whatsapp",), MAP)

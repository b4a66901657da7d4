"""Files that colleagues send, as Twilio is asked to send them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Address, Author, Enclosure, MediaKind, Outbound, SendError, Trouble
from handlers.whatsapp.enclosing import FILES, MOST_CAPTION
from handlers.whatsapp.sending import Whatsapp
from tests.builders import Clock
from tests.handlers.twilio.server import NUMBER, Server
from tests.handlers.whatsapp.conftest import LINKS

LINK = LINKS.format("f1")


def enclosure(mime: str) -> Enclosure:
    """A file whose bytes nobody needs here: Twilio fetches them."""

    async def read() -> bytes:
        raise AssertionError(mime)

    return Enclosure("f1", MediaKind.DOCUMENT, mime, 100, "form.pdf", read)


def message(clock: Clock, text: str, mime: str) -> Outbound:
    """What a colleague sends to somebody who wrote a minute ago."""
    heard = clock.now() - timedelta(minutes=1)
    to = Address("whatsapp", NUMBER)
    file = enclosure(mime)
    return Outbound("0192-m1", to, Author.OPERATOR, text, "en", last_heard=heard, file=file)


async def sent(whatsapp: Whatsapp, server: Server, outbound: Outbound) -> list[dict[str, str]]:
    """What Twilio was handed for each part."""
    while True:
        part = await whatsapp.send(outbound)
        assert part.provider_id
        outbound = replace(outbound, sent=(*outbound.sent, part.provider_id))
        if not part.more:
            assert not (await whatsapp.send(outbound)).provider_id
            return [
                {name: fields[name] for name in ("Body", "MediaUrl") if name in fields}
                for fields in server.messages()
            ]


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "video/mp4"])
async def test_words_stand_below_what_is_seen(
    server: Server, whatsapp: Whatsapp, clock: Clock, mime: str
) -> None:
    handed = await sent(whatsapp, server, message(clock, "The way to us", mime))
    assert handed == [{"Body": "The way to us", "MediaUrl": LINK}]


@pytest.mark.parametrize("mime", ["audio/ogg", "audio/mpeg", "application/pdf"])
async def test_words_come_before_what_shows_none(
    server: Server, whatsapp: Whatsapp, clock: Clock, mime: str
) -> None:
    handed = await sent(whatsapp, server, message(clock, "Sign this", mime))
    assert handed == [{"Body": "Sign this"}, {"MediaUrl": LINK}]


async def test_a_file_alone(server: Server, whatsapp: Whatsapp, clock: Clock) -> None:
    assert await sent(whatsapp, server, message(clock, "", "image/png")) == [{"MediaUrl": LINK}]


async def test_long_words_are_no_caption(server: Server, whatsapp: Whatsapp, clock: Clock) -> None:
    for length, parts in ((MOST_CAPTION, 1), (MOST_CAPTION + 1, 3)):
        handed = await sent(whatsapp, server, message(clock, "x" * length, "image/png"))
        assert len(handed) == parts
        assert handed[-1]["MediaUrl"] == LINK


@pytest.mark.parametrize(("language", "code"), [("en", "window_closed"), ("fa", "window_closed")])
async def test_outside_the_window_a_template_goes_without_it(
    server: Server, whatsapp: Whatsapp, clock: Clock, language: str, code: str
) -> None:
    late = message(clock, "The way to us", "image/png")
    late = replace(late, language=language, last_heard=clock.now() - timedelta(hours=25))
    with pytest.raises(SendError) as caught:
        await whatsapp.send(late)
    assert (caught.value.trouble, caught.value.code) == (Trouble.NUDGED, code)
    (fields,) = server.messages()
    assert "MediaUrl" not in fields
    assert "ContentSid" in fields
    with pytest.raises(SendError) as again:
        await whatsapp.send(replace(late, nudged=True))
    assert again.value.trouble is Trouble.CLOSED


def test_what_it_takes() -> None:
    assert FILES["image/png"] == 5_000_000
    assert FILES["application/pdf"] == FILES["audio/ogg"] == FILES["video/mp4"] == 16_000_000
    assert not {"image/webp", "image/gif", "video/3gpp"} & FILES.keys()

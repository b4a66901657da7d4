"""The channel: nothing is sent, recordings are fetched in a small format."""

from __future__ import annotations

import pytest

from bot.messages import Address, Author, Channel, Media, MediaKind, Outbound, SendError, Trouble
from handlers.voice.channel import Voice
from tests.handlers.voice.site import PERSON, RECORDING_URL


class Shelf:
    """Notes what is fetched."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.asked: list[tuple[str | None, int]] = []

    async def fetch(self, media: Media, most: int) -> bytes:
        """The same for all."""
        self.asked.append((media.ref, most))
        return b"words"


@pytest.mark.parametrize(
    ("ref", "asked"),
    [
        (RECORDING_URL, f"{RECORDING_URL}.mp3"),
        (f"{RECORDING_URL}.wav", f"{RECORDING_URL}.wav"),
        (f"{RECORDING_URL}.mp3", f"{RECORDING_URL}.mp3"),
        (None, None),
    ],
)
async def test_a_recording_is_fetched_small(ref: str | None, asked: str | None) -> None:
    shelf = Shelf()
    media = Media(MediaKind.VOICE, ref)
    assert await Voice(shelf.fetch).fetch(media, 99) == b"words"
    assert shelf.asked == [(asked, 99)]
    assert media.ref == ref


async def test_a_call_has_no_sender() -> None:
    channel: Channel = Voice(Shelf().fetch)
    message = Outbound("m1", Address("voice", PERSON), Author.BOT, "Hello", "en")
    with pytest.raises(SendError) as caught:
        await channel.send(message)
    assert (caught.value.trouble, caught.value.code) == (Trouble.REFUSED, "no_call")
    assert channel.estimate(message) is None
    await channel.thinking(message.address)
    assert (channel.name, channel.form, channel.retract_within) == ("voice", "spoken", None)

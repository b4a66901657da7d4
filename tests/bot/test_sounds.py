"""Which files are taken: by what is in them, whatever they are called."""

from __future__ import annotations

import struct

import pytest

from bot.errors import BadInputError
from bot.sounds import MAX_BYTES, Sound, checked
from tests.bot.sounds import MP3_FRAME, mp3, tone


def test_a_wav_file_and_its_length() -> None:
    assert checked(tone(1.5)) == Sound("audio/wav", 1.5)
    assert checked(tone(0.5, rate=44100)) == Sound("audio/wav", 0.5)


def test_an_mp3_file_and_its_length() -> None:
    sound = checked(mp3(3))
    assert sound.mime == "audio/mpeg"
    assert sound.seconds == pytest.approx(3, abs=0.05)
    tagged = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + mp3(3)
    assert checked(tagged).seconds == pytest.approx(3, abs=0.05)


def test_the_length_is_that_of_the_sound_and_not_of_what_the_header_says() -> None:
    whole = tone(10)
    assert checked(whole[: 44 + 8000]).seconds == 0.5
    streamed = bytearray(tone(1))
    struct.pack_into("<I", streamed, 40, 0x7FFFFFFF)
    assert checked(bytes(streamed)).seconds == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a sound file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "no WAV or MP3"),
        (b"OggS" + bytes(500), "no WAV or MP3"),
        (b"<html>" + bytes(500), "no WAV or MP3"),
        (tone(1)[:20], "WAV file cannot be read"),
        (tone(1)[:44], "is not empty"),
        (tone(121, rate=1000), "at most 120 seconds"),
        (mp3(121), "at most 120 seconds"),
        (MP3_FRAME + bytes(3000), "MP3 file cannot be read"),
        (b"\xff\xfb" + bytes(3000), "MP3 file cannot be read"),
        (tone(10) + bytes(MAX_BYTES), "at most 2 MB"),
    ],
    ids=lambda value: value[:18] if isinstance(value, str) else "file",
)
def test_what_cannot_be_played_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadInputError, match=words) as refused:
        checked(content)
    assert "Nothing was stored" in refused.value.message


def test_a_wav_file_that_no_phone_plays_is_refused() -> None:
    floating = bytearray(tone(1))
    struct.pack_into("<H", floating, 20, 3)
    with pytest.raises(BadInputError, match="PCM"):
        checked(bytes(floating))

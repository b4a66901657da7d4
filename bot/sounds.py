"""Which sound files are taken for the phone: told by their content, never by their name."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Any

import filetype
from mutagen import MutagenError
from mutagen.mp3 import MP3

from bot.errors import BadInputError

WAV, MP3_TYPE = "audio/wav", "audio/mpeg"
ENDINGS = {WAV: "wav", MP3_TYPE: "mp3"}
MAX_BYTES = 2 * 1024 * 1024
TOO_BIG = f"A recording has at most {MAX_BYTES // 1024 // 1024} MB. Nothing was stored."
MAX_SECONDS = 120
MIN_SECONDS = 0.1
SAMPLE_BYTES = (1, 2, 3)
"""Bytes of a sample that players of the phone read."""

BAD_WAV = "This WAV file cannot be read; save it as PCM with 16 bits. Nothing was stored."
BAD_MP3 = "This MP3 file cannot be read. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Sound:
    """A checked file: media type and length in seconds."""

    mime: str
    seconds: float


def checked(content: bytes) -> Sound:
    """What this file holds; raises BadInputError in words for what cannot be played."""
    if not content:
        msg = "Choose a sound file first. Nothing was stored."
        raise BadInputError(msg)
    if len(content) > MAX_BYTES:
        raise BadInputError(TOO_BIG)
    kind = filetype.guess(content)
    name = kind.extension if kind else ""
    if name == "wav":
        return _of_length(WAV, _seconds_of_wav(content))
    if name == "mp3":
        return _of_length(MP3_TYPE, _seconds_of_mp3(content))
    msg = "This is no WAV or MP3 file. Nothing was stored."
    raise BadInputError(msg)


def _seconds_of_wav(content: bytes) -> float:
    """The length by the samples that are really there, whatever the file says of itself."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
            samples = len(file.readframes(file.getnframes())) // (width * channels)
    except (wave.Error, EOFError, RuntimeError):
        raise BadInputError(BAD_WAV) from None
    if width not in SAMPLE_BYTES or not rate:
        raise BadInputError(BAD_WAV)
    return float(samples / rate)


def _seconds_of_mp3(content: bytes) -> float:
    """The length by the frames of the stream, of which several must follow each other."""
    try:
        info: Any = MP3(io.BytesIO(content)).info  # type: ignore[no-untyped-call]
    except MutagenError:
        raise BadInputError(BAD_MP3) from None
    if info.sketchy:
        raise BadInputError(BAD_MP3)
    return float(info.length)


def _of_length(mime: str, seconds: float) -> Sound:
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        msg = f"A recording lasts at most {MAX_SECONDS} seconds and is not empty; this one has "
        msg += f"{seconds:.1f}. Nothing was stored."
        raise BadInputError(msg)
    return Sound(mime, seconds)

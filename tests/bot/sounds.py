"""Sound files made in a test: a tone as WAV, silence as MP3."""

from __future__ import annotations

import array
import io
import math
import wave

RATE = 8000
MP3_FRAME = b"\xff\xfb\x90\xc4" + bytes(413)
"""1152 samples of silence: MPEG 1, layer 3, 128 kbit/s, 44,100 samples a second, one channel."""

MP3_FRAME_SECONDS = 1152 / 44100


def tone(
    seconds: float = 1.0, *, rate: int = RATE, loudness: float = 0.5, hertz: int = 440
) -> bytes:
    """A WAV file of 16 bits and one channel; ``loudness`` is the peak, 1 full scale."""
    many = int(seconds * rate)
    wave_ = (math.sin(2 * math.pi * hertz * n / rate) for n in range(many))
    samples = array.array("h", (int(loudness * 32767 * value) for value in wave_))
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return made.getvalue()


def mp3(seconds: float = 1.0) -> bytes:
    """An MP3 file of about this length."""
    return MP3_FRAME * round(seconds / MP3_FRAME_SECONDS)


def samples_of(content: bytes) -> array.array[int]:
    """The samples of a WAV file as the phone carries it."""
    with wave.open(io.BytesIO(content)) as file:
        assert file.getparams()[:3] == (1, 2, RATE)
        return array.array("h", file.readframes(file.getnframes()))


def decibels(samples: array.array[int], quiet: float = 0.0) -> float:
    """Loudness (RMS) below full scale of all samples above ``quiet`` (a share of full scale)."""
    heard = [value for value in samples if abs(value) > quiet * 32768]
    return 20 * math.log10(math.sqrt(sum(v * v for v in heard) / len(heard)) / 32768)

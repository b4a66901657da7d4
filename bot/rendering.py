"""Placeholder audio: a synthesiser of this machine reads scripts, so that calls can be heard
before people have recorded them. What comes out is what the phone carries: 8000 samples a second
of 16 bits, one channel, of one loudness."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave

import numpy as np
from numpy.typing import NDArray

from bot.errors import StartError

PROGRAM = "espeak-ng"
VOICES = {
    "ar": "ar",
    "fa": "fa",
    "ur": "ur",
    "en": "en-gb",
    "fr": "fr-fr",
    "tr": "tr",
    "sq": "sq",
    "sr": "sr",
    "es": "es",
}
"""The synthesiser's voice for each language; it has none for Pashto."""

WORDS_A_MINUTE = 145
RATE = 8000
PASS_BAND = 3600
"""Up to this frequency in Hz: above half the rate nothing can be carried."""

TAPS = 129
LOUDNESS = -20.0
"""Of what is heard, in decibels below full scale (RMS)."""

PEAK = -1.0
QUIET = 10 ** (-50 / 20)
"""Below this share of full scale nothing is heard; it is cut off at both ends."""

EDGE_SECONDS = 0.1
FULL_SCALE = 32768
SECONDS_TO_READ = 60

Samples = NDArray[np.float64]


class Synthesiser:
    """The program espeak-ng."""

    def __init__(self) -> None:
        """Raises StartError where it is not installed."""
        path = shutil.which(PROGRAM)
        if path is None:
            msg = (
                f"{PROGRAM} is needed to make placeholder audio and was not found; on Debian it "
                f"is the package {PROGRAM} (apt-get install {PROGRAM})."
            )
            raise StartError(msg)
        self._path = path
        self._voices = self._installed()

    def has(self, language: str) -> bool:
        """Whether it can read this language."""
        return VOICES.get(language) in self._voices

    def read(self, text: str, language: str) -> bytes:
        """A WAV file of ``text``; raises StartError where nothing comes out."""
        spoken = self._run(
            ["-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"], text
        )
        try:
            with wave.open(io.BytesIO(spoken)) as file:
                rate = file.getframerate()
                raw = file.readframes(file.getnframes())
        except (wave.Error, EOFError):
            msg = f"{PROGRAM} made no sound for a text in {language}."
            raise StartError(msg) from None
        samples = np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.float64) / FULL_SCALE
        return _file(levelled(trimmed(resampled(samples, rate))))

    def _installed(self) -> frozenset[str]:
        lines = self._run(["--voices"], "").decode("utf-8", "replace").splitlines()[1:]
        return frozenset(line.split()[1] for line in lines if len(line.split()) > 1)

    def _run(self, options: list[str], text: str) -> bytes:
        done = subprocess.run(  # noqa: S603 - a program found on the path, words on its input
            [self._path, *options],
            input=text.encode(),
            capture_output=True,
            check=False,
            timeout=SECONDS_TO_READ,
        )
        if done.returncode:
            msg = f"{PROGRAM} failed with status {done.returncode}."
            raise StartError(msg)
        return done.stdout


def resampled(samples: Samples, rate: int) -> Samples:
    """The same sound at RATE, without what would fold back into it."""
    if rate == RATE or not samples.size:
        return samples
    at = np.arange(TAPS) - TAPS // 2
    kernel = np.sinc(2 * PASS_BAND / rate * at) * np.hamming(TAPS)
    smooth = np.convolve(samples, kernel / kernel.sum(), "same")
    times = np.arange(int(samples.size * RATE / rate)) * (rate / RATE)
    found: Samples = np.interp(times, np.arange(samples.size), smooth)
    return found


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, but for a moment."""
    heard = np.flatnonzero(np.abs(samples) > QUIET)
    if not heard.size:
        return samples
    edge = int(EDGE_SECONDS * RATE)
    return samples[max(0, heard[0] - edge) : heard[-1] + edge]


def levelled(samples: Samples) -> Samples:
    """At LOUDNESS by what is heard of it, unless its peak would be above PEAK."""
    heard = samples[np.abs(samples) > QUIET]
    if not heard.size:
        return samples
    wanted = 10 ** (LOUDNESS / 20) / np.sqrt(np.mean(heard**2))
    allowed = 10 ** (PEAK / 20) / np.max(np.abs(heard))
    louder: Samples = samples * min(wanted, allowed)
    return louder


def _file(samples: Samples) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(samples * (FULL_SCALE - 1)).astype("<i2").tobytes())
    return made.getvalue()

"""Placeholder audio as it is measured: rate, length and loudness."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.errors import StartError
from bot.rendering import (
    LOUDNESS,
    PEAK,
    PROGRAM,
    QUIET,
    RATE,
    Samples,
    Synthesiser,
    levelled,
    resampled,
    trimmed,
)
from bot.sounds import checked
from tests.bot.sounds import decibels, samples_of

TEXTS = {
    "ar": "ماذا تحتاج؟",
    "en": "What do you need?",
    "es": "¿Qué necesita?",
    "fa": "به چه چیزی نیاز دارید؟",
    "fr": "De quoi avez-vous besoin ?",
    "sq": "Për çfarë keni nevojë?",
    "sr": "Šta vam treba?",
    "tr": "Neye ihtiyacınız var?",
    "ur": "آپ کو کیا چاہیے؟",
}
spoken = pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"{PROGRAM} is not installed")


def tone(hertz: float, *, rate: int = 22050, seconds: float = 1, peak: float = 0.25) -> Samples:
    found: Samples = peak * np.sin(2 * math.pi * hertz * np.arange(int(rate * seconds)) / rate)
    return found


def loudness(samples: Samples) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2))))


def test_a_tone_that_the_phone_carries_stays_as_it_was() -> None:
    for hertz in (300, 1000, 3000):
        carried = resampled(tone(hertz), 22050)
        assert carried.size == RATE
        assert loudness(carried[400:-400]) == pytest.approx(loudness(tone(hertz)), abs=1)
        strongest = np.argmax(np.abs(np.fft.rfft(carried)))
        assert strongest == hertz


def test_a_tone_that_it_does_not_carry_is_not_folded_into_another() -> None:
    for hertz in (5000, 7000, 9000):
        carried = resampled(tone(hertz), 22050)
        assert loudness(carried[400:-400]) < loudness(tone(hertz)) - 40


def test_what_has_the_right_rate_is_not_touched() -> None:
    same = tone(440, rate=RATE)
    assert resampled(same, RATE) is same


def test_silence_is_cut_off_at_both_ends_but_for_a_moment() -> None:
    silence = np.zeros(RATE)
    cut = trimmed(np.concatenate([silence, tone(440, rate=RATE), silence]))
    assert cut.size / RATE == pytest.approx(1.2, abs=0.01)
    assert trimmed(silence).size == RATE


@pytest.mark.parametrize("peak", [0.02, 0.25, 1.0])
def test_every_tone_gets_the_same_loudness(peak: float) -> None:
    made = levelled(tone(440, rate=RATE, peak=peak))
    heard = made[np.abs(made) > QUIET]
    assert loudness(heard) == pytest.approx(LOUDNESS, abs=1)


def test_a_click_makes_nothing_clip() -> None:
    quiet = tone(440, rate=RATE, peak=0.01)
    quiet[100] = 0.9
    made = levelled(quiet)
    assert 20 * math.log10(np.max(np.abs(made))) == pytest.approx(PEAK, abs=0.01)
    assert not np.any(levelled(np.zeros(100)))


@spoken
@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_language_of_the_synthesiser_is_read_and_measured(language: str) -> None:
    synthesiser = Synthesiser()
    assert synthesiser.has(language)
    sound = synthesiser.read(TEXTS[language], language)
    samples = samples_of(sound)
    assert 0.6 < checked(sound).seconds == len(samples) / RATE < 4
    assert -26 < decibels(samples, QUIET) < LOUDNESS + 0.5
    assert max(map(abs, samples)) <= 32767 * 10 ** (PEAK / 20) + 1


@spoken
def test_the_same_words_sound_the_same() -> None:
    assert Synthesiser().read("Po.", "sq") == Synthesiser().read("Po.", "sq")


@spoken
def test_there_is_no_voice_for_pashto() -> None:
    assert not Synthesiser().has("ps")
    assert not Synthesiser().has("xx")


def test_without_the_program_its_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError, match="apt-get install espeak-ng"):
        Synthesiser()


def test_a_program_that_says_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / PROGRAM
    program.write_text('#!/bin/sh\ncase "$1" in --voices) echo head; echo 5 sq;; esac\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError, match="made no sound"):
        Synthesiser().read("Po.", "sq")
    program.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(StartError, match="status 3"):
        Synthesiser()

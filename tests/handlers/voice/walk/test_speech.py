"""Whatever a recogniser makes of what was said: there is an answer, and nothing is lost."""

from __future__ import annotations

import pytest

from bot.bench.twilio.double.phone.leg import Doing
from bot.messages import Address
from handlers.voice.reading import MOST_HEARD
from tests.builders import lines_at
from tests.handlers.voice.walk.town import Town
from tests.handlers.voice.walk.walker import Walker

SPOKEN = ("ar", "en", "fr", "tr", "sr", "es")
"""Languages that a recogniser listens to."""

WORDS = "xyzzy plugh"
SURE = "0.9"
STRANGE = {
    "low": {"SpeechResult": WORDS, "Confidence": "0.01"},
    "zero": {"SpeechResult": WORDS, "Confidence": "0"},
    "missing": {"SpeechResult": WORDS},
    "empty": {"SpeechResult": WORDS, "Confidence": ""},
    "malformed": {"SpeechResult": WORDS, "Confidence": "abc"},
    "no number": {"SpeechResult": WORDS, "Confidence": "nan"},
    "endless": {"SpeechResult": WORDS, "Confidence": "inf"},
    "negative": {"SpeechResult": WORDS, "Confidence": "-1"},
    "too sure": {"SpeechResult": WORDS, "Confidence": "17"},
    "long": {"SpeechResult": "xyzzy " * 2000, "Confidence": SURE},
    "emoji": {"SpeechResult": "\U0001f64f\U0001f3fd\U0001f62d", "Confidence": SURE},
    "Arabic": {"SpeechResult": "\u0645\u0631\u062d\u0628\u0627", "Confidence": SURE},
    "Cyrillic": {"SpeechResult": "\u0437\u0434\u0440\u0430\u0432\u043e", "Confidence": SURE},
    "Chinese": {"SpeechResult": "\u4f60\u597d", "Confidence": SURE},
    "controls": {"SpeechResult": "xy\x00zz\x1by \u202e\ufffe", "Confidence": SURE},
}
NOTHING = {
    "no words": {"SpeechResult": "", "Confidence": SURE},
    "spaces": {"SpeechResult": " \t ", "Confidence": SURE},
    "words for keys": {"Digits": "abc"},
    "neither keys nor words": {"SpeechResult": "", "Digits": "", "Confidence": "abc"},
}


async def heard(place: Town, number: str) -> list[str]:
    """The words of a caller, as they are kept; not the language that they chose."""
    kept = await lines_at(place.app, Address("voice", number))
    return [
        line.text for line in kept if line.author == "caller" and line.text and line.choice is None
    ]


def printable(text: str) -> str:
    """Without what nobody can read, which is not kept."""
    return "".join(filter(str.isprintable, text))


@pytest.mark.parametrize("language", SPOKEN)
async def test_what_a_recogniser_understood_is_answered_and_kept(
    place: Town, language: str
) -> None:
    for name, fields in STRANGE.items():
        phone = place.double.phone()
        line = await place.chooses(await phone.call(), language)
        before = len(line.heard)
        await line.sends(fields)
        assert len(line.heard) > before, name
        assert line.doing in (Doing.LISTENING, Doing.RECORDING) or line.ended, name
        kept = await heard(place, phone.number)
        assert len(kept) == 1, (name, kept)
        said = printable(fields["SpeechResult"])[:MOST_HEARD]
        assert printable(kept[0]).strip() == said.strip(), name
        await Walker(place, language).fall_silent(line)


@pytest.mark.parametrize("language", SPOKEN)
async def test_what_says_nothing_is_asked_again(place: Town, language: str) -> None:
    for name, fields in NOTHING.items():
        phone = place.double.phone()
        line = await place.chooses(await phone.call(), language)
        before = len(line.heard)
        await line.sends(fields)
        assert len(line.heard) > before, name
        assert line.doing is Doing.LISTENING, name
        assert await heard(place, phone.number) == [], name
        await Walker(place, language).fall_silent(line)

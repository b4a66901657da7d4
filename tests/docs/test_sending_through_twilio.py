"""The page on sending through Twilio names numbers; they are those of the code."""

from __future__ import annotations

from datetime import timedelta

from bot.config import ROOT
from handlers.sms.sending import IN_QUEUE_SECONDS
from handlers.twilio.pacing import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS
from handlers.whatsapp.content import WITHIN_SECONDS
from handlers.whatsapp.sending import ON_THE_WAY, WINDOW
from handlers.whatsapp.writing import VALUE_UNITS

PAGE = ROOT / "docs" / "decisions" / "sending-through-twilio.md"


def test_the_numbers_are_those_of_the_code() -> None:
    said = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"A value holds {VALUE_UNITS} characters" in said
    assert f"within {({5.0: 'five'})[WITHIN_SECONDS]} seconds" in said
    assert f"**After {WINDOW // timedelta(hours=1)} hours.**" in said
    assert "closes a minute early" in said
    assert timedelta(minutes=1) == ON_THE_WAY
    assert "After an hour in Twilio's queue" in said
    assert IN_QUEUE_SECONDS == 3600
    assert (
        f"or {FIRST_PAUSE_SECONDS} seconds, doubled each time up to {LONGEST_PAUSE_SECONDS:g}"
        in said
    )

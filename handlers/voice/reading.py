"""What Twilio says of a call, in our words. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.telephony import CallReport, Purpose
from handlers.twilio.fields import Fields
from handlers.twilio.reading import e164

SID = re.compile(r"CA[0-9a-f]{32}", re.ASCII)
STATE = re.compile(r"[0-9]{1,6}", re.ASCII)
KEYS = re.compile(r"[0-9*#]{1,30}", re.ASCII)
CODE = re.compile(r"[1-9][0-9]{2,5}", re.ASCII)
MOST = 999_999
MOST_HEARD = 4000
"""Letters of one utterance that are kept: minutes of speech."""

HIDDEN = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What stands in the place of a number that is withheld: words, as they are typed on a phone."""

STATUSES = frozenset(
    {"queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed",
     "canceled"}
)  # fmt: skip
OUTWARD = "outbound"
MACHINES = ("machine", "fax")
GONE = frozenset({"absent", "failed"})


@dataclass(frozen=True, slots=True)
class Line:
    """Whose call a request is about; ``number`` is None where it is withheld.

    ``drops`` is how often a live conversation in this call broke off; ``live``: the next document
    may begin one."""

    sid: str = field(repr=False)
    number: str | None = field(repr=False)
    purpose: Purpose = Purpose.CALLED
    drops: int = 0
    live: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording; ``seconds`` is None where Twilio does not say."""

    ref: str = field(repr=False)
    seconds: int | None


def line_of(fields: Fields, own: Collection[str] = ()) -> Line | None:
    """The call, None where there is none; ``own`` are numbers that are ours and nobody's else."""
    sid = fields.word("CallSid")
    if not SID.fullmatch(sid):
        return None
    outward = fields.word("Direction").startswith(OUTWARD)
    other = number_of(fields.word("To" if outward else "From"))
    number = None if other in own else other
    purpose = Purpose.CALLBACK if outward else Purpose.CALLED
    return Line(sid, number, purpose, state(fields, "f"))


def number_of(given: str) -> str | None:
    """A phone number in E.164; None for words, addresses, short codes and withheld numbers."""
    return None if given in HIDDEN else e164(given)


def state(fields: Fields, name: str) -> int:
    """A number that stands in the address; 0 where it is missing or none."""
    given = fields.asked.get(name, "")
    return int(given) if STATE.fullmatch(given) else 0


def keys(fields: Fields) -> str:
    """The keys that were pressed; a lone # is one, too."""
    pressed = fields.word("Digits")
    if not pressed and fields.word("FinishedOnKey") == "#":
        return "#"
    return pressed if KEYS.fullmatch(pressed) else ""


def speech(fields: Fields) -> tuple[str, float | None] | None:
    """What the recogniser understood and how sure it is; None where nobody spoke. The text is
    empty where there was nothing but noise."""
    if "SpeechResult" not in fields.said:
        return None
    sure = fields.number("Confidence")
    return fields.word("SpeechResult")[:MOST_HEARD], None if sure is None else min(max(sure, 0), 1)


def recorded(fields: Fields) -> Recorded | None:
    """The recording that was made; None where there is none, or nothing in it."""
    seconds = fields.number("RecordingDuration")
    ref = fields.word("RecordingUrl")
    if not ref.startswith(("https://", "http://")) or seconds == 0:
        return None
    return Recorded(ref, None if seconds is None else int(seconds))


def lost(fields: Fields) -> str | None:
    """The code of a recording that the provider does not have; None for one that it has."""
    status = fields.word("RecordingStatus")
    return f"recording_{status}" if status in GONE else None


def report_of(fields: Fields) -> CallReport | None:
    """What became of a call; None where nothing is said of one."""
    sid, status = fields.word("CallSid"), fields.word("CallStatus").lower()
    if not SID.fullmatch(sid) or status not in STATUSES:
        return None
    return CallReport(
        sid=sid,
        status=status,
        sequence=_whole(fields, "SequenceNumber"),
        seconds=_whole(fields, "CallDuration"),
        by_machine=by_machine(fields),
        code=_code(fields),
    )


def by_machine(fields: Fields) -> bool:
    """Whether Twilio took who answered for a machine."""
    return fields.word("AnsweredBy").startswith(MACHINES)


def _whole(fields: Fields, name: str) -> int | None:
    given = fields.number(name)
    return int(given) if given is not None and 0 <= given <= MOST else None


def _code(fields: Fields) -> str | None:
    for name in ("ErrorCode", "SipResponseCode"):
        given = fields.word(name)
        if CODE.fullmatch(given):
            return given
    return None

"""The vocabulary of phone calls, shared by voice door, switchboard and desk. Standard library."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.messages import Choice

VOICE = "voice"
"""The name of the channel."""

HIDDEN = "hidden:"
"""How the name of an address begins whose caller hid their number."""

VOICEMAIL = "voicemail"
"""What a recording is marked with that was left for people."""

PERSON, DANGER = "flow:human", "ask:emergency"
"""The choices that the keys 0 and 9 make, before a language is known too."""


class Purpose(StrEnum):
    """Why there is a call."""

    CALLED = "called"  # somebody called us
    CALLBACK = "callback"  # we call back who called us
    BRIDGE = "bridge"  # we call an operator, who then speaks with somebody
    LEG = "leg"  # we call the person that an operator waits for, or a third one
    DUTY = "duty"  # we call whoever is on duty


class Stage(StrEnum):
    """How far a call has come."""

    RINGING = "ringing"
    LANGUAGE = "language"  # the languages are read out
    TALK = "talk"  # the assistant speaks and listens
    QUEUED = "queued"  # waits for a person on the line
    PERSON = "person"  # speaks with a person
    VOICEMAIL = "voicemail"
    ENDED = "ended"


class Next(StrEnum):
    """What the call does when the words of a reply were said."""

    LISTEN = "listen"
    RECORD = "record"  # the answer is recorded, since nothing understands this language
    WAIT = "wait"  # no answer yet: ask again in a moment
    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of ours as it is said: ``choices`` are read out, controls have keys."""

    key: str
    text: str = field(repr=False)
    language: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """Where a call stands. ``number`` is None where the caller hid it.

    ``language`` is None until one was chosen in this call or before it; ``known``: the person
    has used the infoline before. ``turn`` is the number of the last turn.
    """

    id: str
    sid: str = field(repr=False)
    number: str | None = field(repr=False)
    purpose: Purpose
    stage: Stage
    language: str | None
    known: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller did: spoke (``confidence`` from 0 to 1), chose, or both are None: nothing
    but noise. ``recording`` is the provider's handle of a recorded answer of ``seconds``."""

    text: str | None = field(default=None, repr=False)
    confidence: float | None = None
    choice: str | None = None
    label: str | None = field(default=None, repr=False)
    recording: str | None = field(default=None, repr=False)
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and what the call does then.

    ``accepts`` says what the question that waits takes beside its choices: options, free,
    country, people, case_number, or "" where no question waits. ``turn`` is the turn that this
    answers.
    """

    turn: int
    next: Next
    language: str
    lines: tuple[Spoken, ...] = ()
    accepts: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A caller's place in the queue, from 1; ``minutes`` that others like them waited, None where
    that would say nothing of this wait.

    ``taken``: an operator has taken the case, and comes to the line.
    """

    position: int
    minutes: int | None
    taken: bool = False


@dataclass(frozen=True, slots=True)
class CallReport:
    """What a provider says of a call; reports come in any order and more than once.

    ``status`` is initiated, ringing, in-progress, completed, busy, no-answer, failed or canceled.
    ``by_machine``: an answering machine took it.
    """

    sid: str = field(repr=False)
    status: str
    sequence: int | None = None
    seconds: int | None = None
    by_machine: bool = False
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What an operator hears before they take a call. ``topic`` is a code; ``minutes`` is how long
    somebody waits, ``on_line``: by the phone."""

    number: str
    priority: str
    topic: str
    language: str | None
    minutes: int
    on_line: bool


@dataclass(frozen=True, slots=True)
class Patch:
    """With whom an operator's call is put through: whoever waits in ``queue``, a ``number`` that
    is called first (``leg`` is our id of that call), or all who are in ``room``."""

    queue: str | None = None
    number: str | None = field(default=None, repr=False)
    leg: str | None = None
    room: str | None = None


class Patchboard(Protocol):
    """What the calls that we make ask of the spine. ``call_id`` is our id of a call, which stands
    in the addresses that it fetches; ``sid`` the provider's. All of it may be asked twice."""

    async def answered(self, call_id: str, sid: str) -> Card | None:
        """An operator's phone was answered; None where nobody needs them any more."""
        ...

    async def took(self, call_id: str) -> Patch | None:
        """The operator takes the case; None where somebody else did, or the caller has gone."""
        ...

    async def left(self, call_id: str) -> None:
        """The operator leaves it, or said nothing: it may have been a machine."""
        ...

    async def met(self, call_id: str) -> None:
        """The operator and whoever waited hear each other."""
        ...

    async def after(self, call_id: str, status: str) -> Patch | None:
        """The operator hears nobody any more; the room where it goes on, None where it is over.
        ``status`` is what became of the call to the person."""
        ...

    async def screened(self, leg: str, sid: str) -> str | None:
        """The person's phone was answered: their language; None where nobody needs them."""
        ...

    async def agreed(self, leg: str) -> bool:
        """Whoever answered pressed the key: they are put through."""
        ...

    async def refused(self, leg: str, *, by_machine: bool) -> None:
        """Whoever answered pressed no key, or it was a machine."""
        ...

    async def invited(self, leg: str, sid: str) -> bool:
        """A third one answered; False where the call they were asked to is over."""
        ...

    async def joined(self, leg: str) -> str | None:
        """The third one comes in: the room, once all are on the way there; None where that
        failed."""
        ...

    async def parted(self, call_id: str, *, is_person: bool, on_phone: bool) -> str | None:
        """Somebody is in the room no more; the language of their goodbye. Where they are
        ``on_phone`` still, the room was closed: ``is_person`` left it, or they did."""
        ...

    async def called_back(self, call_id: str, sid: str, *, by_machine: bool) -> str | None:
        """Somebody whom we call back answered: their language; None to say nothing."""
        ...

    async def came(self, call_id: str) -> bool:
        """They pressed the key: from here on it is a call like any other."""
        ...

    async def stayed_away(self, call_id: str) -> None:
        """They pressed no key."""
        ...

    async def reported(self, call_id: str, report: CallReport) -> bool:
        """Take a report of a call of ours; False where it is the switchboard's."""
        ...


class Duties(Protocol):
    """What the calls to people on duty ask."""

    async def wanted(self, duty_id: str) -> bool:
        """Whether nobody has accepted, and nobody holds the case."""
        ...

    async def accepted(self, duty_id: str, place: int) -> bool:
        """Who stands at ``place`` of the list accepts; False where that is not needed any more."""
        ...


class Switchboard(Protocol):
    """What the voice door asks of the spine. All of it may be asked twice, and counts once."""

    async def ring(self, sid: str, number: str | None, purpose: Purpose = Purpose.CALLED) -> Call:
        """A call came in (or was answered); the same call again changes nothing."""
        ...

    async def find(self, sid: str) -> Call | None:
        """Where a call stands, None for an unknown one."""
        ...

    async def begin(self, sid: str, language: str, within: float) -> Reply:
        """The caller chose a language: consent, greeting and menu, or where they were before."""
        ...

    async def hear(self, sid: str, turn: int, heard: Heard, within: float) -> Reply:
        """Keep what was heard, take its turn; WAIT where there is no answer ``within`` seconds.

        What was heard before is not heard again: the reply is that to the last turn, since a
        document for an older one would listen for what nobody is asked any more.
        """
        ...

    async def answer(self, sid: str, turn: int, within: float) -> Reply:
        """The answer to a turn that was heard before, or to the last one where that is newer."""
        ...

    async def again(self, sid: str) -> Reply:
        """What was said last, and what waits."""
        ...

    async def give_up(self, sid: str, reason: str) -> Reply:
        """The assistant cannot go on (``reason``: silence, noise, no_voice, slow, error): a person
        must, on the line or later."""
        ...

    async def moved(self, sid: str, stage: Stage, code: str | None = None) -> None:
        """The call has come to another stage; never backwards from ENDED."""
        ...

    async def place(self, sid: str) -> Place:
        """The caller's place in the queue."""
        ...

    async def call_back(self, sid: str) -> None:
        """The caller rather wants to be called back, and keeps the place."""
        ...

    async def recorded(self, sid: str, recording: str, seconds: int | None) -> bool:
        """A voicemail was left; ``recording`` is the provider's handle. False if it was known."""
        ...

    async def lost_recording(self, sid: str, code: str) -> None:
        """A voicemail that the provider lost: a person must call."""
        ...

    async def reported(self, report: CallReport) -> bool:
        """Take a report; False for one that is old, known or about nothing of ours."""
        ...


class Phrases(Protocol):
    """The sentences of the phone itself (texts ``voice.*``)."""

    def __call__(self, key: str, language: str, **params: object) -> str:
        """The sentence in this language; KeyError for an unknown key."""
        ...


class Recordings(Protocol):
    """Recorded audio for languages that no machine speaks."""

    async def find(self, language: str, texts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The ids of the recordings that say each text, in order. A text that cannot be said as
        a whole is left out."""
        ...

    async def complete(self, languages: Sequence[str]) -> frozenset[str]:
        """The languages in which all that a call needs at least was recorded."""
        ...


class Dialler(Protocol):
    """What is asked of the provider about calls. All of it raises SendError."""

    async def dial(
        self, number: str, path: str, *, machine: bool = False, seconds: int = 40
    ) -> str:
        """Call ``number``; the call fetches ``path`` once answered. The provider's id of it.

        ``machine``: it is found out whether an answering machine took it.
        """
        ...

    async def steer(self, sid: str, path: str) -> None:
        """Let a call that is under way go on at ``path``."""
        ...

    async def hang_up(self, sid: str) -> None:
        """End a call; one that has ended is ended."""
        ...


def checksum(text: str) -> str:
    """The same for texts that are read out alike: blanks do not count."""
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(whole.encode()).hexdigest()

"""What the engine is told: what the person did, and how the world stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that triage found before the engine runs: ``priority`` is P0 or P1.

    ``guessed`` is True where no danger word stands in the message, only the model sees it;
    ``faint`` where even the model takes something else to be likelier.
    """

    topic: str
    priority: str
    guessed: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person, understood.

    ``text`` is "" for a bare choice; ``choice`` may be old or unknown; ``command`` is one of
    back, stop, skip, menu, human, language, delete, privacy, yes, no, opt_out (no more messages),
    opt_in (messages again), more (the rest of what was said) where the whole message was that
    word; the flows have nothing to do with the last. ``intents`` come best first with confidences
    from 0 to 1; ``found`` are those that the message carries, the best first. ``language`` is the
    one to answer in. ``language_known`` is False where nothing tells it. ``unreadable`` is media
    or nothing. ``media`` are the kinds of what was sent beside words (photo, voice, audio, video,
    document, sticker, location, contact, other); ``given`` is what can be read of it: a place, a
    number of the person's own. ``papers``: a passport or the like is named, in the words, by a
    file's name or in what is replied to. ``position`` is the number that the whole message is, in
    digits or words: it may choose from what was offered. ``code`` is a code for linking channels
    that is all that the message says, "" where it is none. ``unsure``: a machine hardly heard the
    words, so that they answer nothing.
    """

    text: str
    choice: str | None
    command: str | None
    intents: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]
    language: str
    requested_language: str | None
    danger: Danger | None
    language_known: bool
    unreadable: bool = False
    found: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    given: str = ""
    papers: bool = False
    position: int | None = None
    code: str = field(default="", repr=False)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The world, passed in: the engine has no clock and no settings of its own.

    ``form`` is "full", "short" or "spoken". ``opens_at`` and ``now`` are aware times in the
    office's zone; ``opens_at`` is the next opening when closed, None when it is not known.
    ``owner`` is "bot" or "queue". A contact that is not set is "" or absent. ``linked``: the
    person has linked another channel with this one.
    """

    form: str
    open_now: bool
    opens_at: datetime | None
    now: datetime
    owner: str
    case_number: str | None
    contacts: Mapping[str, str]
    degraded: bool
    noticed: bool
    consented: bool
    channel: str = ""
    linked: bool = False

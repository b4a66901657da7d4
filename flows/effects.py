"""What the engine decides. Deciding is not doing: the spine carries each effect out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``control`` marks back, skip and stop, which short channels may leave out."""

    id: str
    label: str
    control: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A message to the person, rendered. ``language`` is the one it really is in.

    ``sensitive`` marks safety texts and texts that repeat what the person told.
    """

    key: str
    text: str = field(repr=False)
    language: str
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The person chose this language; it holds until they choose another."""

    code: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """The privacy notice in this version was given."""

    version: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The person agreed, or did not agree, that answers of a request are kept."""

    given: bool
    version: str


@dataclass(frozen=True, slots=True)
class Remember:
    """Something the person told. ``private`` values are stored encrypted, never logged."""

    name: str
    value: str = field(repr=False)
    private: bool = True


@dataclass(frozen=True, slots=True)
class HandOff:
    """A human is needed. ``priority`` None leaves it to triage; several may raise it."""

    topic: str
    priority: str | None
    reason: str
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class StopMessages:
    """The person wants no messages until they write again."""


@dataclass(frozen=True, slots=True)
class Retract:
    """Take back what was sent to the person here, as far as the channel allows."""


@dataclass(frozen=True, slots=True)
class EraseRequest:
    """The person confirmed that their data are to be deleted.

    ``after_case``: a case is open; a counsellor closes it first, as the person was told.
    ``linked``: what is kept of the channels that they linked is deleted too.
    """

    after_case: bool = False
    linked: bool = False


@dataclass(frozen=True, slots=True)
class MakeCode:
    """Make a code by which the person can link another channel, and say it (text ``said``)."""

    said: str


@dataclass(frozen=True, slots=True)
class RedeemCode:
    """The person sent a code that was made on another channel: link both, and say what came of it.

    ``texts`` are the keys of what is said, by outcome: done, wrong, same, too_many.
    """

    code: str = field(repr=False)
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unlink:
    """The person wants this channel linked with no other any more."""


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """The engine waits for an answer of an intake; call ``expire`` when none comes.

    ``seconds`` None leaves the length of the wait to the settings.
    """

    kind: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Fallback:
    """The assistant did not understand (``reason``), for the transcript."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered; ``helped`` is what the person said about it, None: not yet."""

    intent: str
    helped: bool | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A flow came to its end with this outcome."""

    outcome: str


Effect = (
    Say
    | SetLanguage
    | Noticed
    | Consent
    | Remember
    | HandOff
    | StopMessages
    | Retract
    | EraseRequest
    | MakeCode
    | RedeemCode
    | Unlink
    | WaitUntil
    | Fallback
    | Answered
    | End
)

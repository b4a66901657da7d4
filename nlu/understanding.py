"""What one message was understood to mean."""

from dataclasses import asdict, dataclass
from typing import Any

from nlu.alarm import Alarm


@dataclass(frozen=True)
class Ranked:
    """An intent with the confidence (0 to 1) that the message is of that kind."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Variety:
    """The intent model's opinion: a name such as "ar-latn" and a confidence from 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Entity:
    """Something named in a message, standing at [start, end) of the text as typed.

    `kind` and `value`: country (ISO 3166 code), people (a number), phone (E.164), case_number
    (K-XXXXXX), language (ISO 639 code).
    """

    kind: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Understanding:
    """Everything read out of one message.

    `found` are the intents that the message carries, the best first; `peaks` the highest
    confidence of each intent in any part of a message of several parts; `language_sure` is false
    when the language was only carried over or supposed; `requested_language` is one the writer
    asks for; `command` is set when the whole message is a word such as "back" or "human",
    `position` when it is a number, in digits or words, that may choose from a list;
    `degraded` says that the intent model was not asked.
    """

    text: str
    language: str
    script: str
    language_sure: bool
    requested_language: str | None
    command: str | None
    intents: tuple[Ranked, ...]
    entities: tuple[Entity, ...]
    alarms: tuple[Alarm, ...]
    model: str | None
    degraded: bool
    found: tuple[str, ...] = ()
    peaks: tuple[Ranked, ...] = ()
    position: int | None = None

    @property
    def intent(self) -> str | None:
        """The name of the best intent, None when nothing was recognised."""
        return self.intents[0].name if self.intents else None

    def to_json(self) -> dict[str, Any]:
        """Return what `infoline parse` prints: plain mappings, lists, texts and numbers."""
        return {
            "text": self.text,
            "language": self.language,
            "script": self.script,
            "intent": self.intent,
            "found": list(self.found),
            "intents": [asdict(ranked) for ranked in self.intents],
            "entities": [asdict(entity) for entity in self.entities],
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "model": self.model,
            "degraded": self.degraded,
        }

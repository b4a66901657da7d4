"""The content as the engine holds it after loading: texts, answers, flows and routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.steps.base import Step

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A Jinja template: ``full`` for chat, ``short`` for SMS, ``spoken`` for the phone where the
    short one cannot be said there."""

    full: str
    short: str
    spoken: str | None = None

    def form(self, form: str) -> str:
        """The template of this ``form``: full, short or spoken."""
        if form == "spoken":
            return self.spoken if self.spoken is not None else self.short
        return self.short if form == "short" else self.full

    @classmethod
    def of_the_phone(cls, spoken: str) -> Text:
        """A text that is said on the phone and nowhere else."""
        return cls(spoken, spoken, spoken)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that were written for it."""
        if self.full == self.short == self.spoken:
            return ("spoken",)
        return ("full", "short") if self.spoken is None else ("full", "short", "spoken")


@dataclass(frozen=True, slots=True)
class Faq:
    """Where an answer comes from. It is stale ``review_days`` after ``checked``."""

    sources: tuple[tuple[str, str], ...]
    checked: date
    review_days: int
    sensitive: bool
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps by name, the one it starts with, and how it behaves towards other flows.

    ``interrupts`` says what happens to a question that waits when this flow is called for:
    "resume" asks it again afterwards, "park" sets it aside, "replace" ends it.
    ``stop`` is the step for "stop"; ``unfinished`` topic and priority when nobody answers;
    ``retell`` the step to go back to when the language changes at a soft question. A flow
    ``by_name`` may be begun by its name, from a button, a command or a link.
    """

    name: str
    start: str
    steps: Mapping[str, Step]
    interrupts: str = "resume"
    stop: str | None = None
    unfinished: tuple[str, str] | None = None
    retell: str | None = None
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where an intent leads. ``social`` ones (thanks, hello) never interrupt a question."""

    flow: str
    step: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    social: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers that steer the conversation, from routes.yaml.

    Confidences run from 0 to 1: ``understood`` is enough to act, ``interrupt`` to leave a
    question that waits. ``offers`` intents are offered as "did you mean", a human is called at
    the ``hand_over_after``th miss, every ``acknowledge_every``th queued message is confirmed.
    """

    understood: float
    interrupt: float
    offers: int
    hand_over_after: int
    acknowledge_every: int


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the engine says and does, in memory.

    ``texts`` and ``answers`` are by language, then key or intent; ``contacts`` are sample
    values of every contact that a text may name; ``versions`` those of notice and consent;
    ``retracting`` the channels on which messages can be taken back; ``drafts`` the languages in
    which no native speaker has reviewed all texts.
    """

    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, Text]]
    labels: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Mapping[str, Text]]
    faq: Mapping[str, Faq]
    flows: Mapping[str, Flow]
    routes: Mapping[str, Route]
    rules: Rules
    versions: Mapping[str, str]
    contacts: Mapping[str, str]
    retracting: tuple[str, ...]
    version: str
    drafts: frozenset[str] = frozenset()

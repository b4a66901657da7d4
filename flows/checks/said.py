"""Which texts and labels are used, and which variables each may use."""

from __future__ import annotations

from collections.abc import Mapping

from flows.content import FALLBACK_LANGUAGE, Content
from flows.media import RECORDED_LABEL
from flows.names import CONTROLS, label_of
from flows.notice import OF_CHANNEL
from flows.steps.base import Step

COMMON = frozenset({"contacts", "opens_at", "now", "case_number", "language"})
"""Variables of every text."""

BY_CODE = (
    "notice.first",
    "language.confirm",
    "queue.added",
    "ask.again",
    "ask.not_understood",
    "ask.closed",
    "ask.first_question",
    "fallback.unreadable",
    "media.photo",
    "media.papers",
    "media.voice",
    "media.given",
    "media.other",
    "media.sticker",
    "avrr.unfinished",
    "handoff.case",
    "desk.joined",
    "desk.closed",
    "desk.transferred",
    "desk.waiting",
    "optout.done",
    "optin.done",
    "failure.apology",
)
"""Texts that the engine itself or the spine says, outside any step."""

OF_CALLS = "voice."
"""What the names of sentences begin with that the phone itself says."""

IN_CALLS = frozenset({"position", "minutes"})
"""Variables of those."""

ENTRIES: Mapping[str, tuple[str, ...]] = {
    "safety": (),
    "menu": (),
    "stop_messages": (),
    "back_from_human": (),
    "language": ("offer",),
    "link": ("redeem",),
    "talk": ("deny",),
    "media": ("sticker",),
    "human": ("waiting",),
    "not_understood": ("unreadable", "unreadable_again", "degraded", "hand_off"),
}
"""Flows, and steps beside their first, that the engine enters by itself."""


def steps(content: Content) -> list[tuple[str, Step]]:
    """Every step with its place, as a fault names it."""
    return [
        (f"library/{flow.name}.yaml: step {name}", step)
        for flow in content.flows.values()
        for name, step in flow.steps.items()
    ]


def variables(content: Content) -> dict[str, frozenset[str]]:
    """Every text that is said, with the variables that it may use."""
    allowed = dict.fromkeys((*BY_CODE, *_beginning(content, OF_CHANNEL)), COMMON)
    allowed |= dict.fromkeys(_beginning(content, OF_CALLS), COMMON | IN_CALLS)
    for _, step in steps(content):
        for key in step.texts():
            allowed[key] = allowed.get(key, COMMON) | step.supplies
    return allowed


def _beginning(content: Content, start: str) -> list[str]:
    """Texts of a family: parts of the notice that only some channels have, sentences of a call."""
    return [key for key in content.texts.get(FALLBACK_LANGUAGE, {}) if key.startswith(start)]


def labels(content: Content) -> set[str]:
    """Every label that is shown."""
    shown = {RECORDED_LABEL, *(f"control.{word}" for word in CONTROLS)}
    shown |= {f"intent.{name}" for name in content.routes}
    for _, step in steps(content):
        shown |= {*step.labels(), *(label_of(choice) for choice in step.choices())}
    return shown

"""What a phone that lies on a table must not say: topics in the short form of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.content import Content

FILE = Path(__file__).with_name("topics.yaml")
JINJA = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)

IN_DANGER = "safety."
UNASKED = (
    "avrr.unfinished",
    "desk.closed",
    "desk.joined",
    "desk.transferred",
    "desk.waiting",
    "failure.apology",
    "handoff.case",
    "queue.added",
    "stop.done",
    "voice.callback_hello",
    "voice.missed_sms",
    "voice.screen",
)
"""Texts that come when the person may be long gone from the phone, or that name a case; and what a
stranger may hear who lifts the phone."""


def faults(content: Content) -> Iterator[str]:
    """Topics named in a danger, in a sensitive answer, or in a message that nobody asked for."""
    for code in sorted(content.texts):
        for key, text in content.texts[code].items():
            kinds = _kinds(key)
            yield from _named(f"texts/{code}.yaml: {key}", text.short, code, kinds)
    for code in sorted(content.answers):
        for intent, text in content.answers[code].items():
            if intent in content.faq and content.faq[intent].sensitive:
                yield from _named(f"answers/{code}.yaml: {intent}", text.short, code, ("harm",))


def _kinds(key: str) -> tuple[str, ...]:
    if key in UNASKED:
        return ("harm", "home")
    return ("harm",) if key.startswith(IN_DANGER) else ()


def _named(where: str, source: str, language: str, kinds: tuple[str, ...]) -> Iterator[str]:
    said = JINJA.sub(" ", source).casefold()
    for kind in kinds:
        for word in topics().get(kind, {}).get(language, ()):
            if re.search(rf"\b{re.escape(word)}", said):
                yield f"{where}: short: names {word!r}, and anybody may look at the phone"


@cache
def topics() -> dict[str, Any]:
    """The words by kind and language, read once."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content

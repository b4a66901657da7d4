"""What was collected from a caller, with labels that a colleague reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.console.languages import country_name
from handlers.console.topics import plain

LABELS = {
    "country": "Country",
    "people": "People travelling",
    "children": "Children",
    "documents": "Travel document",
    "where": "Place in Kosovo",
    "needs": "Urgent needs",
    "contact": "Safe contact and time",
    "safe_to_write": "Safe to write to",
    "case_number": "Case number named",
}

VALUES = {
    "children": {
        "none": "No children",
        "with_me": "Children travel along",
        "self": "The caller is under eighteen",
    },
    "documents": {
        "valid": "Valid passport",
        "expired": "Expired passport",
        "copy": "Copy or identity card",
        "none": "No documents",
    },
    "needs": {
        "none": "Nothing urgent",
        "health": "Sick or pregnant",
        "shelter": "Nowhere to sleep",
        "hurt": "Someone hurts, holds or threatens them",
        "afraid": "Afraid to go back",
    },
    "safe_to_write": {
        "yes": "Yes",
        "no": "No: writing may endanger this person",
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One collected answer. ``words`` may be the caller's own, in any language."""

    label: str
    words: str = field(repr=False)


def answers(collected: Mapping[str, str]) -> tuple[Answer, ...]:
    """The answers in the order in which they are asked; unknown ones last."""
    known = [name for name in LABELS if name in collected]
    others = sorted(set(collected) - set(LABELS))
    return tuple(
        Answer(LABELS.get(name, plain(name)), _words(name, collected[name]))
        for name in known + others
    )


def _words(name: str, value: str) -> str:
    if name == "country":
        return country_name(value)
    return VALUES.get(name, {}).get(value, value)

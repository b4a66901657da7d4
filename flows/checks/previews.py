"""What a phone that lies on a table must not show: texts about danger are marked as sensitive."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checks.said import steps
from flows.content import Content
from flows.steps.danger import Danger
from flows.steps.review import Review

DANGER = "safety"
"""The flow of everything that is dangerous to people."""


def faults(content: Content) -> Iterator[str]:
    """Steps of the flow about danger, and reviews of what was told, that are not marked."""
    for where, step in steps(content):
        delicate = where.startswith(f"library/{DANGER}.yaml: ") or isinstance(step, Review)
        said = bool(step.texts()) and not isinstance(step, Danger)
        if delicate and said and not getattr(step, "sensitive", False):
            yield f"{where}: must be sensitive: its words would stand in a preview"
    for intent, faq in content.faq.items():
        route = content.routes.get(intent)
        if route is not None and route.flow == DANGER and not faq.sensitive:
            yield f"faq: {intent}: must be sensitive: it is about a danger"

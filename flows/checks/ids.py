"""Ids of choices that no channel could carry on a button."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checks.said import steps
from flows.content import Content
from flows.steps.ask import Ask

MAX_BYTES = 64
"""Telegram's limit for what stands behind a button, in UTF-8."""


def faults(content: Content) -> Iterator[str]:
    """Every id that may be offered and is too long."""
    for where, name in _offered(content):
        size = len(name.encode())
        if size > MAX_BYTES:
            yield f"{where}: choice {name}: has {size} bytes, at most {MAX_BYTES}"


def _offered(content: Content) -> Iterator[tuple[str, str]]:
    """Every id with the place that offers it, as a fault names it."""
    routes = "library/routes.yaml"
    yield from ((routes, f"ask:{intent}") for intent in content.routes)
    yield from ((routes, f"lang:{code}") for code in content.languages)
    for flow in content.flows.values():
        for name, step in flow.steps.items():
            if isinstance(step, Ask):
                where = f"library/{flow.name}.yaml: step {name}"
                for option in step.options:
                    yield where, f"answer:{flow.name}.{name}:{option.value}"
    for where, step in steps(content):
        yield from ((where, choice) for choice in step.choices())

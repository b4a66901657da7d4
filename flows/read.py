"""Flows and routes out of the library's files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.content import Flow, Route
from flows.parse import steps

INTERRUPTS = ("resume", "park", "replace")
NO_FLOWS = ("routes", "contacts")
"""Files of the library that are no flows."""


def flows_from(library: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, Flow]:
    """The flows of the library's files by name; what is wrong is added to ``faults``."""
    return {
        name: _flow(name, data, faults) for name, data in library.items() if name not in NO_FLOWS
    }


def _flow(name: str, data: Mapping[str, Any], faults: list[str]) -> Flow:
    where = f"library/{name}.yaml"
    body = data.get("steps") or {}
    interrupts = data.get("interrupts", "resume")
    if interrupts not in INTERRUPTS:
        faults.append(f"{where}: interrupts must be one of {', '.join(INTERRUPTS)}")
    unfinished = data.get("unfinished")
    return Flow(
        name,
        str(data.get("start", "")),
        steps(where, body, faults),
        interrupts,
        data.get("stop"),
        (unfinished["topic"], unfinished["priority"]) if unfinished else None,
        data.get("retell"),
        bool(data.get("by_name", False)),
    )


def route_from(intent: str, body: Mapping[str, Any], faults: list[str]) -> Route:
    """Where one intent leads; what is wrong is added to ``faults``."""
    if "flow" not in body:
        faults.append(f"library/routes.yaml: {intent}: flow is missing")
    return Route(
        str(body.get("flow", "")),
        body.get("step"),
        {str(k): str(v) for k, v in body.get("params", {}).items()},
        bool(body.get("social", False)),
    )

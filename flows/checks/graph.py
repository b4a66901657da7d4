"""Faults in how steps lead to one another."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checks.said import ENTRIES
from flows.content import Content, Flow
from flows.names import split
from flows.steps.ask import Ask
from flows.steps.base import END

Place = tuple[str, str]


def faults(content: Content) -> Iterator[str]:
    """Unknown steps and flows, steps that nobody reaches, loops that never wait."""
    broken = [*_targets(content), *_entries(content)]
    yield from broken
    if broken:
        return
    yield from _unreached(content)
    yield from _loops(content)


def _targets(content: Content) -> Iterator[str]:
    for flow in content.flows.values():
        where = f"library/{flow.name}.yaml"
        if flow.start not in flow.steps:
            yield f"{where}: start: step {flow.start or '(none)'} does not exist"
        for word, step_name in (("stop", flow.stop), ("retell", flow.retell)):
            if step_name is not None and step_name not in flow.steps:
                yield f"{where}: {word}: step {step_name} does not exist"
        for name, step in flow.steps.items():
            for target in step.leads_to():
                if target != END and target not in flow.steps:
                    yield f"{where}: step {name}: leads to step {target}, which does not exist"
            jump = step.jumps_to()
            if jump is not None and jump not in content.flows:
                yield f"{where}: step {name}: leads to flow {jump}, which does not exist"


def _entries(content: Content) -> Iterator[str]:
    wanted = [
        ("the engine", flow, step) for flow, steps in ENTRIES.items() for step in (*steps, None)
    ]
    wanted += [
        (f"library/routes.yaml: {intent}", route.flow, route.step)
        for intent, route in content.routes.items()
    ]
    for who, name, step in wanted:
        flow = content.flows.get(name)
        if flow is None:
            yield f"{who}: flow {name} does not exist"
        elif step is not None and step not in flow.steps:
            yield f"{who}: step {step} does not exist in flow {name}"


def _unreached(content: Content) -> Iterator[str]:
    offered = _offered_menus(content)
    for flow in content.flows.values():
        reached = _from(flow, _roots(content, flow) | (offered if flow.name == "menu" else set()))
        for name in flow.steps:
            if name not in reached:
                yield f"library/{flow.name}.yaml: step {name}: nobody reaches it"


def _roots(content: Content, flow: Flow) -> set[str]:
    routes = content.routes.values()
    named = {route.step for route in routes if route.flow == flow.name and route.step is not None}
    return {flow.start, *named, *ENTRIES.get(flow.name, ()), *_stop(flow)}


def _stop(flow: Flow) -> tuple[str, ...]:
    return (flow.stop,) if flow.stop else ()


def _offered_menus(content: Content) -> set[str]:
    offered = (
        split(choice)
        for flow in content.flows.values()
        for step in flow.steps.values()
        for choice in step.choices()
    )
    return {rest for kind, rest in offered if kind == "menu"}


def _from(flow: Flow, roots: set[str]) -> set[str]:
    reached: set[str] = set()
    ahead = sorted(roots)
    while ahead:
        name = ahead.pop()
        if name in reached or name not in flow.steps:
            continue
        reached.add(name)
        ahead += flow.steps[name].leads_to()
    return reached


def _loops(content: Content) -> Iterator[str]:
    """Circles of steps in which nothing waits for the person, each named once."""
    seen: set[Place] = set()
    for flow in content.flows.values():
        for name in flow.steps:
            loop = _loop_from(content, (flow.name, name))
            if loop and not seen & set(loop):
                seen |= set(loop)
                way = " -> ".join(step for _, step in (*loop, loop[0]))
                yield f"library/{flow.name}.yaml: step {name}: a loop without a wait: {way}"


def _loop_from(content: Content, start: Place) -> list[Place]:
    """The places of a circle through ``start``, [] where there is none."""
    stack: list[list[Place]] = [[start]]
    visited: set[Place] = set()
    while stack:
        path = stack.pop()
        for place in _after(content, path[-1]):
            if place == start:
                return path
            if place not in visited:
                visited.add(place)
                stack.append([*path, place])
    return []


def _after(content: Content, place: Place) -> list[Place]:
    flow, name = place
    step = content.flows[flow].steps[name]
    if isinstance(step, Ask):
        return []
    jump = step.jumps_to()
    away = [(jump, content.flows[jump].start)] if jump else []
    return [*((flow, target) for target in step.leads_to() if target != END), *away]

"""Follow what a message carries to its flows."""

from __future__ import annotations

from flows import walk
from flows.run import Run

MOST_BESIDE = 2
"""Questions that are answered beside the first; more would bury everything."""

QUESTION = "faq"
NEED = "support"
NEED_PRIORITY = "P2"
"""Flows of questions and of basic needs, and the urgency of a need (shared intent contract)."""


def follow(run: Run, best: str) -> None:
    """Follow ``best`` and what else the message carries.

    What ends with a human leads on; questions beside it are answered at once.
    """
    named = [best, *(name for name in run.turn.found if name != best and _follows(run, name))]
    main = min(named, key=lambda name: _order(run, name))
    beside = [name for name in named if name != main]
    for name in beside[:MOST_BESIDE]:
        if name in run.content.faq:
            run.say_answer(name, "")
    follow_intent(run, main)
    if any(run.content.routes[name].flow == NEED for name in beside):
        _raise(run)


def follow_intent(run: Run, intent: str) -> None:
    """Enter the flow of this intent with its parameters. The intent must have a route."""
    route = run.content.routes[intent]
    params = {"intent": intent, "topic": intent, **route.params}
    run.change(misses=0)
    walk.enter(run, route.flow, step=route.step, params=params)


def sure(run: Run, threshold: float) -> str | None:
    """The best intent, where it is at least this sure (0 to 1) and has a route."""
    for name, confidence in run.turn.intents[:1]:
        if confidence >= threshold and name in run.content.routes:
            return name
    return None


def _follows(run: Run, intent: str) -> bool:
    route = run.route(intent)
    return route is not None and not route.social


def _order(run: Run, intent: str) -> int:
    """Intakes first, for they hand over all there is; then needs, then other flows."""
    flow = run.content.routes[intent].flow
    if run.content.flows[flow].unfinished is not None:
        return 0
    return {NEED: 1, QUESTION: 3}.get(flow, 2)


def _raise(run: Run) -> None:
    """A need beside a request makes what is handed over as urgent as the need."""
    if run.session.frame is not None and run.param("priority") > NEED_PRIORITY:
        run.set_param("priority", NEED_PRIORITY)

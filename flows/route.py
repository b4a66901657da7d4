"""Follow an intent to its flow."""

from __future__ import annotations

from flows import walk
from flows.run import Run


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

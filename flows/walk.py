"""Moving through flows: begin, go from step to step, end, interrupt and come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.run import Run
from flows.session import Frame
from flows.steps.ask import Ask
from flows.steps.base import END, WAIT, Jump


def start(
    run: Run,
    flow: str,
    *,
    step: str | None = None,
    params: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> None:
    """Begin ``flow`` (at ``step``, or at its start) and walk until it waits or ends."""
    first = step or run.content.flows[flow].start
    run.change(frame=Frame(flow, first, params or {}, answers or {}))
    _walk(run)


def follow(run: Run, outcome: str | Jump) -> None:
    """Go where a step led, and walk until the flow waits or ends."""
    if _move(run, outcome):
        _walk(run)


def waiting(run: Run) -> Ask | None:
    """The question that waits for an answer, None where nothing waits."""
    frame = run.session.frame
    if frame is None:
        return None
    step = run.content.flows[frame.flow].steps[frame.step]
    return step if isinstance(step, Ask) else None


def ask_again(run: Run, *before: str) -> None:
    """Ask the question that waits once more, after the texts ``before``."""
    question = waiting(run)
    if question is not None:
        question.pose(run, *before)


def enter(
    run: Run, flow: str, *, step: str | None = None, params: Mapping[str, str] | None = None
) -> None:
    """Begin ``flow`` from wherever the person is, minding the question that waits.

    A flow that was set aside is taken up again when it is called for.
    """
    parked = run.session.parked
    if parked is not None and parked.flow == flow and step is None:
        run.change(frame=parked, parked=None, returning=False)
        ask_again(run)
        return
    question = waiting(run)
    mode = run.content.flows[flow].interrupts
    carried: Mapping[str, str] = {}
    if question is not None and not question.soft:
        carried = _set_aside(run, mode)
    elif mode == "replace" and parked is not None:
        carried = parked.answers
        run.drop_parked()
    start(run, flow, step=step, params=params, answers=carried)


def aside(run: Run, flow: str, *, step: str | None = None) -> None:
    """Walk ``flow``, which must not wait, and leave the person where they are."""
    frame, parked = run.session.frame, run.session.parked
    run.change(frame=None, parked=None)
    start(run, flow, step=step)
    run.change(frame=frame, parked=parked)


def _set_aside(run: Run, mode: str) -> Mapping[str, str]:
    """Park or end the question that waits; returns the answers that go along."""
    frame = run.frame
    if mode == "replace":
        run.drop_parked()
        return frame.answers
    if run.session.parked is None or not run.session.returning:
        run.change(parked=frame, returning=mode == "resume")
    return {}


def _walk(run: Run) -> None:
    while True:
        run.count_step()
        outcome = run.flow.steps[run.frame.step].run(run)
        if outcome == WAIT:
            return
        if not _move(run, outcome):
            return


def _move(run: Run, outcome: str | Jump) -> bool:
    """Take the position that ``outcome`` names; False where the flow is over."""
    if isinstance(outcome, Jump):
        frame = run.frame
        first = run.content.flows[outcome.flow].start
        run.change(frame=Frame(outcome.flow, first, frame.params, frame.answers))
        return True
    if outcome == END:
        _end(run)
        return False
    frame = run.frame
    asked = isinstance(run.flow.steps[frame.step], Ask)
    trail = (*frame.trail, frame.step) if asked else frame.trail
    run.change(frame=replace(frame, step=outcome, trail=trail))
    return True


def _end(run: Run) -> None:
    """Leave the flow; a question that it interrupted is asked again."""
    run.change(frame=None)
    parked = run.session.parked
    if parked is not None and run.session.returning:
        run.change(frame=parked, parked=None, returning=False)
        ask_again(run, "ask.again")

"""Act on a word of command, typed alone or pressed as a control."""

from __future__ import annotations

from flows import walk
from flows.effects import End
from flows.route import follow_intent
from flows.run import Run

INTENTS = {
    "menu": "menu",
    "human": "human",
    "language": "choose_language",
    "delete": "delete_data",
    "yes": "affirm",
    "no": "deny",
    "opt_in": "menu",
}
"""The intent that a word of command stands for where no question waits."""


def obey(run: Run, command: str) -> None:
    """Do what the word says, in the flow under way or without one."""
    run.change(misses=0)
    if command == "back":
        _back(run)
    elif command == "skip":
        _skip(run)
    elif command == "stop":
        _stop(run)
    elif command == "privacy":
        walk.enter(run, "privacy")
    elif command == "opt_out":
        _opt_out(run)
    else:
        follow_intent(run, INTENTS[command])


def _back(run: Run) -> None:
    question = walk.waiting(run)
    if question is None or question.soft:
        walk.enter(run, "menu")
    elif run.frame.trail:
        *before, last = run.frame.trail
        run.change_frame(step=last, trail=tuple(before))
        walk.ask_again(run)
    else:
        walk.ask_again(run, "ask.first_question")


def _skip(run: Run) -> None:
    question = walk.waiting(run)
    if question is None:
        walk.enter(run, "menu")
    else:
        walk.follow(run, question.skipped(run))


def _stop(run: Run) -> None:
    question = walk.waiting(run)
    if question is None or question.soft:
        walk.enter(run, "stop_messages")
    elif run.flow.stop is not None:
        walk.follow(run, run.flow.stop)
    else:
        run.emit(End("stopped"))
        run.change(frame=None)
        run.drop_parked()
        walk.start(run, "talk", step="deny")


def _opt_out(run: Run) -> None:
    """ "No more messages" is not misread as "stop" is: done at once, and nothing else goes on."""
    run.change(frame=None)
    run.drop_parked()
    walk.start(run, "stop_messages", step="stop")

"""A message while a question waits: its answer, another question in between, or neither."""

from __future__ import annotations

from flows import replies, walk
from flows.misses import missed
from flows.names import COMMANDS
from flows.route import follow_intent, sure
from flows.run import Run
from flows.steps.ask import Ask

SHORT_WORDS = 2
"""Words up to which "hello" or "thanks" is no free answer to a question."""


def question(run: Run) -> bool:
    """A question waits: an answer, another question in between, or neither."""
    waiting = walk.waiting(run)
    if waiting is None:
        return False
    if run.turn.unsure and not waiting.soft:
        return _no_answer(run)
    value = None if run.turn.unsure else replies.exact(waiting, run.turn, run.content.rules)
    if value is not None:
        take(run, waiting, value)
        return True
    if waiting.soft:
        run.change(frame=None)
        return False
    return _in_between(run) or _freely(run, waiting) or _no_answer(run)


def typed(run: Run) -> str | None:
    """The id of a choice whose number or label the person typed, else None."""
    if run.turn.unsure:
        return None
    waiting = walk.waiting(run)
    counts = waiting is not None and waiting.accept == "people"
    position = None if counts else run.turn.position or replies.number(run.turn.text)
    return replies.offered(run.turn.text, run.session.offered, position)


def plainly_said(run: Run) -> bool:
    """A label, a word of command, or an answer to the question that waits: no reason to guess.

    "In the evening" says little, so small chances of everything, danger too, stand behind it.
    """
    if run.turn.code or typed(run) is not None or run.turn.command in COMMANDS:
        return True
    waiting, danger = walk.waiting(run), run.turn.danger
    if waiting is None or danger is None:
        return False
    if danger.faint and not waiting.soft:
        return True
    if danger.priority == "P0":
        return False
    return replies.plain_reply(waiting, run.turn, run.content.rules)


def take(run: Run, waiting: Ask, value: str) -> None:
    """Take ``value`` as the answer to the question that waits, and go on."""
    run.change(misses=0)
    walk.follow(run, waiting.answered(run, value))


def _in_between(run: Run) -> bool:
    """Another question, surely: answer it, and the question that waits is asked again."""
    if run.turn.danger is not None:  # doubted and put aside before: the reply counts
        return False
    meant = sure(run, run.content.rules.interrupt)
    if meant is None or _is_about(run, meant):
        return False
    route = run.content.routes[meant]
    if route.flow == run.frame.flow:
        walk.ask_again(run)
        return True
    if route.social:
        return _politely(run, meant)
    follow_intent(run, meant)
    return True


def _is_about(run: Run, meant: str) -> bool:
    """ "My passport has expired" answers the question for documents; "which do I need?" asks."""
    question = walk.waiting(run)
    stated = replies.statement(run.turn, run.content.rules.interrupt)
    return question is not None and meant == stated and meant in question.about


def _politely(run: Run, meant: str) -> bool:
    """A bare "hello" repeats the question; a bare "no" to an open question is no answer."""
    if len(run.turn.text.split()) > SHORT_WORDS:
        return False
    if meant in replies.YES_NO:
        return _no_answer(run)
    walk.ask_again(run)
    return True


def _freely(run: Run, waiting: Ask) -> bool:
    value = replies.free(waiting, run.turn)
    if value is None or run.turn.command in replies.YES_NO.values():
        return False
    take(run, waiting, value)
    return True


def _no_answer(run: Run) -> bool:
    if missed(run, "no_answer"):
        walk.enter(run, "not_understood", step="hand_off")
    else:
        walk.ask_again(run, "ask.not_understood")
    return True

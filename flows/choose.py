"""Act on a choice: pressed, or typed as a number or label."""

from __future__ import annotations

from flows import names, walk
from flows.commands import obey
from flows.effects import SetLanguage
from flows.phone import on_the_phone
from flows.route import follow_intent
from flows.run import Run
from flows.session import Frame
from flows.steps.ask import Ask

RESUMED = "voice.resume"
"""Says that an earlier call goes on."""


def choose(run: Run, choice: str) -> None:
    """Do what the choice with this id means, old ones too; an unknown one is told so."""
    kind, rest = names.split(choice)
    given = names.answer(rest) if kind == "answer" else None
    if given is not None and (_answer(run, given) or _late_answer(run, given)):
        return
    if kind == "lang" and rest in run.content.languages:
        set_language(run, rest)
    elif kind == "menu" and rest in run.content.flows["menu"].steps:
        walk.enter(run, "menu", step=rest)
    elif kind in ("ask", "flow") and rest in run.content.routes:
        follow_intent(run, rest)
    elif kind == "flow" and _by_name(run, rest):
        run.change(misses=0)
        walk.enter(run, rest)
    elif kind == "command" and rest in names.COMMANDS:
        obey(run, rest)
    else:
        _closed(run)


def speak(run: Run, code: str) -> None:
    """Speak this language from now on, and say so."""
    run.language = code
    run.emit(SetLanguage(code))
    run.say("language.confirm")
    run.change(misses=0, language_offered=True)


def set_language(run: Run, code: str) -> None:
    """Speak this language from now on, and go on with what waited."""
    if on_the_phone(run.context):
        _begin_call(run, code)
        return
    speak(run, code)
    question = walk.waiting(run)
    if question is not None and question.soft and run.flow.retell is not None:
        walk.start(run, run.frame.flow, step=run.flow.retell, params=run.frame.params)
    elif question is not None:
        walk.ask_again(run)
    elif run.context.owner == "bot":
        walk.start(run, "menu")


def _begin_call(run: Run, code: str) -> None:
    """The language was chosen by its key, as in every call: what follows is said in it at once.

    A call that begins also asks for the language without words; then a question that still
    waits is one of an earlier call.
    """
    run.language = code
    run.emit(SetLanguage(code))
    run.change(misses=0, language_offered=True)
    question = walk.waiting(run)
    if question is not None and not question.soft:
        walk.ask_again(run, *((RESUMED,) if run.turn.requested_language == code else ()))
    elif run.context.owner == "queue":
        walk.start(run, "human", step="waiting")
    else:
        walk.start(run, "menu")


def _by_name(run: Run, name: str) -> bool:
    flow = run.content.flows.get(name)
    return flow is not None and flow.by_name


def _answer(run: Run, given: names.Answer) -> bool:
    """Take an answer to the present question, or to an earlier one of the same flow."""
    question = walk.waiting(run)
    if question is None or given.flow != run.frame.flow:
        return False
    if given.step in run.frame.trail:
        trail = run.frame.trail[: run.frame.trail.index(given.step)]
        run.change_frame(step=given.step, trail=trail)
        question = walk.waiting(run)
    if question is None or given.step != run.frame.step or not question.option(given.value):
        return False
    run.change(misses=0)
    walk.follow(run, question.answered(run, given.value))
    return True


def _late_answer(run: Run, given: names.Answer) -> bool:
    """Take an answer to a lasting question that is over, where no other one is under way."""
    waiting = walk.waiting(run)
    flow = run.content.flows.get(given.flow)
    question = flow.steps.get(given.step) if flow is not None else None
    if (waiting is not None and not waiting.soft) or not isinstance(question, Ask):
        return False
    if not question.lasting or not question.option(given.value):
        return False
    run.change(frame=Frame(given.flow, given.step), misses=0)
    walk.follow(run, question.answered(run, given.value))
    return True


def _closed(run: Run) -> None:
    if walk.waiting(run) is not None:
        walk.ask_again(run, "ask.closed")
        return
    run.say("ask.closed")
    if run.context.owner == "bot":
        walk.start(run, "menu")

"""Faults in what steps name: texts, labels, choices, conditions, answers."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checks.said import BY_CODE, labels, steps
from flows.content import FALLBACK_LANGUAGE, Content
from flows.names import COMMANDS, split
from flows.steps.answer import Answer
from flows.steps.ask import ACCEPTS, SHARES, Ask
from flows.steps.base import Step
from flows.steps.branch import CONDITIONS, Branch

ENGLISH = f"texts/{FALLBACK_LANGUAGE}.yaml"


def faults(content: Content) -> Iterator[str]:
    """Everything that a step names and that does not exist, English being the measure."""
    texts = content.texts.get(FALLBACK_LANGUAGE, {})
    own = content.labels.get(FALLBACK_LANGUAGE, {})
    for key in BY_CODE:
        if key not in texts:
            yield f"{ENGLISH}: {key}: is missing; the engine says it"
    for where, step in steps(content):
        for key in step.texts():
            if key not in texts:
                yield f"{where}: text {key} is missing in {ENGLISH}"
        yield from _choices(content, where, step)
        yield from _words(where, step)
    yield from (f"{ENGLISH}: label {key} is missing" for key in sorted(labels(content) - set(own)))
    yield from _answers(content)


def _choices(content: Content, where: str, step: Step) -> Iterator[str]:
    for choice in step.choices():
        kind, rest = split(choice)
        known = {
            "ask": rest in content.routes,
            "flow": rest in content.routes or _by_name(content, rest),
            "menu": rest in content.flows["menu"].steps if "menu" in content.flows else False,
            "lang": rest in content.languages,
            "command": rest in COMMANDS,
        }
        if not known.get(kind, False):
            yield f"{where}: choice {choice} leads nowhere"


def _by_name(content: Content, name: str) -> bool:
    flow = content.flows.get(name)
    return flow is not None and flow.by_name


def _words(where: str, step: Step) -> Iterator[str]:
    if isinstance(step, Branch) and step.test not in CONDITIONS:
        yield f"{where}: test {step.test} does not exist; known: {', '.join(CONDITIONS)}"
    if not isinstance(step, Ask):
        return
    if step.accept not in ACCEPTS:
        yield f"{where}: accept {step.accept} does not exist; known: {', '.join(ACCEPTS)}"
    for kind in step.shared:
        if kind not in SHARES:
            yield f"{where}: shared {kind} does not exist; known: {', '.join(SHARES)}"
    for option in step.options:
        if option.says not in (None, "yes", "no"):
            yield f"{where}: option {option.value}: says must be yes or no"


def _answers(content: Content) -> Iterator[str]:
    answers = content.answers.get(FALLBACK_LANGUAGE, {})
    answering = {
        flow.name
        for flow in content.flows.values()
        if any(isinstance(step, Answer) for step in flow.steps.values())
    }
    for intent, route in content.routes.items():
        if route.flow not in answering:
            continue
        if intent not in answers:
            yield f"answers/{FALLBACK_LANGUAGE}.yaml: {intent}: the answer is missing"
        if intent not in content.faq:
            yield f"faq: {intent}: sources and review date are missing"
    for intent, faq in content.faq.items():
        for name in faq.related:
            if name not in content.routes:
                yield f"faq: {intent}: related {name} has no route"
    for intent in sorted(set(answers) - set(content.routes)):
        yield f"answers/{FALLBACK_LANGUAGE}.yaml: {intent}: has no route"

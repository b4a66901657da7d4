"""Every message that the flows can say in the short form, with its choices, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.messages import Address, Author, Choice, Outbound
from flows.checks.said import BY_CODE
from flows.checks.words import samples
from flows.content import Content, Flow
from flows.effects import Say
from flows.render import Renderer
from flows.run import Run
from flows.session import Frame, Session
from flows.steps.answer import Answer
from flows.steps.ask import Ask
from flows.steps.base import Step
from flows.steps.danger import Danger
from flows.turn import Context
from tests.flows.builders import turn, world

USUAL = "avrr_request"
LATE = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
"""An opening whose day is long in every language."""

WORLDS: tuple[Mapping[str, object], ...] = (
    {"open_now": True},
    {"open_now": False, "opens_at": LATE, "case_number": "KS-000001"},
    {"owner": "queue", "case_number": "KS-000001"},
)
AGAIN = ("ask.not_understood", "ask.again")
LIKELY = ("contact_office", "kosovar_returnee", "local_services")


@dataclass(frozen=True)
class Said:
    """What was said at a place: ``flow.step``, its topic behind it where it has many."""

    place: str
    effect: Say

    @property
    def outbound(self) -> Outbound:
        """The message as a door gets it."""
        effect = self.effect
        return Outbound(
            "m",
            Address("sms", "+38344000000"),
            Author.BOT,
            effect.text,
            effect.language,
            tuple(Choice(c.id, c.label, c.control) for c in effect.choices),
            effect.sensitive,
        )


def every_message(content: Content, language: str) -> Iterator[Said]:
    """All of them; some come more than once, in other circumstances."""
    for flow in content.flows.values():
        for name, step in flow.steps.items():
            for topic in _topics(content, step):
                yield from _at(content, language, flow, name, topic)
    renderer = Renderer(content)
    for key in BY_CODE:
        text, spoken = renderer.text(key, language, "short", samples(content))
        yield Said(key, Say(key, text, spoken))


def _topics(content: Content, step: Step) -> tuple[str, ...]:
    if isinstance(step, Answer) or (isinstance(step, Ask) and step.related):
        return tuple(content.faq)
    return step.topics if isinstance(step, Danger) else ("",)


def _at(content: Content, language: str, flow: Flow, name: str, topic: str) -> Iterator[Said]:
    place = f"{flow.name}.{name}{f':{topic}' if topic else ''}"
    step = flow.steps[name]
    for circumstances in WORLDS:
        context = world(channel="sms", form="short", contacts=content.contacts, **circumstances)
        run = _run(content, language, context, Frame(flow.name, name, _params(topic)))
        step.run(run)
        yield from (Said(place, effect) for effect in run.effects if isinstance(effect, Say))
    if isinstance(step, Ask) and not step.soft:
        for before in AGAIN:
            run = _run(
                content,
                language,
                world(channel="sms", form="short", contacts=content.contacts),
                Frame(flow.name, name),
            )
            step.pose(run, before)
            yield from (Said(f"{before} {place}", e) for e in run.effects if isinstance(e, Say))


def _params(topic: str) -> dict[str, str]:
    return {"intent": topic or USUAL, "topic": topic or USUAL, "priority": "P3"}


def _run(content: Content, language: str, context: Context, frame: Frame) -> Run:
    likely = tuple((name, 0.3) for name in LIKELY)
    message = turn("x", intents=likely, language=language)
    session = Session(frame=frame)
    return Run(content, Renderer(content), context, message, language, session)

"""The engine: (session, turn, context) in, (session, effects) out. Same input, same output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from flows import notice, walk
from flows.checks import fatal, findings
from flows.checks.previews import DANGER
from flows.content import Content
from flows.decide import decide
from flows.effects import Effect, Fallback, HandOff, MakeCode, Noticed, RedeemCode, Say
from flows.errors import ContentError, StepLimitError
from flows.load import load
from flows.names import label_of, split
from flows.render import Renderer
from flows.run import Run, variables
from flows.scripts import Scripts, scripts_of
from flows.session import Session
from flows.steps.ask import Ask
from flows.turn import Context, Turn

BEFORE_NOTICE = ("language.offer", "language.confirm")
"""What may be said before the notice: it needs a language first."""


@dataclass(frozen=True, slots=True)
class Sprint:
    """What one turn came to: the new session, and effects in the order they are to happen."""

    session: Session
    effects: tuple[Effect, ...]


class Engine:
    """All content, loaded and checked. Holds no state of any person."""

    def __init__(self, content: Content) -> None:
        """Use ``content`` as it is; ``Engine.load`` also checks it."""
        self._content = content
        self._renderer = Renderer(content)

    @classmethod
    def load(cls, root: Path | None = None) -> Engine:
        """The engine over the content below ``root`` (default: the package's own).

        Raises ContentError listing every fault that the engine could stumble over.
        """
        content = load(root)
        faults = fatal(content)
        if faults:
            raise ContentError(faults)
        return cls(content)

    @property
    def content_version(self) -> str:
        """A short hash over all content."""
        return self._content.version

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that are offered, in order."""
        return self._content.languages

    def is_sensitive(self, topic: str) -> bool:
        """Whether what is said about this topic must not stand in a preview."""
        faq, route = self._content.faq.get(topic), self._content.routes.get(topic)
        return bool(faq and faq.sensitive) or bool(route and route.flow == DANGER)

    def faults(self, today: date | None = None) -> list[str]:
        """Everything wrong or missing; stale answers too where ``today`` is given."""
        return [*fatal(self._content), *findings(self._content, today)]

    def resume(self, session: Session, turn: Turn, context: Context) -> Sprint:
        """Answer one message. What a step raises is not swallowed."""
        run = self._run(self._known(session), turn, context)
        try:
            decide(run)
        except StepLimitError:
            return self._given_up(session, turn, context)
        effects = self._with_notice(run, turn)
        after = replace(run.session, offered=_offered(effects), papers=turn.papers)
        return Sprint(after, effects)

    def expire(self, session: Session, language: str, context: Context) -> Sprint:
        """Nobody answered for long: hand over what an intake has so far, else say nothing."""
        run = self._run(self._known(session), _silence(language), context)
        question = walk.waiting(run)
        frame = session.frame if question is not None and not question.soft else session.parked
        flow = self._content.flows.get(frame.flow) if frame is not None else None
        if frame is None or flow is None or flow.unfinished is None:
            return Sprint(session, ())
        topic, usual = flow.unfinished
        priority = frame.params.get("priority", usual)
        run.emit(HandOff(topic, priority, "unfinished", dict(frame.answers)))
        run.say("avrr.unfinished")
        return Sprint(Session(told=session.told), tuple(run.effects))

    def returned(self, session: Session, language: str, context: Context) -> Sprint:
        """An operator gave the person back: say so, offer the menu, begin afresh."""
        del session
        run = self._run(Session.new(), _silence(language), context)
        walk.start(run, "back_from_human")
        effects = tuple(run.effects)
        return Sprint(replace(run.session, offered=_offered(effects)), effects)

    def say(self, key: str, language: str, context: Context, **params: Any) -> Say:
        """A text for the desk and the spine's own notices. Raises KeyError for an unknown key."""
        given = variables(self._content, context, params)
        text, spoken = self._renderer.text(key, language, context.form, given)
        return Say(key, text, spoken)

    def accepts(self, session: Session) -> str:
        """What the question that waits takes beside its choices (see Ask); "" where none waits."""
        frame = self._known(session).frame
        step = self._content.flows[frame.flow].steps[frame.step] if frame else None
        return step.accept if isinstance(step, Ask) else ""

    def phrase(
        self, key: str, language: str, form: str, contacts: Mapping[str, str], **params: Any
    ) -> str:
        """A sentence that needs no conversation. Raises KeyError for an unknown key."""
        known = dict.fromkeys(self._content.contacts, "") | dict(contacts)
        return self._renderer.text(key, language, form, {"contacts": known, **params})[0]

    def label(self, choice: str, language: str) -> str:
        """The words of a choice that can be made at any time; its id where it has none."""
        kind, rest = split(choice)
        if kind == "lang":
            return dict(self._renderer.language_names()).get(rest, choice)
        try:
            return self._renderer.label(label_of(choice), language)
        except KeyError:
            return choice

    def scripts(self, language: str, contacts: Mapping[str, str], form: str = "spoken") -> Scripts:
        """Everything that is said in a language, as scripts to be read aloud."""
        return scripts_of(self._content, language, contacts, form)

    def _run(self, session: Session, turn: Turn, context: Context) -> Run:
        return Run(self._content, self._renderer, context, turn, turn.language, session)

    def _known(self, session: Session) -> Session:
        """The session without flows or steps that the present content no longer has."""
        flows = self._content.flows
        kept = {
            name: frame
            for name, frame in (("frame", session.frame), ("parked", session.parked))
            if frame and frame.flow in flows and frame.step in flows[frame.flow].steps
        }
        return replace(session, frame=kept.get("frame"), parked=kept.get("parked"))

    def _with_notice(self, run: Run, turn: Turn) -> tuple[Effect, ...]:
        """The effects, with the notice before the first answer to a person; never in danger."""
        effects = run.effects
        said = [(i, e) for i, e in enumerate(effects) if isinstance(e, Say)]
        places = sorted(
            [i for i, e in said if e.key not in BEFORE_NOTICE]
            + [i for i, e in enumerate(effects) if isinstance(e, MakeCode | RedeemCode)]
        )
        in_danger = turn.danger is not None or any(e.key.startswith("safety.") for _, e in said)
        given = run.context.noticed or any(isinstance(e, Noticed) for e in effects)
        if given or in_danger or not places:
            return tuple(effects)
        run.effects = []
        notice.give(run)
        return (*effects[: places[0]], *run.effects, *effects[places[0] :])

    def _given_up(self, session: Session, turn: Turn, context: Context) -> Sprint:
        """Content ran away: forget the flow, and call a human."""
        run = self._run(replace(session, frame=None, parked=None), turn, context)
        run.emit(Fallback("step_limit"))
        run.say("failure.apology")
        run.emit(HandOff("unknown", "P3", "step_limit", {}))
        return Sprint(run.session, tuple(run.effects))


def _offered(effects: tuple[Effect, ...]) -> tuple[tuple[str, str], ...]:
    """The choices of the last message that has any."""
    for effect in reversed(effects):
        if isinstance(effect, Say) and effect.choices:
            return tuple((choice.id, choice.label) for choice in effect.choices)
    return ()


def _silence(language: str) -> Turn:
    return Turn("", None, None, (), {}, language, None, None, language_known=True)

"""One turn under way: what a step may look at, and what it may decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flows import phone
from flows.content import Content, Flow, Route
from flows.effects import Choice, Effect, Say
from flows.errors import StepLimitError
from flows.names import CONTROLS, label_of
from flows.render import Renderer
from flows.session import Frame, Session
from flows.turn import Context, Turn

MAX_STEPS = 100
"""Steps that one turn may take."""

GAPS = {"full": "\n\n", "short": " ", "spoken": "\n"}
"""What stands between texts of one message. On the phone each line is said for itself."""


@dataclass(slots=True)
class Run:
    """The session being rewritten and the effects so far. Lives for one turn."""

    content: Content
    renderer: Renderer
    context: Context
    turn: Turn
    language: str
    session: Session
    effects: list[Effect] = field(default_factory=list)
    steps: int = 0

    @property
    def frame(self) -> Frame:
        """The flow under way. Raises ValueError where none is."""
        if self.session.frame is None:
            msg = "no flow is under way"
            raise ValueError(msg)
        return self.session.frame

    @property
    def flow(self) -> Flow:
        """The flow under way, as content."""
        return self.content.flows[self.frame.flow]

    def count_step(self) -> None:
        """Count one step. Raises StepLimitError when content runs away."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            msg = f"more than {MAX_STEPS} steps in flow {self.frame.flow}"
            raise StepLimitError(msg)

    def change(self, **changes: Any) -> None:
        """Rewrite fields of the session."""
        self.session = replace(self.session, **changes)

    def change_frame(self, **changes: Any) -> None:
        """Rewrite fields of the flow under way."""
        self.change(frame=replace(self.frame, **changes))

    def emit(self, effect: Effect) -> None:
        """Decide one more effect."""
        self.effects.append(effect)

    # what the flow knows

    def param(self, name: str) -> str:
        """A parameter of the flow under way, "" where it has none of this name."""
        return self.frame.params.get(name, "")

    def set_param(self, name: str, value: str) -> None:
        """Set a parameter of the flow under way."""
        self.change_frame(params={**self.frame.params, name: value})

    def save(self, name: str, value: str) -> None:
        """Keep an answer in the session only: others get it when the person sends it."""
        self.change_frame(answers={**self.frame.answers, name: value})

    def forget(self, name: str) -> None:
        """Drop an answer that was given before."""
        kept = {key: value for key, value in self.frame.answers.items() if key != name}
        self.change_frame(answers=kept)

    def answers_to_hand_over(self) -> dict[str, str]:
        """The answers given so far, and a case number that this message names."""
        number = self.turn.entities.get("case_number")
        given = {"case_number": number} if number else {}
        return {**given, **self.frame.answers}

    def note_told(self, topic: str) -> None:
        """Remember that the full text of this danger was given."""
        if topic not in self.session.told:
            self.change(told=(*self.session.told, topic))

    def note_handed_over(self) -> None:
        """A human is called: counting queued and misunderstood messages starts again."""
        self.change(queued=0, misses=0)

    def drop_parked(self) -> None:
        """Forget the flow that was set aside."""
        self.change(parked=None, returning=False)

    # what is said

    def render(self, key: str, **params: Any) -> str:
        """A text of the content, in the person's language and the channel's form."""
        return self._text(key, params)[0]

    def label(self, key: str) -> str:
        """A label in the person's language."""
        return self.renderer.label(key, self.language)

    def say(
        self,
        *keys: str,
        named: str | None = None,
        choices: tuple[Choice, ...] = (),
        sensitive: bool = False,
        **params: Any,
    ) -> None:
        """Say these texts as one message, under the name ``named`` or the first key."""
        parts = [self._text(key, params) for key in keys]
        text = self._gap().join(part for part, _ in parts)
        self.emit(Say(named or keys[0], text, parts[0][1], choices, sensitive))

    def say_rendered(self, key: str, text: str, choices: tuple[Choice, ...]) -> None:
        """Say words that are already put together."""
        self.emit(Say(key, text, self.language, choices))

    def say_answer(self, intent: str, after: str) -> None:
        """Say the answer to a question, with ``after`` (or "") behind it."""
        text, language = self.renderer.answer(
            intent, self.language, self.context.form, self._variables({})
        )
        sensitive = self.content.faq[intent].sensitive
        whole = f"{text}{self._gap()}{after}" if after else text
        self.emit(Say(f"answer.{intent}", whole, language, (), sensitive))

    def choices(self, ids: tuple[str, ...]) -> tuple[Choice, ...]:
        """Buttons for these global ids, in the order of a call where this is one."""
        shown = phone.in_order(ids) if phone.on_the_phone(self.context) else ids
        return tuple(Choice(name, self.label(label_of(name))) for name in shown)

    def controls(self, *, back: bool) -> tuple[Choice, ...]:
        """Skip, back (where there is a way back) and stop."""
        words = [word for word in CONTROLS if back or word != "back"]
        return tuple(
            Choice(f"command:{word}", self.label(f"control.{word}"), control=True)
            for word in words
        )

    def route(self, intent: str) -> Route | None:
        """Where an intent leads, None for one that the content does not know."""
        return self.content.routes.get(intent)

    def _gap(self) -> str:
        return GAPS[self.context.form]

    def _text(self, key: str, params: Mapping[str, Any]) -> tuple[str, str]:
        return self.renderer.text(key, self.language, self.context.form, self._variables(params))

    def _variables(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return variables(self.content, self.context, params)


def variables(content: Content, context: Context, params: Mapping[str, Any]) -> dict[str, Any]:
    """What every text may use; a contact that is not set is ""."""
    contacts = dict.fromkeys(content.contacts, "") | dict(context.contacts)
    return {
        "contacts": contacts,
        "opens_at": context.opens_at,
        "now": context.now,
        "case_number": context.case_number,
        **params,
    }

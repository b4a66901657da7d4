"""Ask a question and wait for the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from flows.effects import Choice, WaitUntil
from flows.steps.base import WAIT, Jump, Step

if TYPE_CHECKING:
    from flows.run import Run

ACCEPTS = ("options", "free", "country", "people", "case_number")
SHARES = ("location", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose: ``value`` is kept, ``next`` overrides the question's own.

    ``says`` is "yes" or "no" where that word alone means this option, ``means`` are intents that
    choose it when the person states them, ``priority`` the urgency that it gives to what is
    handed over later.
    """

    value: str
    label: str
    next: str | None = None
    says: str | None = None
    priority: str | None = None
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Step):
    """Says ``text`` with ``options`` and waits.

    ``accept`` says what typed words may answer: only the options, anything (free), or an entity.
    ``save`` is the name the answer is kept under, ``field`` its label in a summary. ``skip`` is
    the step that "skip" leads to (default: ``next``). A ``soft`` question may be left without a
    word: whatever is no answer is taken as a new message. ``about`` are intents that, stated and
    not asked, are taken as words of the answer, ``shared`` the kinds of media (location, contact)
    that answer without words. ``offers`` are further choices, and
    ``related`` adds the questions near the one that was answered. A button of a ``lasting``
    question works also when the question is long over.
    """

    kind: ClassVar[str] = "ask"

    text: str
    next: str
    options: tuple[Option, ...] = ()
    accept: str = "options"
    save: str | None = None
    field: str | None = None
    skip: str | None = None
    soft: bool = False
    sensitive: bool = False
    related: bool = False
    lasting: bool = False
    about: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    def run(self, run: Run) -> str:
        """Ask and wait."""
        self.pose(run)
        return WAIT

    def pose(self, run: Run, *before: str) -> None:
        """Ask, in one message behind the texts ``before``."""
        run.say(
            *before,
            self.text,
            named=self.text,
            choices=self._choices(run),
            sensitive=self.sensitive,
            **self.params(run),
        )
        if run.flow.unfinished is not None and not self.soft:
            run.emit(WaitUntil("unfinished"))

    def params(self, run: Run) -> dict[str, Any]:
        """What the text may use beside the common variables."""
        del run
        return {}

    def option(self, value: str) -> Option | None:
        """The option with this value, None where there is none."""
        return next((option for option in self.options if option.value == value), None)

    def answered(self, run: Run, value: str) -> str | Jump:
        """Keep the answer and say where it leads."""
        if self.save is not None:
            run.save(self.save, value)
        option = self.option(value)
        if option is not None and option.priority is not None:
            run.set_param("priority", option.priority)
        return (option.next if option else None) or self.next

    def skipped(self, run: Run) -> str | Jump:
        """Forget an earlier answer and go on."""
        if self.save is not None:
            run.forget(self.save)
        return self.skip or self.next

    def _choices(self, run: Run) -> tuple[Choice, ...]:
        frame = run.frame
        own = tuple(
            Choice(f"answer:{frame.flow}.{frame.step}:{option.value}", run.label(option.label))
            for option in self.options
        )
        near: tuple[Choice, ...] = ()
        if self.related:
            ids = tuple(f"ask:{name}" for name in run.content.faq[run.param("intent")].related)
            near = run.choices(ids)
        controls = () if self.soft else run.controls(back=bool(frame.trail))
        return (*own, *near, *run.choices(self.offers), *controls)

    def leads_to(self) -> tuple[str, ...]:
        """Every step that an answer may lead to."""
        chosen = tuple(option.next for option in self.options if option.next)
        own = () if self._only_options_lead_on() else (self.next,)
        return (*own, *chosen, *((self.skip,) if self.skip else ()))

    def _only_options_lead_on(self) -> bool:
        return (
            self.accept == "options"
            and self.skip is not None
            and all(option.next for option in self.options)
        )

    def texts(self) -> tuple[str, ...]:
        """One text."""
        return (self.text,)

    def labels(self) -> tuple[str, ...]:
        """The labels of options and of the field."""
        return (
            *(option.label for option in self.options),
            *((self.field,) if self.field else ()),
        )

    def choices(self) -> tuple[str, ...]:
        """The further choices."""
        return self.offers

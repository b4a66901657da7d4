"""What the page of a case shows of the phone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views import PhoneView
from handlers.console.call_words import state_words
from handlers.console.languages import english_name

TAKE = "Take this call on my phone"
CALL = "Call this person"


@dataclass(frozen=True, slots=True)
class CasePhone:
    """``state`` is a sentence, or ""; ``button`` what lets the own phone ring, or "";
    ``needs_number``: there is none since this colleague has no number. ``speaking``: a third one
    can be asked in, one of ``colleagues`` or ``interpreters`` (id and name), or any number."""

    state: str
    on_line: bool
    button: str
    needs_number: bool
    speaking: bool
    colleagues: tuple[tuple[str, str], ...]
    interpreters: tuple[tuple[str, str], ...]


def case_phone(view: PhoneView | None, *, may_answer: bool) -> CasePhone | None:
    """The same for a colleague who has the case or may take it; None where nobody is called."""
    if view is None or not (view.on_line or view.reach or view.state):
        return None
    may_call = may_answer and not view.live and (view.on_line or view.reach)
    return CasePhone(
        state=state_words(view.state, view.who, view.trouble),
        on_line=view.on_line,
        button=(TAKE if view.on_line else CALL) if may_call and view.own else "",
        needs_number=may_call and not view.own,
        speaking=view.speaking,
        colleagues=tuple(
            (one.staff_id, one.name if one.taking else f"{one.name} (takes no calls now)")
            for one in view.colleagues
        ),
        interpreters=tuple(
            (one.id, f"{english_name(one.language)}: {one.label}") for one in view.interpreters
        ),
    )

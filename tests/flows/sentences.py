"""Effects in words that a non-programmer can read, one sentence a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.effects import (
    Answered,
    Consent,
    Effect,
    End,
    EraseRequest,
    Fallback,
    HandOff,
    MakeCode,
    Noticed,
    RedeemCode,
    Remember,
    Retract,
    Say,
    SetLanguage,
    StopMessages,
    Unlink,
    WaitUntil,
)

VERDICTS = {None: "answered", True: "helped", False: "did not help"}

SENTENCES: Mapping[type, Callable[[Any], str]] = {
    SetLanguage: lambda e: f"SPEAKS {e.code} from now on",
    Noticed: lambda e: f"NOTES notice given, version {e.version}",
    Consent: lambda e: f"NOTES consent {'given' if e.given else 'refused'}, version {e.version}",
    Remember: lambda e: f"REMEMBERS {e.name}={e.value}{' (private)' if e.private else ''}",
    Answered: lambda e: f"NOTES {e.intent}: {VERDICTS[e.helped]}",
    EraseRequest: lambda e: f"ERASES the person's data{_after_case(e)}",
    StopMessages: lambda e: "STOPS writing to the person",  # noqa: ARG005 - nothing more to say
    Retract: lambda e: "TAKES BACK what was sent here",  # noqa: ARG005 - nothing more to say
    MakeCode: lambda e: f"MAKES A CODE and says {e.said}",
    RedeemCode: lambda e: f"REDEEMS A CODE and says {' or '.join(e.texts.values())}",
    Unlink: lambda e: "UNLINKS the person's channels",  # noqa: ARG005 - nothing more to say
    WaitUntil: lambda e: f"WAITS ({e.kind})",
    Fallback: lambda e: f"NOTES not understood: {e.reason}",
    End: lambda e: f"ENDS {e.outcome}",
}


def told(effect: Effect) -> list[str]:
    """One effect, a line for each thing that the person or a counsellor notices."""
    if isinstance(effect, Say):
        said = [f"SAYS {effect.key} [{effect.language}]: {_words(effect)}"]
        buttons = " | ".join(choice.label for choice in effect.choices)
        return [*said, f"BUTTONS {buttons}"] if buttons else said
    if isinstance(effect, HandOff):
        given = ", ".join(f"{name}={value}" for name, value in effect.answers.items())
        call = f"CALLS A HUMAN {effect.topic}, {effect.priority}, because: {effect.reason}"
        return [f"{call}; {given or 'no answers'}"]
    return [SENTENCES[type(effect)](effect)]


def _words(effect: Say) -> str:
    # This one changes with each language that is added, so its words are tested elsewhere.
    return "(the same line in all languages)" if effect.key == "language.offer" else effect.text


def _after_case(effect: EraseRequest) -> str:
    both = " and what they linked" if effect.linked else ""
    return f"{both} once the case is closed" if effect.after_case else both

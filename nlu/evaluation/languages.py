"""Is the language told rightly, native and romanised."""

from collections.abc import Sequence

from nlu.evaluation.outcome import Outcome
from nlu.evaluation.proportion import Share, share

# How each language is properly written; Arabic and Urdu in Latin letters are romanised.
NATIVE: dict[str, tuple[str, ...]] = {
    "ar": ("arab",),
    "fa": ("arab",),
    "ps": ("arab",),
    "ur": ("arab",),
}
NATIVE |= {"sr": ("latn", "cyrl")}
ROMANISED = ("ar", "ur")
WORDS = 3


def native(outcomes: Sequence[Outcome]) -> Share:
    """Return how many messages of three words or more in their own script get their language."""
    return share(one.language == one.question.language for one in outcomes if _is_native(one))


def romanised(outcomes: Sequence[Outcome]) -> Share:
    """Return how many romanised Arabic and Urdu messages are recognised as such."""
    return share(
        (one.language, one.script) == (one.question.language, "latn")
        for one in outcomes
        if one.question.language in ROMANISED and one.question.script == "latn"
    )


def _is_native(one: Outcome) -> bool:
    asked = one.question
    scripts = NATIVE.get(asked.language, ("latn",))
    return asked.script in scripts and len(asked.text.split()) >= WORDS

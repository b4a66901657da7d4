"""Reading the model server's answer: what it sends is checked before it is believed."""

from dataclasses import dataclass
from typing import Any

from nlu.intents import intents
from nlu.understanding import Ranked, Variety


@dataclass(frozen=True)
class RasaAnswer:
    """What the model made of a text: intents best first, and the variety of language it saw.

    `found` are the intents that the text carries, the best first; `peaks` the highest confidence
    of each in any part of it, empty for a text of one piece.
    """

    intents: tuple[Ranked, ...]
    variety: Variety | None
    model: str | None
    found: tuple[str, ...] = ()
    peaks: tuple[Ranked, ...] = ()


def read_answer(answer: dict[str, Any], model: str | None) -> RasaAnswer:
    """Return the typed form of `answer`, the JSON of /model/parse, made by `model`.

    Intents that are not in our table are left out. Raises ValueError when the answer has not the
    shape of one.
    """
    ranking = answer.get("intent_ranking") or [answer.get("intent")]
    if not isinstance(ranking, list):
        raise ValueError("intent_ranking is not a list")
    best_first = _known(ranking)
    seen = answer.get("variety")
    variety = Variety(*_named(seen)) if seen else None
    peaks = answer.get("peaks") or []
    if not isinstance(peaks, list):
        raise ValueError("peaks is not a list")
    return RasaAnswer(best_first, variety, model, _found(answer, best_first), _known(peaks))


def _known(entries: list[object]) -> tuple[Ranked, ...]:
    ranked = [Ranked(*_named(entry)) for entry in entries]
    known = [entry for entry in ranked if entry.name in intents()]
    return tuple(sorted(known, key=lambda entry: -entry.confidence))


def _found(answer: dict[str, Any], best_first: tuple[Ranked, ...]) -> tuple[str, ...]:
    found = answer.get("found") or [entry.name for entry in best_first[:1]]
    if not isinstance(found, list):
        raise ValueError("found is not a list")
    return tuple(name for name in found if name in intents())


def _named(entry: object) -> tuple[str, float]:
    if not isinstance(entry, dict):
        raise ValueError("an entry is not a mapping")
    name, confidence = entry.get("name"), entry.get("confidence")
    if not isinstance(name, str) or not isinstance(confidence, int | float):
        raise ValueError("an entry lacks its name or confidence")
    if not 0 <= confidence <= 1:
        raise ValueError("a confidence is not between 0 and 1")
    return name, float(confidence)

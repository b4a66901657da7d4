"""Reading the model server's answer: what it sends is checked before it is believed."""

from dataclasses import dataclass
from typing import Any

from nlu.intents import intents
from nlu.understanding import Ranked, Variety


@dataclass(frozen=True)
class RasaAnswer:
    """What the model made of a text: intents best first, and the variety of language it saw."""

    intents: tuple[Ranked, ...]
    variety: Variety | None
    model: str | None


def read_answer(answer: dict[str, Any], model: str | None) -> RasaAnswer:
    """Return the typed form of `answer`, the JSON of /model/parse, made by `model`.

    Intents that are not in our table are left out. Raises ValueError when the answer has not the
    shape of one.
    """
    ranking = answer.get("intent_ranking") or [answer.get("intent")]
    if not isinstance(ranking, list):
        raise ValueError("intent_ranking is not a list")
    ranked = [Ranked(*_named(entry)) for entry in ranking]
    known = [entry for entry in ranked if entry.name in intents()]
    best_first = sorted(known, key=lambda entry: -entry.confidence)
    seen = answer.get("variety")
    return RasaAnswer(tuple(best_first), Variety(*_named(seen)) if seen else None, model)


def _named(entry: object) -> tuple[str, float]:
    if not isinstance(entry, dict):
        raise ValueError("an entry is not a mapping")
    name, confidence = entry.get("name"), entry.get("confidence")
    if not isinstance(name, str) or not isinstance(confidence, int | float):
        raise ValueError("an entry lacks its name or confidence")
    if not 0 <= confidence <= 1:
        raise ValueError("a confidence is not between 0 and 1")
    return name, float(confidence)

"""The list that a person reads: anonymous, most useful first, each thing once, traced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.desk_rules import REVIEWING
from bot.errors import ForbiddenError
from bot.improvement.candidates import Candidate, Rules, candidates
from bot.store.database import Store, Unit
from bot.store.records import Staff
from nlu.accepting import evened
from nlu.anonymise import anonymise
from nlu.normalise import normalise

MOST_OF_ONE_PERSON = 3
FEWEST_LETTERS = 3
LONG = 5  # words from which one word's difference is too little
LOOK = "suggestions_read"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One message to decide on. ``guess`` and ``intent`` may be ""; nothing tells who wrote."""

    variety: str
    why: str
    guess: str
    confidence: float | None
    intent: str
    text: str = field(repr=False)
    model: str


async def reviewer(unit: Unit, username: str) -> Staff:
    """The active account that may read transcripts; raises ForbiddenError for any other."""
    staff = await unit.office.by_name(username)
    if staff is None or not staff.active or staff.role not in REVIEWING:
        msg = "--by must be the active account of a manager or an administrator."
        raise ForbiddenError(msg)
    return staff


async def suggest(
    store: Store,
    rules: Rules,
    *,
    by: str,
    since: datetime,
    limit: int,
    language: str | None = None,
    known: Iterable[str] = (),
) -> list[Suggestion]:
    """What ``by`` should look at, of what was said since then; the look is written down.

    ``language`` is a variety or a language; ``known`` are texts that were accepted already.
    Raises ForbiddenError.
    """
    async with store.read() as unit:
        await reviewer(unit, by)
        found = [
            candidate
            for talk_id in await unit.corrections.talks_since(since)
            for candidate in candidates(await unit.corrections.talk(talk_id), rules)
            if candidate.line.created_at >= since and _is_in(candidate.variety, language)
        ]
    chosen = list(_chosen(found, known, limit))
    async with store.write() as unit:
        staff = await reviewer(unit, by)
        # Who asked for erasure in the meantime is left out.
        allowed = set(await unit.corrections.talks_since(since))
        chosen = [(one, shown) for one, shown in chosen if one.line.conversation_id in allowed]
        for conversation_id, lines in Counter(o.line.conversation_id for o, _ in chosen).items():
            await unit.looks.add(staff.id, LOOK, conversation_id, lines=lines)
    return [shown for _, shown in chosen]


def _is_in(variety: str, language: str | None) -> bool:
    return language in (None, variety, variety.partition("-")[0])


def _chosen(
    found: Iterable[Candidate], known: Iterable[str], limit: int
) -> Iterator[tuple[Candidate, Suggestion]]:
    seen = _Seen(known)
    persons: Counter[str] = Counter()
    left = limit
    for candidate in sorted(found, key=lambda one: one.order):
        if not left:
            return
        if persons[candidate.person_id] == MOST_OF_ONE_PERSON:
            continue
        text = evened(anonymise(candidate.line.text or "", candidate.names))
        if sum(map(str.isalpha, text)) < FEWEST_LETTERS or not seen.is_new(text):
            continue
        persons[candidate.person_id] += 1
        left -= 1
        yield candidate, _shown(candidate, text)


def _shown(candidate: Candidate, text: str) -> Suggestion:
    line = candidate.line
    return Suggestion(
        variety=candidate.variety,
        why=candidate.why,
        guess=line.intent or "",
        confidence=line.confidence,
        intent=candidate.intent,
        text=text,
        model=line.model_version or "",
    )


class _Seen:
    """Texts in normal form; longer ones also with any one word left out."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._forms: set[tuple[str, ...]] = set()
        for text in texts:
            self.is_new(text)

    def is_new(self, text: str) -> bool:
        """Whether nothing like it was seen; it is seen from now on."""
        said = normalise(text).split()
        forms = {(*said,)}
        if len(said) >= LONG:
            forms |= {(*said[:place], "", *said[place + 1 :]) for place in range(len(said))}
        fresh = self._forms.isdisjoint(forms)
        self._forms |= forms
        return fresh

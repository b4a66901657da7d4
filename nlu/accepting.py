"""Whether a suggested message may become an example: complaints a person can act on."""

import re
from collections.abc import Iterable, Iterator

from nlu.accepted import Accepted
from nlu.anonymise import anonymise
from nlu.check_examples import near_alike, repeated
from nlu.files import example_files
from nlu.intents import intents
from nlu.phrase_files import content
from nlu.varieties import varieties

MOST_CHARACTERS = 400
# What Rasa reads as annotations, and what a spreadsheet reads as quotes or a formula.
_SIGNS = str.maketrans('[]{}"', "()()'")
_LEADING = re.compile(r"^[\s=+@*#-]+(?=\S)")


def evened(text: str) -> str:
    """`text` on one line, without the signs to which Rasa and spreadsheets give a meaning."""
    return _LEADING.sub("", " ".join(text.translate(_SIGNS).split()))


def complaints(example: Accepted) -> Iterator[str]:
    """Yield what is wrong with an example by itself."""
    if example.intent not in intents():
        yield f"{example.intent}: no such intent"
    if example.variety not in varieties():
        yield f"{example.variety}: not one of {', '.join(varieties())}"
    if not example.text:
        yield "there is no text"
    if len(example.text) > MOST_CHARACTERS:
        yield f"{len(example.text)} characters, at most {MOST_CHARACTERS}"
    if example.text != anonymise(example.text):
        yield "still holds something like a name, a number or an address"


def alike(fresh: Iterable[Accepted], there: Iterable[Accepted]) -> Iterator[tuple[Accepted, str]]:
    """Yield each of `fresh` that teaches nothing beside the data, `there` and those before it."""
    taught = _Taught(there)
    for example in fresh:
        for fault in taught.faults(example):
            yield example, fault
        taught.add(example)


class _Taught:
    """The examples of all varieties, in our data and accepted, read where they are needed."""

    def __init__(self, there: Iterable[Accepted]) -> None:
        self._accepted = list(there)
        self._seen: dict[str, dict[str, str]] = {}
        self._texts: dict[tuple[str, str], list[str]] = {}

    def faults(self, example: Accepted) -> Iterator[str]:
        seen = self._variety(example.variety)
        if any(repeated("", example.intent, [example.text], dict(seen))):
            yield "is an example already, of this intent or another"
        texts = self._texts.get((example.variety, example.intent), [])
        if any(near_alike([*texts, example.text])):
            yield f"differs by one word from an example of {example.intent}"

    def add(self, example: Accepted) -> None:
        self._add(example.variety, example.intent, [example.text])

    def _variety(self, variety: str) -> dict[str, str]:
        if variety not in self._seen:
            self._seen[variety] = {}
            language, _, script = variety.partition("-")
            for name in example_files(language, script):
                for intent, texts in content(name, []).items():
                    self._add(variety, intent, [str(text) for text in texts or ()])
            for one in self._accepted:
                if one.variety == variety:
                    self.add(one)
        return self._seen[variety]

    def _add(self, variety: str, intent: str, texts: list[str]) -> None:
        list(repeated("", intent, [*texts], self._seen[variety]))
        self._texts.setdefault((variety, intent), []).extend(texts)

"""Checks of the training examples: all there, known intents, no two alike."""

from collections import Counter
from collections.abc import Iterator

from nlu.files import DATA, LANGUAGES, SUBFOLDERS, example_files
from nlu.intents import intents
from nlu.normalise import normalise
from nlu.phrase_files import content

_LEAST = 25
_LEAST_IN_SUBFOLDER = 12
_LONG = 5  # words from which one word's difference is too little


def example_faults() -> list[str]:
    """Return what is wrong with the training examples, each fault named by file and intent."""
    folders = [(code, sub) for code in LANGUAGES for sub in ("", *SUBFOLDERS.get(code, ()))]
    return [fault for code, sub in folders for fault in _faults(code, sub)]


def _faults(code: str, sub: str) -> Iterator[str]:
    found: list[str] = []
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for name in example_files(code, sub):
        if not (DATA / name).is_file():
            yield f"{name}: is missing"
        for intent, examples in content(name, found).items():
            texts = examples if isinstance(examples, list) else []
            counts[intent] += len(texts)
            yield from _intent_faults(name, intent, texts)
            yield from repeated(name, intent, texts, seen)
    yield from found
    least = _LEAST_IN_SUBFOLDER if sub else _LEAST
    folder = f"{code}/{sub}".rstrip("/")
    few = [intent for intent in intents() if counts[intent] < least]
    yield from (f"{folder}: {intent}: {counts[intent]} examples, needs {least}" for intent in few)


def _intent_faults(name: str, intent: str, texts: list[object]) -> Iterator[str]:
    if intent not in intents():
        yield f"{name}: {intent}: no such intent"
    if not all(isinstance(text, str) and text.strip() for text in texts):
        yield f"{name}: {intent}: an example is not a text"
    yield from (f"{name}: {intent}: {pair}" for pair in near_alike([*map(str, texts)]))


def repeated(name: str, intent: str, texts: list[object], seen: dict[str, str]) -> Iterator[str]:
    """Yield the examples that `seen` holds already, in this or another intent, and add them."""
    # "help" and "heeelp!!!" are both worth teaching; the same under two intents teaches nothing.
    for text in map(str, texts):
        plain, norm = " ".join(text.lower().split()), f"norm {normalise(text) or text}"
        if plain in seen or seen.get(norm, intent) != intent:
            other = seen.get(plain) or seen[norm]
            yield f"{name}: {intent}: {text!r} is also an example of {other}"
        seen[plain] = seen[norm] = intent


def near_alike(texts: list[str]) -> Iterator[str]:
    """Yield the pairs of longer examples of one intent that differ by one word."""
    seen: dict[tuple[str, ...], str] = {}
    for text in texts:
        said = normalise(text).split()
        if len(said) < _LONG:
            continue
        forms = [(*said[:place], "", *said[place + 1 :]) for place in range(len(said))]
        twin = next((seen[form] for form in forms if form in seen), None)
        if twin and normalise(twin).split() != said:
            yield f"{text!r} and {twin!r} differ by one word"
        seen.update(dict.fromkeys(forms, text))

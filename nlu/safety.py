"""The deterministic layer: danger words, in all languages at once, before any model is asked.

python -m nlu.safety LL    runs the phrase suite of language LL and prints what fails
"""

import logging
import sys
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain

from nlu.alarm import KINDS, Alarm, alarm
from nlu.files import LANGUAGES
from nlu.normalise import sentences
from nlu.phrase_files import content, phrases, section
from nlu.phrases import Hit, Phrase, PhraseIndex, covers

_log = logging.getLogger(__name__)

Meaning = tuple[str, str]  # the name of an alarm (or of a list of words) and a language


@dataclass(frozen=True)
class Danger:
    """The danger words of every language, ready to be searched."""

    phrases: PhraseIndex[Meaning]
    unless: PhraseIndex[Meaning]
    cry: PhraseIndex[Meaning]
    faults: tuple[str, ...]


def alarms(text: str) -> tuple[Alarm, ...]:
    """Return the alarms that `text` raises, most urgent first, each name once.

    Costs well under a millisecond for an ordinary message and reads all of a long one.
    """
    said = sentences(text)
    norm = " ".join(said)
    hits = _not_silenced([*danger().phrases.find(norm), *_bare_cry(norm)], norm, said)
    found: dict[str, Alarm] = {}
    # The longest hit tells the language best: short words belong to several.
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        name, language = hit.meaning
        found.setdefault(name, alarm(name, language))
    return tuple(found[name] for name in KINDS if name in found)


@cache
def danger() -> Danger:
    """Return the danger words of all languages, read once; broken phrases are left out."""
    faults: list[str] = []
    listed = [entry for language in LANGUAGES for entry in _listed(language, "phrases", faults)]
    unless = [entry for language in LANGUAGES for entry in _listed(language, "unless", faults)]
    cries = [entry for entry in listed if entry[1][0] == "cry"]
    fillers = chain.from_iterable(_fillers(language, faults) for language in LANGUAGES)
    for fault in faults:
        _log.error("danger words left out: %s", fault)
    return Danger(
        PhraseIndex(entry for entry in listed if entry[1][0] != "cry"),
        PhraseIndex(unless),
        PhraseIndex([*cries, *fillers]),
        tuple(faults),
    )


def misses(language: str) -> list[str]:
    """Run the phrase suite of `language`; return a line for each case that fails."""
    faults: list[str] = []
    suite = content(f"{language}/danger_suite.yaml", faults)
    fires, quiet = suite.get("fires") or [], suite.get("quiet") or []
    # A suite that is not there must not look like one that passes.
    faults += [] if fires and quiet else [f"{language}/danger_suite.yaml lacks fires or quiet"]
    return [*faults, *filter(None, [*map(_silent, fires), *map(_loud, quiet)])]


def main(arguments: list[str]) -> int:
    """Print the misses of each language named (all without one); return 1 if there are any."""
    faults = list(danger().faults)
    for language in arguments or LANGUAGES:
        faults += [f"{language}: {miss}" for miss in misses(language)]
    print(*faults or ["all suites pass"], sep="\n")
    return int(bool(faults))


def _not_silenced(hits: list[Hit[Meaning]], norm: str, said: list[str]) -> list[Hit[Meaning]]:
    if not hits:
        return []
    harmless = {kind: bytearray(len(norm)) for kind in KINDS}
    for idiom in _within_sentences(danger().unless.find(norm), said):
        size = idiom.end - idiom.start
        harmless[idiom.meaning[0]][idiom.start : idiom.end] = b"\1" * size
    return [hit for hit in hits if not any(harmless[hit.meaning[0]][hit.start : hit.end])]


def _within_sentences(hits: list[Hit[Meaning]], said: list[str]) -> list[Hit[Meaning]]:
    # An idiom ends with its sentence: "my phone died. brother is dying" is two things.
    ends = [end - 1 for end in accumulate(len(sentence) + 1 for sentence in said)]
    return [hit for hit in hits if bisect(ends, hit.start) == bisect(ends, hit.end - 1)]


def _bare_cry(norm: str) -> list[Hit[Meaning]]:
    hits = danger().cry.find(norm)
    return [hit for hit in hits if hit.meaning[0] == "cry"] if covers(hits, norm) else []


def _listed(language: str, key: str, faults: list[str]) -> list[tuple[Phrase, Meaning]]:
    name = f"{language}/danger.yaml"
    listed = section(name, key, faults)
    faults += [f"{name}: {key}: {kind}: no such alarm" for kind in listed if kind not in KINDS]
    return [
        (phrase, (kind, language))
        for kind in KINDS
        for phrase in phrases(name, f"{key}: {kind}", listed.get(kind), faults)
    ]


def _fillers(language: str, faults: list[str]) -> list[tuple[Phrase, Meaning]]:
    names = (f"{language}/danger.yaml", f"{language}/words.yaml")
    return [
        (phrase, ("filler", language))
        for name in names
        for phrase in phrases(name, "fillers", content(name, faults).get("fillers"), faults)
    ]


def _silent(case: object) -> str:
    if not isinstance(case, dict) or not {"text", "alarm"} <= case.keys():
        return f"not a case {{text: ..., alarm: ...}}: {case!r}"
    raised = [raised.name for raised in alarms(case["text"])]
    return "" if case["alarm"] in raised else f"{case} is silent (raises {raised})"


def _loud(text: str) -> str:
    raised = [f"{raised.name} by words of {raised.language}" for raised in alarms(text)]
    return f"is not quiet: {text!r} raises {', '.join(raised)}" if raised else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

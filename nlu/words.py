"""The word lists of the languages (`words.yaml`): commands, names of languages, shared words."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlu.files import LANGUAGES
from nlu.normalise import normalise
from nlu.phrase_files import content, phrases, section
from nlu.phrases import Hit, Phrase, PhraseIndex, covers

_log = logging.getLogger(__name__)

COMMANDS = (
    "back",
    "stop",
    "skip",
    "menu",
    "human",
    "language",
    "delete",
    "privacy",
    "yes",
    "no",
    "opt_out",
    "opt_in",
    "more",
)
PHONE = ("stop", "start")
FILLER = "filler"
_LONGEST = 100  # characters: nobody words a command longer

Meaning = tuple[str, str]  # the name of a command (or FILLER) and a language


@dataclass(frozen=True)
class Words:
    """The lists of all languages; phrases keep the language they were listed for.

    `phone` are the bare words that stop and start messages on a phone.
    """

    commands: PhraseIndex[Meaning]
    phone: PhraseIndex[str]
    fillers: tuple[tuple[Phrase, Meaning], ...]
    shared: frozenset[str]
    faults: tuple[str, ...]


@cache
def words() -> Words:
    """Return the word lists of all languages, read once; what cannot be read is left out."""
    faults: list[str] = []
    fillers = tuple(entry for code in LANGUAGES for entry in _fillers(code, faults))
    commands = [entry for code in LANGUAGES for entry in _commands(code, faults)]
    phone = [entry for code in LANGUAGES for entry in _phone(code, faults)]
    phone += [(phrase, FILLER) for phrase, _ in fillers]
    shared = frozenset(word for code in LANGUAGES for word in _shared(code, faults))
    for fault in faults:
        _log.error("words left out: %s", fault)
    index = PhraseIndex([*commands, *fillers])
    return Words(index, PhraseIndex(phone), fillers, shared, tuple(faults))


def command(text: str, language: str) -> str | None:
    """Return the command that the whole of `text` is, one of COMMANDS, or None.

    Words of `language` come first; another language's count when they say one thing only.
    """
    norm = normalise(text)
    hits = words().commands.find(norm)
    own = [hit for hit in hits if hit.meaning[0] == FILLER or hit.meaning[1] == language]
    return _only_command(own, norm) or _only_command(hits, norm)


def opts_out(text: str) -> bool:
    """Tell whether `text`, in any language, wants no more messages on a phone.

    There the bare word "stop" is enough, as it is for the provider; elsewhere it ends a flow.
    """
    return command(text, "") == "opt_out" or _is_bare(text, "stop")


def opts_in(text: str) -> bool:
    """Tell whether `text`, in any language, wants messages again on a phone."""
    return command(text, "") == "opt_in" or _is_bare(text, "start")


def section_of(name: str) -> dict[str, dict[str, Any]]:
    """Return section `name` of each language's words.yaml, by language code."""
    return {code: section(f"{code}/words.yaml", name, []) for code in LANGUAGES}


def _only_command(hits: list[Hit[Meaning]], norm: str) -> str | None:
    if len(norm) > _LONGEST or not covers(hits, norm):
        return None
    # "I don't know" means skip, though "I don't" alone means no: the longer phrase counts.
    commands = [hit for hit in hits if hit.meaning[0] != FILLER]
    said = {
        hit.meaning[0] for hit in commands if not any(_holds(longer, hit) for longer in commands)
    }
    # "no, a person please" asks for the person.
    said = said - {"yes", "no"} or said
    # "I want to go back" is a wish to go home: only the bare words mean the step before.
    if said == {"back"} and not covers([hit for hit in hits if hit.meaning[0] == "back"], norm):
        return None
    return said.pop() if len(said) == 1 else None


def _is_bare(text: str, word: str) -> bool:
    norm = normalise(text)
    hits = [hit for hit in words().phone.find(norm) if hit.meaning in (word, FILLER)]
    return any(hit.meaning == word for hit in hits) and covers(hits, norm)


def _holds(longer: Hit[Meaning], hit: Hit[Meaning]) -> bool:
    inside = longer.start <= hit.start and hit.end <= longer.end
    return inside and longer.end - longer.start > hit.end - hit.start


def _commands(code: str, faults: list[str]) -> Iterator[tuple[Phrase, Meaning]]:
    name = f"{code}/words.yaml"
    listed = section(name, "commands", faults)
    faults += [f"{name}: commands: {key}: no such command" for key in listed.keys() - {*COMMANDS}]
    for key in COMMANDS:
        for phrase in phrases(name, f"commands: {key}", listed.get(key), faults):
            yield phrase, (key, code)


def _phone(code: str, faults: list[str]) -> Iterator[tuple[Phrase, str]]:
    name = f"{code}/words.yaml"
    listed = section(name, "phone", faults)
    faults += [f"{name}: phone: {key}: must be stop or start" for key in listed.keys() - {*PHONE}]
    for key in PHONE:
        for phrase in phrases(name, f"phone: {key}", listed.get(key), faults):
            yield phrase, key


def _fillers(code: str, faults: list[str]) -> Iterator[tuple[Phrase, Meaning]]:
    name = f"{code}/words.yaml"
    for phrase in phrases(name, "fillers", content(name, faults).get("fillers"), faults):
        yield phrase, (FILLER, code)


def _shared(code: str, faults: list[str]) -> Iterator[str]:
    for word in content(f"{code}/words.yaml", faults).get("shared") or []:
        yield from normalise(str(word)).split()

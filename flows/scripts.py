"""What the texts of one language are on the phone: scripts that a person reads aloud once.

Contacts of the deployment stand in them. A text with a value that changes from call to call is
cut into the fixed parts around it; numbers are put together from single recordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from jinja2 import nodes

from flows.checks.spoken import unsaid
from flows.checks.templates import used_in
from flows.content import FALLBACK_LANGUAGE, Content, Text
from flows.names import label_of
from flows.render import endonym, environment

ESSENTIAL = (
    "voice",
    "notice",
    "menu.main",
    "safety",
    "handoff",
    "failure.apology",
    "talk.goodbye",
    "digit",
    "letter",
    "number",
)
"""Keys, or their beginnings up to a full stop, without which a call cannot be held at all."""

COUNTED = frozenset({"position", "minutes", "count", "people", "number"})
"""Values that are numbers, and are said as such."""

SPELLED = frozenset({"case_number"})
"""Values that are said letter by letter."""

SAMPLES = (1, 2, 3, 5, 11, 21, 100)
"""Numbers whose words around them differ in some language of ours."""

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters that a case number may have."""

WHOLE_NUMBERS = 20
"""Numbers up to this one have a recording of their own; a greater one is said by its digits."""

VALUE, HIDDEN, END = "\ue000", "\ue001", "\ue002"
UNSAYABLE = re.compile(f"{HIDDEN}(.*?){END}")
BEFORE = ".,;:!?…،؛؟۔)–—- \t"
BEHIND = ",;:(،؛–—- \t"


@dataclass(frozen=True, slots=True)
class Script:
    """Words to be read without a pause in them. ``key`` is answer.<intent>, label.<label>,
    digit.<n>, number.<n>, letter.<L>, language.<code> or that of a text; parts count from 1."""

    key: str
    part: int
    text: str
    essential: bool


@dataclass(frozen=True, slots=True)
class Unsayable:
    """A line that holds a ``value`` that no recording can say."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Scripts:
    """All scripts of a language, each text once. ``draft``: nobody has reviewed the texts."""

    language: str
    draft: bool
    scripts: tuple[Script, ...] = field(repr=False)
    unsayable: tuple[Unsayable, ...] = field(repr=False)


class _Number(int):
    """Counts as itself in a template's conditions, and is written as a gap."""

    def __str__(self) -> str:
        return VALUE

    def __format__(self, spec: str) -> str:
        return VALUE


def bare(text: str) -> str:
    """The words without what is not heard at their ends: what is left around a value."""
    return text.lstrip(BEFORE).rstrip(BEHIND)


def says_something(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit."""
    return any(char.isalnum() for char in text)


def scripts_of(content: Content, language: str, contacts: Mapping[str, str], form: str) -> Scripts:
    """Everything that is said in this language and form, with these contacts filled in."""
    found: dict[str, Script] = {}
    unsayable: dict[Unsayable, None] = {}
    needed = _needed_labels(content)
    for key, source in _sources(content, language, form):
        part = 0
        for line in _lines(source, language, dict.fromkeys(content.contacts, "") | dict(contacts)):
            for value in UNSAYABLE.findall(line):
                unsayable[Unsayable(key, value)] = None
            for piece in [] if HIDDEN in line else map(bare, line.split(VALUE)):
                if says_something(piece):
                    part += 1
                    essential = key in needed or _is_essential(key)
                    known = found.get(piece)
                    if known is None or (essential and not known.essential):
                        # A text that stands in two places is read once, for the one that counts.
                        found[piece] = Script(key, part, piece, essential)
    return Scripts(language, language in content.drafts, tuple(found.values()), tuple(unsayable))


def _sources(content: Content, language: str, form: str) -> Iterator[tuple[str, str]]:
    """Key and template of everything that may be said; what is missing is said in English."""
    texts, answers = _shelf(content.texts, language), _shelf(content.answers, language)
    yield from ((key, text.form(form)) for key, text in texts.items() if not unsaid(key))
    yield from ((f"answer.{intent}", text.form(form)) for intent, text in answers.items())
    labels = {**content.labels[FALLBACK_LANGUAGE], **content.labels.get(language, {})}
    yield from ((f"label.{key}", label) for key, label in labels.items())
    yield from ((f"language.{code}", endonym(code)) for code in content.languages)
    yield from ((f"digit.{n}", str(n)) for n in range(10))
    yield from ((f"number.{n}", str(n)) for n in range(10, WHOLE_NUMBERS + 1))
    yield from ((f"letter.{letter}", letter) for letter in LETTERS)


def _shelf(shelf: Mapping[str, Mapping[str, Text]], language: str) -> Mapping[str, Text]:
    return {**shelf[FALLBACK_LANGUAGE], **shelf.get(language, {})}


def _lines(source: str, language: str, contacts: Mapping[str, str]) -> Iterator[str]:
    """The lines of a template, for every way in which its values can stand or be missing."""
    template = _SANDBOX.from_string(source)
    seen = set()
    for values in _worlds(source):
        text = template.render({**values, "contacts": contacts, "language": language})
        for line in text.splitlines():
            if line not in seen:
                seen.add(line)
                yield line


def _worlds(source: str) -> Iterator[dict[str, Any]]:
    names = sorted(name for name in used_in(source) if not name.startswith("contacts."))
    tested = _tested(source)
    optional = [name for name in names if name in tested and name not in COUNTED]
    samples = SAMPLES if COUNTED & set(names) else SAMPLES[:1]
    for sample, there in product(samples, product((True, False), repeat=len(optional))):
        missing = {name for name, is_there in zip(optional, there, strict=True) if not is_there}
        yield {name: None if name in missing else _value(name, sample) for name in names}


def _tested(source: str) -> set[str]:
    """Values that the template asks for before it uses them: those may be missing."""
    conditions = [node.test for node in _SANDBOX.parse(source).find_all(nodes.If)]
    return {name.name for test in conditions for name in _names(test)}


def _names(test: nodes.Node) -> list[nodes.Name]:
    return [test] if isinstance(test, nodes.Name) else list(test.find_all(nodes.Name))


def _value(name: str, sample: int) -> object:
    if name in COUNTED:
        return _Number(sample)
    return VALUE if name in SPELLED else f"{HIDDEN}{name}{END}"


def _is_essential(key: str) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in ESSENTIAL)


def _needed_labels(content: Content) -> set[str]:
    """What the main menu and the questions about danger offer."""
    flows = content.flows
    main = [flows["menu"].steps[flows["menu"].start]] if "menu" in flows else []
    danger = flows["safety"].steps.values() if "safety" in flows else []
    labels = {label for step in danger for label in step.labels()}
    offers = {label_of(choice) for step in main for choice in step.choices()}
    return {f"label.{label}" for label in labels | offers}


def _unchanged(value: object) -> str:
    return str(value)


def _sandbox() -> Any:
    """As texts are rendered with, but that a value shows where it stands."""
    sandbox = environment()
    sandbox.filters.update(when=_unchanged, day=_unchanged, country=_unchanged)
    return sandbox


_SANDBOX = _sandbox()

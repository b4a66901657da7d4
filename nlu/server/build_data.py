"""Turns our example files into the NLU data and the domain that Rasa trains on."""

import json
from collections import defaultdict
from pathlib import Path

from nlu.errors import DataFault
from nlu.server.examples import Example, read_examples, read_intents

ENTITIES = ("country", "people", "phone", "case_number", "language")


def build(data: Path, out: Path, more: Path | None = None) -> list[Example]:
    """Write `out`/nlu/*.yml and `out`/domain.yml from `data`; return the examples written.

    The accepted examples below `more` come last.

    Raises DataFault when a data file is wrong or an intent of the table has no example.
    """
    examples, intents = read_examples(data, more), read_intents(data)
    untaught = sorted(set(intents) - {example.intent for example in examples})
    if untaught:
        raise DataFault(f"no example of: {', '.join(untaught)}")
    (out / "nlu").mkdir(parents=True, exist_ok=True)
    for variety, members in _by_variety(examples).items():
        (out / "nlu" / f"{variety}.yml").write_text(nlu_yaml(members), encoding="utf-8")
    (out / "domain.yml").write_text(domain_yaml(intents), encoding="utf-8")
    return examples


def domain_yaml(intents: list[str]) -> str:
    """Return Rasa's domain for `intents` and the entities that the pipeline finds."""
    lines = ['version: "3.1"', "intents:", *(f"  - {name}" for name in intents)]
    return "\n".join([*lines, "entities:", *(f"  - {name}" for name in ENTITIES)]) + "\n"


def nlu_yaml(examples: list[Example]) -> str:
    """Return the examples of one variety as Rasa's NLU YAML, with language and script on each."""
    lines = ['version: "3.1"', "nlu:"]
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    for intent, members in by_intent.items():
        lines += [f"- intent: {intent}", f"  metadata: {_metadata(members[0])}", "  examples: |"]
        lines += [f"    - {member.text}" for member in members]
    return "\n".join(lines) + "\n"


def _metadata(example: Example) -> str:
    fields = {"language": example.language, "script": example.script, "variety": example.variety}
    return json.dumps(fields)


def _by_variety(examples: list[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[example.variety].append(example)
    return found

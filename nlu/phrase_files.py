"""Phrases as they come out of a data file: broken ones are reported and left out.

One unreadable phrase must not take the others with it: the danger layer has to stand whatever
happens. `faults` is what the data check reads; the service logs it at the start.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from nlu.errors import DataFault
from nlu.files import read
from nlu.phrases import Phrase, PhraseError, parse


def content(name: str, faults: list[str]) -> dict[str, Any]:
    """Return the mapping in data file `name`; one that cannot be read is empty and a fault."""
    try:
        return read(name)
    except DataFault as fault:
        faults.append(str(fault))
        return {}


def section(name: str, key: str, faults: list[str]) -> dict[str, Any]:
    """Return the mapping under `key` of data file `name`, empty when there is none."""
    found = content(name, faults).get(key) or {}
    if isinstance(found, dict):
        return found
    faults.append(f"{name}: {key}: must be a mapping")
    return {}


def phrases(name: str, key: str, sources: Any, faults: list[str]) -> Iterator[Phrase]:
    """Yield the phrases listed in `sources`, found under `key` of data file `name`."""
    for source in _listed(name, key, sources, faults):
        if not isinstance(source, str):
            faults.append(f"{name}: {key}: {source!r}: not a text, put it in quotes")
            continue
        try:
            yield parse(source)
        except PhraseError as error:
            faults.append(f"{name}: {key}: {source!r}: {error}")


def _listed(name: str, key: str, sources: Any, faults: list[str]) -> Iterable[object]:
    if not sources or isinstance(sources, list):
        return sources or []
    faults.append(f"{name}: {key}: must be a list")
    return []

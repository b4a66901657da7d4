"""The intent table: the contract between what is understood and what is answered."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from nlu.errors import DataFault
from nlu.files import read

TRIAGES = ("P0", "P1", "P2", "P3", "P4")


@dataclass(frozen=True)
class Intent:
    """One kind of message: its name, its least urgency (P0 highest) and what it means."""

    name: str
    triage: str
    means: str


@cache
def intents() -> MappingProxyType[str, Intent]:
    """Return every intent by name, in the order of the table.

    Raises DataFault when the table is missing, or an entry lacks a known triage or a meaning.
    """
    table = read("intents.yaml").get("intents")
    if not isinstance(table, dict):
        raise DataFault("intents.yaml: intents: must be a mapping")
    return MappingProxyType({name: _intent(name, entry) for name, entry in table.items()})


def _intent(name: str, entry: object) -> Intent:
    if not isinstance(entry, dict) or entry.keys() != {"triage", "means"}:
        raise DataFault(f"intents.yaml: {name}: must have triage and means")
    if entry["triage"] not in TRIAGES:
        raise DataFault(f"intents.yaml: {name}: triage must be one of {', '.join(TRIAGES)}")
    return Intent(name, entry["triage"], entry["means"])

"""What a request of Twilio's says, by name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
TOKEN = re.compile(r"[\w.:=+/-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one request: the form, the query (``asked``) and the id of its delivery,
    which a repeat has again; ``delivery`` is None where Twilio named none."""

    said: Mapping[str, str] = field(repr=False)
    asked: Mapping[str, str] = field(default_factory=dict, repr=False)
    delivery: str | None = field(default=None, repr=False)

    def raw(self, name: str) -> str:
        """What stands there as it stands there; nothing where the field is missing."""
        return self.said.get(name, "")

    def text(self, *names: str) -> str | None:
        """The first of these fields that says something, without what no database takes."""
        for name in names:
            kept = UNKEEPABLE.sub("", self.raw(name))
            if kept.strip():
                return kept
        return None

    def word(self, *names: str) -> str:
        """The same without blanks around it, empty where nothing is said."""
        return (self.text(*names) or "").strip()

    def number(self, name: str) -> float | None:
        """A number, or None where there is none."""
        try:
            return float(self.raw(name))
        except ValueError:
            return None

    def digest(self) -> str:
        """The same for the same fields: an id for what came without one."""
        whole = json.dumps(sorted(self.said.items()))
        return hashlib.sha256(whole.encode()).hexdigest()


def delivery_of(header: str | None) -> str | None:
    """The id of a delivery in the form that it always has, else None."""
    return header if header and TOKEN.fullmatch(header) else None

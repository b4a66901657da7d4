"""Examples that people of a deployment accepted: <folder>/<language>[/<script>]/accepted.yaml.

Each stands with who accepted it, when, why it was suggested and which model had read it, and with
nothing that leads back to the person or the message.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import DataFault
from nlu.replacing import replace_text

FILE = "accepted.yaml"
ID_LENGTH = 12
_HEADER = (
    "# Messages of callers, made anonymous, accepted as examples: ./infoline suggest --accept."
    "\n# Take one back with ./infoline suggest --withdraw ID.\n"
)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted example. `variety` is "fr" or "ar-latn"; `at` an ISO moment in UTC."""

    id: str
    variety: str
    intent: str
    text: str
    by: str
    at: str
    why: str
    model: str


# The variety is the file's place, not a field in it.
_KEYS = tuple(field.name for field in fields(Accepted) if field.name != "variety")


def id_of(variety: str, intent: str, text: str) -> str:
    """The id of an example: the same for the same example, and telling nothing of its origin."""
    digest = hashlib.sha256("\0".join((variety, intent, text)).encode())
    return digest.hexdigest()[:ID_LENGTH]


def accepted_files(folder: Path) -> list[Path]:
    """The files of accepted examples below `folder`, sorted; none where there is no folder."""
    return sorted(folder.glob(f"*/**/{FILE}"))


def read_accepted(folder: Path) -> list[Accepted]:
    """Every accepted example below `folder`, by file; raises DataFault on a wrong file."""
    return [one for path in accepted_files(folder) for one in _read_file(path, folder)]


def add(folder: Path, fresh: Iterable[Accepted]) -> int:
    """Join `fresh` to what is there, each once; return how many were new. Raises OSError."""
    there = read_accepted(folder)
    known = {one.id for one in there}
    new = list({one.id: one for one in fresh if one.id not in known}.values())
    for variety in sorted({one.variety for one in new}):
        _write(folder, variety, [one for one in (*there, *new) if one.variety == variety])
    return len(new)


def withdraw(folder: Path, example_id: str) -> Accepted | None:
    """Take one example back and return it; None where there is none of this id."""
    there = read_accepted(folder)
    gone = next((one for one in there if one.id == example_id), None)
    if gone:
        rest = [one for one in there if one.variety == gone.variety and one.id != gone.id]
        _write(folder, gone.variety, rest)
    return gone


def _read_file(path: Path, folder: Path) -> Iterator[Accepted]:
    place = path.relative_to(folder)
    variety = "-".join(place.parts[:-1])
    try:
        content = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506  # builds text only
    except yaml.YAMLError as error:
        raise DataFault(f"{place}: not YAML") from error
    listed = content.get("examples") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise DataFault(f"{place}: no list 'examples'")
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict) or entry.keys() != {*_KEYS}:
            raise DataFault(f"{place}: {number}: must have {', '.join(_KEYS)}")
        if not all(isinstance(value, str) for value in entry.values()):
            raise DataFault(f"{place}: {number}: not all of it is text")
        yield Accepted(variety=variety, **entry)


def _write(folder: Path, variety: str, examples: Sequence[Accepted]) -> None:
    """Write the file of a variety; without examples there is none."""
    path = folder.joinpath(*variety.split("-"), FILE)
    if not examples:
        path.unlink()
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = [{key: asdict(one)[key] for key in _KEYS} for one in examples]
    body = yaml.safe_dump({"examples": listed}, allow_unicode=True, sort_keys=False, width=1000)
    replace_text(path, _HEADER + body)

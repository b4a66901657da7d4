"""YAML mappings into steps, each fault named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, get_args, get_type_hints

from flows.steps import KINDS
from flows.steps.ask import Option
from flows.steps.base import Step

Built = TypeVar("Built", Step, Option)


def steps(where: str, data: Mapping[str, Any], faults: list[str]) -> dict[str, Step]:
    """The steps of one flow by name; what is wrong with them is added to ``faults``."""
    found = {}
    for name, body in data.items():
        step = _step(f"{where}: step {name}", body, faults)
        if step is not None:
            found[str(name)] = step
    return found


def _step(where: str, body: object, faults: list[str]) -> Step | None:
    if not isinstance(body, Mapping) or "kind" not in body:
        faults.append(f"{where}: has no kind")
        return None
    kind = KINDS.get(str(body["kind"]))
    if kind is None:
        faults.append(f"{where}: kind {body['kind']} does not exist")
        return None
    return _build(kind, where, {k: v for k, v in body.items() if k != "kind"}, faults)


def _build(
    kind: type[Built], where: str, body: Mapping[str, Any], faults: list[str]
) -> Built | None:
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    before = len(faults)
    faults += [
        f"{where}: {key} is not a key of {_named(kind)}" for key in body if key not in known
    ]
    faults += [
        _missing(where, name)
        for name, f in known.items()
        if f.default is MISSING and f.default_factory is MISSING and name not in body
    ]
    values = {
        key: _value(f"{where}: {key}", hints[key], value, faults)
        for key, value in body.items()
        if key in known
    }
    return kind(**values) if len(faults) == before else None


def _named(kind: type[Step] | type[Option]) -> str:
    return "an option" if issubclass(kind, Option) else f"a step of kind {kind.kind}"


def _missing(where: str, name: str) -> str:
    if name == "next":
        return f"{where}: is a dead end; next names a step or end"
    return f"{where}: {name} is missing"


def _value(where: str, hint: Any, value: object, faults: list[str]) -> Any:
    """``value`` as the field wants it; YAML's bare yes and no come as booleans."""
    if hint == tuple[Option, ...]:
        listed = value if isinstance(value, list) else []
        built = [_option(where, body, faults) for body in listed]
        return tuple(option for option in built if option is not None)
    if hint == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            faults.append(f"{where} must be a list of words")
            return ()
        return tuple(value)
    allowed = get_args(hint) or (hint,)
    if not isinstance(value, allowed):
        names = " or ".join(_word(kind) for kind in allowed if kind is not type(None))
        faults.append(f"{where} must be {names}")
    return value


def _option(where: str, body: object, faults: list[str]) -> Option | None:
    if not isinstance(body, Mapping):
        faults.append(f"{where} must be a list of options with value and label")
        return None
    return _build(Option, f"{where} {body.get('value')}", body, faults)


def _word(kind: type) -> str:
    return {bool: "true or false", str: "a word in quotation marks"}.get(kind, kind.__name__)

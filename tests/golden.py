"""Golden dialogues as files that people read and review."""

from __future__ import annotations

from typing import Any

import yaml


class _Readable(yaml.SafeDumper):
    """Long lines stay whole, lines of a text stand under one another."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Readable.add_representer(str, _string)


def readable(data: Any) -> str:
    """``data`` as YAML, in its own order."""
    return yaml.dump(data, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=10_000)

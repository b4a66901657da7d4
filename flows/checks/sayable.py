"""Texts that recordings cannot say, since they hold a day, a name or a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.content import Content
from flows.scripts import scripts_of


def faults(content: Content, languages: Iterable[str]) -> Iterator[str]:
    """What has no form for the phone that recordings can say, in these languages."""
    for code in languages:
        for one in scripts_of(content, code, content.contacts, "spoken").unsayable:
            folder, key = "texts", one.key
            if key.startswith("answer."):
                folder, key = "answers", key.removeprefix("answer.")
            yield f"{folder}/{code}.yaml: {key}: spoken: no recording can say {one.value}"

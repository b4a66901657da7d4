"""Which recordings say a text: the whole of it, else its parts and the numbers between them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from bot.store.audio import MACHINE, PERSON
from bot.store.database import Store
from bot.telephony import checksum
from flows.engine import Engine
from flows.scripts import LETTERS, Scripts, bare, says_something

VALUES = re.compile(rf"\bK-[0-9{LETTERS}]{{6}}\b|\d+|\b[{LETTERS}]\b")
"""A case number, a number, a letter that stands alone: what may change from call to call."""

MOST_VALUES = 20
"""Values in one text; one with more is nothing that we say."""


class Recorded:
    """Finds what was recorded. Texts and recordings belong together by the words alone, so that
    a text that was changed has none."""

    def __init__(
        self, store: Store, engine: Engine, contacts: Mapping[str, str], *, placeholders: bool
    ) -> None:
        """``contacts`` are those of the deployment; ``placeholders``: a machine's recordings are
        played too."""
        self._store = store
        self._engine = engine
        self._contacts = contacts
        self._origins = (MACHINE, PERSON) if placeholders else (PERSON,)
        self._essential = cache(self._essential_checksums)
        self.scripts = cache(self._scripts)

    async def find(self, language: str, texts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The ids of the recordings that say each text, in order; without what cannot be said."""
        cuts = {text: _Cut(text) for text in texts}
        wanted = {sum_ for cut in cuts.values() for sum_ in cut.checksums()}
        async with self._store.read() as unit:
            ids = await unit.audio.find(language, wanted, self._origins)
        said = {text: cut.said(ids) for text, cut in cuts.items()}
        return {text: found for text, found in said.items() if found is not None}

    async def warm(self, languages: Sequence[str]) -> None:
        """Work out beforehand what a call needs at least, beside everything else: it takes about
        a third of a second for each language."""
        for language in languages:
            await asyncio.to_thread(self._essential, language)

    async def complete(self, languages: Sequence[str]) -> frozenset[str]:
        """The languages in which all was recorded that a call needs at least."""
        found = set()
        async with self._store.read() as unit:
            for language in languages:
                needed = self._essential(language)
                if needed <= (await unit.audio.find(language, needed, self._origins)).keys():
                    found.add(language)
        return frozenset(found)

    async def sound(self, recording_id: str) -> tuple[str, bytes] | None:
        """Media type and sound of a recording, None for an unknown one."""
        async with self._store.read() as unit:
            return await unit.audio.content(recording_id)

    def _scripts(self, language: str) -> Scripts:
        return self._engine.scripts(language, self._contacts)

    def _essential_checksums(self, language: str) -> frozenset[str]:
        scripts = self.scripts(language).scripts
        return frozenset(checksum(script.text) for script in scripts if script.essential)


class _Cut:
    """A text cut at everything that may be a value. What was recorded in one piece is played in
    one: a phone number that always stands there is part of its sentence."""

    def __init__(self, text: str) -> None:
        values = list(VALUES.finditer(text))[: MOST_VALUES + 1]
        edges = [0, *(edge for value in values for edge in value.span()), len(text)]
        # Fixed words and values take turns: the value with number n is the piece 2n + 1.
        self._pieces = [text[a:b] for a, b in pairwise(edges)]
        self._text = text
        self._edges = edges
        self._hopeless = len(values) > MOST_VALUES

    def checksums(self) -> set[str]:
        """Of all words that may have a recording."""
        if self._hopeless:
            return set()
        many = len(self._pieces)
        runs = {self._run(a, b) for a in range(many) for b in range(a + 1, many + 1)}
        signs = {sign for piece in self._pieces[1::2] for sign in (*_signs(piece), piece)}
        return {checksum(words) for words in runs | signs}

    def said(self, ids: Mapping[str, str]) -> tuple[str, ...] | None:
        """The ids of the fewest recordings that say it all, None where something is missing."""
        if self._hopeless:
            return None
        best: list[tuple[str, ...] | None] = [()]
        for end in range(1, len(self._pieces) + 1):
            ways = [self._joined(ids, best[begin], begin, end) for begin in range(end)]
            best.append(min((way for way in ways if way is not None), key=len, default=None))
        return best[-1]

    def _joined(
        self, ids: Mapping[str, str], before: tuple[str, ...] | None, begin: int, end: int
    ) -> tuple[str, ...] | None:
        """What says the pieces up to ``end`` where ``before`` says those up to ``begin``."""
        own = None if before is None else self._own(ids, begin, end)
        return None if before is None or own is None else (*before, *own)

    def _own(self, ids: Mapping[str, str], begin: int, end: int) -> tuple[str, ...] | None:
        words = self._run(begin, end)
        if not says_something(words):
            return ()
        if whole := ids.get(checksum(words)):
            return (whole,)
        if end - begin > 1 or begin % 2 == 0:
            return None
        found = [ids.get(checksum(sign)) for sign in _signs(words)]
        return tuple(one for one in found if one) if all(found) else None

    def _run(self, begin: int, end: int) -> str:
        return bare(self._text[self._edges[begin] : self._edges[end]])


def _signs(value: str) -> list[str]:
    """A value sign by sign, digits as our own: the numbers of all scripts are read alike."""
    signs = [char for char in value if char.isalnum()]
    return [str(int(sign)) if sign.isdecimal() else sign for sign in signs]

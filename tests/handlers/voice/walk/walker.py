"""Trying everything that a caller can do, state by state."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.bench.twilio.double.phone.leg import Doing
from bot.bench.twilio.double.phone.lines import Line
from tests.handlers.voice.walk.town import Town

State = tuple[str, ...]
"""What a call rests at, and the words that were heard for it, without numbers."""

SILENCE, NOISE, WORDS, HANG_UP = "silence", "noise", "words", "hang up"
BESIDE = ("8", "0", "9", "#", "*", "7", SILENCE, NOISE, WORDS)
"""What can be done at every question, offered or not."""

MOST_STEPS = 60
LAST_WAY = 40
"""Steps of silence after which every call must be over."""


@dataclass
class Walker:
    """One language. ``beside``: what is tried at each question beside what it offers; ``wanted``
    are words to choose: with them, nothing but the ways to them is tried. ``pressed`` are the
    words of all that was chosen."""

    town: Town
    language: str
    beside: Sequence[str] = BESIDE
    wanted: set[str] = field(default_factory=set)
    todo: dict[State, deque[str]] = field(default_factory=dict)
    words: dict[State, dict[str, str]] = field(default_factory=dict)
    ways: dict[State, dict[str, State]] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    ends: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)

    async def walk(self, calls: int) -> None:
        """So many calls at most, until nothing is left to try."""
        for _ in range(calls):
            await self.one()
            if not any(self.todo.values()) or (self.wanted and self.wanted <= self.pressed):
                return

    async def one(self) -> None:
        """One call: the nearest thing that was not tried, again and again; then silence, which
        must end the call well."""
        line = await self.town.double.phone().call()
        await self.town.chooses(line, self.language)
        self.path = []
        if not line.ended:
            self._see(line)
        for _ in range(MOST_STEPS):
            done = line.ended or (self.wanted and self.wanted <= self.pressed)
            move = None if done else self._next(self.state(line))
            if move is None:
                break
            await self._do(line, move)
        await self.fall_silent(line)

    async def fall_silent(self, line: Line) -> None:
        """Do nothing any more: the call must end, and end well."""
        for _ in range(LAST_WAY):
            if line.ended:
                break
            await line.silence()
        assert line.ended, f"no end after {self.path}: {self.state(line)}"
        self._ended(line)

    def state(self, line: Line) -> State:
        """Where a call rests."""
        said = self.town.texts(line.lately) if line.doing is Doing.LISTENING else []
        return (str(line.doing), *(re.sub(r"\d+|K-\w+", "#", text) for text in said))

    def moves(self, line: Line) -> Iterator[str]:
        """What can be tried here."""
        if line.doing is Doing.LISTENING:
            yield from map(str, sorted(self.town.keys(line, self.language).values()))
            if self.town.more_follows(line, self.language):
                yield SILENCE
            yield from self.beside
        elif line.doing is Doing.RECORDING:
            yield from (WORDS, SILENCE, "0")
        else:
            yield from (SILENCE, HANG_UP)

    async def _do(self, line: Line, move: str) -> None:
        before = self.state(line)
        self.path.append(move)
        if move in self.todo[before]:
            self.todo[before].remove(move)
        if words := self.words[before].get(move):
            self.pressed.add(words)
        await _act(line, move)
        if line.ended:
            self._ended(line)
            return
        self.ways.setdefault(before, {})[move] = self._see(line)

    def _see(self, line: Line) -> State:
        """Where the call rests now; what can be tried there is noted at the first time."""
        state = self.state(line)
        if state not in self.todo:
            self.todo[state] = deque(dict.fromkeys(self.moves(line)))
            keys = self.town.keys(line, self.language) if line.doing is Doing.LISTENING else {}
            self.words[state] = {str(key): words for words, key in keys.items()}
        return state

    def _next(self, here: State) -> str | None:
        """The first move of the shortest way to something that was not tried: to what is wanted
        before all else."""
        return self._towards(here, self._is_wanted) or self._towards(here, lambda *_: True)

    def _is_wanted(self, state: State, move: str) -> bool:
        return self.words[state].get(move, "") in self.wanted - self.pressed

    def _towards(self, here: State, fits: Callable[[State, str], bool]) -> str | None:
        seen, queue = {here}, deque([(here, "")])
        while queue:
            state, first = queue.popleft()
            for move in self.todo[state]:
                if fits(state, move):
                    return first or move
            for move, after in self.ways.get(state, {}).items():
                if after not in seen:
                    seen.add(after)
                    queue.append((after, first or move))
        return None

    def _ended(self, line: Line) -> None:
        by = line.ended_by or ""
        well = by == "person" or self.town.said_goodbye(line, self.language)
        assert well, f"ended by {by} after {self.path}: {self.town.texts(line.heard)[-3:]}"
        self.ends.append(by)


async def _act(line: Line, move: str) -> None:
    if move == SILENCE:
        await line.silence()
    elif move == NOISE:
        await line.noise()
    elif move == WORDS:
        await line.speak("xyzzy", confidence=0.2)
    elif move == HANG_UP:
        await line.hang_up()
    else:
        await line.press(move)

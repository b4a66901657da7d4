"""A switchboard that says what a test wrote down, and notes what it was asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.messages import Choice
from bot.telephony import (
    Call,
    CallReport,
    Heard,
    Next,
    Place,
    Purpose,
    Reply,
    Spoken,
    Stage,
)

YES, NO = Choice("yes", "Yes"), Choice("no", "No")
SKIP, BACK = Choice("command:skip", "Skip", True), Choice("command:back", "Back", True)


def reply(
    text: str = "Where are you from?",
    *choices: Choice,
    turn: int = 0,
    then: Next = Next.LISTEN,
    language: str = "en",
    accepts: str = "",
) -> Reply:
    """A reply of one line."""
    lines = (Spoken("a.key", text, language, choices),) if text else ()
    return Reply(turn, then, language, lines, accepts)


@dataclass
class Board:
    """``replies`` come in order, then the last one again. ``broken``: everything raises it;
    ``deaf``: names of methods that do."""

    replies: deque[Reply] = field(default_factory=deque)
    calls: dict[str, Call] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    waits: Place = field(default_factory=lambda: Place(1, None))
    language: str | None = None
    known: bool = False
    broken: Exception | None = None
    deaf: frozenset[str] = frozenset()
    last: Reply | None = None

    async def ring(self, sid: str, number: str | None, purpose: Purpose = Purpose.CALLED) -> Call:
        """Note it."""
        self._note("ring", number, purpose)
        fresh = Call("call-1", sid, number, purpose, Stage.RINGING, self.language, self.known)
        return self.calls.setdefault(sid, fresh)

    async def find(self, sid: str) -> Call | None:
        """A call that rang."""
        self._note("find")
        return self.calls.get(sid)

    async def begin(self, sid: str, language: str, within: float) -> Reply:
        """The next reply."""
        self._note("begin", language)
        assert within < 1
        self.calls[sid] = replace(self.calls[sid], language=language)
        return self._reply(sid, 0)

    async def hear(self, sid: str, turn: int, heard: Heard, within: float) -> Reply:
        """The next reply."""
        self._note("hear", turn, heard)
        assert within < 1
        self.calls[sid] = replace(self.calls[sid], turn=turn)
        return self._reply(sid, turn)

    async def answer(self, sid: str, turn: int, within: float) -> Reply:
        """The next reply, or the last one where that turn has one."""
        self._note("answer", turn)
        assert within < 1
        waits = self.last is not None and self.last.next is Next.WAIT
        return self._reply(sid, turn) if waits or self.last is None else self.last

    async def again(self, sid: str) -> Reply:
        """The last reply."""
        self._note("again")
        return self.last or self._reply(sid, 0)

    async def give_up(self, sid: str, reason: str) -> Reply:
        """To a person."""
        self._note("give_up", reason)
        language = self.calls[sid].language or "en"
        return Reply(self.calls[sid].turn, Next.QUEUE, language)

    async def moved(self, sid: str, stage: Stage, code: str | None = None) -> None:
        """Note it."""
        self._note("moved", stage, code)
        self.stages.append(stage)
        self.calls[sid] = replace(self.calls[sid], stage=stage)

    async def place(self, sid: str) -> Place:
        """As the test says."""
        assert sid in self.calls
        self._note("place")
        return self.waits

    async def call_back(self, sid: str) -> None:
        """Note it."""
        assert sid in self.calls
        self._note("call_back")

    async def recorded(self, sid: str, recording: str, seconds: int | None) -> bool:
        """Note it."""
        assert sid in self.calls
        self._note("recorded", recording, seconds)
        return True

    async def lost_recording(self, sid: str, code: str) -> None:
        """Note it."""
        assert sid in self.calls
        self._note("lost_recording", code)

    async def reported(self, report: CallReport) -> bool:
        """Note it."""
        self._note("reported", report)
        return True

    def done(self, name: str) -> list[tuple[object, ...]]:
        """With what a method was asked."""
        return [tuple(rest) for called, *rest in self.asked if called == name]

    def _note(self, name: str, *given: object) -> None:
        self.asked.append((name, *given))
        if self.broken and (not self.deaf or name in self.deaf):
            raise self.broken

    def _reply(self, sid: str, turn: int) -> Reply:
        if self.replies:
            self.last = replace(self.replies.popleft(), turn=turn)
        assert self.last, f"no reply for {sid}"
        return self.last


@dataclass
class Library:
    """Recordings of these texts, by language; ``whole`` languages have all that is needed."""

    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    everything: bool = False

    async def find(self, language: str, texts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """An id for each that was recorded."""
        known = self.texts.get(language, frozenset())
        return {t: (f"{language}-{len(t)}",) for t in texts if self.everything or t in known}

    async def complete(self, languages: Sequence[str]) -> frozenset[str]:
        """Those that are."""
        return self.whole & frozenset(languages)

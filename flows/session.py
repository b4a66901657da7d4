"""Where a conversation stands between two turns. Immutable; a plain dict when stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that is under way: the step it stands at, and what was answered so far.

    ``trail`` holds the questions asked before the present one, oldest first.
    """

    flow: str
    step: str
    params: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    trail: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """This frame as a plain dict."""
        return {
            "flow": self.flow,
            "step": self.step,
            "params": dict(self.params),
            "answers": dict(self.answers),
            "trail": list(self.trail),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Frame | None:
        """The frame that ``to_json`` wrote; None stays None."""
        if data is None:
            return None
        return cls(
            data["flow"],
            data["step"],
            dict(data["params"]),
            dict(data["answers"]),
            tuple(data["trail"]),
        )


@dataclass(frozen=True, slots=True)
class Session:
    """One person's place in the conversation.

    ``frame`` waits for an answer; ``parked`` is a flow set aside, taken up again by itself when
    ``returning``. ``offered`` are the last choices as (id, label), for typed numbers and labels.
    ``misses`` counts messages in a row that were not understood, ``queued`` messages since a
    human was called, ``told`` the dangers whose full text was given, ``media_told`` the texts
    about photos and other files that were said last. ``papers``: the last message named a
    passport or the like.
    """

    frame: Frame | None = None
    parked: Frame | None = None
    returning: bool = False
    offered: tuple[tuple[str, str], ...] = ()
    misses: int = 0
    queued: int = 0
    told: tuple[str, ...] = ()
    language_offered: bool = False
    media_told: tuple[str, ...] = ()
    papers: bool = False

    @classmethod
    def new(cls) -> Session:
        """A session in which nothing has happened yet."""
        return cls()

    def to_json(self) -> dict[str, Any]:
        """This session as a plain dict that JSON can hold."""
        return {
            "frame": self.frame.to_json() if self.frame else None,
            "parked": self.parked.to_json() if self.parked else None,
            "returning": self.returning,
            "offered": [list(pair) for pair in self.offered],
            "misses": self.misses,
            "queued": self.queued,
            "told": list(self.told),
            "language_offered": self.language_offered,
            "media_told": list(self.media_told),
            "papers": self.papers,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Session:
        """The session that ``to_json`` wrote. Raises KeyError for anything else."""
        return cls(
            frame=Frame.from_json(data["frame"]),
            parked=Frame.from_json(data["parked"]),
            returning=data["returning"],
            offered=tuple((pair[0], pair[1]) for pair in data["offered"]),
            misses=data["misses"],
            queued=data["queued"],
            told=tuple(data["told"]),
            language_offered=data["language_offered"],
            # Sessions that were stored before files could be sent do not have it.
            media_told=tuple(data.get("media_told", ())),
            papers=data.get("papers", False),
        )

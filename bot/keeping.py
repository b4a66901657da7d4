"""Which of the files that people send are kept."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Media

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which files are kept: ``most`` bytes, and of these media types."""

    most: int
    types: frozenset[str]

    def refusal(self, media: Media) -> str | None:
        """Why a file is not even fetched, from what its provider says; None: it is."""
        if media.refused or media.ref is None:
            return media.refused
        if not self.most:
            return "not_kept"
        return "too_big" if (media.size or 0) > self.most else None

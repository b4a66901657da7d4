"""The privacy notice: one text for everybody, and one for the channel where it has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.effects import Choice, Noticed

if TYPE_CHECKING:
    from flows.run import Run

NOTICE = "notice.first"
OF_CHANNEL = "notice."
"""What the names of the channels' own parts begin with; a channel may have none."""

WHEN_ASKED = frozenset({"notice.sms"})
"""Parts that have no room in the first message of their channel."""


def give(run: Run, choices: tuple[Choice, ...] = (), *, asked: bool = False) -> None:
    """Say the notice with what holds for this channel, and note that it was given.

    ``asked``: the person wants to read it, so that it may be long.
    """
    own = f"{OF_CHANNEL}{run.context.channel}"
    fits = asked or own not in WHEN_ASKED
    keys = (NOTICE, own) if fits and run.renderer.has(own) else (NOTICE,)
    run.say(*keys, choices=choices)
    run.emit(Noticed(run.content.versions["notice"]))

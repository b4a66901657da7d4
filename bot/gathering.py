"""What belongs to one message: an album is one, and whoever corrects themselves says one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.messages import Happening
from bot.store.database import Unit
from bot.store.records import Conversation, Line, Waiting


@dataclass(frozen=True, slots=True)
class Gathered:
    """One message of a caller as its turn sees it.

    ``waiting`` holds the newest words and the files of the whole album; ``first`` is what was
    written before any change. ``others`` are settled with it, ``edits`` are those of them that
    change it. ``changes`` is the line of the transcript that this message changes.
    """

    waiting: Waiting
    first: str | None
    others: tuple[Waiting, ...] = ()
    edits: tuple[Waiting, ...] = ()
    changes: Line | None = None

    @property
    def inbound_ids(self) -> list[str]:
        """The rows whose files belong to the message."""
        return [self.waiting.id, *(one.id for one in self.others)]


async def gather(unit: Unit, waiting: Waiting) -> Gathered:
    """The message with everything that belongs to it and waits as well."""
    if waiting.payload.get("happening") == Happening.EDIT and waiting.about_hash:
        line = await unit.transcript.brought_by(
            waiting.address_id, external_hash=waiting.about_hash
        )
        return Gathered(waiting, waiting.payload.get("text"), changes=line)
    album = await unit.inbox.album_of(waiting)
    edits = await unit.inbox.edits_of(waiting)
    payload = _joined([waiting.payload, *(one.payload for one in album)])
    first = payload.get("text")
    if edits:
        payload = {**payload, "text": edits[-1].payload.get("text")}
    return Gathered(replace(waiting, payload=payload), first, (*album, *edits), tuple(edits))


async def awaits(
    unit: Unit, gathered: Gathered, conversation: Conversation, session: Mapping[str, Any] | None
) -> bool:
    """Whether an edit is still waited for: its message was the last one, and not understood."""
    line = gathered.changes
    if line is None or line.conversation_id != conversation.id:
        return False
    last = await unit.transcript.last_in(conversation.id)
    return line.id == last and bool((session or {}).get("misses"))


def _joined(payloads: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if len(payloads) == 1:
        return payloads[0]
    captions = [payload["text"] for payload in payloads if payload.get("text")]
    media = [one for payload in payloads for one in payload.get("media", ())]
    return {**payloads[0], "text": "\n".join(captions) or None, "media": media}

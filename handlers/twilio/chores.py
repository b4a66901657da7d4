"""What is left to be done at Twilio, as the service's queue of chores has it carried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from twilio.rest import Client

from bot.messages import SendError, Trouble
from handlers.twilio.calling import Calls
from handlers.twilio.failures import RefusedError

DELETE_MEDIA = "delete_media"
REDACT = "redact"
OUTBOUND = "outbound"
NO_FILES = frozenset({None, "0"})
GONE = frozenset({404, 20404})
NOT_FINAL = frozenset({409, 20009, 20409, 30409})
NOT_FINAL_SECONDS = 600.0


class Chores:
    """Carries out one chore at a time; each may be done twice."""

    def __init__(self, calls: Calls, discard: Callable[[str], Awaitable[None]]) -> None:
        """``discard`` deletes the file behind a reference at Twilio; raises SendError."""
        self._calls = calls
        self._discard = discard

    async def carry_out(self, kind: str, ref: str) -> None:
        """Do it. ``ref`` is the reference of a file, or the SID of a message whose text is to
        go, with the files that we sent in it. Raises SendError; what Twilio has no more is
        done."""
        if kind == DELETE_MEDIA:
            await self._discard(ref)
        elif kind == REDACT:
            await self._redact(ref)
        else:
            msg = f"no such chore: {kind}"
            raise ValueError(msg)

    async def _redact(self, sid: str) -> None:
        def remove(client: Client) -> None:
            message = client.messages(sid)
            about = message.update(body="")
            # What came to us is fetched first, and removed by a chore of its own.
            if str(about.direction).startswith(OUTBOUND) and about.num_media not in NO_FILES:
                for file in message.media.list():
                    file.delete()

        try:
            await self._calls.again(remove)
        except RefusedError as error:
            if error.number in NOT_FINAL:
                wait = NOT_FINAL_SECONDS
                raise SendError(Trouble.RETRY, "not_ready", after=wait) from None
            if error.number not in GONE:
                raise

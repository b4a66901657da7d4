"""Whose numbers they are: every bot counts its updates and its messages for itself."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Inbound


def of_bot(inbound: Inbound, bot: int) -> Inbound:
    """``inbound`` with its ids as those of the bot with the number ``bot``.

    A new bot in place of an old one begins to count anew, with the same people: without this
    their first messages would be taken for repeats of old ones.
    """
    return replace(
        inbound,
        external_id=f"{bot}:{inbound.external_id}",
        delivery_id=inbound.delivery_id and f"{bot}:{inbound.delivery_id}",
        about=inbound.about and f"{bot}:{inbound.about}",
        album=inbound.album and f"{bot}:{inbound.album}",
    )

"""Showing a person that an answer is being made, where it takes longer than a moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from bot.messages import Address, Channel

Show = Callable[[Address], Awaitable[None]]
MOMENT_SECONDS = 0.7


@asynccontextmanager
async def shown_thinking(show: Show, address: Address) -> AsyncIterator[None]:
    """Call ``show`` while the block runs, unless it is over within a moment."""
    showing = asyncio.create_task(_later(show, address))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


def thinking_of(channels: Mapping[str, Channel]) -> Show:
    """What shows it at each address, by its channel."""

    async def show(address: Address) -> None:
        if address.channel in channels:
            await channels[address.channel].thinking(address)

    return show


async def _later(show: Show, address: Address) -> None:
    await asyncio.sleep(MOMENT_SECONDS)
    await show(address)

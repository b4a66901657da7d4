"""Noticing that this process was asked to end, while requests are still being answered.

The server waits for open requests before it tells the application that it ends, so that a page
that waits for news would hold up every end.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def call_at_end(begin: Callable[[], None]) -> Iterator[None]:
    """Call ``begin`` in the running loop as soon as a signal asks this process to end.

    Whoever handled the signal before still does. Outside the main thread, where no signal
    arrives, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    kept = {number: signal.getsignal(number) for number in SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)
        before = kept[signal.Signals(number)]
        if callable(before):
            before(number, frame)

    for number in SIGNALS:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number, before in kept.items():
            signal.signal(number, before)

"""The real service, killed (SIGKILL) before or after its n-th commit. Run as a program."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import build, open_database, utc_now
from bot.config import load


def main() -> None:
    """``crashing.py DATA PORT COMMIT before|after MINUTES``: serve, and die at that commit.

    COMMIT 0 never dies. MINUTES moves this process's clock, so that what a killed process held
    is free again without anybody having to wait for it.
    """
    data, port, commit, when, minutes = sys.argv[1:]
    shift = timedelta(minutes=int(minutes))
    asyncio.run(_serve(Path(data), int(port), int(commit), when, shift))


async def _serve(data: Path, port: int, commit: int, when: str, shift: timedelta) -> None:
    def now() -> datetime:
        return utc_now() + shift

    settings = load(data=data, port=port)
    engine, store = await open_database(settings, now)
    _die_at(engine, commit, when)
    app = build(settings, store, now)
    config = uvicorn.Config(app.asgi, port=port, log_config=None, access_log=False)
    await uvicorn.Server(config).serve()


def _die_at(engine: AsyncEngine, number: int, when: str) -> None:
    dialect = engine.sync_engine.dialect
    really = dialect.do_commit
    done = 0

    def do_commit(connection: Any) -> None:
        nonlocal done
        done += 1
        if done == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        really(connection)
        if done == number and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    dialect.do_commit = do_commit  # type: ignore[method-assign]


if __name__ == "__main__":
    main()

"""``serve``: one or several service processes. Started by ``up``; also fit for systemd."""

from __future__ import annotations

import uvicorn

from bot.config import load
from bot.parent_watch import end_with_parent

MAX_SOCKET_BYTES = 65_536
"""The largest message on a WebSocket: more than anybody says in one sentence."""


def serve() -> None:
    """Serve web chat, console and health with the settings of config.yaml and environment."""
    # With several workers this process only watches them, and would go on without its parent.
    end_with_parent()
    settings = load()
    uvicorn.run(
        "bot.asgi:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_config=None,
        ws="wsproto",
        ws_max_size=MAX_SOCKET_BYTES,
        timeout_graceful_shutdown=5,
        server_header=False,
    )

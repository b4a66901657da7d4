"""Structured logs, one JSON object a line, without personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Only these keys may leave the process; anything else is dropped, whatever it holds.
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "error", "loop", "channel", "code", "conversation", "case",
        "status", "seconds", "port", "address", "worker", "model", "count", "state", "kind",
        "method", "route", "logger", "turn", "version", "languages", "attempt",
    }
)  # fmt: skip


def _only_allowed(
    _logger: Any, _name: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: value for key, value in entry.items() if key in ALLOWED}


def set_up(level: str = "INFO") -> None:
    """Send our logs to standard error, and silence what libraries would write of requests."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "aiohttp.client", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("uvicorn.access").disabled = True

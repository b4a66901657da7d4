"""Run by alembic: migrate the connection that bot.store.migrate hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context

from bot.store import phone_tables, tables, voice_tables  # noqa: F401 - they join the metadata
from bot.store.columns import Moment, metadata


def _render(kind: str, value: object, _autogen: object) -> str | Literal[False]:
    """Migrations must not change when our own column type does: write what lies beneath."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=False,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()

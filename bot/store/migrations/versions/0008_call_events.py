"""What happened in calls is found by kind and moment: how long people waited is asked often."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index("ix_call_event_kind_at", "call_event", ["kind", "at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_call_event_kind_at", "call_event")

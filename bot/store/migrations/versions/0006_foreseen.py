"""What is known beforehand of a message on its way: its nudge, its price, what it keeps back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nudge_id", sa.String(length=128), nullable=True))
        batch_op.add_column(sa.Column("keeps_back", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("reserved", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("reserved")
        batch_op.drop_column("keeps_back")
        batch_op.drop_column("nudge_id")

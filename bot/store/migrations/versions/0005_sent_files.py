"""Files that colleagues send: they came with no message of the caller."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("inbound_id", existing_type=sa.String(length=36), nullable=True)


def downgrade() -> None:
    """Undo the change: what was sent is lost."""
    op.execute("DELETE FROM attachment WHERE inbound_id IS NULL")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("inbound_id", existing_type=sa.String(length=36), nullable=False)

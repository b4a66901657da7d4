"""What people send on a messenger: files, edits, albums; what was sent in parts; who polls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delivery_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("about_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("album_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_inbound_delivery_hash"), ["delivery_hash"]
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("act", sa.String(length=16), server_default="send", nullable=False)
        )
        batch_op.add_column(sa.Column("chosen", sa.SmallInteger(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_outbox_message_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_outbox_message_id"), ["message_id"], unique=False)

    op.create_table(
        "door",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=48), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_door")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("address_id", sa.String(length=36), nullable=False),
        sa.Column("inbound_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mime", sa.String(length=96), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=48), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_attachment_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["inbound_id"], ["inbound.id"], name=op.f("fk_attachment_inbound_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_attachment_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attachment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_inbound_id"), ["inbound_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_message_id"), ["message_id"], unique=False)

    op.create_table(
        "message_edit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("inbound_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_message_edit_message_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_message_edit")),
        sa.UniqueConstraint("inbound_id", name=op.f("uq_message_edit_inbound_id")),
    )
    with op.batch_alter_table("message_edit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_edit_message_id"), ["message_id"], unique=False
        )

    op.create_table(
        "sent_part",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("address_id", sa.String(length=36), nullable=False),
        sa.Column("provider_id", sa.String(length=128), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_sent_part_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_sent_part_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "part", name=op.f("pk_sent_part")),
    )
    with op.batch_alter_table("sent_part", schema=None) as batch_op:
        batch_op.create_index("ix_sent_part_provider", ["address_id", "provider_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_outbox_message_id"), ["message_id"])
        batch_op.drop_column("chosen")
        batch_op.drop_column("act")

    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_inbound_delivery_hash"), type_="unique")
        batch_op.drop_column("ready_at")
        batch_op.drop_column("album_hash")
        batch_op.drop_column("about_hash")
        batch_op.drop_column("delivery_hash")

    with op.batch_alter_table("sent_part", schema=None) as batch_op:
        batch_op.drop_index("ix_sent_part_provider")

    op.drop_table("sent_part")
    with op.batch_alter_table("message_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_edit_message_id"))

    op.drop_table("message_edit")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_message_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_inbound_id"))
        batch_op.drop_index("ix_attachment_due")

    op.drop_table("attachment")
    op.drop_table("lease")
    op.drop_table("door")

"""The tables of phone channels: whose number it is, what was delivered, what it cost."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.store.columns import ID, Moment, id_column, metadata, to, to_part

phone = Table(
    "phone",
    metadata,
    Column("lookup", String(64), primary_key=True),  # keyed hash of a number, whatever channel
    to("person", index=True),
)

link = Table(
    "link",
    metadata,
    id_column(),
    Column("one_id", ID, ForeignKey("person.id"), nullable=False, index=True),
    Column("other_id", ID, ForeignKey("person.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", ID),  # a colleague, or "caller"
)

link_code = Table(
    "link_code",
    metadata,
    Column("lookup", String(64), primary_key=True),  # keyed hash of the code
    to("person", index=True),
    to("address"),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

delivery_report = Table(
    "delivery_report",
    metadata,
    to_part("message"),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    Column("state", String(16), primary_key=True),
    Column("code", String(48)),
    Column("at", Moment, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),  # in the zone of the office
    Column("channel", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),  # automatic, urgent or person
    Column("messages", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),
)

tally = Table(
    "tally",
    metadata,
    Column("name", String(64), primary_key=True),  # keyed hash of a number or a prefix
    Column("hour", Moment, primary_key=True),
    Column("count", Integer, nullable=False),
)

chore = Table(
    "chore",
    metadata,
    id_column(),
    Column("channel", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ref", String(255), nullable=False),  # a provider's handle, which names nobody
    Column("state", String(16), nullable=False, default="queued"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("trouble", String(48)),
    UniqueConstraint("kind", "ref"),
    Index("ix_chore_due", "state", "due_at"),
)

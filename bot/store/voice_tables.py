"""The tables of phone calls: calls and their events, calls to make, who was told, recordings."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.store.columns import ID, Moment, Sequence, id_column, metadata, to

call = Table(
    "call",
    metadata,
    id_column(),
    Column("lookup", String(64), nullable=False, unique=True),  # keyed hash of the provider's id
    to("person", index=True),
    to("address"),
    to("conversation", nullable=True, index=True),
    to("staff", nullable=True),  # the operator who is called, or who speaks
    Column("with_id", ID, ForeignKey("call.id"), nullable=True),  # the call that it belongs to
    Column("purpose", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("language", String(8)),
    Column("turn", Integer, nullable=False, default=0),
    Column("said_from", Integer),  # the first and the last line that the last reply said
    Column("said_to", Integer),
    Column("menu_done", Boolean, nullable=False, default=False),  # something was heard
    Column("sid_sealed", LargeBinary, nullable=False),
    Column("sequence", Integer),  # of the last report that counted
    Column("started_at", Moment, nullable=False, index=True),
    Column("queued_at", Moment),
    Column("ended_at", Moment),
    Column("seconds", Integer),
    Column("outcome", String(32)),
)

call_event = Table(
    "call_event",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("call", index=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("params", JSON, nullable=False),  # codes and numbers only, never personal data
    Index("ix_call_event_kind_at", "kind", "at"),
)

dialling = Table(
    "dialling",
    metadata,
    id_column(),
    Column("purpose", String(16), nullable=False),
    to("person", nullable=True, index=True),
    to("address", nullable=True),
    to("staff", nullable=True),
    Column("case_id", ID, index=True),
    Column("state", String(16), nullable=False, default="queued"),
    Column("reason", String(32), nullable=False),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("trouble", String(48)),
    Index("ix_dialling_due", "state", "due_at"),
)

duty = Table(
    "duty",
    metadata,
    id_column(),
    Column("case_id", ID, ForeignKey("case_file.id"), nullable=False, unique=True),
    Column("state", String(16), nullable=False, default="open"),  # open, accepted or over
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Column("accepted_by", SmallInteger),  # place in the settings' list
    Index("ix_duty_due", "state", "due_at"),
)

audio = Table(
    "audio",
    metadata,
    id_column(),
    Column("key", String(96), nullable=False),  # of the text, and the part of it
    Column("language", String(8), nullable=False),
    Column("checksum", String(64), nullable=False),  # of the words that were read
    Column("origin", String(16), nullable=False),  # person or machine
    Column("mime", String(32), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("content", LargeBinary, nullable=False),  # our own words: nothing personal
    to("staff", nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("language", "checksum", "origin"),
    Index("ix_audio_key", "language", "key"),
)

"""The tables of people, their messages and their cases; see bot.store.columns."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
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
    Text,
    UniqueConstraint,
    false,
)

from bot.store.columns import ID, Moment, Sequence, id_column, metadata, to

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

person = Table(
    "person",
    metadata,
    id_column(),
    Column("data_key", LargeBinary),  # wrapped; NULL once the person was erased
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
    Column("language", String(8)),
    Column("language_chosen", Boolean, nullable=False, default=False),
    Column("notice_version", String(32)),
    Column("noticed_at", Moment),
    Column("consent", Boolean),
    Column("consent_version", String(32)),
    Column("consent_language", String(8)),
    Column("consent_at", Moment),
    Column("last_n", Integer, nullable=False, default=0),
    Column("locked_by", ID),
    Column("locked_until", Moment),
)

address = Table(
    "address",
    metadata,
    id_column(),
    to("person", index=True),
    Column("channel", String(32), nullable=False),
    Column("lookup", String(64), nullable=False),  # keyed hash of channel and identifier
    Column("identifier_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary),
    Column("hint", String(16)),
    Column("status", String(16), nullable=False, default="active"),
    Column("created_at", Moment, nullable=False),
    Column("last_heard", Moment),  # when the person last wrote from here
    UniqueConstraint("channel", "lookup"),
)

inbound = Table(
    "inbound",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    to("person"),
    to("address"),
    Column("external_hash", String(64), nullable=False),  # keyed hash of the provider's id
    Column("delivery_hash", String(64), unique=True),  # keyed hash of channel and delivery
    Column("about_hash", String(64)),  # the external hash of the message that an edit changes
    Column("album_hash", String(64)),
    Column("payload_sealed", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("ready_at", Moment),  # before it, more of the same album may come
    Column("state", String(16), nullable=False, default="received"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("processed_at", Moment),
    UniqueConstraint("address_id", "external_hash"),
    Index("ix_inbound_waiting", "state", "person_id", "seq"),
)

conversation = Table(
    "conversation",
    metadata,
    id_column(),
    to("person", index=True),
    to("address", index=True),
    Column("channel", String(32), nullable=False),
    Column("state", String(16), nullable=False, default="open"),
    Column("owner", String(16), nullable=False, default="bot"),
    Column("owner_version", Integer, nullable=False, default=0),
    to("staff", nullable=True),
    Column("language", String(8)),
    Column("session_sealed", LargeBinary),
    Column("opened_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("closed_at", Moment),
    Column("outcome", String(32)),
)
Index(
    "uq_conversation_open",
    conversation.c.address_id,
    unique=True,
    sqlite_where=conversation.c.state == "open",
    postgresql_where=conversation.c.state == "open",
)

message = Table(
    "message",
    metadata,
    id_column(),
    to("conversation"),
    to("person"),
    to("address"),
    Column("inbound_id", ID, unique=True),
    Column("n", Integer, nullable=False),
    Column("direction", String(3), nullable=False),
    Column("author", String(16), nullable=False),
    to("staff", nullable=True),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("choices_sealed", LargeBinary),
    Column("text_key", String(96)),
    Column("language", String(8)),
    Column("script", String(8)),
    Column("intent", String(48), index=True),
    Column("confidence", Float),
    Column("understood_sealed", LargeBinary),
    Column("alarms", String(128)),
    Column("triage", String(2)),
    Column("degraded", Boolean, nullable=False, default=False),
    Column("sensitive", Boolean, nullable=False, default=False),
    Column("model_version", String(64)),
    Column("content_version", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("status", String(16)),
    Column("provider_id", String(128)),
    UniqueConstraint("address_id", "n"),
    Index("ix_message_conversation", "conversation_id", "n"),
)

message_edit = Table(
    "message_edit",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("message", index=True),
    Column("inbound_id", ID, unique=True),
    Column("at", Moment, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    id_column(),
    to("person"),
    to("address"),
    Column("inbound_id", ID, ForeignKey("inbound.id"), index=True),  # none: we sent it
    to("message", nullable=True, index=True),
    Column("kind", String(16), nullable=False),
    Column("mime", String(96)),
    Column("size", Integer),
    Column("seconds", Integer),
    Column("about_sealed", LargeBinary, nullable=False),  # the provider's handle, name, place
    Column("content_sealed", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("reason", String(48)),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("created_at", Moment, nullable=False),
    Index("ix_attachment_due", "state", "due_at"),
)

correction = Table(
    "correction",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("message", index=True),
    to("staff"),
    Column("at", Moment, nullable=False),
    Column("intents", String(160), nullable=False),  # by blanks; empty: it cannot be said
)

event = Table(
    "event",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("conversation", nullable=True, index=True),
    Column("case_id", ID, index=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("actor", String(48), nullable=False),
    Column("params", JSON, nullable=False),  # codes and numbers only, never personal data
)

case = Table(
    "case_file",
    metadata,
    id_column(),
    Column("number", String(12), nullable=False, unique=True),
    to("person", index=True),
    to("conversation"),
    Column("channel", String(32), nullable=False),
    Column("state", String(16), nullable=False, default="queued"),
    Column("priority", SmallInteger, nullable=False),
    Column("topic", String(48), nullable=False),
    Column("language", String(8)),
    Column("reason", String(48), nullable=False),
    Column("answers_sealed", LargeBinary),
    Column("requested_human_at", Moment, nullable=False),  # never changes
    Column("waiting_since", Moment, nullable=False),
    Column("due_at", Moment),
    to("staff", nullable=True),
    Column("claimed_at", Moment),
    Column("closed_at", Moment),
    Column("outcome", String(32)),
    Column("version", Integer, nullable=False, default=0),
    Index("ix_case_queue", "state", "priority", "waiting_since"),
)
Index(
    "uq_case_open",
    case.c.conversation_id,
    unique=True,
    sqlite_where=case.c.state != "closed",
    postgresql_where=case.c.state != "closed",
)

note = Table(
    "note",
    metadata,
    id_column(),
    Column("case_id", ID, ForeignKey("case_file.id"), nullable=False, index=True),
    to("person"),
    to("staff"),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("message", index=True),
    to("address"),
    Column("channel", String(32), nullable=False),
    Column("act", String(16), nullable=False, default="send", server_default="send"),
    Column("chosen", SmallInteger),  # place of the pressed choice among the message's own
    Column("state", String(16), nullable=False, default="queued"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("trouble", String(48)),
    Column("nudge_id", String(128)),  # the provider's id of what asked the person to write
    Column("keeps_back", Boolean),  # parts are left behind the next one, until they are asked for
    Column("reserved", BigInteger),  # millionths that are kept for it while it is being sent
    Index("ix_outbox_due", "state", "due_at"),
)

sent_part = Table(
    "sent_part",
    metadata,
    Column("message_id", ID, ForeignKey("message.id"), primary_key=True),
    Column("part", SmallInteger, primary_key=True, autoincrement=False),
    to("address"),
    Column("provider_id", String(128), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("rest", Boolean, nullable=False, default=False, server_default=false()),
    Column("segments", SmallInteger),
    Column("micros", Integer),
    Index("ix_sent_part_provider", "address_id", "provider_id"),
)

timer = Table(
    "timer",
    metadata,
    id_column(),
    to("conversation"),
    Column("kind", String(32), nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    UniqueConstraint("conversation_id", "kind"),
)

staff = Table(
    "staff",
    metadata,
    id_column(),
    Column("username", String(64), nullable=False, unique=True),
    Column("display_name", String(96), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("phone_sealed", LargeBinary),  # where calls reach them, if they take any
    Column("must_change", Boolean, nullable=False, default=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    to("staff"),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

login_failure = Table(
    "login_failure",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("who", String(64), nullable=False),  # keyed hash of user name or of address
    Column("at", Moment, nullable=False),
    Index("ix_login_failure_who", "who", "at"),
)

look = Table(
    "look",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    to("staff"),
    Column("at", Moment, nullable=False),
    Column("action", String(48), nullable=False),
    Column("conversation_id", ID, index=True),
    Column("params", JSON, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", ID, nullable=False),
    Column("until", Moment, nullable=False),
)

door = Table(
    "door",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("problem", String(48)),
    Column("since", Moment, nullable=False),
    Column("pending", Integer),
    Column("checked_at", Moment, nullable=False),
)

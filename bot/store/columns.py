"""What tables are made of. ``*_sealed`` columns hold encrypted bytes (see bot.store.vault)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC, also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Sequence = BigInteger().with_variant(Integer, "sqlite")
ID = String(36)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[str]:
    """The key of a row that leaves the system."""
    return Column("id", ID, primary_key=True)


def to(table: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    """A reference to a row of ``table``."""
    return Column(f"{table}_id", ID, ForeignKey(f"{table}.id"), nullable=nullable, index=index)


def to_part(table: str) -> Column[Any]:
    """A reference to a row of ``table`` that is the first half of a key."""
    return Column(f"{table}_id", ID, ForeignKey(f"{table}.id"), primary_key=True)

"""Queries: who works at the desk, their logins, and the traces of what they looked at."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from bot.store.ids import new_id
from bot.store.records import Look, Staff, StaffSession
from bot.store.rows import Queries
from bot.store.tables import login_failure, look, staff, staff_session


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        role=row.role,
        password_hash=row.password_hash,
        must_change=row.must_change,
        active=row.active,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Office(Queries):
    """Staff, their sessions and their failed logins."""

    async def add(
        self, username: str, display_name: str, role: str, password_hash: str, *, must_change: bool
    ) -> bool:
        """Add a person; False if the user name is taken."""
        return await self.rows.insert_if_new(
            staff,
            id=new_id(),
            username=username.lower(),
            display_name=display_name,
            role=role,
            password_hash=password_hash,
            must_change=must_change,
            active=True,
            created_at=self.now,
        )

    async def is_empty(self) -> bool:
        """Whether nobody works here yet."""
        return (await self.connection.execute(select(staff.c.id).limit(1))).first() is None

    async def by_name(self, username: str) -> Staff | None:
        """The person with this user name."""
        query = select(staff).where(staff.c.username == username.lower())
        row = (await self.connection.execute(query)).one_or_none()
        return _staff(row) if row else None

    async def get(self, staff_id: str) -> Staff:
        """The person with this id."""
        query = select(staff).where(staff.c.id == staff_id)
        return _staff((await self.connection.execute(query)).one())

    async def names(self) -> dict[str, str]:
        """Id to display name of everybody."""
        query = select(staff.c.id, staff.c.display_name)
        return {row.id: row.display_name for row in await self.connection.execute(query)}

    async def everybody(self) -> list[Staff]:
        """All staff by user name."""
        query = select(staff).order_by(staff.c.username)
        return [_staff(row) for row in await self.connection.execute(query)]

    async def set_password(self, staff_id: str, password_hash: str, *, must_change: bool) -> None:
        """Replace a password and end all logins of this person."""
        await self.connection.execute(
            update(staff)
            .where(staff.c.id == staff_id)
            .values(password_hash=password_hash, must_change=must_change)
        )
        await self.connection.execute(
            delete(staff_session).where(staff_session.c.staff_id == staff_id)
        )

    async def begin_session(
        self, staff_id: str, token: str, csrf: str, expires_at: datetime
    ) -> None:
        """Keep a login under the hash of its token."""
        await self.connection.execute(
            insert(staff_session).values(
                token_hash=_hash(token),
                staff_id=staff_id,
                csrf=csrf,
                created_at=self.now,
                seen_at=self.now,
                expires_at=expires_at,
            )
        )

    async def session(self, token: str) -> StaffSession | None:
        """The login behind a token, while it lasts and its person works here."""
        query = (
            select(staff_session.c.csrf, staff_session.c.expires_at, staff)
            .join(staff, staff.c.id == staff_session.c.staff_id)
            .where(
                staff_session.c.token_hash == _hash(token),
                staff_session.c.expires_at > self.now,
                staff.c.active.is_(True),
            )
        )
        row = (await self.connection.execute(query)).one_or_none()
        return StaffSession(_staff(row), row.csrf, row.expires_at) if row else None

    async def end_session(self, token: str) -> None:
        """Log out."""
        await self.connection.execute(
            delete(staff_session).where(staff_session.c.token_hash == _hash(token))
        )

    async def failures(self, who: str, since: datetime) -> int:
        """Failed logins of ``who`` since then."""
        key = self.rows.vault.lookup("login", who)
        query = select(func.count()).where(login_failure.c.who == key, login_failure.c.at >= since)
        return int((await self.connection.execute(query)).scalar_one())

    async def add_failure(self, who: str) -> None:
        """Count a failed login of ``who`` (a user name or a network address)."""
        key = self.rows.vault.lookup("login", who)
        await self.connection.execute(insert(login_failure).values(who=key, at=self.now))


class Looks(Queries):
    """Every look at a transcript leaves a trace, written in the same transaction."""

    async def add(
        self, staff_id: str, action: str, conversation_id: str | None = None, **params: Any
    ) -> None:
        """Write who did what; ``params`` are codes and numbers."""
        await self.connection.execute(
            insert(look).values(
                staff_id=staff_id,
                at=self.now,
                action=action,
                conversation_id=conversation_id,
                params=params,
            )
        )

    async def since(self, staff_id: str, conversation_id: str, moment: datetime) -> bool:
        """Whether this person looked at this conversation after ``moment``."""
        query = select(look.c.seq).where(
            look.c.staff_id == staff_id,
            look.c.conversation_id == conversation_id,
            look.c.at > moment,
        )
        return (await self.connection.execute(query.limit(1))).first() is not None

    async def of(self, conversation_id: str) -> list[Look]:
        """Who looked at this conversation, newest first."""
        query = (
            select(look, staff.c.username)
            .join(staff, staff.c.id == look.c.staff_id)
            .where(look.c.conversation_id == conversation_id)
            .order_by(look.c.seq.desc())
        )
        return [
            Look(row.at, row.username, row.action, row.conversation_id, row.params)
            for row in await self.connection.execute(query)
        ]

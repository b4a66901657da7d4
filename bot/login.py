"""Who may sit at the desk: passwords, sessions, and patience with wrong passwords."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.errors import BadInputError, ForbiddenError, InfolineError, StartError, TooManyError
from bot.store.database import Store
from bot.store.records import Staff, StaffSession

ROLES = ("operator", "manager", "administrator")
MIN_PASSWORD = 12
MAX_PASSWORD = 200
FAILURES_PER_NAME = 5
FAILURES_PER_NETWORK = 30
FAILURE_WINDOW = timedelta(minutes=15)
FIRST_USERNAME = "admin"


class WrongPasswordError(InfolineError):
    """User name and password do not belong together; never says which of them is wrong."""

    status = 401
    message = "User name or password is wrong."


class Login:
    """Logging in and out, and the accounts behind it."""

    def __init__(self, store: Store, session_hours: int) -> None:
        """``session_hours``: how long a login lasts."""
        self._store = store
        self._lasts = timedelta(hours=session_hours)
        self._hasher = PasswordHasher()
        self._decoy = self._hasher.hash(secrets.token_hex(16))

    async def first_administrator(self, password: str | None) -> str | None:
        """Make the first account if nobody works here yet.

        Returns the one-time password that was made for it; None if ``password`` was given or
        accounts exist already. Raises StartError for a password that is too short.
        """
        made = None if password else secrets.token_urlsafe(12)
        async with self._store.write() as unit:
            if not await unit.office.is_empty():
                return None
            if password and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
                msg = (
                    f"INFOLINE_ADMIN_PASSWORD must have {MIN_PASSWORD} to {MAX_PASSWORD} "
                    "characters."
                )
                raise StartError(msg)
            hashed = await self._hash(password or made or "")
            await unit.office.add(
                FIRST_USERNAME,
                "Administrator",
                "administrator",
                hashed,
                must_change=made is not None,
            )
        return made

    async def log_in(self, username: str, password: str, network: str) -> str:
        """The token of a new login; raises WrongPasswordError or TooManyError.

        ``network`` is where the attempt comes from. A wrong name costs as much as a wrong
        password, so that neither time nor words tell who works here.
        """
        await self._refuse_flood(username, network)
        async with self._store.read() as unit:
            staff = await unit.office.by_name(username)
        known = staff.password_hash if staff and staff.active else self._decoy
        if not await self._matches(known, password) or staff is None or not staff.active:
            await self._count_failure(username, network)
            raise WrongPasswordError
        return await self._begin(staff)

    async def session(self, token: str | None) -> StaffSession | None:
        """The login behind a cookie's token, while it lasts."""
        if not token:
            return None
        async with self._store.read() as unit:
            return await unit.office.session(token)

    async def log_out(self, token: str) -> None:
        """End this login."""
        async with self._store.write() as unit:
            await unit.office.end_session(token)

    async def change_password(self, staff: Staff, old: str, new: str) -> str:
        """Replace the own password, end all logins, and return the token of a new one."""
        if not await self._matches(staff.password_hash, old):
            raise WrongPasswordError
        if not MIN_PASSWORD <= len(new) <= MAX_PASSWORD or new == old:
            msg = f"A new password has {MIN_PASSWORD} to {MAX_PASSWORD} characters and is new."
            raise BadInputError(msg)
        async with self._store.write() as unit:
            hashed = await self._hash(new)
            await unit.office.set_password(staff.id, hashed, must_change=False)
        return await self._begin(staff)

    async def add_staff(self, by: Staff, username: str, display_name: str, role: str) -> str:
        """Make an account and return its one-time password; only for administrators."""
        if by.role != "administrator":
            raise ForbiddenError
        name, shown = username.strip().lower(), display_name.strip()
        if role not in ROLES or not name.isascii() or not name.isalnum() or not shown:
            msg = "A user name has letters and digits only; a display name and a role are needed."
            raise BadInputError(msg)
        password = secrets.token_urlsafe(12)
        async with self._store.write() as unit:
            hashed = await self._hash(password)
            if not await unit.office.add(name, shown, role, hashed, must_change=True):
                msg = "This user name is taken."
                raise BadInputError(msg)
        return password

    async def everybody(self, by: Staff) -> list[Staff]:
        """All accounts; only for administrators."""
        if by.role != "administrator":
            raise ForbiddenError
        async with self._store.read() as unit:
            return await unit.office.everybody()

    async def _begin(self, staff: Staff) -> str:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        async with self._store.write() as unit:
            await unit.office.begin_session(staff.id, token, csrf, unit.now + self._lasts)
        return token

    async def _refuse_flood(self, username: str, network: str) -> None:
        async with self._store.read() as unit:
            since = unit.now - FAILURE_WINDOW
            by_name = await unit.office.failures(f"name:{username.lower()}", since)
            by_network = await unit.office.failures(f"network:{network}", since)
        if by_name >= FAILURES_PER_NAME or by_network >= FAILURES_PER_NETWORK:
            raise TooManyError

    async def _count_failure(self, username: str, network: str) -> None:
        async with self._store.write() as unit:
            await unit.office.add_failure(f"name:{username.lower()}")
            await unit.office.add_failure(f"network:{network}")

    async def _hash(self, password: str) -> str:
        """Off the event loop: a good hash takes long on purpose."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def _matches(self, known: str, password: str) -> bool:
        try:
            return await asyncio.to_thread(self._hasher.verify, known, password)
        except VerificationError:
            return False

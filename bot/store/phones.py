"""Queries: where colleagues are called, and whether they take calls now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, literal, select, update

from bot.store.call_records import StaffPhone
from bot.store.rows import Queries
from bot.store.running import Leases
from bot.store.tables import lease, staff, staff_session

TAKING = "takes calls "
ANSWERING = ("operator", "administrator")


class StaffPhones(Queries):
    """Whoever takes calls does so until they say otherwise, or their login ends."""

    async def number(self, staff_id: str) -> str | None:
        """The number of a colleague, in E.164."""
        query = select(staff.c.phone_sealed).where(staff.c.id == staff_id)
        sealed = (await self.connection.execute(query)).scalar_one_or_none()
        return self.rows.open_own(_place(staff_id), sealed)

    async def keep(self, staff_id: str, number: str | None) -> None:
        """Keep another number, or None: no calls at all."""
        sealed = None if number is None else self.rows.seal_own(_place(staff_id), number)
        await self.connection.execute(
            update(staff).where(staff.c.id == staff_id).values(phone_sealed=sealed)
        )

    async def take_calls(self, staff_id: str, until: datetime) -> None:
        """This colleague takes calls from now on, ``until`` their login ends."""
        await self._leases.take(f"{TAKING}{staff_id}", staff_id, until - self.now)

    async def take_none(self, staff_id: str) -> None:
        """This colleague takes no calls any more."""
        await self._leases.give_back(f"{TAKING}{staff_id}", staff_id)

    async def everybody(self) -> list[StaffPhone]:
        """Colleagues who can be called, by name."""
        # As long as the very login lasts in which they said so.
        taking = exists().where(
            lease.c.name == literal(TAKING) + staff.c.id,
            lease.c.until > self.now,
            staff_session.c.staff_id == staff.c.id,
            staff_session.c.expires_at == lease.c.until,
        )
        query = (
            select(staff, taking.label("taking"))
            .where(
                staff.c.phone_sealed.is_not(None),
                staff.c.active.is_(True),
                staff.c.role.in_(ANSWERING),
            )
            .order_by(staff.c.display_name, staff.c.id)
        )
        return [
            StaffPhone(
                row.id,
                row.display_name,
                self.rows.open_own(_place(row.id), row.phone_sealed) or "",
                taking=bool(row.taking),
            )
            for row in await self.connection.execute(query)
        ]

    async def takes_calls(self, staff_id: str) -> bool:
        """Whether this colleague takes calls now."""
        return any(one.taking for one in await self.everybody() if one.staff_id == staff_id)

    async def anybody(self) -> bool:
        """Whether any colleague takes calls now."""
        return any(one.taking for one in await self.everybody())

    @property
    def _leases(self) -> Leases:
        return Leases(self.rows, self.now)


def _place(staff_id: str) -> tuple[str, str, str]:
    return ("staff", "phone", staff_id)

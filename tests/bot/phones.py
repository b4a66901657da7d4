"""People who write from a phone, and doors of phone channels on which tests decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.app import App
from bot.desk import Desk
from bot.messages import Address, Delivery, DeliveryReport, Trouble
from bot.outbox import Outbox
from bot.policy import Policy, policy_of
from bot.reports import Reports
from bot.store.database import Store
from bot.store.records import Case, Contact, Event, Line
from tests.bot.outgoing import Door
from tests.builders import inbound, take_turns

NUMBER = "+38344123456"
SMS, WHATSAPP = Address("sms", NUMBER), Address("whatsapp", NUMBER)


@dataclass
class Phones:
    """A service with doors for SMS and WhatsApp, as another process has it."""

    app: App
    sms: Door = field(default_factory=lambda: Door(name="sms", form="short"))
    whatsapp: Door = field(default_factory=lambda: Door(name="whatsapp"))
    sms_instead: bool = False

    @property
    def store(self) -> Store:
        return self.app.store

    @property
    def policy(self) -> Policy:
        doors = {door.name: door for door in (self.sms, self.whatsapp)}
        return replace(policy_of(self.app.settings, doors), sms_instead=self.sms_instead)

    @property
    def outbox(self) -> Outbox:
        doors = {door.name: door for door in (self.sms, self.whatsapp)}
        return Outbox(self.store, doors, self.app.bell, self.policy)

    @property
    def desk(self) -> Desk:
        return Desk(self.store, self.app.engine, self.policy, self.app.bell)

    @property
    def reports(self) -> Reports:
        return Reports(self.store, self.policy, self.app.bell)

    async def write(self, text: str | None, where: Address = SMS, **more: Any) -> list[str]:
        """Somebody writes; the texts of what is sent to them for that, on any channel."""
        before = len(self.sms.taken) + len(self.whatsapp.taken)
        await self.app.spine.accept(inbound(text, to=where, at=self.app.now(), **more))
        await take_turns(self.app)
        await self.send()
        sent = [*self.sms.taken, *self.whatsapp.taken]
        return [one.text for one in sent[before:]] if where == WHATSAPP else self._last(before)

    def _last(self, before: int) -> list[str]:
        return [one.text for one in self.sms.taken[before - len(self.whatsapp.taken) :]]

    async def send(self) -> int:
        """Send everything that is due; how many sends were tried."""
        return await self.outbox.send_due()

    async def report(
        self,
        message_id: str,
        state: Delivery,
        *,
        part: int = 0,
        sid: str | None = None,
        code: str | None = None,
        trouble: Trouble | None = None,
        nudge: bool = False,
    ) -> bool:
        """The provider says how far a part has come."""
        report = DeliveryReport(message_id, part, state, sid, code, trouble, nudge)
        return await self.reports.report(report)

    async def contact(self, where: Address = SMS) -> Contact:
        async with self.store.read() as unit:
            found = await unit.people.find(where)
        assert found
        return found

    async def lines(self, where: Address = SMS) -> Sequence[Line]:
        async with self.store.read() as unit:
            conversation = await unit.conversations.find_open((await self.contact(where)).id)
            return await unit.transcript.lines(conversation) if conversation else ()

    async def events(self, where: Address = SMS) -> list[Event]:
        async with self.store.read() as unit:
            conversation = await unit.conversations.find_open((await self.contact(where)).id)
            return await unit.events.of(conversation.id) if conversation else []

    async def case(self, where: Address = SMS) -> Case | None:
        async with self.store.read() as unit:
            conversation = await unit.conversations.find_open((await self.contact(where)).id)
            return await unit.cases.open_of(conversation.id) if conversation else None

    async def status(self, message_id: str) -> str | None:
        async with self.store.read() as unit:
            return (await unit.transcript.line(message_id)).status

    async def parts(self, message_id: str) -> tuple[str, ...]:
        async with self.store.read() as unit:
            return await unit.sending.parts(message_id)

    async def answer(self, text: str = "Come at nine", where: Address = SMS, **more: Any) -> str:
        """A message of ours that waits; its id."""
        async with self.store.write() as unit:
            contact = await unit.people.contact(where)
            conversation = await unit.conversations.open(contact)
            message_id = await unit.transcript.add_out(
                conversation, more.pop("author", "bot"), text, language="en", **more
            )
            await unit.sending.add(message_id, contact)
        return message_id

    async def heard(self, at: datetime, where: Address = WHATSAPP) -> None:
        """The person wrote last at this moment."""
        async with self.store.write() as unit:
            await unit.people.heard(await unit.people.contact(where), at)

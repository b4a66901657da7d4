"""A phone on the real spine: each turn is taken when the test says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.app import App
from bot.messages import Address
from bot.store.call_records import Dialling, PhoneCall
from bot.store.records import Case, Event, Line
from bot.switchboard.board import Switchboard
from bot.telephony import Call, CallReport, Heard, Next, Purpose, Reply
from tests.builders import Clock, take_turns

NUMBER = "+38344123456"
KEYS = {
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": "token",
    "twilio_voice_from": "+38338000000",
    "public_url": "https://infoline.test",
}


@dataclass
class Phone:
    """A service with a phone, and one call after the other from the same number."""

    app: App
    clock: Clock
    number: str | None = NUMBER
    calls: int = 0
    sid: str = field(default="", repr=False)

    @property
    def board(self) -> Switchboard:
        assert self.app.switchboard
        return self.app.switchboard

    async def ring(self, purpose: Purpose = Purpose.CALLED) -> Call:
        """Another call begins."""
        self.calls += 1
        self.sid = f"CA{self.calls:032x}"
        return await self.board.ring(self.sid, self.number, purpose)

    async def begin(self, language: str = "en") -> Reply:
        """A call begins, and a language is chosen."""
        await self.ring()
        return await self.choose(language)

    async def choose(self, language: str = "en") -> Reply:
        """A language is chosen."""
        assert (await self.board.begin(self.sid, language, 0)).next is Next.WAIT
        return await self.answer(0)

    async def hear(self, heard: Heard, turn: int | None = None) -> Reply:
        """The next turn, or this one, and its answer."""
        call = await self.board.find(self.sid)
        assert call
        number = call.turn + 1 if turn is None else turn
        await self.board.hear(self.sid, number, heard, 0)
        return await self.answer(number)

    async def say(self, text: str, confidence: float | None = 0.9) -> Reply:
        """Something is said."""
        return await self.hear(Heard(text=text, confidence=confidence))

    async def press(self, choice: str) -> Reply:
        """A choice is made."""
        return await self.hear(Heard(choice=choice))

    async def answer(self, turn: int) -> Reply:
        """What is said to a turn, once it was taken."""
        self.clock.move(seconds=1)
        await take_turns(self.app)
        return await self.board.answer(self.sid, turn, 0)

    async def hang_up(self, status: str = "completed") -> bool:
        """The call ends."""
        return await self.board.reported(CallReport(self.sid, status, 5, 20))

    async def row(self) -> PhoneCall:
        async with self.app.store.read() as unit:
            found = await unit.calls.find(self.sid)
        assert found
        return found

    async def lines(self) -> list[Line]:
        async with self.app.store.read() as unit:
            contact = await unit.people.find(Address("voice", self.number or f"hidden:{self.sid}"))
            talk = contact and await unit.conversations.find_open(contact.id)
            return await unit.transcript.lines(talk) if talk else []

    async def cases(self) -> list[Case]:
        async with self.app.store.read() as unit:
            return await unit.cases.open_of_person((await self.row()).person_id)

    async def happened(self) -> list[str]:
        """What happened in the call."""
        async with self.app.store.read() as unit:
            return [event.kind for event in await unit.legs.of_call((await self.row()).id)]

    async def events(self) -> list[Event]:
        async with self.app.store.read() as unit:
            talk = (await self.lines())[0].conversation_id
            return await unit.events.of(talk)

    async def to_call(self) -> list[Dialling]:
        """Calls that are to be made."""
        async with self.app.store.read() as unit:
            return await unit.dialling.due(50)

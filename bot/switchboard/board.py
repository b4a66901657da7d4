"""The switchboard: calls on the real spine. Any number of them may run beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from statistics import median

from bot.bell import Bell, taken_turn
from bot.messages import Address, Inbound, Media, MediaKind
from bot.missed import number_of
from bot.policy import Policy
from bot.pumping import count_call
from bot.store.call_records import PhoneCall
from bot.store.database import Store, Unit
from bot.store.legs import WANTS_CALL
from bot.store.records import Contact, priority_number
from bot.switchboard.endings import Endings
from bot.switchboard.replies import Replies, external_id_of
from bot.telephony import (
    HIDDEN,
    VOICE,
    VOICEMAIL,
    Call,
    CallReport,
    Heard,
    Place,
    Purpose,
    Reply,
    Stage,
)
from bot.undelivered import call_people

Accept = Callable[[Inbound], Awaitable[bool]]

LOOK_AGAIN_SECONDS = 0.45
"""How often is looked for turns that another process took."""

UNSAID_AFTER = timedelta(minutes=2)
"""When a line that no call asked for is given up."""

REST_SECONDS = 30.0
LATELY = timedelta(days=14)
LAST_WAITS, FEWEST_WAITS = 20, 5


class UnknownCallError(LookupError):
    """No call has this id."""


class Switchboard:
    """See bot.telephony.Switchboard for what each method promises."""

    def __init__(
        self,
        store: Store,
        accept: Accept,
        replies: Replies,
        policy: Policy,
        bell: Bell,
        now: Callable[[], datetime],
    ) -> None:
        """``accept`` keeps a message for its turn, as the spine does."""
        self._store = store
        self._accept = accept
        self._replies = replies
        self._policy = policy
        self._bell = bell
        self._now = now
        self._endings = Endings(policy)

    async def step(self) -> None:
        """Give up what no call said in time, then rest."""
        async with self._store.write() as unit:
            await unit.said.by_none(VOICE, unit.now - UNSAID_AFTER, "no_call")
        await self._bell.wait("end", REST_SECONDS)

    async def ring(self, sid: str, number: str | None, purpose: Purpose = Purpose.CALLED) -> Call:
        """A call came in."""
        async with self._store.write(soon=True) as unit:
            if await unit.calls.find(sid) is None:
                contact = await unit.people.contact(Address(VOICE, number or f"{HIDDEN}{sid}"))
                person = await unit.people.get(contact.person_id)
                if await unit.calls.begin(sid, contact, purpose, person.language):
                    call = await _known(unit, sid)
                    await unit.calls.add_event(call.id, "rang")
                    if number:
                        await count_call(unit, contact, unit.now)
            return await self._view(unit, await _known(unit, sid), sid)

    async def find(self, sid: str) -> Call | None:
        """Where it stands."""
        async with self._store.read() as unit:
            call = await unit.calls.find(sid)
            return await self._view(unit, call, sid) if call else None

    async def begin(self, sid: str, language: str, within: float) -> Reply:
        """The language was chosen: what follows is turn 0."""
        return await self._take(sid, 0, Heard(choice=f"lang:{language}"), within, language)

    async def hear(self, sid: str, turn: int, heard: Heard, within: float) -> Reply:
        """Keep it, and wait for the answer."""
        return await self._take(sid, turn, heard, within)

    async def answer(self, sid: str, turn: int, within: float) -> Reply:
        """Wait for the answer to what is kept."""
        async with self._store.read() as unit:
            call = await _known(unit, sid)
        turn = max(turn, call.turn)
        if not await self._is_settled(call, turn, within):
            async with self._store.read() as unit:
                return await self._replies.wait(unit, call, turn)
        async with self._store.write(soon=True) as unit:
            contact = await _contact(unit, call)
            return await self._replies.of(unit, call, contact, turn)

    async def again(self, sid: str) -> Reply:
        """The reply to the last turn."""
        async with self._store.read() as unit:
            call = await _known(unit, sid)
            contact = await _contact(unit, call)
            return await self._replies.of(unit, call, contact, call.turn, noting=False)

    async def give_up(self, sid: str, reason: str) -> Reply:
        """People are called, unless they are already."""
        async with self._store.write(soon=True) as unit:
            call = await _known(unit, sid)
            await self._call_people(unit, call, f"voice_{reason}")
            if not await _gave_up(unit, call, reason):
                await unit.calls.add_event(call.id, "gave_up", reason=reason)
            reply = await self._replies.to_people(unit, call, call.turn)
        self._bell.ring("desk")
        return reply

    async def moved(self, sid: str, stage: Stage, code: str | None = None) -> None:
        """Write the stage down once."""
        async with self._store.write(soon=True) as unit:
            call = await _known(unit, sid)
            if await unit.calls.move(call, stage):
                given = {"code": code} if code else {}
                await unit.calls.add_event(call.id, str(stage), **given)
        self._bell.ring("desk")

    async def place(self, sid: str) -> Place:
        """Among those who wait on the line, and those who gave that up for a call and keep their
        place: first the more urgent, then who waits longer."""
        async with self._store.read() as unit:
            call = await _known(unit, sid)
            waiting = {*await unit.legs.waiting(), *await unit.legs.waiting_for_call()}
            ranks = await unit.cases.ranks({*waiting, call.person_id})
            last = (priority_number("P4"), unit.now)
            mine = ranks.pop(call.person_id, last)
            before = [rank for rank in ranks.values() if rank < mine]
            cases = await unit.cases.open_of_person(call.person_id)
            waits = await unit.calls.waits(LATELY, LAST_WAITS, mine[0])
            waited = (unit.now - (call.queued_at or unit.now)).total_seconds()
        urgent = any(rank[0] < mine[0] for rank in before)
        return Place(
            position=len(before) + 1,
            minutes=None if urgent else _minutes(waits, waited),
            taken=any(case.state == "claimed" for case in cases),
        )

    async def call_back(self, sid: str) -> None:
        """A case stands for it, and says so."""
        async with self._store.write(soon=True) as unit:
            call = await _known(unit, sid)
            await self._call_people(unit, call, "callback")
            if not await unit.legs.happened(call.id, WANTS_CALL):
                await unit.calls.add_event(call.id, WANTS_CALL)
        self._bell.ring("desk")

    async def recorded(self, sid: str, recording: str, seconds: int | None) -> bool:
        """Kept like any message; the spine answers none of these."""
        async with self._store.read() as unit:
            call = await _known(unit, sid)
            contact = await _contact(unit, call)
        new = await self._accept(
            Inbound(
                address=contact.address,
                external_id=f"{call.id}:{VOICEMAIL}:{recording.rpartition('/')[2]}",
                received_at=self._now(),
                media=_recording(recording, seconds, VOICEMAIL),
            )
        )
        if new:
            async with self._store.write() as unit:
                await unit.calls.add_event(call.id, "message_left", seconds=seconds)
        return new

    async def lost_recording(self, sid: str, code: str) -> None:
        """Somebody said something that nobody will hear: people call."""
        async with self._store.write(soon=True) as unit:
            call = await _known(unit, sid)
            await self._call_people(unit, call, "voicemail_lost")
            if not await unit.legs.happened(call.id, "message_lost"):
                await unit.calls.add_event(call.id, "message_lost", code=code)
        self._bell.ring("desk")

    async def reported(self, report: CallReport) -> bool:
        """What became of the call; who hung up before they were heard is called back."""
        async with self._store.write(soon=True) as unit:
            call = await unit.calls.find(report.sid)
            if call is None:
                return False
            contact = await _contact(unit, call)
            new = await self._endings.report(unit, call, contact, report)
        if new:
            self._bell.ring("desk", "dialling")
        return new

    async def _take(
        self, sid: str, turn: int, heard: Heard, within: float, chosen: str | None = None
    ) -> Reply:
        async with self._store.read() as unit:
            call = await _known(unit, sid)
            contact = await _contact(unit, call)
            language = chosen or await self._replies.language(unit, call)
        new = await self._accept(
            Inbound(
                address=contact.address,
                external_id=external_id_of(call, turn),
                received_at=self._now(),
                text=heard.text,
                choice=heard.choice,
                hint=language,
                label=heard.label,
                media=_recording(heard.recording, heard.seconds) if heard.recording else (),
                language=chosen,
                confidence=heard.confidence,
            )
        )
        await self._is_settled(call, turn, within)
        async with self._store.write(soon=True) as unit:
            call = await _known(unit, sid)
            if new:  # a late repeat must not take anybody out of the queue
                await unit.calls.move(call, Stage.TALK)
            await unit.calls.turned(call, turn, None, chosen)
            call = await _known(unit, sid)
            return await self._replies.of(unit, call, contact, call.turn)

    async def _is_settled(self, call: PhoneCall, turn: int, within: float) -> bool:
        """Wait until the turn was taken, ``within`` seconds at most; whether it was."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            wait = min(end - loop.time(), LOOK_AGAIN_SECONDS)
            rung = asyncio.create_task(self._bell.wait(taken_turn(call.person_id), max(0, wait)))
            await asyncio.sleep(0)  # from here on no ring is missed
            async with self._store.read() as unit:
                pending = await self._replies.is_pending(unit, call, turn)
            if not pending or wait <= 0:
                rung.cancel()
                return not pending
            await rung

    async def _call_people(self, unit: Unit, call: PhoneCall, reason: str) -> None:
        contact = await _contact(unit, call)
        conversation = await unit.conversations.current(contact)
        await unit.calls.belongs_to(call, conversation.id)
        await call_people(unit, self._policy, conversation.id, only_urgent=False, reason=reason)

    async def _view(self, unit: Unit, call: PhoneCall, sid: str) -> Call:
        contact = await _contact(unit, call)
        person = await unit.people.get(call.person_id)
        return Call(
            id=call.id,
            sid=sid,
            number=number_of(contact),
            purpose=call.purpose,
            stage=call.stage,
            language=person.language or call.language,
            known=person.noticed,
            turn=call.turn,
        )


async def _known(unit: Unit, sid: str) -> PhoneCall:
    call = await unit.calls.find(sid)
    if call is None:
        raise UnknownCallError
    return call


async def _contact(unit: Unit, call: PhoneCall) -> Contact:
    contact = await unit.people.by_id(call.address_id)
    if contact is None:
        raise UnknownCallError
    return contact


async def _gave_up(unit: Unit, call: PhoneCall, reason: str) -> bool:
    """Whether this is known of the call."""
    return any(
        one.kind == "gave_up" and one.params.get("reason") == reason
        for one in await unit.legs.of_call(call.id)
    )


def _minutes(waits: Sequence[float], waited: float) -> int | None:
    """How long it takes as a rule, in minutes; None where few were measured, or where somebody
    has ``waited`` for longer than that already. All times are in seconds."""
    if len(waits) < FEWEST_WAITS or median(waits) < waited:
        return None
    return max(1, round(median(waits) / 60))


def _recording(ref: str | None, seconds: int | None, note: str | None = None) -> tuple[Media, ...]:
    return (Media(MediaKind.VOICE, ref=ref, seconds=seconds, note=note),)

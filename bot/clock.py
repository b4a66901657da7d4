"""What happens when nobody speaks: timers that come due, and conversations that go to sleep."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.effects import apply, stage
from bot.messages import Owner
from bot.policy import Policy
from bot.spending import watch
from bot.store.database import Store, Unit
from bot.store.ids import new_id
from bot.store.records import Conversation
from bot.store.trouble import DatabaseTrouble
from bot.turns import session_of
from flows.engine import Engine

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 5.0
LEASE = timedelta(seconds=15)
AFTER_ERROR = timedelta(minutes=5)


class Clock:
    """Carries out what is due. A timer is taken in the transaction that carries it out."""

    def __init__(self, store: Store, engine: Engine, policy: Policy, bell: Bell) -> None:
        """All parts come from the composition root."""
        self._store = store
        self._engine = engine
        self._policy = policy
        self._bell = bell

    async def step(self) -> None:
        """Do what is due, then rest."""
        await self.tick()
        await self._bell.wait("end", LOOK_AGAIN_SECONDS)

    async def tick(self) -> None:
        """Do everything that is due now."""
        async with self._store.read() as unit:
            due = await unit.timers.due()
            idle = await unit.conversations.idle_since(unit.now - self._policy.close_after)
        for timer_id, conversation_id, kind in due:
            await self._fire_or_postpone(timer_id, conversation_id, kind)
        for conversation in idle:
            await self._put_to_sleep(conversation)
        if any(kind == "erase" for _, _, kind in due):
            await self._store.scrub()
        await self._tidy_up()
        if await watch(self._store, self._policy) or due or idle:
            self._bell.ring("outbox", "desk")

    async def _fire_or_postpone(self, timer_id: str, conversation_id: str, kind: str) -> None:
        """What is wrong with one timer must not hold up all others, such as erasures."""
        try:
            await self._fire(timer_id, conversation_id, kind)
        except DatabaseTrouble:
            raise
        except Exception as error:  # noqa: BLE001 - it is logged, and tried again later
            log.error("timer_failed", kind=kind, error=type(error).__name__)
            async with self._store.write() as unit:
                await unit.timers.postpone(timer_id, unit.now + AFTER_ERROR)

    async def _fire(self, timer_id: str, conversation_id: str, kind: str) -> None:
        async with self._store.write() as unit:
            conversation = await unit.conversations.get(conversation_id)
            token = new_id()
            if conversation is None or not await unit.people.lock(
                conversation.person_id, token, LEASE
            ):
                return  # a turn is under way: the timer stays due
            if await unit.conversations.still(conversation) and await unit.timers.take(timer_id):
                await self._carry_out(unit, kind, conversation)
            await unit.people.unlock(conversation.person_id, token)

    async def _carry_out(self, unit: Unit, kind: str, conversation: Conversation) -> None:
        if kind == "erase":
            await self._erase(unit, conversation)
        elif conversation.owner is not Owner.OPERATOR and conversation.state == "open":
            await self._expire(unit, conversation)

    async def _expire(self, unit: Unit, conversation: Conversation) -> None:
        """Nobody answered for long: the engine says whether a human should know."""
        contact = await unit.people.by_id(conversation.address_id)
        session = await unit.conversations.session(conversation)
        if contact is None or session is None:
            return
        person = await unit.people.get(conversation.person_id)
        case = await unit.cases.open_of(conversation.id)
        language = person.language or conversation.language or "en"
        scene = stage(
            unit,
            self._engine,
            self._policy,
            contact=contact,
            person=person,
            conversation=conversation,
            case=case,
            language=language,
            unasked=True,
        )
        sprint = self._engine.expire(session_of(session), language, scene.context)
        await apply(scene, sprint.effects)
        await unit.conversations.save_session(conversation, sprint.session.to_json())

    async def _erase(self, unit: Unit, conversation: Conversation) -> None:
        """Destroy the person's key, as they asked.

        Who asked for help after that is not forgotten in the middle of it: the end of their case
        erases them, as it does for whoever asks while a case is open.
        """
        for open_case in await unit.cases.open_of_person(conversation.person_id):
            await unit.events.add(
                "erase_requested",
                "clock",
                conversation_id=open_case.conversation_id,
                case_id=open_case.id,
                after_case=True,
            )
            return
        await unit.conversations.close_all(conversation.person_id, "erased")
        await unit.attachments.erase(conversation.person_id)
        await unit.calls.erase(conversation.person_id)
        await unit.people.erase(conversation.person_id)
        await unit.links.forget(conversation.person_id)
        await unit.events.add("erased", "clock", conversation_id=conversation.id)

    async def _tidy_up(self) -> None:
        """Counts of hours that are long over go, and chores that ended long ago."""
        async with self._store.read() as unit:
            old = await unit.tally.has_old() or await unit.chores.has_old()
        if old:
            async with self._store.write() as unit:
                await unit.tally.forget_old()
                await unit.chores.forget_old()

    async def _put_to_sleep(self, conversation: Conversation) -> None:
        async with self._store.write() as unit:
            if await unit.conversations.hand(conversation, Owner.NOBODY):
                outcome = conversation.outcome or "idle"
                await unit.conversations.close(conversation.id, outcome)
                await unit.events.add("closed_idle", "clock", conversation_id=conversation.id)

"""The spine: what happens between a message that arrived and the answer that is due.

A message is committed before anybody says that it arrived. Then its turn comes: the person is
locked, the message understood, the engine asked, and everything that follows from it is
committed together. The outbox sends after that commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.bell import Bell, taken_turn
from bot.chores import discard_refused, redact_received
from bot.effects import Scene, apply, come_back, leave, link, stage
from bot.gathering import Gathered, awaits, gather
from bot.links import code_of
from bot.messages import Happening, Inbound, Owner
from bot.opting import OPTED_OUT, Wish, wish_of
from bot.policy import Policy
from bot.pumping import count, held
from bot.quiet import done_quietly
from bot.recording import record_change, record_message
from bot.silent import call_silently, raise_silently
from bot.store.database import Store, Unit
from bot.store.ids import new_id
from bot.store.records import Case, Contact, Conversation, Person, Waiting
from bot.telephony import VOICE, VOICEMAIL
from bot.thinking import Show, shown_thinking
from bot.triage import URGENT, Decision, decide
from bot.turns import (
    clean,
    cleaned,
    context_of,
    heard,
    is_unsure,
    session_of,
    turn_of,
)
from flows.effects import HandOff, Retract, Say
from flows.engine import Engine, Sprint
from nlu.understander import Understander
from nlu.understanding import Understanding

log = structlog.get_logger()

LEASE = timedelta(seconds=15)
MAX_ATTEMPTS = 3
# Whoever must empty a chat in a hurry cannot wait until a counsellor is done.
TAKE_BACK = "flow:wipe"
ALBUM_WAIT = timedelta(seconds=1.5)
NOT_HEARD = (Happening.BLOCKED, Happening.UNBLOCKED)


class LostTurnError(Exception):
    """The turn must not count: its lease ran out, or the conversation changed hands."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message whose turn has come, with everything that belongs to it.

    ``awaited``: if it changes an earlier message, the conversation still waits for that one.
    ``code`` is a code for linking channels that the message brings, or "". ``held`` says why it
    is not answered by itself, None where it is.
    """

    token: str
    gathered: Gathered
    contact: Contact
    person: Person
    conversation: Conversation
    case: Case | None
    session: dict[str, object] | None
    awaited: bool = False
    code: str = field(default="", repr=False)
    held: str | None = None

    @property
    def waiting(self) -> Waiting:
        """The message, with the newest words."""
        return self.gathered.waiting

    @property
    def is_voicemail(self) -> bool:
        """Whether it was said to a machine, for people to hear: nobody is there for an answer."""
        files = self.waiting.payload.get("media", ())
        called = self.contact.address.channel == VOICE
        return called and any(one.get("note") == VOICEMAIL for one in files)


class Spine:
    """Receives messages and takes turns. Any number of them may run beside each other."""

    def __init__(
        self,
        store: Store,
        understander: Understander,
        engine: Engine,
        policy: Policy,
        bell: Bell,
        thinking: Show,
    ) -> None:
        """All parts come from the composition root; ``thinking`` shows a person at an address
        that an answer is being made."""
        self._store = store
        self._understander = understander
        self._engine = engine
        self._policy = policy
        self._bell = bell
        self._thinking = thinking

    async def accept(self, message: Inbound) -> bool:
        """Keep a message for its turn; False for one that was kept before.

        When this returns, the message is committed and the door may acknowledge it.
        """
        message = cleaned(message, self._policy.keeping)
        ready_at = message.received_at + ALBUM_WAIT if message.album else None
        async with self._store.write(soon=True) as unit:
            contact = await unit.people.contact(message.address, message.hint)
            inbound_id = await unit.inbox.add(message, contact, ready_at)
            if inbound_id:
                await unit.attachments.add(contact, inbound_id, message.media)
                await redact_received(unit, self._policy, message)
                await discard_refused(unit, self._policy, message)
                if message.happening not in NOT_HEARD:
                    await unit.people.heard(contact, message.received_at)
                    await unit.sending.wake(contact)
                if message.name and not contact.named:
                    await unit.people.set_name(contact, message.name)
        self._bell.ring("inbound")
        return inbound_id is not None

    async def people_waiting(self, limit: int, besides: Collection[str] = ()) -> list[str]:
        """Ids of persons whose next turn can be taken, without those in ``besides``."""
        async with self._store.read() as unit:
            return await unit.inbox.people_waiting(limit, besides)

    async def take_turn(self, person_id: str) -> bool:
        """Process the person's next message; False if none waits or somebody else does it."""
        taken = await self._take(person_id)
        if isinstance(taken, Taken):
            await self._process_or_release(taken)
        if taken:
            self._bell.ring("outbox", "desk", taken_turn(person_id))
        return bool(taken)

    async def _process_or_release(self, taken: Taken) -> None:
        try:
            await self._process(taken)
        except LostTurnError:
            log.info("turn_lost", conversation=taken.conversation.id)
            await self._release(taken)

    async def _take(self, person_id: str) -> Taken | bool:
        """The person's next turn; True where it needed none, False where nothing waits."""
        async with self._store.write() as unit:
            token = new_id()
            if not await unit.people.lock(person_id, token, LEASE):
                return False
            waiting = await unit.inbox.oldest(person_id)
            contact = await unit.people.by_id(waiting.address_id) if waiting else None
            if waiting is None or contact is None:
                await unit.people.unlock(person_id, token)
                if waiting:
                    await unit.inbox.settle(waiting.seq, "erased")
                return False
            if await done_quietly(unit, contact, waiting):
                return await unit.people.unlock(person_id, token)
            if not waiting.attempts:
                await count(unit, contact, waiting.received_at)
            await unit.inbox.attempted(waiting.seq)
            conversation = await unit.conversations.current(contact)
            session = await unit.conversations.session(conversation)
            gathered = await gather(unit, waiting)
            return Taken(
                token=token,
                gathered=gathered,
                contact=contact,
                person=await unit.people.get(person_id),
                conversation=conversation,
                case=await unit.cases.open_of(conversation.id),
                session=session,
                awaited=await awaits(unit, gathered, conversation, session),
                held=await held(unit, self._policy, contact, waiting.received_at),
                code=await code_of(unit, contact, clean(gathered.waiting.payload.get("text"))),
            )

    async def _release(self, taken: Taken) -> None:
        async with self._store.write() as unit:
            await unit.people.unlock(taken.person.id, taken.token)

    async def _process(self, taken: Taken) -> None:
        if taken.conversation.owner is Owner.OPERATOR:
            await self._answer_or_attach(taken)
        else:
            async with shown_thinking(self._thinking, taken.contact.address):
                await self._answer_or_attach(taken)

    async def _answer_or_attach(self, taken: Taken) -> None:
        whole = await self._understand(taken)
        decision = decide(whole)
        understood = heard(whole, taken.waiting, self._policy.sure_from)
        if await self._oblige(taken, understood, decision):
            return
        if taken.conversation.owner is Owner.OPERATOR or _is_late_edit(taken, decision):
            await self._attach(taken, understood, decision)
        elif taken.is_voicemail:
            await self._keep_silent(taken, understood, decision, VOICEMAIL)
        elif taken.contact.status == OPTED_OUT:
            await self._keep_silent(taken, understood, decision, OPTED_OUT)
        elif taken.held and decision.floor not in URGENT:
            await self._keep_silent(taken, understood, decision, taken.held)
        elif taken.waiting.attempts >= MAX_ATTEMPTS:
            await self._fail(taken, understood, decision, "message_kills_its_turn")
        else:
            await self._answer(taken, understood, decision)

    async def _understand(self, taken: Taken) -> Understanding:
        person, conversation = taken.person, taken.conversation
        previous = person.language or conversation.language
        chosen = person.language if person.language_chosen else None
        return await self._understander.understand(
            clean(taken.waiting.payload.get("text")),
            previous=previous,
            chosen=chosen,
            hint=taken.waiting.payload.get("hint"),
        )

    async def _answer(self, taken: Taken, understood: Understanding, decision: Decision) -> None:
        try:
            sprint = self._decide(taken, understood, decision)
        except Exception as error:  # noqa: BLE001 - whatever fails, a human must hear of it
            log.error("flow_failed", error=type(error).__name__, turn=taken.conversation.id)
            await self._fail(taken, understood, decision, "flow_failed")
            return
        await self._commit(taken, understood, decision, sprint)

    def _decide(self, taken: Taken, understood: Understanding, decision: Decision) -> Sprint:
        known = understood.language_sure or bool(taken.person.language) or bool(taken.contact.hint)
        return self._engine.resume(
            session_of(taken.session),
            turn_of(
                taken.waiting,
                understood,
                decision,
                language_known=known,
                code=taken.code,
                unsure=is_unsure(taken.waiting, self._policy.sure_from),
            ),
            context_of(
                self._policy,
                taken.person,
                taken.conversation,
                taken.case,
                taken.waiting.received_at,
                degraded=understood.degraded,
            ),
        )

    async def _commit(
        self, taken: Taken, understood: Understanding, decision: Decision, sprint: Sprint
    ) -> None:
        async with self._store.write() as unit:
            await self._hold(unit, taken)
            await self._record(unit, taken, understood, decision)
            scene = self._scene(unit, taken, understood)
            await apply(scene, sprint.effects)
            await unit.conversations.save_session(taken.conversation, sprint.session.to_json())

    async def _fail(
        self, taken: Taken, understood: Understanding, decision: Decision, reason: str
    ) -> None:
        """Our fault: let a human go on, and say so."""
        topic = understood.intent or "unknown"
        priority = decision.floor if decision.floor in URGENT else None
        async with self._store.write() as unit:
            await self._hold(unit, taken)
            await self._record(unit, taken, understood, decision)
            scene = self._scene(unit, taken, understood)
            await apply(scene, [*_apology(scene), HandOff(topic, priority, reason)])

    async def _attach(self, taken: Taken, understood: Understanding, decision: Decision) -> None:
        """A human holds the conversation: add the message to it, and say nothing."""
        async with self._store.write() as unit:
            await self._hold(unit, taken)
            await self._record(unit, taken, understood, decision)
            if taken.waiting.payload.get("choice") == TAKE_BACK:
                await apply(self._scene(unit, taken, understood), [Retract()])
            if taken.code and taken.conversation.owner is Owner.OPERATOR:
                await link(self._scene(unit, taken, understood), taken.code)
            if taken.case:
                await raise_silently(unit, self._policy, taken.case, decision)

    async def _keep_silent(
        self, taken: Taken, understood: Understanding, decision: Decision, reason: str
    ) -> None:
        """Nothing may be said to this person: people decide; ``reason`` says why. A code of theirs
        proves the same as ever."""
        talk, case, topic = taken.conversation, taken.case, understood.intent
        async with self._store.write() as unit:
            await self._hold(unit, taken)
            await self._record(unit, taken, understood, decision)
            await call_silently(
                unit, self._policy, talk, case, decision, topic=topic, reason=reason
            )
            if taken.code:
                await link(self._scene(unit, taken, understood), taken.code)

    async def _oblige(self, taken: Taken, understood: Understanding, decision: Decision) -> bool:
        """Do what is asked of us and no flow answers; False for any other message."""
        text = clean(taken.waiting.payload.get("text"))
        wish = wish_of(taken.contact, text, understood.command)
        if wish is None:
            return False
        async with self._store.write() as unit:
            kept_back = await unit.sending.last_with_rest(taken.contact.id)
            if wish is Wish.MORE and kept_back is None:
                return False
            await self._hold(unit, taken)
            await self._record(unit, taken, understood, decision)
            if wish is Wish.OUT:
                await leave(self._scene(unit, taken, understood))
            elif wish is Wish.IN:
                await come_back(self._scene(unit, taken, understood))
            elif kept_back:
                await unit.sending.go_on(kept_back, taken.contact)
        return True

    async def _hold(self, unit: Unit, taken: Taken) -> None:
        """The last moment before writing: is this still our turn, our message, our owner?"""
        mine = (
            await unit.people.unlock(taken.person.id, taken.token)
            and await unit.inbox.settle(taken.waiting.seq)
            and await unit.conversations.still(taken.conversation)
        )
        if not mine:
            raise LostTurnError
        for other in taken.gathered.others:
            await unit.inbox.settle(other.seq)

    async def _record(
        self, unit: Unit, taken: Taken, understood: Understanding, decision: Decision
    ) -> None:
        if taken.gathered.changes:
            await record_change(unit, taken.gathered, taken.gathered.changes)
        else:
            await record_message(
                unit,
                taken.gathered,
                taken.contact,
                taken.conversation,
                taken.session,
                understood,
                decision,
                self._engine,
            )
        await unit.timers.clear(taken.conversation.id, "wait")
        await unit.people.mark_unless_opted_out(taken.contact.id, "active")
        await unit.conversations.touch(taken.conversation.id, understood.language)
        if understood.language_sure:
            await unit.people.set_language(taken.person.id, understood.language, chosen=False)

    def _scene(self, unit: Unit, taken: Taken, understood: Understanding) -> Scene:
        return stage(
            unit,
            self._engine,
            self._policy,
            contact=taken.contact,
            person=taken.person,
            conversation=taken.conversation,
            case=taken.case,
            language=understood.language,
            answering=True,
            degraded=understood.degraded,
        )


def _is_late_edit(taken: Taken, decision: Decision) -> bool:
    """An edit of what was answered already is only noted, unless it tells of a new danger."""
    line = taken.gathered.changes
    if line is None or taken.awaited:
        return False
    return decision.floor not in URGENT or (line.triage or "P4") <= decision.floor


def _apology(scene: Scene) -> list[Say]:
    """What we say when we failed; nothing where even that cannot be said: the case counts."""
    try:
        return [scene.say("failure.apology")]
    except Exception as error:  # noqa: BLE001 - the hand-off must not fail with its apology
        log.error("apology_failed", error=type(error).__name__)
        return []

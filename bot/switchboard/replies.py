"""The answer to one turn of a call, read from the transcript: the same however often it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.messages import Owner
from bot.store.call_records import PhoneCall
from bot.store.database import Unit
from bot.store.records import Contact, Conversation, Line
from bot.telephony import DANGER, PERSON, Next, Reply, Spoken
from bot.turns import session_of
from flows.engine import Engine

Reachable = Callable[[Unit], Awaitable[bool]]

HANDED_OFF = ("handed_off", "handed_off_again")
WAITING = "queue.waiting"
GOODBYE = "talk.goodbye"
IN_WORDS = frozenset({"free", "country", "case_number"})
"""What a question takes that no key can say."""

PENDING = "received"


@dataclass(frozen=True, slots=True)
class Replies:
    """Makes replies. ``hears`` are the languages that a recogniser understands; ``reachable``
    says whether a person can come to the line now, ``first`` is said where none was chosen."""

    engine: Engine
    reachable: Reachable
    hears: frozenset[str]
    first: str

    async def of(
        self, unit: Unit, call: PhoneCall, contact: Contact, turn: int, *, noting: bool = True
    ) -> Reply:
        """What is said to this turn; WAIT while it was not taken yet. ``noting``: that it is said
        now is written down."""
        found = await unit.inbox.find(contact.id, external_id_of(call, turn))
        heard = await unit.transcript.brought(found[0]) if found else None
        if found and found[1] == PENDING:
            return await self.wait(unit, call, turn)
        if heard is None:
            return await self.to_people(unit, call, turn)
        lines = await unit.transcript.answers_to(heard)
        if noting:
            await unit.calls.belongs_to(call, heard.conversation_id)
            await unit.said.by_call([line.id for line in lines])
        return await self._decided(unit, call, turn, heard, lines)

    async def is_pending(self, unit: Unit, call: PhoneCall, turn: int) -> bool:
        """Whether this turn was heard, and waits to be taken."""
        found = await unit.inbox.find(call.address_id, external_id_of(call, turn))
        return found is not None and found[1] == PENDING

    async def wait(self, unit: Unit, call: PhoneCall, turn: int) -> Reply:
        """Nothing yet."""
        return Reply(turn, Next.WAIT, await self.language(unit, call))

    async def to_people(
        self, unit: Unit, call: PhoneCall, turn: int, lines: Sequence[Line] = ()
    ) -> Reply:
        """A person goes on: on the line if one can come, else when they hear the message."""
        on_line = await self.reachable(unit)
        then = Next.QUEUE if on_line else Next.VOICEMAIL
        return Reply(turn, then, await self.language(unit, call), _spoken(lines))

    async def language(self, unit: Unit, call: PhoneCall) -> str:
        """The language of the person, who may have changed it, else that of the call."""
        person = await unit.people.get(call.person_id)
        return person.language or call.language or self.first

    async def _decided(
        self, unit: Unit, call: PhoneCall, turn: int, heard: Line, lines: list[Line]
    ) -> Reply:
        conversation = await unit.conversations.get(heard.conversation_id)
        if (
            conversation is None
            or not lines
            or await _calls_people(unit, conversation, heard, lines)
        ):
            return await self.to_people(unit, call, turn, lines)
        language = lines[-1].language or await self.language(unit, call)
        session = session_of(await unit.conversations.session(conversation))
        accepts = self.engine.accepts(session)
        then = Next.GOODBYE if lines[-1].text_key == GOODBYE else self._listens(language, accepts)
        return Reply(turn, then, language, _spoken(lines), accepts)

    def _listens(self, language: str, accepts: str) -> Next:
        return Next.RECORD if accepts in IN_WORDS and language not in self.hears else Next.LISTEN


def external_id_of(call: PhoneCall, turn: int) -> str:
    """The name of one turn, the same each time that the provider brings it."""
    return f"{call.id}:{turn}"


async def _calls_people(
    unit: Unit, conversation: Conversation, heard: Line, lines: Sequence[Line]
) -> bool:
    """Whether this turn called people, or asked for those who were called before."""
    if conversation.owner not in (Owner.QUEUE, Owner.OPERATOR):
        return False
    if conversation.owner is Owner.OPERATOR or heard.choice in (PERSON, DANGER):
        return True
    if any(line.text_key == WAITING for line in lines):
        return True
    events = await unit.events.of(heard.conversation_id)
    return any(e.kind in HANDED_OFF and e.at == heard.created_at for e in events)


def _spoken(lines: Sequence[Line]) -> tuple[Spoken, ...]:
    return tuple(
        Spoken(line.text_key or "", line.text, line.language or "en", line.choices)
        for line in lines
        if line.text
    )

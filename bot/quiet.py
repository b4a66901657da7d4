"""What happens outside and asks for no answer: somebody turns us away, a place moves.

Where a provider takes "stop" and "start" by itself, it has answered them as well.
"""

from __future__ import annotations

from bot.messages import Happening, Media, MediaKind
from bot.opting import opt_in, opt_out
from bot.store.database import Unit
from bot.store.records import Contact, Line, Waiting
from bot.turns import clean

STATUS = {Happening.BLOCKED: "dead", Happening.UNBLOCKED: "active"}
OPTING = {Happening.OPTED_OUT: opt_out, Happening.OPTED_IN: opt_in}


async def done_quietly(unit: Unit, contact: Contact, waiting: Waiting) -> bool:
    """Settle what needs no turn; False where ``waiting`` is something to answer."""
    happening = Happening(waiting.payload.get("happening", Happening.MESSAGE))
    if happening in STATUS:
        await _reach(unit, contact, happening)
    elif happening in OPTING:
        await _record(unit, contact, waiting)
        await OPTING[happening](unit, contact, "caller")
    elif not (await _has_moved(unit, waiting) or await _joins_album(unit, waiting)):
        return False
    return await unit.inbox.settle(waiting.seq)


async def _reach(unit: Unit, contact: Contact, happening: Happening) -> None:
    """Operators must see that what they write does not arrive any more, or does again."""
    await unit.people.mark_unless_opted_out(contact.id, STATUS[happening])
    conversation = await unit.conversations.find_open(contact.id)
    if conversation:
        case = await unit.cases.open_of(conversation.id)
        await unit.events.add(
            happening,
            "caller",
            conversation_id=conversation.id,
            case_id=case.id if case else None,
        )


async def _record(unit: Unit, contact: Contact, waiting: Waiting) -> None:
    """The words themselves are a line, as any others."""
    conversation = await unit.conversations.current(contact)
    text = clean(waiting.payload.get("text")) or waiting.payload.get("label") or ""
    await unit.transcript.add_in(conversation, waiting.id, text, None, {}, address_id=contact.id)
    await unit.timers.clear(conversation.id, "wait")


async def _has_moved(unit: Unit, waiting: Waiting) -> bool:
    """A live place: the newest one counts, and nobody is told each step."""
    places = [one for one in waiting.payload.get("media", ()) if one["kind"] == MediaKind.LOCATION]
    line = await _line(unit, waiting, waiting.about_hash, "external_hash")
    if not places or line is None:
        return False
    place = Media(
        MediaKind.LOCATION,
        latitude=places[-1]["latitude"],
        longitude=places[-1]["longitude"],
        live=places[-1]["live"],
    )
    await unit.attachments.move(line.id, place)
    return True


async def _joins_album(unit: Unit, waiting: Waiting) -> bool:
    """A picture that came after the rest of its album was answered."""
    line = await _line(unit, waiting, waiting.album_hash, "album_hash")
    if line is None or waiting.payload.get("text"):
        return False
    await unit.attachments.belong_to(line.id, [waiting.id])
    return True


async def _line(unit: Unit, waiting: Waiting, value: str | None, column: str) -> Line | None:
    if value is None:
        return None
    return await unit.transcript.brought_by(waiting.address_id, **{column: value})

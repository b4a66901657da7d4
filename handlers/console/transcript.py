"""A transcript as a page shows it: what was said and what happened, in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.messages import Author
from bot.views import CaseView, ConversationView, Correction, Edit, Event, Line
from handlers.console.attachments import Piece, pieces
from handlers.console.happenings import sentence
from handlers.console.languages import english_name, tag
from handlers.console.money import cost_words
from handlers.console.times import Moment, moment
from handlers.console.topics import topic_words
from handlers.console.words import ALARMS, CHANNELS, delivery_words, send_words, words

View = CaseView | ConversationView
AUTHORS = {Author.CALLER: "Caller", Author.BOT: "Bot"}
UNKNOWN = "unknown"
TROUBLED = ("failed", UNKNOWN)
TWICE = "It may have arrived. Sending again may show it twice."


@dataclass(frozen=True, slots=True)
class Change:
    """What the caller changed a message to; ``text`` is "" where only a file is left of it."""

    at: Moment
    text: str = field(repr=False)
    erased: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line or one event. ``kind`` is caller, bot, operator or event; ``key`` is stable.

    ``erased``: the words are gone for ever. ``facts`` are short and about the line;
    ``delivery`` is "" for what came in, ``troubled`` where it did not surely arrive. ``meaning``
    is the address of the page on which a colleague says what the line means, or "". ``quoted`` is
    what it replies to. ``again`` is where it can be sent again, or "", and ``hint`` what may
    come of that; ``ways`` are other channels (code, words) by which it can be sent from
    ``elsewhere``.
    """

    key: str
    kind: str
    at: Moment
    author: str
    text: str = field(repr=False)
    erased: bool = False
    language: str = ""
    choices: tuple[str, ...] = field(default=(), repr=False)
    facts: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    delivery: str = ""
    troubled: bool = False
    meaning: str = ""
    quoted: str = field(default="", repr=False)
    forwarded: bool = False
    files: tuple[Piece, ...] = ()
    changes: tuple[Change, ...] = ()
    again: str = ""
    hint: str = ""
    elsewhere: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    cost: str = ""


def entries(
    view: View, page: str, *, may_resend: bool = False, ways: tuple[str, ...] = ()
) -> tuple[Entry, ...]:
    """Lines and events woven together, for the page at this address.

    Within one moment, which is one turn, the caller wrote, then something happened, then it was
    answered.
    """
    names, events = view.names, view.events
    said = [
        (
            (line.created_at, 0 if line.direction == "in" else 2, line.n),
            said_entry(line, view, page, may_resend=may_resend, ways=ways),
        )
        for line in view.lines
    ]
    happened = [((event.at, 1, event.seq), _happened(event, names)) for event in events]
    return tuple(entry for _, entry in sorted(said + happened, key=lambda pair: pair[0]))


def _happened(event: Event, names: Mapping[str, str]) -> Entry:
    name = "call" if event.kind.startswith("call.") else "event"
    return Entry(f"{name}-{event.seq}", "event", moment(event.at), "", sentence(event, names))


def said_entry(
    line: Line, view: View, page: str, *, may_resend: bool = False, ways: tuple[str, ...] = ()
) -> Entry:
    """One line of the transcript with all that belongs to it, on the page at this address."""
    names = view.names
    troubled = line.status in TROUBLED
    stuck = may_resend and troubled
    others = _others(line, view, ways) if troubled else ()
    return Entry(
        key=f"line-{line.n}",
        kind=line.author.value,
        at=moment(line.created_at),
        author=AUTHORS.get(line.author) or names.get(line.staff_id or "", "A colleague"),
        text=line.text or "",
        erased=line.text is None,
        language=tag(line.language, line.script),
        choices=tuple(choice.label for choice in line.choices),
        facts=(*_channel(line, view), *_facts(line, names, view.corrections.get(line.id))),
        alarms=tuple(words(ALARMS, alarm) for alarm in line.alarms),
        delivery=delivery_words(line.status),
        troubled=troubled,
        meaning=f"{page}/lines/{line.n}" if is_correctable(line) else "",
        quoted=line.quoted or "",
        forwarded=line.forwarded,
        files=pieces(view.attachments.get(line.id, ()), page, ours=line.direction == "out"),
        changes=tuple(map(_change, view.edits.get(line.id, ()))),
        again=f"{page}/lines/{line.n}/again" if stuck else "",
        hint=TWICE if (stuck or others) and line.status == UNKNOWN else "",
        elsewhere=f"{page}/lines/{line.n}/again" if others else "",
        ways=others,
        cost=cost_words(view.costs, line.id),
    )


def _others(line: Line, view: View, ways: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """By which other channels a line can be sent; not by the one that it failed on."""
    failed_on = view.otherwise.get(line.id)
    return tuple((way, send_words(way)) for way in ways if way != failed_on)


def _channel(line: Line, view: View) -> tuple[str, ...]:
    """By which channel something was said, where that was not always the same one."""
    if not view.otherwise:
        return ()
    return (words(CHANNELS, view.otherwise.get(line.id, view.conversation.channel)),)


def _change(edit: Edit) -> Change:
    return Change(moment(edit.at), edit.text or "", edit.text is None)


def is_correctable(line: Line) -> bool:
    """Whether it holds words of the caller that were read; a button needs no reading."""
    return line.direction == "in" and bool(line.text) and line.choice is None


def _facts(line: Line, names: Mapping[str, str], correction: Correction | None) -> tuple[str, ...]:
    """What was understood, for what the caller said; nothing for what was said to them."""
    if line.direction != "in":
        return ()
    if line.text == "":  # nothing was said, so nothing was read
        return ()
    facts = [
        english_name(line.language) if line.language else "",
        "Button" if line.choice else "",
        _reading(line, names, correction),
        line.triage if line.triage in ("P0", "P1", "P2") else "",
        "Understood without the model" if line.degraded else "",
    ]
    return tuple(fact for fact in facts if fact)


def _reading(line: Line, names: Mapping[str, str], correction: Correction | None) -> str:
    """What the message was read as, and what a colleague says that it means."""
    sure = "" if line.confidence is None else f", {line.confidence:.0%}"
    read = f"{topic_words(line.intent)}{sure}" if line.intent else ""
    if correction is None:
        return read
    meant = " and ".join(map(topic_words, correction.intents)) or "\u201cit cannot be said\u201d"
    who = names.get(correction.staff_id, "a colleague")
    return f"{f'Read as {read}' if read else 'Not read'}; corrected to {meant} by {who}"

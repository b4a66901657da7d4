"""What the page of one case shows: the handoff card, the transcript, the notes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.desk_rules import ANSWERING
from bot.telephony import VOICE
from bot.views import CaseView, NoteView, StaffSession
from bot.ways import SMS
from handlers.console.answers import Answer, answers
from handlers.console.case_phone import CasePhone, case_phone
from handlers.console.enclosing import FileField, file_field
from handlers.console.file_names import shown_name
from handlers.console.languages import english_name, own_name, tag
from handlers.console.others import Other, others
from handlers.console.render import Page, frame
from handlers.console.times import Moment, moment, optional_moment, span_words
from handlers.console.topics import topic_words
from handlers.console.transcript import Entry, entries
from handlers.console.words import (
    CASE_OUTCOMES,
    CHANNELS,
    PRIORITIES,
    REASONS,
    STATES,
    unreachable_words,
    words,
)

KEY_BYTES = 16
REACHED = "active"


@dataclass(frozen=True, slots=True)
class Card:
    """What a colleague must know before the first word.

    ``language`` is the one that the caller is answered in, ``writes`` the one that they wrote in
    last. ``caller`` is the name that they gave themselves on the channel, or "".
    """

    number: str
    state: str
    state_code: str
    priority: str
    urgency: str
    topic: str
    reason: str
    language: str
    language_code: str
    own_language: str
    writes: str
    channel: str
    requested: Moment
    waited: str
    due: Moment | None
    overdue: bool
    holder: str
    outcome: str
    closed: Moment | None
    warning: str
    caller: str = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A colleague-only note."""

    at: Moment
    author: str
    text: str = field(repr=False)
    erased: bool


@dataclass(frozen=True, slots=True)
class CaseParts(Page):
    """The parts of the page that live.

    ``mine``: this person may reply. ``may_claim``: this person may take the case. ``others`` are
    the same caller's conversations on other channels. ``phone`` is None where nobody is called.
    """

    template = "case_parts.html"
    card: Card
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    version: str
    mine: bool
    may_claim: bool
    others: tuple[Other, ...]
    phone: CasePhone | None


@dataclass(frozen=True, slots=True)
class CasePage(CaseParts):
    """The whole page. Drafts are what was typed before something went wrong (``error``).

    ``answering``: this person may write notes; ``outcomes`` are (code, words); ``keys`` name the
    forms of reply and note, so that one that is sent twice counts once. ``ways`` are the channels
    (code, words) that a reply can take, none where there is but one; ``way`` is the chosen one.
    ``enclosing`` is the field for a file that goes with it.
    """

    template = "case.html"
    answering: bool
    outcomes: tuple[tuple[str, str], ...]
    keys: tuple[str, str]
    ways: tuple[tuple[str, str], ...]
    way: str
    enclosing: FileField
    draft: str = field(repr=False)
    note_draft: str = field(repr=False)
    error: str


def parts(view: CaseView, version: str, session: StaffSession) -> CaseParts:
    """The living parts for ``session``'s person."""
    waits = view.case.state == "queued"
    return CaseParts(
        frame=frame(f"Case {view.case.number}", session),
        card=_card(view),
        entries=entries(
            view,
            f"/console/cases/{view.case.number}",
            may_resend=view.mine and view.address_status == REACHED,
            ways=view.ways if view.mine else (),
        ),
        notes=tuple(_note(note) for note in view.notes),
        version=version,
        mine=view.mine,
        may_claim=waits and session.staff.role in ANSWERING,
        others=others(view.case.number, view.others, answering=session.staff.role in ANSWERING),
        phone=case_phone(
            view.phone, may_answer=view.mine or (waits and session.staff.role in ANSWERING)
        ),
    )


def whole(
    view: CaseView,
    version: str,
    session: StaffSession,
    *,
    draft: str = "",
    note_draft: str = "",
    way: str = "",
    error: str = "",
) -> CasePage:
    """The whole page, with what was typed if it could not be used."""
    living = parts(view, version, session)
    return CasePage(
        frame=living.frame,
        card=living.card,
        entries=living.entries,
        notes=living.notes,
        version=living.version,
        mine=living.mine,
        may_claim=living.may_claim,
        others=living.others,
        phone=living.phone,
        answering=session.staff.role in ANSWERING,
        outcomes=tuple(CASE_OUTCOMES.items()),
        keys=(secrets.token_hex(KEY_BYTES), secrets.token_hex(KEY_BYTES)),
        ways=_ways(view),
        way=way,
        enclosing=file_field(view.files, (view.case.channel, *view.ways)),
        draft=draft,
        note_draft=note_draft,
        error=error,
    )


def _card(view: CaseView) -> Card:
    case = view.case
    return Card(
        number=case.number,
        state=words(STATES, case.state),
        state_code=case.state,
        priority=case.priority,
        urgency=PRIORITIES[case.priority],
        topic=topic_words(case.topic),
        reason=words(REASONS, case.reason),
        language=english_name(case.language),
        language_code=tag(case.language, None),
        own_language=own_name(case.language),
        writes=english_name(_last_language(view) or case.language),
        channel=words(CHANNELS, case.channel),
        requested=moment(case.requested_human_at),
        waited=span_words(view.waited),
        due=optional_moment(case.due_at),
        overdue=view.overdue,
        holder=view.holder or "",
        outcome=words({**CASE_OUTCOMES, "erased": "Erased"}, case.outcome),
        closed=optional_moment(case.closed_at),
        warning=unreachable_words(case.channel, view.address_status),
        caller=shown_name(view.caller_name),
        answers=answers(case.answers),
    )


def _ways(view: CaseView) -> tuple[tuple[str, str], ...]:
    """The channels that a reply can take, that of the conversation first."""
    if not view.ways:
        return ()
    if view.case.channel == VOICE:  # nobody is written to there, and everybody can read an SMS
        channels = tuple(sorted(view.ways, key=lambda channel: channel != SMS))
    else:
        here = (view.case.channel,) if view.address_status == REACHED else ()
        channels = (*here, *view.ways)
    return tuple((channel, words(CHANNELS, channel)) for channel in channels)


def _last_language(view: CaseView) -> str | None:
    written = [line.language for line in view.lines if line.direction == "in" and line.language]
    return written[-1] if written else None


def _note(note: NoteView) -> Note:
    return Note(moment(note.at), note.author, note.text or "", note.text is None)

"""One conversation as a manager reads it, with who read it before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.views import ConversationView, Look, StaffSession
from handlers.console.languages import english_name
from handlers.console.render import Page, frame
from handlers.console.times import Moment, moment
from handlers.console.topics import topic_words
from handlers.console.transcript import Entry, entries
from handlers.console.words import ACTIONS, CHANNELS, OUTCOMES, OWNERS, words


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody looked."""

    at: Moment
    who: str
    action: str


@dataclass(frozen=True, slots=True)
class TranscriptPage(Page):
    """One conversation, to be read. ``cases`` are (number, topic)."""

    template = "transcript.html"
    opened: Moment
    channel: str
    language: str
    owner: str
    outcome: str
    cases: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    looks: tuple[Seen, ...]


def transcript_page(
    view: ConversationView, session: StaffSession, *, may_correct: bool = True
) -> TranscriptPage:
    """The page for ``session``'s person; ``may_correct``: they say what messages mean there."""
    conversation = view.conversation
    page = f"/console/transcripts/{conversation.id}"
    if not may_correct and view.cases:  # whose files all colleagues may open
        page = f"/console/cases/{view.cases[-1].number}"
    return TranscriptPage(
        frame=frame("Transcript", session),
        opened=moment(conversation.opened_at),
        channel=words(CHANNELS, conversation.channel),
        language=english_name(conversation.language),
        owner=words(OWNERS, conversation.owner),
        outcome=words(OUTCOMES, conversation.outcome),
        cases=tuple((case.number, topic_words(case.topic)) for case in view.cases),
        entries=tuple(
            one if may_correct else replace(one, meaning="") for one in entries(view, page)
        ),
        looks=tuple(_seen(look) for look in view.looks),
    )


def _seen(look: Look) -> Seen:
    return Seen(moment(look.at), look.username, words(ACTIONS, look.action))

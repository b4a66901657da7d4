"""What is said around a reply: its choices with their keys, and how to answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.messages import Choice
from bot.telephony import Next, Reply
from handlers.voice.menus import PEOPLE, SKIP, Page, control, page_of, read_out
from handlers.voice.saying import Piece, words_of


class Phrase(Protocol):
    """A sentence of the phone itself, as Speech gives it."""

    def __call__(self, key: str, language: str, **params: object) -> Piece:
        """The piece that says ``voice.<key>``."""
        ...


def words(reply: Reply) -> list[Piece]:
    """What the reply says, without its choices."""
    return [words_of(line) for line in reply.lines if line.text.strip()]


def asked(reply: Reply) -> list[Piece]:
    """The question alone, without what was told before it."""
    choosing = [place for place, line in enumerate(reply.lines) if line.choices]
    first = choosing[-1] if choosing else len(reply.lines) - 1
    return [words_of(line) for line in reply.lines[max(0, first) :] if line.text.strip()]


def question(
    reply: Reply, number: int, phrase: Phrase, *, hears: bool, again: bool = False
) -> list[Piece]:
    """The reply and page ``number`` of its choices, and how to answer; only the choices where it
    is a later page. ``hears``: words are understood. ``again``: it was said before, and only the
    question is said once more."""
    page = page_of(read_out(reply), number)
    said = [] if page.number else asked(reply) if again else words(reply)
    said += choices(page.choices, reply.language, phrase)
    if page.more and reply.next is Next.LISTEN:
        return [*said, phrase("more", reply.language)]
    return [
        *said,
        *_how(reply, page, phrase, hears=hears, again=again),
        *_ways(reply, phrase, again=again),
    ]


def choices(offered: Sequence[Choice], language: str, phrase: Phrase) -> list[Piece]:
    """Each choice with its key."""
    said = []
    for key, choice in enumerate(offered, 1):
        said += [Piece(choice.label, language), phrase(f"press.{key}", language)]
    return said


def _how(reply: Reply, page: Page, phrase: Phrase, *, hears: bool, again: bool) -> Iterator[Piece]:
    """One sentence on how to answer, where the question itself does not say so."""
    language = reply.language
    if reply.next is Next.RECORD:
        yield phrase("say", language)
    elif reply.accepts == PEOPLE:
        yield phrase("people", language)
    elif page.choices and hears:
        yield phrase("speak_or_press", language)
    elif hears and not reply.accepts:
        yield phrase("speak", language)
    elif not hears and (again or not page.choices):
        yield phrase("press_only", language)


def _ways(reply: Reply, phrase: Phrase, *, again: bool) -> Iterator[Piece]:
    """The keys beside the choices: all of them only for who did not answer, since each one makes
    the call longer."""
    language = reply.language
    if reply.next is Next.RECORD:
        return
    if control(reply, SKIP):
        yield phrase("hash", language)
    if again or not (read_out(reply) or reply.accepts):
        yield phrase("menu", language)
        yield phrase("person", language)
        yield phrase("danger", language)
    if again:
        yield phrase("star", language)

"""What a person sends beside words: what becomes of it is said, and a human is called."""

from __future__ import annotations

from collections.abc import Callable

from flows import concerns, phone, walk
from flows.effects import HandOff, Say
from flows.pending import question, take
from flows.replies import MAX_FREE
from flows.run import Run
from flows.steps.ask import SHARES, Ask
from flows.turn import Turn

STICKER = "sticker"
KEPT, SPOKEN, GIVEN, OTHER = "media.photo", "media.voice", "media.given", "media.other"
PAPERS = "media.papers"
SHOWING = frozenset({"photo", "document", "video"})
"""Kinds that may show a passport or another paper."""
PAPERS_ASKED = "avrr_documents"
"""What a question is about where such a picture may answer it."""
TEXTS = {"photo": KEPT, "document": KEPT, "voice": SPOKEN, "audio": SPOKEN, "video": SPOKEN}

RECORDED_LABEL = "field.recorded"
"""Stands for an answer that was spoken in a language which no machine understands."""

CAPTION: tuple[Callable[[Run], bool], ...] = (
    concerns.pressed,
    concerns.language,
    concerns.command,
    question,
    concerns.unknown_language,
    concerns.queued,
    concerns.intent,
)
"""Who answers the words under a picture. What nobody understands, the human reads anyway."""


def media(run: Run) -> bool:
    """Something came that is not words. Stickers ask for nothing; all else is for a human."""
    if run.turn.choice or not run.turn.media:
        return False
    written = bool(run.turn.text.strip())
    if set(run.turn.media) == {STICKER}:
        return not written and _sticker(run)
    if not written and _answers(run):
        return True
    if run.turn.requested_language in run.content.languages:
        run.language = str(run.turn.requested_language)
    _say_what_becomes_of_it(run)
    said = len(run.effects)
    if written:
        any(concerned(run) for concerned in CAPTION)
    else:
        _go_on(run)
    _call_a_human(run, said)
    return True


def _sticker(run: Run) -> bool:
    if walk.waiting(run) is not None:
        walk.ask_again(run, "media.sticker")
    elif run.context.owner == "queue":
        concerns.acknowledge(run)
    elif not concerns.unknown_language(run):
        walk.start(run, "media", step="sticker")
    return True


def _answers(run: Run) -> bool:
    """A place or an own number is an answer where the question that waits asks for one.

    So is a voice that was recorded on the phone; a person listens to it later.
    """
    waiting, given = walk.waiting(run), " ".join(run.turn.given.split())
    if waiting is not None and _recorded(run, waiting):
        take(run, waiting, run.label(RECORDED_LABEL))
        return True
    if waiting is None or not given or not set(waiting.shared) & set(run.turn.media):
        return False
    take(run, waiting, given[:MAX_FREE])
    return True


def _recorded(run: Run, waiting: Ask) -> bool:
    return waiting.accept in phone.RECORDED and phone.is_recording(run.turn, run.context)


def _say_what_becomes_of_it(run: Run) -> None:
    """Each text once while a human is waited for: somebody may send ten photos in a row."""
    told = run.session.media_told if run.context.owner == "queue" else ()
    keys = [key for key in _texts(run.turn) if key not in told]
    if _may_show_papers(run):
        # What must not be sent is said each time.
        keys = [PAPERS, *(key for key in keys if key != KEPT)]
    if keys:
        run.say(*keys)
        run.change(media_told=tuple(dict.fromkeys((*told, *keys))))


def _may_show_papers(run: Run) -> bool:
    """The words beside a picture, those just before, or the question that waits say so."""
    if not SHOWING & set(run.turn.media):
        return False
    waiting = walk.waiting(run)
    asked = waiting is not None and PAPERS_ASKED in waiting.about
    return run.turn.papers or run.session.papers or asked


def _texts(turn: Turn) -> list[str]:
    found = {_text(kind, turn) for kind in turn.media if kind != STICKER}
    return [key for key in (KEPT, SPOKEN, GIVEN, OTHER) if key in found]


def _text(kind: str, turn: Turn) -> str:
    if kind in SHARES and turn.given:
        return GIVEN
    return TEXTS.get(kind, OTHER)


def _go_on(run: Run) -> None:
    """After something without words: the question that waits, or a word to who waits."""
    waiting = walk.waiting(run)
    silent = not any(isinstance(effect, Say) for effect in run.effects)
    if waiting is not None and not waiting.soft:
        walk.ask_again(run, "queue.added" if silent else "ask.again")
    elif run.context.owner != "queue":
        concerns.unknown_language(run)
    elif silent:
        concerns.acknowledge(run)


def _call_a_human(run: Run, said: int) -> None:
    """Call one before the effects from ``said`` on, unless they do, or one is called already."""
    later = run.effects[said:]
    if run.context.owner == "queue" or any(isinstance(effect, HandOff) for effect in later):
        return
    del run.effects[said:]
    walk.aside(run, "media")
    run.effects += later

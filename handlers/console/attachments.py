"""What came or went beside words, as a page shows it: a picture, a player, a link, or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.messages import MediaKind
from bot.views import Attachment
from handlers.console.file_names import shown_name
from handlers.console.media_types import FILMS, IMAGES, SOUNDS, essence, type_words
from handlers.console.media_words import MEDIA, trouble_words
from handlers.console.words import words

STORED, PENDING = "stored", "pending"
ENDED = {"refused": "Not kept", "failed": "Could not be fetched"}
KILOBYTE, MEGABYTE = 1000, 1000 * 1000

# Shown in the page itself; a document is only ever a link, whatever it holds.
PLAYED = {
    MediaKind.PHOTO: dict.fromkeys(IMAGES, "image"),
    MediaKind.VOICE: dict.fromkeys(SOUNDS, "audio"),
    MediaKind.AUDIO: dict.fromkeys(SOUNDS, "audio"),
    MediaKind.VIDEO: dict.fromkeys(FILMS, "video"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that came with a message. ``key`` is stable.

    ``shape`` is image, audio, video, link or words; ``address`` that of its content, or "".
    ``label`` names it for those who do not see it. ``words`` are to be read and copied: a place,
    a number, a sticker's picture. ``state`` says why there is no content, ``troubled``: for good.
    """

    key: str
    kind: str
    shape: str
    label: str
    address: str = ""
    name: str = field(default="", repr=False)
    facts: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)
    state: str = ""
    troubled: bool = False


def pieces(
    attachments: Sequence[Attachment], page: str, *, ours: bool = False
) -> tuple[Piece, ...]:
    """What belongs to one message, on the page at this address. ``ours``: we sent it."""
    many, whose = len(attachments), "to the caller" if ours else "from the caller"
    return tuple(
        _piece(one, page, f"{f', {place} of {many}' if many > 1 else ''}, {whose}")
        for place, one in enumerate(attachments, 1)
    )


def _piece(one: Attachment, page: str, place: str) -> Piece:
    kind = words(MEDIA, one.kind)
    stored = one.state == STORED
    return Piece(
        key=f"file-{one.id}",
        kind=f"{kind}, live: where it was last" if one.live else kind,
        shape=_shape(one) if stored else "words",
        label=f"{kind}{place}",
        address=f"{page}/files/{one.id}" if stored else "",
        name=shown_name(one.name),
        facts=_facts(one),
        words=_words(one),
        state=_state(one),
        troubled=one.state in ENDED,
    )


def _shape(one: Attachment) -> str:
    try:
        played = PLAYED.get(MediaKind(one.kind), {})
    except ValueError:
        played = {}
    return played.get(essence(one.mime), "link")


def _facts(one: Attachment) -> tuple[str, ...]:
    """Type, size and length, as far as they are known."""
    facts = (type_words(one.mime), _size(one.size), _length(one.seconds))
    return tuple(fact for fact in facts if fact)


def _size(size: int | None) -> str:
    if size is None:
        return ""
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))} kB"
    return f"{size / MEGABYTE:.1f} MB"


def _length(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d} min"


def _words(one: Attachment) -> tuple[str, ...]:
    if one.latitude is None or one.longitude is None:
        return (one.note,) if one.note else ()
    place = f"{one.latitude:.5f}, {one.longitude:.5f}"
    return (one.note, place) if one.note else (place,)


def _state(one: Attachment) -> str:
    if one.state == PENDING:
        return "Being fetched"
    if one.state not in ENDED:
        return ""
    return f"{ENDED[one.state]}: {trouble_words(one.reason)}"

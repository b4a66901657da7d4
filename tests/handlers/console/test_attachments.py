"""What came beside words, as a page shows it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import MediaKind
from bot.views import Attachment
from handlers.console.attachments import Piece, pieces
from handlers.console.file_names import MAX_NAME, saved_name, shown_name
from handlers.console.media_types import HARMLESS, UNKNOWN, harmless, type_words
from handlers.console.media_words import MEDIA, trouble_words

PAGE = "/console/cases/K-1"


def attachment(kind: str, **more: Any) -> Attachment:
    """One that is stored, unless told otherwise."""
    values: dict[str, Any] = dict.fromkeys(Attachment.__dataclass_fields__)
    values |= {"id": "a1", "message_id": "m1", "kind": kind, "state": "stored", "live": False}
    return Attachment(**{**values, **more})


def piece(kind: str, **more: Any) -> Piece:
    """The only thing that came with a message."""
    [one] = pieces([attachment(kind, **more)], PAGE)
    return one


def test_every_kind_has_words() -> None:
    assert set(MEDIA) == set(MediaKind)


@pytest.mark.parametrize(
    ("kind", "mime", "shape"),
    [
        ("photo", "image/jpeg", "image"),
        ("photo", "image/svg+xml", "link"),
        ("photo", "text/html", "link"),
        ("voice", "audio/ogg", "audio"),
        ("voice", "audio/ogg; codecs=opus", "audio"),
        ("audio", "audio/mpeg", "audio"),
        ("audio", "audio/x-strange", "link"),
        ("video", "video/mp4", "video"),
        ("video", None, "link"),
        ("document", "application/pdf", "link"),
        ("document", "image/jpeg", "link"),
        ("unheard_of", "image/jpeg", "link"),
    ],
)
def test_shapes_of_what_is_stored(kind: str, mime: str | None, shape: str) -> None:
    shown = piece(kind, mime=mime)
    assert (shown.shape, shown.address) == (shape, f"{PAGE}/files/a1")
    assert shown.key == "file-a1"


@pytest.mark.parametrize(
    ("state", "reason", "said", "troubled"),
    [
        ("pending", None, "Being fetched", False),
        ("pending", "unreachable", "Being fetched", False),
        ("refused", "too_big", "Not kept: it is too big", True),
        ("refused", "type", "Not kept: files of this type are not kept", True),
        ("refused", "not_own", "Not kept: it is not the caller's own number", True),
        ("refused", "unreadable", "Not kept: the bot cannot read it", True),
        ("failed", "strange_code", "Could not be fetched: strange code", True),
        ("failed", None, "Could not be fetched: no reason given", True),
    ],
)
def test_what_is_not_there_says_why(
    state: str, reason: str | None, said: str, troubled: bool
) -> None:
    shown = piece("photo", mime="image/jpeg", state=state, reason=reason)
    assert (shown.state, shown.troubled) == (said, troubled)
    assert (shown.shape, shown.address) == ("words", "")


def test_places_numbers_and_stickers_are_words() -> None:
    place = {"latitude": 42.6629, "longitude": 21.1655, "state": "none"}
    assert piece("location", **place).words == ("42.66290, 21.16550",)
    venue = piece("location", **place, note="Bus station, Prishtinë")
    assert venue.words == ("Bus station, Prishtinë", "42.66290, 21.16550")
    assert piece("location", **place, live=True).kind == "Place, live: where it was last"
    equator = piece("location", latitude=0.0, longitude=0.0, state="none")
    assert equator.words == ("0.00000, 0.00000",)
    assert piece("contact", note="+38344000000", state="none").words == ("+38344000000",)
    assert piece("sticker", note="😀", state="none").words == ("😀",)


def test_size_length_and_type_in_words() -> None:
    shown = piece("voice", mime="audio/ogg", size=1_250_000, seconds=72)
    assert shown.facts == ("OGG", "1.2 MB", "1:12 min")
    assert piece("document", mime="application/pdf", size=20).facts == ("PDF", "1 kB")
    assert piece("document", mime="application/pdf", size=20_400).facts == ("PDF", "20 kB")
    assert piece("voice", seconds=5).facts == ("0:05 min",)


def test_several_are_told_apart() -> None:
    three = [attachment("photo", id=name) for name in "abc"]
    assert [one.label for one in pieces(three, PAGE)] == [
        "Photo, 1 of 3, from the caller",
        "Photo, 2 of 3, from the caller",
        "Photo, 3 of 3, from the caller",
    ]
    assert piece("photo").label == "Photo, from the caller"


def test_only_harmless_types_are_told_to_a_browser() -> None:
    assert harmless("image/jpeg") == "image/jpeg"
    assert harmless("Audio/OGG; codecs=opus") == "audio/ogg"
    for other in ("text/html", "image/svg+xml", "image/jpeg\r\nX: y", "", None, "*/*"):
        assert harmless(other) == UNKNOWN
    assert not {mime for mime in HARMLESS if mime.startswith("text/") or "xml" in mime}
    assert (type_words("audio/mpeg"), type_words(None)) == ("MP3", "")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("passport.pdf", "passport.pdf"),
        ("جواز سفر.pdf", "جواز سفر.pdf"),
        ("../../etc/passwd", "etcpasswd"),
        ("..\\..\\win.ini", "win.ini"),
        ('a"; filename="b.html', "a; filename=b.html"),
        ("a\r\nSet-Cookie: x=y", "a Set-Cookie x=y"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("two\u2066lines\u2029here", "twolines here"),
        ("half \ud83d of a pair", "half of a pair"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
        (" . ", ""),
        (None, ""),
    ],
)
def test_names_mislead_nobody(given: str | None, shown: str) -> None:
    assert shown_name(given) == shown
    assert saved_name(given, "application/pdf") == (shown or "file.pdf")


def test_a_file_without_a_name_gets_one() -> None:
    assert saved_name("", "audio/ogg; codecs=opus") == "file.ogg"
    assert saved_name("", "application/x-strange") == "file.bin"


def test_reasons_in_words() -> None:
    assert trouble_words("erased") == "it was erased"
    assert trouble_words("ClientError") == "clienterror"
    assert trouble_words(None) == "no reason given"

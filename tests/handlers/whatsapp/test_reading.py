"""WhatsApp messages as Twilio sends them, in our words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages import Address, Happening, Inbound, Media, MediaKind
from handlers.twilio.fields import Fields
from handlers.twilio.reading import UNREADABLE, Ignored
from handlers.whatsapp.reading import Reader
from tests.builders import MONDAY_MORNING
from tests.handlers.twilio.hooks import OTHER, OURS, PERSON, SID, whatsapp

FILE = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME0"
PRISHTINA = {"Latitude": "42.6629", "Longitude": "21.1655"}
READER = Reader(frozenset({OURS, OTHER}))
TEXT = Inbound(
    address=Address("whatsapp", PERSON),
    external_id=SID,
    received_at=MONDAY_MORNING,
    text="Hello",
    delivery_id="token",
    name="Amina",
)


def read(**more: str) -> Inbound | Ignored:
    """What is made of a message with these fields."""
    return READER.read(Fields(whatsapp(**more), delivery="token"), MONDAY_MORNING)


def inbound(**more: str) -> Inbound:
    """The same, where something is."""
    found = read(**more)
    assert isinstance(found, Inbound)
    return found


def test_a_text() -> None:
    assert read() == TEXT


def test_a_long_text() -> None:
    long = "سلام 😀" * 2000
    assert read(Body=long) == replace(TEXT, text=long)


@pytest.mark.parametrize(
    ("given", "name"),
    [("", None), ("  ", None), (" أمينة ", "أمينة"), ("a\x00b", "ab"), ("x" * 200, "x" * 96),
     ("+38344999999", "+38344999999")],
)  # fmt: skip
def test_a_name_never_says_who_it_is(given: str, name: str | None) -> None:
    assert read(ProfileName=given) == replace(TEXT, name=name)


def test_the_number_in_other_fields_says_nothing() -> None:
    assert read(WaId="38344999999") == TEXT


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "no_sender"),
        ("whatsapp:", "no_sender"),
        (f"whatsapp:{OURS}", "our_number"),
        (f"whatsapp:{OTHER}", "our_number"),
        ("whatsapp:US.13491208655302741918", "no_number"),
        ("whatsapp:whatsapp:+38344123456", "no_number"),
        ("messenger:12345678", "no_number"),
    ],
)
def test_who_is_no_person_with_a_number_is_ignored(given: str, reason: str) -> None:
    assert read(From=given) == Ignored(reason)


def test_a_number_that_writes_to_itself_is_ours() -> None:
    assert read(To=f"whatsapp:{PERSON}") == Ignored("our_number")


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"ButtonPayload": "yes", "ButtonText": "Po", "Body": "Po"}, "Po"),
        ({"ButtonPayload": "yes", "Body": "Po"}, "Po"),
        ({"ListId": "yes", "ListTitle": "Po", "Body": "other"}, "Po"),
        ({"ListId": "yes", "Body": ""}, None),
    ],
)
def test_a_button_or_a_row(fields: dict[str, str], label: str | None) -> None:
    about = "SM" + "7" * 32
    found = read(**fields, OriginalRepliedMessageSid=about)
    assert found == replace(TEXT, text=None, choice="yes", label=label, pressed_on=about)


@pytest.mark.parametrize("about", ["", "x", "SM1"])
def test_a_button_of_an_unknown_message(about: str) -> None:
    found = inbound(ButtonPayload="yes", ButtonText="Po", OriginalRepliedMessageSid=about)
    assert found.pressed_on is None


def test_a_reply_quotes_nothing_and_presses_nothing() -> None:
    assert read(OriginalRepliedMessageSid="SM" + "7" * 32) == TEXT


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({}, None),
        ({"Label": "IOM", "Address": "Rr. A 1"}, "IOM, Rr. A 1"),
        ({"Address": "Rr. A 1"}, "Rr. A 1"),
    ],
)
def test_a_place(more: dict[str, str], note: str | None) -> None:
    place = Media(MediaKind.LOCATION, latitude=42.6629, longitude=21.1655, note=note)
    found = read(**PRISHTINA, **more, Body="")
    assert found == replace(TEXT, text=None, media=(place,))


@pytest.mark.parametrize(
    "place",
    [
        {"Latitude": "42.6"},
        {"Longitude": "21.1"},
        {"Latitude": "x", "Longitude": "21.1"},
        {"Latitude": "nan", "Longitude": "21.1"},
        {"Latitude": "inf", "Longitude": "21.1"},
        {"Latitude": "91", "Longitude": "21.1"},
        {"Latitude": "42.6", "Longitude": "-180.5"},
    ],
)
def test_a_place_nowhere_on_earth_cannot_be_read(place: dict[str, str]) -> None:
    assert inbound(**place, Body="").media == (UNREADABLE,)


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("audio/ogg", MediaKind.VOICE),
        ("audio/mpeg", MediaKind.AUDIO),
        ("image/jpeg", MediaKind.PHOTO),
        ("image/webp", MediaKind.STICKER),
        ("video/mp4", MediaKind.VIDEO),
        ("application/pdf", MediaKind.DOCUMENT),
        ("text/vcard", MediaKind.DOCUMENT),
    ],
)
@pytest.mark.parametrize("body", ["", "look"])
def test_a_file_with_and_without_words(mime: str, kind: MediaKind, body: str) -> None:
    found = read(NumMedia="1", MediaUrl0=FILE, MediaContentType0=mime, Body=body)
    assert found == replace(TEXT, text=body or None, media=(Media(kind, FILE, mime=mime),))


@pytest.mark.parametrize("more", [{}, {"MessageType": "reaction"}, {"MessageType": "unsupported"}])
def test_what_carries_nothing_leaves_nobody_alone(more: dict[str, str]) -> None:
    assert read(Body="", **more) == replace(TEXT, text=None, media=(UNREADABLE,))


@pytest.mark.parametrize("field", ["Forwarded", "FrequentlyForwarded"])
def test_a_forwarded_message(field: str) -> None:
    assert read(**{field: "true"}) == replace(TEXT, forwarded=True)
    assert read(**{field: "false"}) == TEXT


@pytest.mark.parametrize("word", ["STOP", "START", "UNSUBSCRIBE", "stop", "YES"])
def test_words_are_for_us_to_understand_here(word: str) -> None:
    assert read(Body=word) == replace(TEXT, text=word)


@pytest.mark.parametrize(
    ("told", "happening"),
    [
        ("STOP", Happening.OPTED_OUT),
        ("START", Happening.OPTED_IN),
        ("HELP", Happening.MESSAGE),
    ],
)
def test_what_twilio_acted_on_by_itself(told: str, happening: Happening) -> None:
    assert read(OptOutType=told, Body="x") == replace(TEXT, text="x", happening=happening)

"""SMS as Twilio sends them, in our words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import Address, Happening, Inbound, Media, MediaKind
from handlers.sms.reading import Reader
from handlers.twilio.fields import Fields
from handlers.twilio.reading import UNREADABLE, Ignored
from tests.builders import MONDAY_MORNING
from tests.handlers.twilio.hooks import OTHER, OURS, PERSON, SID, sms

FILE = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"
READER = Reader(frozenset({OURS, OTHER}))


def read(**more: str) -> Inbound | Ignored:
    """What is made of an SMS with these fields."""
    return READER.read(Fields(sms(**more), delivery="token"), MONDAY_MORNING)


def inbound(**more: str) -> Inbound:
    """The same, where something is."""
    found = read(**more)
    assert isinstance(found, Inbound)
    return found


def test_a_text() -> None:
    assert read(Body="Ku mund të fle?\n") == Inbound(
        address=Address("sms", PERSON),
        external_id=SID,
        received_at=MONDAY_MORNING,
        text="Ku mund të fle?\n",
        delivery_id="token",
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("سلام 😀", "سلام 😀"),
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("  two  ", "  two  "),
        ("x" * 12_000, "x" * 12_000),
        ("HELP", "HELP"),
        ("INFO", "INFO"),
    ],
)
def test_words_are_left_as_they_are(body: str, text: str) -> None:
    found = inbound(Body=body)
    assert (found.text, found.happening, found.media) == (text, Happening.MESSAGE, ())


@pytest.mark.parametrize("body", ["", " \n", "\x00"])
def test_an_empty_message_leaves_nobody_alone(body: str) -> None:
    found = inbound(Body=body)
    assert (found.text, found.media) == (None, (UNREADABLE,))


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "Quit", "REVOKE", " optout\n"]
)
def test_words_that_twilio_takes_as_no_more(word: str) -> None:
    found = inbound(Body=word)
    assert (found.happening, found.text) == (Happening.OPTED_OUT, word)


@pytest.mark.parametrize("word", ["START", "unstop", " Start "])
def test_words_that_twilio_takes_as_again(word: str) -> None:
    found = inbound(Body=word)
    assert (found.happening, found.text) == (Happening.OPTED_IN, word)


@pytest.mark.parametrize(
    "text", ["YES", "yes", "please stop", "STOP.", "stop it", "ndalo", "the end", "0", "RESTART"]
)
def test_other_words_are_for_us_to_understand(text: str) -> None:
    found = inbound(Body=text)
    assert (found.happening, found.text) == (Happening.MESSAGE, text)


@pytest.mark.parametrize(
    ("told", "body", "happening"),
    [
        ("STOP", "ndalo", Happening.OPTED_OUT),
        ("START", "YES", Happening.OPTED_IN),
        ("START", "po", Happening.OPTED_IN),
        ("HELP", "ndihmë", Happening.MESSAGE),
        ("HELP", "STOP", Happening.MESSAGE),
        ("stop", "ndalo", Happening.OPTED_OUT),
        ("", "STOP", Happening.OPTED_OUT),
        ("OTHER", "START", Happening.OPTED_IN),
    ],
)
def test_what_twilio_says_it_took_a_message_for_counts_first(
    told: str, body: str, happening: Happening
) -> None:
    assert inbound(OptOutType=told, Body=body).happening is happening


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "no_sender"),
        ("  ", "no_sender"),
        (OURS, "our_number"),
        (OTHER, "our_number"),
        ("IPKO", "no_number"),
        ("55155", "no_number"),
        ("+55155", "no_number"),
        ("+999123456789", "no_number"),
        ("+3834412", "no_number"),
        ("+3834412345678901", "no_number"),
        ("0038344123456", "no_number"),
        ("+٣٨٣٤٤١٢٣٤٥٦", "no_number"),
        (f"whatsapp:{PERSON}", "no_number"),
        (f"{PERSON};ext=1", "no_number"),
    ],
)
def test_who_is_no_person_with_a_number_is_ignored(given: str, reason: str) -> None:
    assert read(From=given) == Ignored(reason)


def test_a_number_that_writes_to_itself_is_ours() -> None:
    assert read(From=PERSON, To=PERSON) == Ignored("our_number")


@pytest.mark.parametrize(
    "number",
    ["+38344123456", "+38649123456", "+393331234567", "+390612345678", "+93701234567",
     "+963944567890", "+905321234567", "+447911123456", "+34612345678", "+33612345678"],
)  # fmt: skip
def test_numbers_of_all_countries_and_none_says_a_language(number: str) -> None:
    found = inbound(From=number, FromCountry="FR")
    assert (found.address, found.hint, found.language) == (Address("sms", number), None, None)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ({"MessageSid": "SM" + "1" * 32}, "SM" + "1" * 32),
        ({"MessageSid": ""}, SID),
        ({"MessageSid": "x", "SmsMessageSid": "", "SmsSid": "MM" + "2" * 32}, "MM" + "2" * 32),
    ],
)
def test_the_id_of_a_message(ids: dict[str, str], expected: str) -> None:
    assert inbound(**ids).external_id == expected


def test_a_message_without_an_id_is_kept_and_its_repeat_is_known() -> None:
    none = {"MessageSid": "", "SmsMessageSid": "", "SmsSid": ""}
    one, again, other = inbound(**none), inbound(**none), inbound(**none, Body="other")
    assert one.external_id == again.external_id != other.external_id
    assert one.text == "Hello"


@pytest.mark.parametrize(
    ("given", "kind", "mime"),
    [
        ("image/jpeg", MediaKind.PHOTO, "image/jpeg"),
        ("IMAGE/PNG", MediaKind.PHOTO, "image/png"),
        ("audio/amr", MediaKind.AUDIO, "audio/amr"),
        ("audio/ogg; codecs=opus", MediaKind.VOICE, "audio/ogg"),
        ("video/3gpp", MediaKind.VIDEO, "video/3gpp"),
        ("text/vcard", MediaKind.DOCUMENT, "text/vcard"),
        ("application/pdf", MediaKind.DOCUMENT, "application/pdf"),
        ("model/obj", MediaKind.OTHER, "model/obj"),
        ("", MediaKind.OTHER, None),
        ("nonsense", MediaKind.OTHER, None),
        ("image/" + "x" * 100, MediaKind.OTHER, None),
    ],
)
def test_files(given: str, kind: MediaKind, mime: str | None) -> None:
    found = inbound(NumMedia="1", MediaUrl0=f"{FILE}0", MediaContentType0=given, Body="")
    assert found.media == (Media(kind, f"{FILE}0", mime=mime),)


def _files(count: int) -> dict[str, str]:
    return {f"MediaUrl{n}": f"{FILE}{n}" for n in range(count)}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"NumMedia": "3", **_files(3)}, 3),
        ({"NumMedia": "0", **_files(2)}, 2),
        ({"NumMedia": "", **_files(1)}, 1),
        ({"NumMedia": "x", **_files(1)}, 1),
        ({"NumMedia": "nan"}, 0),
        ({"NumMedia": "-1"}, 0),
        ({"NumMedia": "9" * 400, **_files(40)}, 21),
        ({"NumMedia": "2", "MediaUrl1": f"{FILE}1"}, 2),
        ({"NumMedia": "2"}, 1),
    ],
)
def test_files_are_found_whatever_their_count_says(fields: dict[str, Any], expected: int) -> None:
    found = inbound(**fields)
    assert len(found.media) == expected
    assert found.text == "Hello"


def test_more_files_than_are_named_are_not_passed_over() -> None:
    assert inbound(NumMedia="2", **_files(1)).media[1] == UNREADABLE

"""Every kind of update, and what the door says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messages import Address, Happening, Inbound, Media, MediaKind
from tests.builders import MONDAY_MORNING
from tests.handlers.telegram.raw import (
    AMINA,
    CHAT,
    FILE,
    GROUP,
    PERSON,
    member,
    pressed,
    read,
    seen,
    update,
)

PROGRAM = {"from": AMINA | {"is_bot": True}}
ORIGIN = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1795426000}
SIZES = [
    {"file_id": "small", "file_unique_id": "1", "width": 90, "height": 67, "file_size": 100},
    {"file_id": "middle", "file_unique_id": "2", "width": 320, "height": 240, "file_size": 900},
    {"file_id": "large", "file_unique_id": "3", "width": 1280, "height": 960, "file_size": 5000},
]
PLACE = {"latitude": 42.6629, "longitude": 21.1655}
FILM = FILE | {"width": 9, "height": 9, "duration": 2}
LETTER = FILE | {"file_name": "letter.pdf", "mime_type": "application/pdf"}
STICKER = FILE | {
    "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False,
    "emoji": "👍",
}  # fmt: skip
NUMBER = {"phone_number": "383 44-000 000", "first_name": "Amina"}
POLL: dict[str, Any] = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": False, "members_only": False,
}  # fmt: skip


def test_a_text_with_everything_that_belongs_to_it() -> None:
    assert read(update(text="Hello")) == Inbound(
        address=Address("telegram", str(PERSON)),
        external_id=f"{PERSON}:7",
        received_at=MONDAY_MORNING,
        text="Hello",
        hint="fa",
        delivery_id="310000001",
        name="Amina K",
    )


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": SIZES}, Media(MediaKind.PHOTO, "middle", 900, "image/jpeg")),
        ({"photo": SIZES[2:]}, Media(MediaKind.PHOTO, "large", 5000, "image/jpeg")),
        (
            {"voice": FILE | {"duration": 4}},
            Media(MediaKind.VOICE, "AgAC1", 500, "audio/ogg", seconds=4),
        ),
        (
            {"audio": FILE | {"duration": 4, "file_name": "a.mp3", "mime_type": "audio/mpeg"}},
            Media(MediaKind.AUDIO, "AgAC1", 500, "audio/mpeg", "a.mp3", 4),
        ),
        (
            {"video_note": FILE | {"duration": 4, "length": 9}},
            Media(MediaKind.VIDEO, "AgAC1", 500, "video/mp4", seconds=4),
        ),
        ({"video": FILM}, Media(MediaKind.VIDEO, "AgAC1", 500, "video/mp4", seconds=2)),
        (
            {"animation": FILM, "document": FILE},
            Media(MediaKind.VIDEO, "AgAC1", 500, "video/mp4", seconds=2),
        ),
        (
            {"document": LETTER},
            Media(MediaKind.DOCUMENT, "AgAC1", 500, "application/pdf", "letter.pdf"),
        ),
        ({"sticker": STICKER}, Media(MediaKind.STICKER, note="👍")),
        (
            {"location": PLACE},
            Media(MediaKind.LOCATION, latitude=42.6629, longitude=21.1655),
        ),
        (
            {"location": PLACE | {"live_period": 900}},
            Media(MediaKind.LOCATION, latitude=42.6629, longitude=21.1655, live=True),
        ),
        (
            {"location": PLACE, "venue": {"location": PLACE, "title": "Centre", "address": "A 1"}},
            Media(MediaKind.LOCATION, latitude=42.6629, longitude=21.1655, note="Centre, A 1"),
        ),
        (
            {"contact": NUMBER | {"user_id": PERSON}},
            Media(MediaKind.CONTACT, note="+38344000000"),
        ),
        ({"contact": NUMBER | {"user_id": 5}}, Media(MediaKind.CONTACT, refused="not_own")),
        ({"contact": NUMBER}, Media(MediaKind.CONTACT, refused="not_own")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Media(MediaKind.OTHER)),
        ({"poll": POLL}, Media(MediaKind.OTHER)),
        ({"story": {"chat": CHAT, "id": 1}}, Media(MediaKind.OTHER)),
        ({"something_of_next_year": {"a": 1}}, Media(MediaKind.OTHER)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_not_words(content: dict[str, Any], media: Media) -> None:
    found = seen(update(**content))
    assert [replace(one, unique=None) for one in found.media] == [media]
    assert found.text is None
    assert found.happening is Happening.MESSAGE


def test_a_caption_goes_with_its_file_and_an_album_is_one() -> None:
    found = seen(update(photo=SIZES, caption="My paper", media_group_id="88"))
    assert (found.text, found.album) == ("My paper", f"{PERSON}:88")
    assert len(found.media) == 1


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        ({"reply_to_message": {"text": "whole"}}, "whole"),
        ({"reply_to_message": {"caption": "below a photo"}}, "below a photo"),
        ({"reply_to_message": {"text": "whole"}, "quote": {"text": "who", "position": 0}}, "who"),
        ({"reply_to_message": {"text": "a" * 400}}, "a" * 300),
        ({"reply_to_message": {"dice": {"emoji": "🎲", "value": 1}}}, None),
        ({}, None),
    ],
)
def test_a_reply_keeps_the_words_that_it_is_about(
    content: dict[str, Any], quoted: str | None
) -> None:
    if "reply_to_message" in content:
        earlier = update(message_id=3, **content["reply_to_message"])["message"]
        content = content | {"reply_to_message": earlier}
    assert seen(update(text="yes", **content)).quoted == quoted


def test_what_somebody_else_wrote_is_known_as_that_and_is_no_command() -> None:
    found = seen(update(text="/delete", forward_origin=ORIGIN))
    assert (found.forwarded, found.text, found.choice) == (True, "/delete", None)
    assert not seen(update(text="Hello")).forwarded


def test_a_command_is_a_choice_with_the_command_as_its_label() -> None:
    found = seen(update(text="/menu@infoline_bot"))
    assert (found.choice, found.label, found.text) == ("menu:main", "/menu", None)


def test_a_link_brings_language_flow_and_campaign() -> None:
    found = seen(update(text="/start lang-ps--flow-avrr_intake--c-poster3"))
    assert (found.choice, found.language, found.campaign) == ("flow:avrr_intake", "ps", "poster3")


def test_an_edit_names_what_it_changes() -> None:
    found = seen(update("edited_message", update(text="new words", edit_date=1)["message"]))
    assert found.happening is Happening.EDIT
    assert found.about == f"{PERSON}:7"
    assert found.external_id == f"edit:{PERSON}:7:310000001"
    assert (found.text, found.choice, found.media) == ("new words", None, ())


def test_an_edit_brings_its_file_which_may_be_another_one() -> None:
    found = seen(update("edited_message", update(photo=SIZES, caption="new")["message"]))
    assert (found.text, found.media[0].ref, found.media[0].unique) == ("new", "middle", "2")


@pytest.mark.parametrize(
    "content",
    [
        {"photo": SIZES[1:2]},
        {"voice": FILE | {"duration": 4}},
        {"video": FILM},
        {"document": LETTER},
    ],
    ids=lambda content: next(iter(content)),
)
def test_a_file_that_comes_again_is_known(content: dict[str, Any]) -> None:
    sent = seen(update(**content))
    edited = seen(update("edited_message", update(**content)["message"]))
    assert edited.media[0].unique == sent.media[0].unique
    assert sent.media[0].unique in {"2", "AQAD1"}


def test_a_live_location_moves_by_edits() -> None:
    body = update(location=PLACE | {"live_period": 900})["message"]
    found = seen(update("edited_message", body))
    assert found.happening is Happening.EDIT
    assert found.media[0].live
    assert found.media[0].latitude == 42.6629


def test_a_pressed_button() -> None:
    found = seen(pressed())
    assert found == Inbound(
        address=Address("telegram", str(PERSON)),
        external_id="callback:4410",
        received_at=MONDAY_MORNING,
        choice="menu:main",
        hint="fa",
        delivery_id="310000001",
        label="Main menu",
        pressed_on="9",
        name="Amina K",
    )


@pytest.mark.parametrize(
    ("message", "label", "pressed_on"),
    [
        ({"chat": CHAT, "message_id": 9, "date": 0}, None, "9"),
        (None, None, None),
        (update(message_id=9, text="no keyboard any more")["message"], None, "9"),
    ],
    ids=["no longer shown to us", "not known", "closed"],
)
def test_an_old_button_is_still_understood(
    message: dict[str, Any] | None, label: str | None, pressed_on: str | None
) -> None:
    found = seen(pressed(message=message))
    assert (found.choice, found.label, found.pressed_on) == ("menu:main", label, pressed_on)
    assert found.address.identifier == str(PERSON)


@pytest.mark.parametrize(
    ("status", "happening"),
    [("kicked", Happening.BLOCKED), ("member", Happening.UNBLOCKED)],
)
def test_being_turned_away_and_let_in_again(status: str, happening: Happening) -> None:
    found = seen(member(status))
    assert (found.happening, found.external_id) == (happening, "member:310000001")


@pytest.mark.parametrize(
    "raw",
    [
        update(text="Hello", **PROGRAM),
        update(
            "edited_message", update(text="x", **{"from": AMINA | {"is_bot": True}})["message"]
        ),
        pressed(**PROGRAM),
        pressed(data=None),
        pressed(message=update(text="x", chat=GROUP)["message"]),
        member("kicked", is_bot=True),
        member("member", chat=GROUP),
        member("left"),
        update(text="Hello", chat=GROUP),
        update("edited_message", update(text="Hello", chat=GROUP)["message"]),
        update("channel_post", update(text="Hello", chat=GROUP | {"type": "channel"})["message"]),
        update(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
        update(pinned_message=update(text="old")["message"]),
        update(text="\x00 "),
    ],
)
def test_what_is_nothing_for_us(raw: dict[str, Any]) -> None:
    assert read(raw) is None


@pytest.mark.parametrize(
    ("code", "hint"),
    [("fa", "fa"), ("fr-CA", "fr"), ("SR", "sr"), ("en", None), ("de", None), (None, None)],
)
def test_the_language_of_the_app_is_a_hint_where_it_says_something(
    code: str | None, hint: str | None
) -> None:
    assert seen(update(text="x", **{"from": AMINA | {"language_code": code}})).hint == hint


def test_a_name_is_cut_and_what_no_database_takes_is_left_out() -> None:
    long = AMINA | {"first_name": "A" * 64, "last_name": "B" * 64}
    assert seen(update(text="x", **{"from": long})).name == "A" * 64 + " " + "B" * 31
    assert seen(update(text="a\x00b\ud800c")).text == "abc"

"""What comes beside words: said kindly, seen by a human, never in the way of a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.effects import Fallback, HandOff, Say, SetLanguage
from flows.engine import Engine
from flows.session import Session
from flows.turn import Danger, Turn
from tests.flows.builders import keys, turn, world

CALL = HandOff("unknown", "P3", "media", {})
PLACE = "42.66290, 21.16550"


def _sent(*kinds: str, text: str = "", intent: str | None = None, **changes: object) -> Turn:
    return turn(text, intent, media=kinds, unreadable=not text, **changes)


def _intake(engine: Engine, *turns: Turn) -> Session:
    """A session in the request for return after these answers, consent being given."""
    session = Session.new()
    for message in (turn("I want to go home", "avrr_request"), *turns):
        session = engine.resume(session, message, world(consented=True)).session
    return session


@pytest.mark.parametrize(
    ("kind", "given", "text"),
    [
        ("photo", "", "media.photo"),
        ("document", "", "media.photo"),
        ("voice", "", "media.voice"),
        ("audio", "", "media.voice"),
        ("video", "", "media.voice"),
        ("location", PLACE, "media.given"),
        ("contact", "+38300000000", "media.given"),
        ("contact", "", "media.other"),
        ("other", "", "media.other"),
        ("hologram", "", "media.other"),
    ],
)
def test_each_kind_has_its_words_and_goes_to_a_human(
    engine: Engine, kind: str, given: str, text: str
) -> None:
    effects = engine.resume(Session.new(), _sent(kind, given=given), world()).effects

    assert keys(effects) == [text, "handoff.open"]
    assert [effect for effect in effects if not isinstance(effect, Say)] == [CALL]


def test_an_album_is_one_message_and_says_everything_once(engine: Engine) -> None:
    album = _sent("photo", "video", "photo", "sticker", "document")

    effects = engine.resume(Session.new(), album, world()).effects

    said = next(effect for effect in effects if isinstance(effect, Say))
    assert keys(effects) == ["media.photo", "handoff.open"]
    assert said.text.count("photos of passports") == 1
    assert said.text.count("voice messages") == 1


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location", "other"])
def test_danger_in_a_caption_leaves_no_room_for_anything_else(engine: Engine, kind: str) -> None:
    message = _sent(kind, text="he is bleeding", danger=Danger("emergency", "P0"))

    effects = engine.resume(Session.new(), message, world(noticed=False)).effects

    assert keys(effects) == ["safety.emergency", "safety.when_open", "safety.talk_safe"]


@pytest.mark.parametrize(
    ("intent", "call"),
    [
        ("need_medical", HandOff("need_medical", "P2", "need", {})),
        ("human", HandOff("human", "P3", "asked", {})),
        ("fear_return", HandOff("fear_return", "P1", "danger", {})),
    ],
)
def test_a_caption_that_calls_a_human_calls_only_one(
    engine: Engine, intent: str, call: HandOff
) -> None:
    effects = engine.resume(
        Session.new(), _sent("photo", text="x", intent=intent), world()
    ).effects

    assert keys(effects)[0] == "media.photo"
    assert [effect for effect in effects if isinstance(effect, HandOff)] == [call]


@pytest.mark.parametrize("text", ["", "lkj", "???"])
def test_what_a_human_will_see_is_no_miss(engine: Engine, text: str) -> None:
    once = engine.resume(Session.new(), turn("lkj"), world()).session

    sprint = engine.resume(once, _sent("photo", text=text), world())

    assert not [effect for effect in sprint.effects if isinstance(effect, Fallback)]
    assert sprint.session.misses == 0


def test_a_number_under_a_photo_chooses_what_was_offered(engine: Engine) -> None:
    menu = engine.resume(Session.new(), turn("menu", command="menu"), world()).session

    effects = engine.resume(menu, _sent("photo", text="3"), world()).effects

    assert keys(effects) == ["media.photo", "handoff.open", "menu.help_now"]


def test_the_language_asked_for_in_a_caption_is_spoken_from_the_first_word(engine: Engine) -> None:
    message = _sent(
        "photo", text="en français, c'est gratuit", intent="avrr_cost", requested_language="fr"
    )

    effects = engine.resume(Session.new(), message, world(noticed=False)).effects

    assert SetLanguage("fr") in effects
    assert {effect.language for effect in effects if isinstance(effect, Say)} == {"fr"}


def test_who_waits_is_not_called_twice_and_hears_everything_once(engine: Engine) -> None:
    context, session, said = world(owner="queue"), Session.new(), []
    for message in (_sent("photo"), _sent("document"), _sent("photo"), _sent("voice")):
        sprint = engine.resume(session, message, context)
        session = sprint.session
        said.append(keys(sprint.effects))
        assert not [effect for effect in sprint.effects if isinstance(effect, HandOff)]

    assert said == [["media.photo"], ["queue.added"], [], ["media.voice"]]


def test_a_question_in_the_queue_is_answered_under_a_photo_too(engine: Engine) -> None:
    message = _sent("photo", text="is it free?", intent="avrr_cost")

    effects = engine.resume(Session.new(), message, world(owner="queue")).effects

    assert keys(effects) == ["media.photo", "answer.avrr_cost"]


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("bot", ["media.photo", "handoff.open", "avrr.country"]),
        ("queue", ["media.photo", "avrr.country"]),
    ],
)
def test_a_question_that_waits_is_asked_again(engine: Engine, owner: str, said: list[str]) -> None:
    before = _intake(engine)

    sprint = engine.resume(before, _sent("photo"), world(owner=owner))

    assert keys(sprint.effects) == said
    assert sprint.session.frame == before.frame


def test_the_next_photo_in_the_queue_is_thanked_for_with_the_question(engine: Engine) -> None:
    context = world(owner="queue")
    first = engine.resume(_intake(engine), _sent("photo"), context).session

    (question,) = engine.resume(first, _sent("photo"), context).effects[:1]

    assert isinstance(question, Say)
    assert question.text.startswith("Thank you. I have added this for the counsellor.")
    assert question.text.endswith("Which country do you come from?")


def test_a_caption_answers_the_question_that_waits(engine: Engine) -> None:
    message = _sent("photo", text="Nepal", entities={"country": "NP"})

    sprint = engine.resume(_intake(engine), message, world())

    assert keys(sprint.effects) == ["media.photo", "handoff.open", "avrr.people"]
    assert sprint.session.frame is not None
    assert sprint.session.frame.answers == {"country": "NP"}


def test_what_was_set_aside_stays_set_aside(engine: Engine) -> None:
    parked = _intake(engine, turn("menu", command="menu"))

    after = engine.resume(parked, _sent("photo"), world()).session

    assert parked.parked is not None
    assert (after.parked, after.frame) == (parked.parked, parked.frame)


def test_a_question_within_a_question_keeps_its_place(engine: Engine) -> None:
    before = _intake(engine, turn("any news?", "case_status"))

    sprint = engine.resume(before, _sent("photo"), world())

    assert keys(sprint.effects) == ["media.photo", "handoff.open", "refer.case_number"]
    assert before.parked is not None
    assert (sprint.session.frame, sprint.session.parked) == (before.frame, before.parked)


def test_a_soft_question_is_not_asked_again_after_a_photo(engine: Engine) -> None:
    asked = engine.resume(Session.new(), turn("is it free?", "avrr_cost"), world()).session

    effects = engine.resume(asked, _sent("photo"), world()).effects

    assert keys(effects) == ["media.photo", "handoff.open"]


def test_what_was_told_in_an_earlier_queue_is_told_again(engine: Engine) -> None:
    earlier = Session(media_told=("media.photo",))

    effects = engine.resume(earlier, _sent("photo"), world()).effects

    assert keys(effects) == ["media.photo", "handoff.open"]


def test_a_pressed_choice_counts_whatever_else_was_sent(engine: Engine) -> None:
    pressed = turn(choice="menu:help_now", media=("photo",))

    effects = engine.resume(Session.new(), pressed, world()).effects

    assert keys(effects) == ["menu.help_now"]


def test_answers_that_were_not_sent_are_not_handed_over_with_a_photo(engine: Engine) -> None:
    session = _intake(engine, turn("Nepal", entities={"country": "NP"}))

    assert CALL in engine.resume(session, _sent("photo"), world()).effects


SKIP = turn("skip", command="skip")
WHERE, CONTACT = [SKIP] * 4, [SKIP] * 6


@pytest.mark.parametrize(
    ("before", "kind", "given", "name"),
    [
        (WHERE, "location", PLACE, "where"),
        (CONTACT, "contact", "+38300000000", "contact"),
        (CONTACT, "location", PLACE, "contact"),
    ],
)
def test_a_place_and_an_own_number_answer_where_they_are_asked_for(
    engine: Engine, before: list[Turn], kind: str, given: str, name: str
) -> None:
    sprint = engine.resume(_intake(engine, *before), _sent(kind, given=given), world())

    assert not [effect for effect in sprint.effects if isinstance(effect, HandOff)]
    assert sprint.session.frame is not None
    assert sprint.session.frame.answers == {name: given}


@pytest.mark.parametrize(
    ("before", "kind", "given"),
    [
        ([], "location", PLACE),
        (WHERE, "contact", "+38300000000"),
        (WHERE, "location", ""),
        (WHERE, "location", "  "),
    ],
)
def test_elsewhere_they_are_no_answer(
    engine: Engine, before: list[Turn], kind: str, given: str
) -> None:
    session = _intake(engine, *before)

    sprint = engine.resume(session, _sent(kind, given=given), world())

    assert CALL in sprint.effects
    assert sprint.session.frame == session.frame


def test_words_beside_a_place_are_the_answer_and_a_human_sees_the_place(engine: Engine) -> None:
    message = _sent("location", text="the blue house", given=PLACE)

    sprint = engine.resume(_intake(engine, *WHERE), message, world())

    assert CALL in sprint.effects
    assert sprint.session.frame is not None
    assert sprint.session.frame.answers == {"where": "the blue house"}


def test_a_place_with_a_very_long_name_is_kept_only_up_to_its_length(engine: Engine) -> None:
    sprint = engine.resume(_intake(engine, *WHERE), _sent("location", given="y" * 10_000), world())

    assert sprint.session.frame is not None
    assert sprint.session.frame.answers == {"where": "y" * 300}


def test_a_sticker_counts_for_nothing(engine: Engine) -> None:
    once = engine.resume(Session.new(), turn("lkj"), world()).session

    sprint = engine.resume(once, _sent("sticker", "sticker"), world())

    assert keys(sprint.effects) == ["media.sticker"]
    assert all(isinstance(effect, Say) for effect in sprint.effects)
    assert sprint.session.misses == once.misses == 1


def test_a_sticker_with_words_is_words(engine: Engine) -> None:
    message = _sent("sticker", text="is it free?", intent="avrr_cost")

    effects = engine.resume(Session.new(), message, world()).effects

    assert keys(effects) == ["answer.avrr_cost", "faq.helped"]


def test_a_sticker_brings_a_soft_question_back(engine: Engine) -> None:
    asked = engine.resume(Session.new(), turn("is it free?", "avrr_cost"), world()).session

    sprint = engine.resume(asked, _sent("sticker"), world())

    assert keys(sprint.effects) == ["faq.helped"]
    assert sprint.session.frame == asked.frame


def test_stickers_while_a_human_is_waited_for_are_seldom_answered(engine: Engine) -> None:
    first = engine.resume(Session.new(), _sent("sticker"), world(owner="queue"))
    second = engine.resume(first.session, _sent("sticker"), world(owner="queue"))

    assert (keys(first.effects), keys(second.effects)) == (["queue.added"], [])


def test_an_empty_message_is_still_told_that_it_is_empty(engine: Engine) -> None:
    effects = engine.resume(Session.new(), turn("", unreadable=True), world()).effects

    assert keys(effects) == ["fallback.unreadable"]


def test_a_session_from_before_there_were_files_can_be_read() -> None:
    stored = replace(Session.new(), misses=1).to_json()
    del stored["media_told"]

    assert Session.from_json(stored) == Session(misses=1)


@pytest.mark.parametrize("kind", ["photo", "document", "video"])
def test_a_picture_of_a_passport_gets_the_words_about_safety_each_time(
    engine: Engine, kind: str
) -> None:
    queued = world(owner="queue", case_number="K-000001")
    session = engine.resume(Session.new(), _sent(kind), world()).session
    for _ in range(2):
        sprint = engine.resume(session, _sent(kind, text="my passport", papers=True), queued)
        session = sprint.session
        assert keys(sprint.effects)[0] == "media.papers"


@pytest.mark.parametrize("language", ["ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es"])
def test_the_words_about_papers_stand_for_those_about_photos(
    engine: Engine, language: str
) -> None:
    photo = _sent("photo", text="x", papers=True, language=language)
    said = engine.resume(Session.new(), photo, world()).effects[0]
    assert isinstance(said, Say)
    assert (said.key, said.language) == ("media.papers", language)
    usual = engine.resume(Session.new(), _sent("photo", language=language), world()).effects[0]
    assert isinstance(usual, Say)
    assert usual.text not in said.text


def test_what_was_written_just_before_says_what_a_picture_shows(engine: Engine) -> None:
    announced = engine.resume(Session.new(), turn("here is my passport", papers=True), world())
    photo = engine.resume(announced.session, _sent("photo"), world())
    later = engine.resume(photo.session, _sent("photo"), world())
    assert keys(photo.effects)[0] == "media.papers"
    assert "media.papers" not in keys(later.effects)


def test_a_picture_instead_of_an_answer_about_papers_gets_the_words_about_safety(
    engine: Engine,
) -> None:
    answers = (turn("Syria", entities={"country": "SY"}), turn("2"), turn("no", command="no"))
    session = _intake(engine, *answers)
    assert session.frame
    assert session.frame.step == "documents"
    effects = engine.resume(session, _sent("photo"), world(consented=True)).effects
    assert keys(effects)[0] == "media.papers"


def test_a_place_or_a_voice_shows_no_papers(engine: Engine) -> None:
    effects = engine.resume(Session.new(), _sent("voice", text="passport", papers=True), world())
    assert "media.papers" not in keys(effects.effects)

"""Calls on the real spine: turns, repeats, people, messages left, and how calls end."""

from __future__ import annotations

import pytest

from bot.app import App, build
from bot.config import Settings, load
from bot.messages import Address, Delivery, Owner
from bot.store.database import Store
from bot.telephony import DANGER, PERSON, Heard, Next, Stage
from tests.bot.switchboard.calling import KEYS, NUMBER, Phone
from tests.builders import Clock, inbound, take_turns


@pytest.fixture
def phone(store: Store, settings: Settings, clock: Clock) -> Phone:
    """A service with a phone, on each kind of database."""
    return Phone(_app(store, settings, clock), clock)


def _app(store: Store, settings: Settings, clock: Clock, **more: object) -> App:
    return build(load(data=settings.data, nlu_url=None, **KEYS, **more), store, clock.now)


async def test_a_call_is_answered_in_the_call(phone: Phone) -> None:
    """Notice and menu come with the language, an answer with a question; no line is to be sent."""
    first = await phone.begin()
    assert first.next is Next.LISTEN
    assert first.turn == 0
    assert first.lines[0].key == "notice.first"
    assert first.lines[-1].choices

    second = await phone.say("how long does it take to go home")
    assert (second.next, second.turn) == (Next.LISTEN, 1)
    assert any(line.key == "answer.avrr_duration" for line in second.lines)
    lines = await phone.lines()
    assert {line.status for line in lines if line.direction == "out"} == {Delivery.SENT}
    assert not await phone.app.outbox.send_due()


async def test_a_turn_that_comes_again_is_one(phone: Phone) -> None:
    """The same webhook twice makes one line, and the answer is the same; an old one leads to
    where the call is."""
    await phone.begin()
    first = await phone.hear(Heard(text="how long does it take", confidence=0.9), 1)
    lines = len(await phone.lines())
    assert await phone.hear(Heard(text="how long does it take", confidence=0.9), 1) == first
    assert len(await phone.lines()) == lines
    last = await phone.press(PERSON)
    assert await phone.board.answer(phone.sid, 1, 0) == last
    assert (await phone.board.again(phone.sid)).turn == 2


async def test_what_is_not_answered_yet_is_waited_for(phone: Phone) -> None:
    """Without a turn taken there is no answer, and nothing is made up."""
    await phone.ring()
    reply = await phone.board.begin(phone.sid, "fr", 0)
    assert (reply.next, reply.language, reply.lines) == (Next.WAIT, "fr", ())
    assert (await phone.answer(0)).language == "fr"


async def test_an_unsure_word_is_not_acted_upon_but_danger_is(phone: Phone) -> None:
    """What the recogniser hardly heard changes nothing, unless it tells of danger."""
    await phone.begin()
    unsure = await phone.say("delete my data", confidence=0.1)
    assert not any(line.key.startswith("delete") for line in unsure.lines)
    assert (await phone.lines())[-len(unsure.lines) - 1].text == "delete my data"
    assert not await phone.cases()

    danger = await phone.say("he wants to kill me", confidence=0.1)
    assert danger.next is Next.VOICEMAIL
    assert (await phone.cases())[0].priority in ("P0", "P1")


async def test_the_key_of_danger_works_before_a_language(phone: Phone) -> None:
    """A case of the highest urgency stands at once, and people are next."""
    await phone.ring()
    reply = await phone.hear(Heard(choice=DANGER), 1)
    assert reply.next is Next.VOICEMAIL
    assert reply.lines[0].key.startswith("safety.")
    assert [case.priority for case in await phone.cases()] == ["P0"]


async def test_keys_stand_in_the_transcript_as_words(phone: Phone) -> None:
    """Nobody reads the name of a choice there; a language says its own."""
    await phone.begin("fr")
    await phone.press(PERSON)
    await phone.press(DANGER)
    heard = [line.text for line in await phone.lines() if line.direction == "in"]
    label = phone.app.engine.label
    assert heard == ["Français", label(PERSON, "fr"), label(DANGER, "fr")]
    assert not any(":" in text for text in heard if text)
    assert label("answer:old.step:gone", "fr") == "answer:old.step:gone"


async def test_a_person_is_asked_for_once(phone: Phone) -> None:
    """The second time there is no second case, and the caller goes to people all the same."""
    await phone.begin()
    assert (await phone.press(PERSON)).next is Next.VOICEMAIL
    case = (await phone.cases())[0]
    assert (await phone.press(PERSON)).next is Next.VOICEMAIL
    assert [one.id for one in await phone.cases()] == [case.id]


async def test_a_language_without_recogniser_answers_by_recordings(phone: Phone) -> None:
    """A question that takes words is recorded, and the recording is the answer."""
    await phone.begin("ps")
    await phone.press("flow:avrr_request")
    asked = await phone.hear(Heard(choice="answer:avrr_request.consent:yes"))
    assert (asked.next, asked.accepts) == (Next.RECORD, "country")
    recording = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"
    answered = await phone.hear(Heard(recording=recording, seconds=4))
    assert answered.accepts == "people"


async def test_a_dropped_call_goes_on_where_it_was(phone: Phone) -> None:
    """The question that waited is asked again in the next call."""
    await phone.begin()
    await phone.press("flow:avrr_request")
    asked = await phone.hear(Heard(choice="answer:avrr_request.consent:yes"))
    await phone.hang_up()
    again = await phone.begin()
    assert again.accepts == asked.accepts
    assert asked.lines[-1].text in again.lines[-1].text


async def test_one_person_has_one_place(phone: Phone, clock: Clock) -> None:
    """Who waits on another channel already waits since then."""
    sms = Address("sms", NUMBER)
    await phone.app.spine.accept(inbound("I want to talk to a person", to=sms, at=clock.now()))
    await take_turns(phone.app)
    clock.move(hours=3)
    await phone.begin()
    await phone.press(PERSON)
    first, second = sorted(await phone.cases(), key=lambda case: case.channel)
    assert first.waiting_since == second.waiting_since
    assert first.requested_human_at == second.requested_human_at


async def test_a_message_is_left_for_people(phone: Phone) -> None:
    """It becomes a case with the recording, once, and the assistant says nothing to it."""
    await phone.begin()
    await phone.board.moved(phone.sid, Stage.VOICEMAIL)
    recording = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE2"
    said = len(await phone.lines())
    assert await phone.board.recorded(phone.sid, recording, 12)
    assert not await phone.board.recorded(phone.sid, recording, 12)
    await take_turns(phone.app)
    assert len(await phone.lines()) == said + 1
    assert [case.reason for case in await phone.cases()] == ["voicemail"]


async def test_a_lost_message_is_a_case(phone: Phone) -> None:
    """Somebody said something that nobody will hear: people are told."""
    await phone.begin()
    await phone.board.lost_recording(phone.sid, "recording_absent")
    assert [case.reason for case in await phone.cases()] == ["voicemail_lost"]


async def test_giving_up_calls_people(phone: Phone) -> None:
    """Whatever the reason, a case says it, and there is one case."""
    await phone.begin()
    assert (await phone.board.give_up(phone.sid, "silence")).next is Next.VOICEMAIL
    await phone.board.give_up(phone.sid, "error")
    assert [case.reason for case in await phone.cases()] == ["voice_silence"]


async def test_who_hangs_up_early_is_called_back_within_limits(phone: Phone, clock: Clock) -> None:
    """Twice in a day, once for each call, and not who was heard."""
    for expected in (1, 2, 2):
        await phone.ring()
        await phone.board.moved(phone.sid, Stage.LANGUAGE)
        assert await phone.hang_up()
        assert not await phone.hang_up("no-answer")
        clock.move(minutes=5)
        assert len(await phone.to_call()) == expected
    assert (await phone.happened())[-1] == "not_called_back"

    await phone.begin()
    await phone.say("hello")
    await phone.hang_up()
    clock.move(days=2)
    assert len(await phone.to_call()) == 2


async def test_a_hidden_number_is_somebody_too(phone: Phone) -> None:
    """They are answered and have a case, and nobody can call them."""
    phone.number = None
    assert (await phone.ring()).number is None
    await phone.hang_up()
    assert not await phone.to_call()
    await phone.begin()
    assert (await phone.press(PERSON)).next is Next.VOICEMAIL
    assert await phone.cases()


async def test_a_call_that_ended_never_comes_back(phone: Phone) -> None:
    """Late news of an earlier stage changes nothing."""
    await phone.begin()
    await phone.hang_up()
    await phone.board.moved(phone.sid, Stage.QUEUED)
    assert (await phone.row()).stage is Stage.ENDED
    assert (await phone.happened()).count("ended") == 1


async def test_while_a_counsellor_answers_the_assistant_is_silent(phone: Phone) -> None:
    """What is said belongs to the case, and the caller goes to people."""
    await phone.begin()
    await phone.press(PERSON)
    async with phone.app.store.write() as unit:
        talk = await unit.conversations.get((await phone.lines())[0].conversation_id)
        assert talk
        assert await unit.conversations.hand(talk, Owner.OPERATOR)
    lines = len(await phone.lines())
    reply = await phone.say("how long does it take")
    assert (reply.next, reply.lines) == (Next.VOICEMAIL, ())
    assert len(await phone.lines()) == lines + 1


async def test_lines_that_no_call_said_are_given_up(phone: Phone, clock: Clock) -> None:
    """Quietly: nobody is called for them, and nothing waits for ever."""
    await phone.ring()
    await phone.board.begin(phone.sid, "en", 0)
    await take_turns(phone.app)
    clock.move(minutes=3)
    phone.app.bell.end()
    await phone.board.step()
    assert {line.status for line in await phone.lines() if line.direction == "out"} == {
        Delivery.FAILED
    }
    assert not await phone.cases()


async def test_nothing_is_said_by_phone_but_answers(phone: Phone) -> None:
    """A colleague who takes the case says nothing into a phone that was hung up."""
    await phone.begin()
    await phone.press(PERSON)
    await phone.hang_up()
    lines = len(await phone.lines())
    async with phone.app.store.write() as unit:
        await unit.office.add("o", "O", "operator", "no password", must_change=False)
        staff = await unit.office.by_name("o")
    assert staff
    case = (await phone.cases())[0]
    await phone.app.desk.claim(staff, case.number)
    await phone.app.desk.close(staff, case.number, "resolved")
    assert len(await phone.lines()) == lines

"""The spine: one message from its arrival to its answer, without a model."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.app import App
from bot.messages import Author, Owner
from bot.store.records import Case, Conversation, Staff
from tests.builders import Clock, address, inbound, say, settle, shown


async def _staff(app: App, name: str = "vjosa", role: str = "operator") -> Staff:
    async with app.store.write() as unit:
        await unit.office.add(name, name.capitalize(), role, "hash", must_change=False)
        found = await unit.office.by_name(name)
        assert found
        return found


async def _queue(app: App) -> list[Case]:
    return [row.case for row in await app.desk.queue()]


async def _conversation(app: App) -> Conversation:
    async with app.store.read() as unit:
        contact = await unit.people.find(address())
        assert contact
        found = await unit.conversations.find_open(contact.id)
        assert found
        return found


async def test_a_message_is_answered_once_however_often_it_arrives(app: App) -> None:
    message = inbound("how much does it cost to go home?", external_id="1")
    assert await app.spine.accept(message)
    assert not await app.spine.accept(message)
    await settle(app)
    answers = await shown(app)
    assert not await app.spine.accept(message)
    await settle(app)
    assert await shown(app) == answers
    assert answers


async def test_messages_of_one_person_are_answered_in_their_order(app: App) -> None:
    for number in range(6):
        await app.spine.accept(inbound(f"message {number}", external_id=str(number)))
    people = await app.spine.people_waiting(5)
    assert len(people) == 1
    results = await asyncio.gather(*(app.spine.take_turn(people[0]) for _ in range(6)))
    assert results.count(True) >= 1
    await settle(app)
    async with app.store.read() as unit:
        lines = await unit.transcript.lines(await _conversation(app))
    said = [line.text for line in lines if line.author is Author.CALLER]
    assert said == [f"message {number}" for number in range(6)]
    assert [line.n for line in lines] == sorted(line.n for line in lines)


async def test_danger_reaches_the_top_of_the_queue_without_a_model(app: App) -> None:
    await say(app, "i want to speak to a human", to=address("bilal"))
    answers = await say(app, "please, my brother is not breathing")
    assert "112" in answers[0].text
    queue = await _queue(app)
    assert (queue[0].priority, queue[0].topic) == ("P0", "emergency")
    assert (await _conversation(app)).owner is Owner.QUEUE


async def test_the_bot_is_silent_while_a_person_holds_the_conversation(app: App) -> None:
    await say(app, "human")
    (case,) = await _queue(app)
    staff = await _staff(app)
    await app.desk.claim(staff, case.number)
    await settle(app)
    for words in ("hello?", "how much does it cost?", "help me they are beating me"):
        assert await say(app, words) == []
    (case,) = await _queue(app)
    assert case.priority == "P1"
    view = await app.desk.case(staff, case.number)
    heard = [line.text or "" for line in view.lines if line.author is Author.CALLER]
    assert heard[-1].startswith("help")


async def test_a_turn_that_a_human_overtakes_says_nothing(app: App) -> None:
    await say(app, "human")
    (case,) = await _queue(app)
    staff = await _staff(app)
    before = await shown(app)
    await app.spine.accept(inbound("how much does it cost?"))
    (person,) = await app.spine.people_waiting(1)
    taken = await app.spine._take(person)
    assert taken
    await app.desk.claim(staff, case.number)
    await app.spine._process_or_release(taken)
    await settle(app)
    after = (await shown(app))[len(before) :]
    assert [message.text.split()[0] for message in after] == ["A"]
    view = await app.desk.case(staff, case.number)
    assert any(line.text == "how much does it cost?" for line in view.lines)


async def test_hand_off_works_again_and_again_for_the_same_person(app: App) -> None:
    staff = await _staff(app)
    numbers = set()
    for _ in range(3):
        await say(app, "human")
        (case,) = await _queue(app)
        numbers.add(case.number)
        await app.desk.claim(staff, case.number)
        await app.desk.reply(staff, case.number, "Good day, how can I help?")
        await app.desk.close(staff, case.number, "resolved")
        await settle(app)
        assert (await _conversation(app)).owner is Owner.BOT
        assert await _queue(app) == []
    assert len(numbers) == 3
    assert await say(app, "how much does it cost?")


async def test_a_turn_that_lost_its_lease_does_not_count(app: App, clock: Clock) -> None:
    await app.spine.accept(inbound("hello"))
    (person,) = await app.spine.people_waiting(1)
    lost = await app.spine._take(person)
    assert lost
    clock.move(seconds=60)
    await settle(app)
    answers = await shown(app)
    await app.spine._process_or_release(lost)
    await settle(app)
    assert await shown(app) == answers


async def test_a_message_that_kills_its_turn_goes_to_a_human(app: App, clock: Clock) -> None:
    await app.spine.accept(inbound("hello"))
    (person,) = await app.spine.people_waiting(1)
    for _ in range(3):
        assert await app.spine._take(person)
        clock.move(seconds=60)
    await settle(app)
    (case,) = await _queue(app)
    assert case.reason == "message_kills_its_turn"
    assert "went wrong on our side" in (await shown(app))[0].text


async def test_a_flow_that_breaks_is_handed_to_a_human(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise KeyError("broken content")

    monkeypatch.setattr(app.engine.__class__, "resume", broken)
    (answer,) = [m for m in await say(app, "hello") if "case number" not in m.text]
    assert "went wrong on our side" in answer.text
    (case,) = await _queue(app)
    assert case.reason == "flow_failed"


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂🙂",
        "x" * 10_000,
        "\x00\x01\x02 hi \x7f",
        "؟",
        "\ud800 broken half",
        "1",
        "....",
        "\u200b",
    ],
)
async def test_any_text_gets_some_answer_and_is_kept(app: App, text: str) -> None:
    assert await say(app, text)
    async with app.store.read() as unit:
        lines = await unit.transcript.lines(await _conversation(app))
    assert lines[0].author is Author.CALLER


async def test_an_unknown_choice_gets_some_answer(app: App) -> None:
    assert await say(app, choice="menu:nothing-like-this")


async def test_the_chosen_language_beats_what_is_detected(app: App) -> None:
    await say(app, "hello, I have a question about going home")
    assert (await say(app, choice="lang:fr"))[0].language == "fr"
    assert {m.language for m in await say(app, "how much does the journey cost?")} == {"fr"}


async def test_one_shared_word_does_not_switch_the_language(app: App) -> None:
    await say(app, "bonjour, je voudrais rentrer dans mon pays s'il vous plait")
    for word in ("ok", "salam", "hello"):
        assert {m.language for m in await say(app, word)} == {"fr"}


async def test_an_unfinished_request_is_handed_over_as_it_stands(app: App, clock: Clock) -> None:
    await say(app, "i want to go home")
    await say(app, "yes")
    await say(app, "Morocco")
    clock.move(hours=2)
    await app.clock.tick()
    (case,) = await _queue(app)
    assert case.topic == "avrr_request"
    assert case.answers["country"] in ("MA", "Morocco")


async def test_deleting_my_data_deletes_it(app: App, clock: Clock) -> None:
    await say(app, "delete my data")
    answers = await say(app, "yes")
    assert answers
    conversation = await _conversation(app)
    clock.move(minutes=3)
    await app.clock.tick()
    assert await shown(app) == []
    async with app.store.read() as unit:
        assert {line.text for line in await unit.transcript.lines(conversation)} == {None}
    assert await say(app, "hello again")


async def test_an_idle_conversation_is_closed_and_a_new_one_begins(app: App, clock: Clock) -> None:
    await say(app, "how much does it cost?")
    first = await _conversation(app)
    clock.move(days=4)
    await app.clock.tick()
    await say(app, "hello")
    assert (await _conversation(app)).id != first.id


async def test_the_transcript_says_what_was_understood_and_by_what(app: App) -> None:
    await say(app, "how much does it cost to go home?")
    async with app.store.read() as unit:
        first, *answers = await unit.transcript.lines(await _conversation(app))
    assert (first.intent, first.degraded, first.language) == ("avrr_cost", True, "en")
    assert all(line.content_version == app.engine.content_version for line in answers)
    assert timedelta(0) == first.created_at - app.now()

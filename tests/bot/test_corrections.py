"""A person says what a message means: kept with who and when, and never less urgent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.app import App, build
from bot.config import Settings
from bot.errors import BadInputError, ErasedError, NotFoundError
from bot.store.database import Store
from bot.store.records import Line, Staff
from bot.views import ConversationView
from tests.builders import Clock, say


@pytest.fixture
def both(store: Store, settings: Settings, clock: Clock) -> App:
    """One wired service on each kind of database."""
    return build(settings, store, clock.now)


async def _hire(app: App, role: str) -> Staff:
    async with app.store.write() as unit:
        await unit.office.add(role, role.title(), role, "hash", must_change=False)
        found = await unit.office.by_name(role)
    assert found
    return found


async def _named(app: App) -> Staff:
    async with app.store.read() as unit:
        found = await unit.office.by_name("manager")
    assert found
    return found


async def _conversation(app: App, manager: Staff) -> ConversationView:
    async with app.store.read() as unit:
        found = await unit.corrections.talks_since(unit.now.replace(year=2000))
    return await app.desk.conversation(manager, found[-1])


def _first(view: ConversationView) -> Line:
    return next(line for line in view.lines if line.direction == "in")


async def _correct(app: App, text: str, meanings: Sequence[str]) -> ConversationView:
    await say(app, text)
    manager = await _hire(app, "manager")
    view = await _conversation(app, manager)
    await app.desk.correct(manager, view.conversation.id, _first(view).n, meanings)
    return await _conversation(app, manager)


async def test_it_is_kept_with_who_and_when_and_can_be_corrected_again(
    both: App, clock: Clock
) -> None:
    view = await _correct(both, "how long must I wait", ["avrr_duration", "case_status"])
    line, manager = _first(view), await _named(both)
    kept = view.corrections[line.id]
    assert (kept.intents, kept.at) == (("avrr_duration", "case_status"), clock.now())
    assert view.names[kept.staff_id] == "Manager"
    clock.move(minutes=1)
    await both.desk.correct(manager, view.conversation.id, line.n, kept.intents)
    assert (await _conversation(both, manager)).corrections[line.id].at == kept.at
    await both.desk.correct(manager, view.conversation.id, line.n, [])
    again = await _conversation(both, manager)
    assert again.corrections[line.id].intents == ()
    traces = [event for event in again.events if event.kind == "corrected"]
    assert [event.params["intents"] for event in traces] == [["avrr_duration", "case_status"], []]
    assert {event.actor for event in traces} == {manager.id}
    assert await both.desk.queue() == []


async def test_danger_that_was_missed_calls_people(both: App) -> None:
    assert await both.desk.queue() == []
    view = await _correct(both, "we are on the ice", ["emergency"])
    [row] = await both.desk.queue()
    assert (row.case.priority, row.case.topic, row.case.reason) == ("P0", "emergency", "corrected")
    assert view.conversation.owner == "queue"


async def test_an_open_case_is_raised_and_never_lowered(both: App) -> None:
    await say(both, "human")
    view = await _correct(both, "he took our passports", ["complaint", "trafficking"])
    [row] = await both.desk.queue()
    assert (row.case.priority, row.case.topic) == ("P1", "trafficking")
    manager = await _named(both)
    for harmless in (["thank"], [], ["violence_abuse"]):
        await both.desk.correct(manager, view.conversation.id, _first(view).n, harmless)
        [same] = await both.desk.queue()
        assert (same.case.priority, same.case.topic) == ("P1", "trafficking")
        assert same.case.version == row.case.version
    again = [event.kind for event in (await _conversation(both, manager)).events]
    assert again.count("handed_off_again") == 1


async def test_a_conversation_that_has_ended_gets_no_case(both: App, clock: Clock) -> None:
    await say(both, "we are on the ice")
    clock.move(hours=100)
    await both.clock.tick()
    manager = await _hire(both, "manager")
    view = await _conversation(both, manager)
    assert view.conversation.state == "closed"
    await both.desk.correct(manager, view.conversation.id, _first(view).n, ["emergency"])
    assert await both.desk.queue() == []
    assert len((await _conversation(both, manager)).corrections) == 1


@pytest.mark.parametrize(
    "meanings",
    [["no_such_intent"], ["greet", "greet"], ["greet", "thank", "menu", "human"], ["unknown"]],
)
async def test_what_no_message_can_mean_is_refused(app: App, meanings: list[str]) -> None:
    with pytest.raises(BadInputError, match="Nothing was stored"):
        await _correct(app, "hello", meanings)


async def test_only_words_of_the_caller_can_be_corrected(app: App) -> None:
    view = await _correct(app, "hello", ["greet"])
    manager = await _named(app)
    answer = next(line for line in view.lines if line.direction == "out")
    for n in (answer.n, 999):
        with pytest.raises(NotFoundError):
            await app.desk.correct(manager, view.conversation.id, n, ["greet"])
    with pytest.raises(NotFoundError):
        await app.desk.correct(manager, "nowhere", _first(view).n, ["greet"])


async def test_an_erased_message_cannot_be_corrected(app: App) -> None:
    view = await _correct(app, "hello", ["greet"])
    manager = await _named(app)
    async with app.store.write() as unit:
        await unit.people.erase(view.conversation.person_id)
    with pytest.raises(ErasedError):
        await app.desk.correct(manager, view.conversation.id, _first(view).n, ["thank"])

"""The desk: who may do what, claims that collide, replies that must not go nowhere."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import App
from bot.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError, TakenError
from bot.messages import Author
from bot.store.records import Staff
from bot.store.search import Wanted
from tests.builders import Clock, address, lines_at, say, settle, shown


async def staff(app: App, name: str, role: str = "operator") -> Staff:
    async with app.store.write() as unit:
        await unit.office.add(name, name.capitalize(), role, "hash", must_change=False)
        found = await unit.office.by_name(name)
        assert found
        return found


@pytest.fixture
async def number(app: App) -> str:
    """The number of the one case in the queue."""
    await say(app, "human")
    (row,) = await app.desk.queue()
    return row.case.number


async def test_of_two_that_claim_at_once_one_gets_it(app: App, number: str) -> None:
    people = [await staff(app, name) for name in ("vjosa", "ardit", "elena")]
    results = await asyncio.gather(
        *(app.desk.claim(person, number) for person in people), return_exceptions=True
    )
    taken = [r for r in results if isinstance(r, TakenError)]
    assert results.count(None) == 1
    assert len(taken) == 2
    holder = people[results.index(None)].display_name
    assert {error.holder for error in taken} == {holder}
    assert [row.holder for row in await app.desk.queue()] == [holder]


async def test_claiming_again_what_one_has_is_no_conflict(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    await app.desk.claim(vjosa, number)
    await app.desk.claim(vjosa, number)


async def test_the_caller_hears_who_answers_and_reads_the_reply(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    before = len(await shown(app))
    await app.desk.claim(vjosa, number)
    await app.desk.reply(vjosa, number, "Mirë dita, si mund t'ju ndihmoj?")
    await settle(app)
    joined, reply = (await shown(app))[before:]
    assert (joined.author, reply.author) == (Author.BOT, Author.OPERATOR)
    assert reply.text == "Mirë dita, si mund t'ju ndihmoj?"


async def test_only_the_holder_replies_and_closes(app: App, number: str) -> None:
    vjosa, ardit = await staff(app, "vjosa"), await staff(app, "ardit")
    with pytest.raises(ConflictError, match="Claim this case first"):
        await app.desk.reply(vjosa, number, "hello")
    await app.desk.claim(vjosa, number)
    with pytest.raises(TakenError, match="Vjosa has this case"):
        await app.desk.reply(ardit, number, "hello")
    with pytest.raises(TakenError):
        await app.desk.close(ardit, number, "resolved")
    await app.desk.close(vjosa, number, "resolved")
    with pytest.raises(ConflictError, match="closed"):
        await app.desk.reply(vjosa, number, "one more thing")
    with pytest.raises(ConflictError, match="closed"):
        await app.desk.claim(ardit, number)


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 4001])
async def test_a_reply_that_is_none_is_refused(app: App, number: str, text: str) -> None:
    vjosa = await staff(app, "vjosa")
    await app.desk.claim(vjosa, number)
    with pytest.raises(BadInputError):
        await app.desk.reply(vjosa, number, text)


async def test_an_unknown_outcome_is_refused(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    await app.desk.claim(vjosa, number)
    with pytest.raises(BadInputError, match="resolved"):
        await app.desk.close(vjosa, number, "whatever")


async def test_a_reply_to_somebody_who_cannot_be_reached_is_shouted(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    await app.desk.claim(vjosa, number)
    async with app.store.write() as unit:
        contact = await unit.people.find(address())
        assert contact
        await unit.people.mark(contact.id, "dead")
    with pytest.raises(ConflictError, match="Nothing was sent"):
        await app.desk.reply(vjosa, number, "hello")


async def test_notes_are_never_shown_to_the_caller(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    await app.desk.note(vjosa, number, "speaks better French")
    await settle(app)
    assert all("French" not in message.text for message in await shown(app))
    view = await app.desk.case(vjosa, number)
    assert [note.text for note in view.notes] == ["speaks better French"]


async def test_roles_are_kept(app: App, number: str) -> None:
    vjosa, mira = await staff(app, "vjosa"), await staff(app, "mira", "manager")
    with pytest.raises(ForbiddenError):
        await app.desk.claim(mira, number)
    with pytest.raises(ForbiddenError):
        await app.desk.find(vjosa, Wanted(), 1)
    with pytest.raises(ForbiddenError):
        await app.desk.conversation(vjosa, "any")
    assert (await app.desk.find(mira, Wanted(), 1)).total == 1


async def test_what_does_not_exist_is_said_so(app: App) -> None:
    vjosa, mira = await staff(app, "vjosa"), await staff(app, "mira", "manager")
    with pytest.raises(NotFoundError):
        await app.desk.case(vjosa, "K-000000")
    with pytest.raises(NotFoundError):
        await app.desk.conversation(mira, "nothing")


async def test_every_look_leaves_a_trace(app: App, number: str) -> None:
    vjosa, mira = await staff(app, "vjosa"), await staff(app, "mira", "manager")
    view = await app.desk.case(vjosa, number)
    await app.desk.conversation(mira, view.conversation.id)
    looks = (await app.desk.conversation(mira, view.conversation.id)).looks
    assert [(look.username, look.action) for look in looks] == [
        ("mira", "transcript_read"),
        ("vjosa", "case_opened"),
    ]


async def test_a_case_that_waits_too_long_is_marked(app: App, number: str, clock: Clock) -> None:
    del number
    assert [row.overdue for row in await app.desk.queue()] == [False]
    clock.move(hours=73)
    assert [row.overdue for row in await app.desk.queue()] == [True]


async def test_versions_change_with_what_they_stand_for(app: App, number: str) -> None:
    vjosa = await staff(app, "vjosa")
    queue, case = await app.desk.queue_version(), await app.desk.case_version(vjosa, number)
    assert await app.desk.queue_version() == queue
    await say(app, "one more thing please")
    assert await app.desk.case_version(vjosa, number) != case
    await app.desk.claim(vjosa, number)
    assert await app.desk.queue_version() != queue


async def test_deletion_asked_for_during_a_case_follows_its_end(
    app: App, number: str, clock: Clock
) -> None:
    vjosa = await staff(app, "vjosa")
    await say(app, "delete my data")
    await say(app, "yes")
    clock.move(minutes=5)
    await app.clock.tick()
    view = await app.desk.case(vjosa, number)
    assert view.lines[0].text == "human"
    await app.desk.claim(vjosa, number)
    await app.desk.close(vjosa, number, "withdrawn")
    await settle(app)
    clock.move(minutes=5)
    await app.clock.tick()
    assert {line.text for line in (await app.desk.case(vjosa, number)).lines} == {None}


@pytest.mark.parametrize(("words", "marked"), [("help me, they beat me", True), ("human", False)])
async def test_a_reply_about_a_danger_is_marked_as_sensitive(
    app: App, words: str, marked: bool
) -> None:
    await say(app, words)
    (row,) = await app.desk.queue()
    vjosa = await staff(app, "vjosa")
    await app.desk.claim(vjosa, row.case.number)
    await app.desk.reply(vjosa, row.case.number, "Where are you now?")
    said = await lines_at(app, address())
    (reply,) = [line for line in said if line.author is Author.OPERATOR]
    assert reply.sensitive is marked

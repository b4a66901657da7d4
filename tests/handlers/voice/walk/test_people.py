"""Who waits on the line is taken by a colleague on their own phone, from one end to the other."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.bench.twilio.double.phone.asking import Page
from bot.bench.twilio.double.phone.leg import Doing
from bot.bench.twilio.double.phone.lines import Line
from bot.bench.twilio.double.phone.signals import GoTo
from bot.bench.twilio.double.posts import Post
from bot.phone_views import events_of
from bot.store.database import Store
from bot.store.records import Staff
from bot.store.voice_tables import call as calls
from bot.telephony import Stage
from tests.builders import Clock
from tests.handlers.voice.site import phrases
from tests.handlers.voice.walk.town import OPERATOR, Town, town

FORWARD = (Stage.RINGING, Stage.LANGUAGE, Stage.TALK, Stage.QUEUED, Stage.PERSON, Stage.ENDED)
"""The stages of a call that a person takes."""

WATCH = (
    "CREATE TABLE stages_seen (call_id TEXT, before TEXT, after TEXT)",
    """CREATE TRIGGER stage_seen AFTER UPDATE OF stage ON call WHEN old.stage <> new.stage
    BEGIN INSERT INTO stages_seen VALUES (new.id, old.stage, new.stage); END""",
)
"""The database itself tells of every change, however short it lasts."""

IN_A_BRIDGE = ("answered", "taken", "speaking", "ended")


async def watch(place: Town) -> None:
    """From now on every change of a stage is kept."""
    async with place.app.store.write() as unit:
        for statement in WATCH:
            await unit.rows.connection.execute(text(statement))


async def moves(place: Town) -> list[tuple[str, str]]:
    """All changes of stages: before and after."""
    async with place.app.store.read() as unit:
        rows = await unit.rows.connection.execute(text("SELECT before, after FROM stages_seen"))
        return [(before, after) for before, after in rows]


async def stages(place: Town) -> dict[str, str]:
    """Where the calls are now, by their purpose."""
    async with place.app.store.read() as unit:
        rows = await unit.rows.connection.execute(select(calls.c.purpose, calls.c.stage))
        return {row.purpose: row.stage for row in rows}


async def colleague(place: Town) -> Staff:
    """Whoever takes calls."""
    async with place.app.store.read() as unit:
        found = await unit.office.by_name("o")
    assert found
    return found


async def happened(place: Town, conversation_id: str) -> Counter[str]:
    """What happened in the calls of a conversation, as purpose and kind."""
    async with place.app.store.read() as unit:
        events = await events_of(unit, conversation_id)
    return Counter(
        f"{one.params['purpose']} {one.kind.removeprefix('call.')}"
        for one in events
        if one.kind.startswith("call.")
    )


async def waits(place: Town, language: str) -> Line:
    """Somebody who wants a person, and hears their place in the queue."""
    line = await place.chooses(await place.double.phone().call(), language)
    await line.press("0")
    assert phrases("voice.next", language) in place.texts(line.lately)
    assert (await stages(place))["called"] == Stage.QUEUED
    return line


async def taken(place: Town) -> Line:
    """The colleague's call: they hear what it is about, and press the key that takes it."""
    desk = place.double.phone(OPERATOR)
    [case] = await place.cases()
    await place.app.desk.phoning.ring(await colleague(place), case.number)
    line = await desk.rings()
    assert "The caller waits on the line." in line.words
    return await (await line.press("1")).until(Doing.TALKING)


async def from_end_to_end(place: Town, language: str, first: str) -> str:
    """The whole of it: waiting, whispering, the key, speaking, and the end; the conversation."""
    caller = await waits(place, language)
    [case] = await place.cases()
    operator = await taken(place)
    await caller.until(Doing.TALKING)
    assert await stages(place) == {"called": Stage.PERSON, "bridge": Stage.PERSON}
    goes, stays = (caller, operator) if first == "caller" else (operator, caller)
    await goes.hang_up()
    await stays.over()
    await place.double.settle()
    assert await stages(place) == {"called": Stage.ENDED, "bridge": Stage.ENDED}
    if first == "caller":
        assert operator.words.endswith("The call has ended. Goodbye.")
    else:
        assert place.said_goodbye(caller, language)
    counted = await happened(place, case.conversation_id)
    assert {kind: counted[f"bridge {kind}"] for kind in IN_A_BRIDGE} == dict.fromkeys(
        IN_A_BRIDGE, 1
    )
    assert [kind for kind, count in counted.items() if count > 1] == []
    assert counted["called ended"] == 1
    return case.conversation_id


async def late(place: Town, seed: int) -> None:
    """Everything that was asked and told comes once more, in any order, when all is over; what is
    asked is answered with a document."""
    world, asker = place.double.world, place.double.exchange.asker
    again: list[Page | Post] = [*asker.pages, *world.posts.done]
    random.Random(seed).shuffle(again)  # noqa: S311 - repeatable, nothing secret
    for one in again:
        if isinstance(one, Page):
            await asker.document(one.sid, GoTo(one.url, dict(one.fields)), {})
        else:
            world.post(one.line, one.kind, one.hook, one.fields, one.about, 0.0)
    await place.double.settle()


@pytest.mark.parametrize("language", ["en", "ps"])
@pytest.mark.parametrize("first", ["caller", "operator"])
async def test_who_waits_is_taken_on_the_phone(staffed: Town, first: str, language: str) -> None:
    await staffed.record(language)
    await from_end_to_end(staffed, language, first)


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize("first", ["caller", "operator"])
async def test_reports_in_any_order_and_twice_change_nothing(
    sqlite_store: Store, clock: Clock, tmp_path: Path, seed: int, first: str
) -> None:
    async with town(sqlite_store, clock, tmp_path / "var", seed=seed) as place:
        await place.operator()
        await watch(place)
        reporting = place.double.world.reporting
        reporting.shuffle, reporting.repeat = True, 1.0
        place.double.faults.repeat = 1.0
        conversation = await from_end_to_end(place, "en", first)
        before = await happened(place, conversation)
        await late(place, seed)
        assert await happened(place, conversation) == before
        seen = await moves(place)
        assert len(seen) >= len(FORWARD)
        assert [m for m in seen if FORWARD.index(Stage(m[1])) < FORWARD.index(Stage(m[0]))] == []


async def test_who_is_taken_by_nobody_hears_so(staffed: Town) -> None:
    caller = await waits(staffed, "en")
    desk = staffed.double.phone(OPERATOR)
    [case] = await staffed.cases()
    await staffed.app.desk.phoning.ring(await colleague(staffed), case.number)
    operator = await desk.rings()
    await (await operator.press("2")).over()
    assert operator.words.endswith("You have not taken the call. Goodbye.")
    assert (await stages(staffed))["called"] == Stage.QUEUED
    while not caller.ended and caller.doing is not Doing.RECORDING:
        await caller.silence()
    await caller.leave("my name is")
    assert caller.left_voicemail
    assert len(await staffed.cases()) == 1

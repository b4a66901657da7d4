"""What is suggested: the right messages, anonymous, in a useful order, with a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.errors import ForbiddenError
from bot.improvement.candidates import Rules, rules_of
from bot.improvement.suggestions import Suggestion, suggest
from bot.messages import Author
from bot.store.database import Store, Unit
from bot.store.records import Conversation
from bot.store.tables import address as addresses
from bot.store.tables import staff as accounts
from flows.load import load
from tests.builders import MONDAY_MORNING, Clock, address

RULES = Rules(0.35, frozenset({"avrr.ask_where"}))
UNSURE, SURE = 0.2, 0.9


async def _talk(unit: Unit, name: str) -> Conversation:
    contact = await unit.people.contact(address(name))
    return await unit.conversations.open(contact)


async def _hear(
    unit: Unit,
    talk: Conversation,
    text: str,
    intent: str | None = "avrr_what",
    sure: float = UNSURE,
    *,
    second: float = 0.0,
    choice: str | None = None,
    **columns: object,
) -> str:
    ranked = [{"name": intent, "confidence": sure}, {"name": "menu", "confidence": second}]
    return await unit.transcript.add_in(
        talk,
        f"i-{talk.id[-12:]}-{text[:12]}",
        text,
        choice,
        {"intents": ranked if intent else []},
        intent=intent,
        confidence=sure if intent else None,
        **{"language": "en", "script": "latn", "alarms": "", "model_version": "m1", **columns},
    )


async def _hire(store: Store, name: str = "mira", role: str = "manager") -> str:
    async with store.write() as unit:
        await unit.office.add(name, name.title(), role, "hash", must_change=False)
        staff = await unit.office.by_name(name)
    assert staff
    return staff.id


async def _suggested(
    store: Store, *, limit: int = 50, language: str | None = None, days: int = 30, known: str = ""
) -> list[Suggestion]:
    return await suggest(
        store,
        RULES,
        by="mira",
        since=MONDAY_MORNING - timedelta(days=days),
        limit=limit,
        language=language,
        known=[known],
    )


async def test_what_the_model_did_not_know_the_most_useful_first(store: Store) -> None:
    mira = await _hire(store)
    async with store.write() as unit:
        talk = await _talk(unit, "a")
        await _hear(unit, talk, "quite sure of this one", sure=SURE)
        await _hear(unit, talk, "one of two things", sure=0.5, second=0.45)
        await _hear(unit, talk, "hardly a guess here", sure=0.1)
        other = await _talk(unit, "b")
        await _hear(unit, other, "they took the papers", "thank", SURE, alarms="held")
        corrected = await _hear(unit, other, "sure and wrong", "greet", SURE)
        await unit.corrections.add(corrected, mira, ["avrr_cost"])
        await unit.corrections.add(corrected, mira, ["avrr_money", "avrr_cost"])
        third = await _talk(unit, "c")
        await _hear(unit, third, "what is there to pay", sure=0.3)
        await _hear(unit, third, "Cost", choice="ask:avrr_cost")
        nobody_can = await _hear(unit, third, "brrr lalala", "greet", SURE)
        await unit.corrections.add(nobody_can, mira, [])
        await _hear(unit, third, "known danger here", "emergency", SURE, alarms="life")
    found = await _suggested(store)
    assert [(one.text, one.why, one.guess, one.intent) for one in found] == [
        ("sure and wrong", "corrected", "greet", "avrr_money|avrr_cost"),
        ("brrr lalala", "corrected", "greet", ""),
        ("they took the papers", "danger", "thank", ""),
        ("hardly a guess here", "unsure", "avrr_what", ""),
        ("what is there to pay", "chose", "avrr_what", "avrr_cost"),
        ("one of two things", "close", "avrr_what", ""),
    ]
    assert {one.model for one in found} == {"m1"}
    assert [one.text for one in await _suggested(store, limit=2)] == [
        "sure and wrong",
        "brrr lalala",
    ]


async def test_what_is_never_suggested(store: Store) -> None:
    await _hire(store)
    async with store.write() as unit:
        talk = await _talk(unit, "a")
        await _hear(unit, talk, "ok")
        await _hear(unit, talk, "112 ?! 7")
        await _hear(unit, talk, "menu")
        await _hear(unit, talk, "A button", choice="answer:x.y:z")
        await _hear(unit, talk, "read by keywords alone", degraded=True)
        await unit.transcript.add_out(
            talk, Author.BOT, "Where are you?", text_key="avrr.ask_where"
        )
        await _hear(unit, talk, "near the green mosque")
        await unit.transcript.add_out(talk, Author.OPERATOR, "What is your name?")
        await _hear(unit, talk, "Bilal Karimi")
    assert await _suggested(store) == []


async def test_a_thing_is_shown_once_and_few_of_one_person(store: Store) -> None:
    await _hire(store)
    async with store.write() as unit:
        for name in ("anwar", "bilal"):
            talk = await _talk(unit, name)
            await _hear(unit, talk, f"Heeello, my naaame is {name}")
            await _hear(unit, talk, f"how do I get to the {name} office")
        many = await _talk(unit, "c")
        for text in ("first thing", "second matter", "third question", "fourth story", "fifth"):
            await _hear(unit, many, text)
    texts = [one.text for one in await _suggested(store, known="First THING!")]
    assert texts == [
        "Heeello, my naaame is X",
        "how do I get to the anwar office",
        "second matter",
        "third question",
        "fourth story",
    ]


async def test_nobody_who_left_or_wants_to_leave(store: Store) -> None:
    await _hire(store)
    async with store.write() as unit:
        gone, leaving = await _talk(unit, "gone"), await _talk(unit, "leaving")
        await _hear(unit, gone, "written by somebody erased")
        await _hear(unit, leaving, "written by somebody leaving")
        await unit.people.erase(gone.person_id)
        await unit.events.add("erase_requested", "caller", conversation_id=leaving.id)
        stays = await _talk(unit, "stays")
        await _hear(unit, stays, "written by somebody who stays")
        assert await unit.corrections.talks_since(MONDAY_MORNING) == [stays.id]
    assert [one.text for one in await _suggested(store)] == ["written by somebody who stays"]


async def test_names_numbers_and_the_callers_own_name_go(store: Store) -> None:
    await _hire(store)
    async with store.write() as unit:
        talk = await _talk(unit, "a")
        place = ("address", "name", talk.address_id)
        sealed = await unit.rows.seal(talk.person_id, place, "Yusuf Karimi")
        named = update(addresses).where(addresses.c.id == talk.address_id)
        await unit.rows.connection.execute(named.values(name_sealed=sealed))
        await _hear(unit, talk, "yusuf again, call 044 123 456 [now]\n=please")
    [one] = await _suggested(store)
    assert one.text == "X again, call 000 (now) =please"


async def test_by_language_and_day(store: Store, clock: Clock) -> None:
    await _hire(store)
    async with store.write() as unit:
        talk = await _talk(unit, "a")
        await _hear(unit, talk, "wach kayn chi haja", language="ar", script="latn")
        await _hear(unit, talk, "هل هناك شيء", language="ar", script="arab")
        await _hear(unit, talk, "chetori dadash", language="fa", script="latn")
    everything = [one.variety for one in await _suggested(store)]
    assert everything == ["ar-latn", "ar", "fa-latn"]
    assert [one.variety for one in await _suggested(store, language="ar")] == ["ar-latn", "ar"]
    assert [one.variety for one in await _suggested(store, language="ar-latn")] == ["ar-latn"]
    clock.move(days=2)
    async with store.write() as unit:
        await _hear(unit, talk, "two days later")
    assert [one.text for one in await _suggested(store, days=-1)] == ["two days later"]


async def test_the_look_is_written_down_for_what_was_shown(store: Store) -> None:
    await _hire(store)
    async with store.write() as unit:
        shown, hidden = await _talk(unit, "a"), await _talk(unit, "b")
        await _hear(unit, shown, "hardly a guess here", sure=0.1)
        await _hear(unit, shown, "hardly another guess", sure=0.1)
        await _hear(unit, hidden, "a little surer of this", sure=0.3)
    await _suggested(store, limit=2)
    async with store.read() as unit:
        [look] = await unit.looks.of(shown.id)
        assert (look.username, look.action, look.params) == (
            "mira",
            "suggestions_read",
            {"lines": 2},
        )
        assert await unit.looks.of(hidden.id) == []


@pytest.mark.parametrize("role", ["operator", "manager", None])
async def test_only_an_active_reviewer_reads(store: Store, role: str | None) -> None:
    mira = await _hire(store, role=role) if role else ""
    async with store.write() as unit:
        talk = await _talk(unit, "a")
        await _hear(unit, talk, "hardly a guess here")
        if role == "manager":
            left = update(accounts).where(accounts.c.id == mira).values(active=False)
            await unit.rows.connection.execute(left)
    with pytest.raises(ForbiddenError, match="--by must be"):
        await _suggested(store)
    async with store.read() as unit:
        assert await unit.looks.of(talk.id) == []


def test_the_rules_are_those_of_the_flows() -> None:
    rules = rules_of(load())
    assert rules.understood == load().rules.understood
    assert {"avrr.where", "avrr.contact", "refer.case_number"} <= rules.questions

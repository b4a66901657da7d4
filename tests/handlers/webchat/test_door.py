"""The interface of the web chat, over a real socket, with everything behind it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

from bot.app import App, build
from bot.config import load
from bot.messages import Address, Media, MediaKind, SendError, Trouble
from bot.store.database import Store
from handlers.webchat.door import SESSIONS_PER_NETWORK, WebChat
from handlers.webchat.shapes import MAX_TEXT
from tests.builders import Clock
from tests.handlers.webchat.service import Service, Visitor

SESSION = "a-secret-of-this-visitor"
CANARY = "canary-7f3a"


async def test_a_message_is_stored_and_answered(visitor: Visitor) -> None:
    status, stored = await visitor.post(text="is it free?")
    assert (status, json.loads(stored)) == (202, {"stored": True, "repeated": False})
    first = (await visitor.answers())[0]
    assert set(first) == {"n", "from", "text", "language", "choices"}
    assert first["from"] == "bot"
    assert first["text"]


async def test_the_same_id_is_answered_once(app: App, visitor: Visitor) -> None:
    await visitor.post(id="same", text="hello")
    status, stored = await visitor.post(id="same", text="hello")
    assert (status, json.loads(stored)["repeated"]) == (202, True)
    await visitor.post(id="other", choice="menu:main")
    async for attempt in AsyncRetrying(stop=stop_after_delay(20), wait=wait_fixed(0.1)):
        with attempt:
            heard = await _heard(app)
            assert heard[-1:] == ["menu:main"]
            assert heard == ["hello", "menu:main"]


async def test_only_what_is_new_is_given(visitor: Visitor) -> None:
    await visitor.post(text="hello")
    first = await visitor.answers()
    last = first[-1]["n"]
    await visitor.post(text="is it free?")
    more = await visitor.answers(last)
    assert all(message["n"] > last for message in more)
    assert [m["n"] for m in more] == sorted({m["n"] for m in more})


async def test_waiting_ends_without_news_after_the_time_asked_for(visitor: Visitor) -> None:
    assert await visitor.get(wait=0.2) == (200, {"messages": []})


async def test_another_session_sees_nothing(visitor: Visitor) -> None:
    await visitor.post(text="hello")
    await visitor.answers()
    stranger = Visitor(visitor.http, visitor.url, "the-secret-of-somebody-else")
    assert await stranger.get() == (200, {"messages": []})


async def test_what_was_said_is_never_cached(visitor: Visitor) -> None:
    async with visitor.http.get(
        f"{visitor.url}/webchat/messages", params={"session": SESSION}
    ) as answer:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"text": ""}, id="empty"),
        pytest.param({"text": " \n\t "}, id="only spaces"),
        pytest.param({"text": CANARY + "a" * 20_001}, id="too long"),
        pytest.param({"text": CANARY, "choice": "menu:main"}, id="text and choice"),
        pytest.param({}, id="neither"),
        pytest.param({"text": [CANARY]}, id="a list"),
        pytest.param({"text": {"a": CANARY}}, id="an object"),
        pytest.param({"text": True}, id="a truth value"),
        pytest.param({"text": CANARY + "\ud800"}, id="half a character"),
        pytest.param({"text": "hello", "id": "\udfff" + CANARY}, id="half a character in the id"),
        pytest.param({"text": "hello", "session": CANARY + "\ud800" * 9}, id="in the session"),
        pytest.param({"choice": CANARY + " with spaces"}, id="no id of a choice"),
        pytest.param({"choice": CANARY * 20}, id="a long choice"),
        pytest.param({"choice": ""}, id="an empty choice"),
        pytest.param({"text": "hello", "session": CANARY}, id="short session"),
        pytest.param({"text": "hello", "session": CANARY * 50}, id="long session"),
        pytest.param({"text": "hello", "session": None}, id="no session"),
        pytest.param({"text": "hello", "id": ""}, id="empty id"),
        pytest.param({"text": "hello", "id": CANARY * 50}, id="long id"),
        pytest.param({"text": "hello", "hint": CANARY}, id="no language"),
    ],
)
async def test_what_cannot_be_a_message_is_refused_without_repeating_it(
    visitor: Visitor, body: dict[str, Any]
) -> None:
    status, answer = await visitor.post(**body)
    assert status == 422
    assert json.loads(answer)["error"]
    assert CANARY not in answer
    assert await visitor.get() == (200, {"messages": []})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{canary-7f3a",
        b'"canary-7f3a"',
        b"[]",
        b"null",
        b"\xff\xfe canary-7f3a",
        b'{"session": "canary-7f3a' + b"[" * 5000,
        b"[" * 100_000,
        b'{"session": NaN}',
    ],
)
async def test_what_is_no_json_object_is_refused(visitor: Visitor, body: bytes) -> None:
    status, answer = await visitor.post_raw(body)
    assert 400 <= status < 500
    assert json.loads(answer)
    assert CANARY not in answer


@pytest.mark.parametrize(
    "query",
    [
        {"session": "short"},
        {"after": -1},
        {"after": 2**31},
        {"after": CANARY},
        {"wait": 31},
        {"wait": -1},
        {"wait": "nan"},
        {"wait": "inf"},
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    visitor: Visitor, query: dict[str, Any]
) -> None:
    status, answer = await visitor.get(**query)
    assert status == 422
    assert answer["error"]
    assert CANARY not in json.dumps(answer)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"text": "🙂🙏🏽👨‍👩‍👧"}, id="emoji"),
        pytest.param({"text": "\x00\x01\x02\x1b[2J"}, id="control characters"),
        pytest.param({"text": "hello\x00 \u202e\u2066 there"}, id="hidden characters"),
        pytest.param({"text": "\u200b\u200c\u200d"}, id="nothing to see"),
        pytest.param({"text": "help " * 2_000}, id="10,000 characters"),
        pytest.param({"text": "ا" * 20_000}, id="20,000 letters"),
        pytest.param({"text": "{{ 7 * 7 }} {% raw %}"}, id="a template"),
        pytest.param({"choice": "nobody:knows"}, id="an unknown choice"),
        pytest.param({"choice": "answer:nothing"}, id="a broken choice"),
        pytest.param({"choice": "lang:xx"}, id="an unknown language"),
        pytest.param({"text": "hello", "id": "a\x00b"}, id="control characters in the id"),
        pytest.param({"text": 112, "id": 5}, id="numbers"),
    ],
)
async def test_what_is_odd_gets_an_answer(visitor: Visitor, body: dict[str, Any]) -> None:
    status, _ = await visitor.post(**body)
    assert status == 202
    answers = await visitor.answers()
    assert all(message["text"].strip() for message in answers)
    assert not any("49" in message["text"] for message in answers)


async def test_a_flood_is_stopped_for_this_session_only(app: App, visitor: Visitor) -> None:
    statuses = [
        (await visitor.post(choice="menu:main"))[0] for _ in range(app.settings.webchat_per_minute)
    ]
    assert set(statuses) == {202}
    status, answer = await visitor.post(text=CANARY)
    assert status == 429
    assert CANARY not in answer
    neighbour = Visitor(visitor.http, visitor.url, "the-secret-of-somebody-else")
    assert (await neighbour.post(text="hello"))[0] == 202


async def _heard(app: App) -> list[str | None]:
    async with app.store.read() as unit:
        contact = await unit.people.find(Address("webchat", SESSION))
        assert contact
        conversation = await unit.conversations.find_open(contact.id)
        assert conversation
        lines = await unit.transcript.lines(conversation)
    return [line.choice or line.text for line in lines if line.direction == "in"]


async def test_made_up_sessions_do_not_get_around_the_limit(
    sqlite_store: Store, clock: Clock, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    settings = load(data=tmp_path, webchat_per_minute=1)
    service = Service(build(settings, sqlite_store, clock.now).asgi)
    await service.start()
    statuses = []
    for number in range(SESSIONS_PER_NETWORK + 1):
        program = Visitor(http, service.url, f"a-session-made-up-by-a-program-{number}")
        statuses.append((await program.post(choice="menu:main"))[0])
    await service.stop()
    assert statuses == [202] * SESSIONS_PER_NETWORK + [429]


async def test_a_giant_body_is_refused_and_the_door_stays_open(visitor: Visitor) -> None:
    giant = json.dumps({"session": SESSION, "id": "g", "text": CANARY * 30_000}).encode()
    status, answer = await visitor.post_raw(giant)
    assert status == 413
    assert "Too Large" in answer
    assert CANARY not in answer
    assert (await visitor.post(text="hello"))[0] == 202


async def test_the_longest_text_is_taken_however_it_is_escaped(visitor: Visitor) -> None:
    status, _ = await visitor.post(text="\N{DOVE OF PEACE}\U0001f54a" * (MAX_TEXT // 2))
    assert status == 202


async def test_a_database_that_is_away_is_said_kindly_and_without_a_trace(
    app: App, visitor: Visitor, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with app.store.write() as unit:
        await unit.people.connection.exec_driver_sql("ALTER TABLE inbound RENAME TO away")
    status, answer = await visitor.post(text=CANARY)
    assert status == 503
    assert "again" in answer
    written = answer + caplog.text + "".join(capfd.readouterr())
    assert "Traceback" not in written
    assert CANARY not in written
    assert SESSION not in written


async def test_there_is_no_file_to_fetch_and_nothing_to_take_back() -> None:
    channel = WebChat()
    assert channel.retract_within is None
    with pytest.raises(SendError) as refused:
        await channel.fetch(Media(MediaKind.PHOTO, ref="file-1"), 1000)
    assert (refused.value.trouble, refused.value.code) == (Trouble.REFUSED, "nothing")

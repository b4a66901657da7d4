"""Live conversations: the same turns over a socket, and documents wherever it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.telephony import DANGER, PERSON, Heard, Next
from handlers.twilio.signing import SIGNATURE_HEADER
from tests.handlers.twilio.hooks import PUBLIC, signature
from tests.handlers.voice.board import NO, SKIP, YES, Board, reply
from tests.handlers.voice.live import (
    LIVE,
    PATH,
    SOCKET,
    LiveLine,
    Relay,
    calling,
    interrupt,
    live,
    prompt,
    serving,
    setup,
    words,
)
from tests.handlers.voice.site import action, spoken, tags

SECRET = "a secret of the caller"
RELAYED = "/twilio/voice/relayed"


@pytest.fixture
async def line(board: Board) -> AsyncIterator[LiveLine]:
    """Somebody's call; English and French are live."""
    async with serving(board, manner=LIVE) as made:
        yield made


@pytest.fixture
async def relay(line: LiveLine) -> AsyncIterator[Relay]:
    """A conversation that has begun: the question was asked."""
    await line.choose(reply("Are you well?", YES, NO, SKIP))
    async with calling(line.http, line.url) as made:
        await made.send(setup())
        assert (await made.said()).startswith("Are you well? Yes")
        yield made


def asks(board: Board, *texts: str, **more: Any) -> None:
    """The next answers."""
    board.replies.extend(reply(text, **more) for text in texts)


async def over(line: LiveLine, handoff: str | None, **fields: str) -> Any:
    """The document after the conversation."""
    given = {"HandoffData": handoff} if handoff is not None else {}
    return await line.post(RELAYED, SessionStatus="ended", **given, **fields)


async def test_the_document_that_begins_one(line: LiveLine) -> None:
    root = await line.choose(reply("Are you well?", YES))
    relay = root[0][0]
    assert tags(root) == ["Connect"]
    assert action(root) == PUBLIC + RELAYED
    assert relay.attrib == {
        "url": SOCKET + PATH, "language": "en-GB", "ttsProvider": "Amazon", "voice": "Amy-Neural",
        "transcriptionLanguage": "en-GB", "transcriptionProvider": "Google",
        "profanityFilter": "false", "dtmfDetection": "true", "interruptible": "any",
    }  # fmt: skip
    assert [language.get("code") for language in relay] == ["en-GB", "fr-FR"]


async def test_voice_and_recogniser_may_have_tags_of_their_own(board: Board) -> None:
    async with serving(board, manner=replace(LIVE, tongues=live("en", "ar", "sr"))) as line:
        root = await line.choose(reply())
    assert [(e.get("code"), e.get("voice")) for e in root.iter("Language")] == [
        ("ar-AE", "Hala-Neural"), ("ar-MA", None), ("en-GB", "Amy-Neural"),
        ("sr-RS", "sr-RS-Standard-A"),
    ]  # fmt: skip


async def test_where_it_is_off_calls_go_by_documents(board: Board) -> None:
    async with serving(board, manner=replace(LIVE, tongues=live())) as line:
        assert tags(await line.choose(reply())) == ["Gather", "Redirect"]


@pytest.mark.parametrize(
    "other",
    [
        {"token": "another-token"},
        {"signed": PUBLIC},
        {"signed": "wss://elsewhere.example.org"},
        {"header": "X-Other"},
    ],
)
async def test_what_twilio_did_not_sign_is_refused(
    line: LiveLine, board: Board, other: dict[str, str]
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with calling(line.http, line.url, **other):
            pass
    assert refused.value.status == 403
    assert board.asked == []


async def test_the_query_is_signed_too(line: LiveLine) -> None:
    async with calling(line.http, line.url, path=f"{PATH}?a=b%20c"):
        pass
    headers = {SIGNATURE_HEADER: signature(SOCKET + PATH, [])}
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await line.http.ws_connect(f"{line.url}{PATH}?a=b", headers=headers)


async def test_words_come_sentence_by_sentence(relay: Relay, board: Board) -> None:
    asks(board, "One. Two is K-ABC123.\nThree!", accepts="free")
    await relay.send(prompt("I am well"))
    messages = await relay.heard()
    assert [m["token"] for m in messages] == ["One. ", "Two is K, A, B, C, 1, 2, 3. ", "Three! "]
    assert [m["last"] for m in messages] == [False, False, True]
    assert board.done("hear") == [(1, Heard(text="I am well"))]


@pytest.mark.parametrize(
    ("key", "heard"),
    [
        ("1", Heard(choice="yes", label="Yes")),
        ("2", Heard(choice="no", label="No")),
        ("0", Heard(choice=PERSON)),
        ("9", Heard(choice=DANGER)),
        ("8", Heard(choice="menu:main")),
        ("#", Heard(choice="command:skip", label="Skip")),
    ],
)
async def test_keys_mean_what_they_mean_elsewhere(
    relay: Relay, board: Board, key: str, heard: Heard
) -> None:
    asks(board, "Good.")
    await relay.press(key)
    assert "Good." in await relay.said()
    assert board.done("hear") == [(1, heard)]


async def test_a_star_says_it_again(relay: Relay, board: Board) -> None:
    await relay.press("*")
    assert "Are you well?" in await relay.said()
    assert not board.done("hear")


async def test_a_number_of_people_is_typed(relay: Relay, board: Board) -> None:
    asks(board, "How many are you?", accepts="people")
    await relay.send(prompt("yes"))
    await relay.said()
    asks(board, "So many.")
    await relay.press("12#")
    assert "So many." in await relay.said()
    assert board.done("hear")[-1] == (2, Heard(text="12"))


@pytest.mark.parametrize("parts", [["I am", "not well"], ["I am", "I am not well"]])
async def test_parts_of_a_sentence_are_one(relay: Relay, board: Board, parts: list[str]) -> None:
    asks(board, "Sorry.")
    await relay.send(prompt(parts[0], last=False), prompt(parts[1]))
    await relay.said()
    assert board.done("hear") == [(1, Heard(text="I am not well"))]


async def test_what_is_strange_is_ignored(relay: Relay, board: Board) -> None:
    asks(board, "Good.")
    strange: list[Any] = [
        "no json", "[]", "{}", b"\x00", {"type": 7}, {"type": SECRET}, {"type": "mark"},
        {"type": "prompt", "voicePrompt": 7}, {"type": "dtmf", "digit": "1234"}, setup("CA1"),
        {"type": "prompt", "voicePrompt": SECRET * 5000}, {"type": "error", "description": SECRET},
    ]  # fmt: skip
    with capture_logs() as logs:
        await relay.send(*strange, prompt("well"))
        await relay.said()
    assert board.done("hear") == [(1, Heard(text="well"))]
    kinds = [log["kind"] for log in logs if log["event"] == "relay_message_ignored"]
    assert kinds.count("malformed") == 8
    assert sorted(set(kinds)) == ["bytes", "malformed", "mark", "too_long"]
    assert SECRET not in str(logs)


async def test_words_without_end_are_cut(relay: Relay, board: Board) -> None:
    asks(board, "Good.")
    await relay.send(prompt("a" * 30_000))
    await relay.said()
    assert len(board.done("hear")[0][1].text) == 4000  # type: ignore[attr-defined]


async def test_another_language_that_is_live(relay: Relay, board: Board) -> None:
    asks(board, "Bonjour.", language="fr")
    await relay.send(prompt("french please"))
    messages = await relay.heard()
    assert messages[0] == {
        "type": "language", "ttsLanguage": "fr-FR", "transcriptionLanguage": "fr-FR",
    }  # fmt: skip
    assert words(messages).startswith("Bonjour.")


@pytest.mark.parametrize(
    ("answer", "then", "said", "last"),
    [
        (reply("A colleague comes.", then=Next.QUEUE), "queue", "A colleague comes.", "Enqueue"),
        (reply("Leave word.", then=Next.VOICEMAIL), "voicemail", "Leave word.", "Redirect"),
        (reply("Until then.", then=Next.GOODBYE), "goodbye", "Until then.", "Hangup"),
        (reply("Soyez bref.", then=Next.RECORD, language="fr"), "gather", "Soyez", "Redirect"),
        (reply("Iyi.", language="tr"), "gather", "Iyi.", "Redirect"),
    ],
)
async def test_what_is_no_conversation_goes_on_by_documents(
    relay: Relay, line: LiveLine, board: Board, answer: Any, then: str, said: str, last: str
) -> None:
    board.replies.append(answer)
    await relay.send(prompt("something"))
    (message,) = await relay.heard()
    assert message["type"] == "end"
    root = await over(line, message["handoffData"])
    assert f'"next":"{then}"' in message["handoffData"]
    assert said in spoken(root)
    assert tags(root)[-1] == last
    assert board.done("answer") == [(1,)]
    if last == "Redirect":
        assert "f=" not in action(root)


async def test_a_filler_while_there_is_no_answer(relay: Relay, board: Board) -> None:
    asks(board, "", then=Next.WAIT)
    asks(board, "Good.")
    await relay.send(prompt("well"))
    assert await relay.said() == "One moment, please."
    assert "Good." in await relay.said()
    assert board.done("answer") == [(1,)]


async def test_too_slow_is_given_up(relay: Relay, line: LiveLine, board: Board) -> None:
    asks(board, "", then=Next.WAIT)
    await relay.send(prompt("well"))
    assert await relay.ended() == {"next": "queue", "reason": "slow"}
    assert len(board.done("answer")) == 16
    root = await over(line, '{"next":"queue","reason":"slow"}')
    assert board.done("give_up") == [("slow",)]
    assert tags(root)[-1] == "Enqueue"


async def test_two_sentences_soon_after_another_are_two_turns(relay: Relay, board: Board) -> None:
    asks(board, "First.", "Second.")
    await relay.send(prompt("one"), prompt("two"))
    said = ""
    while "Second." not in said:
        said = await relay.said()
    assert board.done("hear") == [(1, Heard(text="one")), (2, Heard(text="two"))]


async def test_what_is_said_while_it_ends_is_kept(relay: Relay, board: Board) -> None:
    """The way on is that of the turn that called people, not of what was said after it."""
    asks(board, "A colleague comes.", then=Next.QUEUE)
    asks(board, "Something else.")
    await relay.send(prompt("danger"), prompt("please come"))
    assert await relay.ended() == {"next": "queue", "turn": 1}
    assert board.done("hear")[-1] == (2, Heard(text="please come"))


async def test_after_an_interruption_the_next_answer_is_said(relay: Relay, board: Board) -> None:
    asks(board, "Good.")
    await relay.send(interrupt(), prompt("well"))
    assert "Good." in await relay.said()


async def test_silence_is_asked_twice_and_then_given_up(board: Board) -> None:
    manner = replace(LIVE, listen_seconds=0)
    async with serving(board, manner=manner) as line:
        await line.choose(reply("?", YES))
        async with calling(line.http, line.url) as relay:
            await relay.send(setup())
            answers = [await relay.said() for _ in range(3)]
            assert await relay.ended() == {"next": "queue", "reason": "silence"}
        root = await over(line, '{"next":"queue","reason":"silence"}')
    assert ["Yes" in answer for answer in answers] == [True] * 3
    assert board.done("give_up") == [("silence",)]
    assert tags(root)[-1] == "Enqueue"


async def test_keys_without_a_meaning_are_given_up(
    relay: Relay, line: LiveLine, board: Board
) -> None:
    for _ in range(2):
        await relay.press("7")
        assert "Are you well?" in await relay.said()
    await relay.press("7")
    assert await relay.ended() == {"next": "queue", "reason": "noise"}
    await over(line, '{"next":"queue","reason":"noise"}')
    assert board.done("give_up") == [("noise",)]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [setup()],
        [setup(), prompt("I am", last=False)],
        [setup(), prompt("well")],
        [setup(), interrupt()],
        [{"type": "connected"}],
    ],
)
async def test_wherever_the_socket_drops_the_call_goes_on(
    line: LiveLine, board: Board, messages: list[Any]
) -> None:
    """By documents first; the next question is asked live again, and after a second drop none."""
    await line.choose(reply("Are you well?", YES))
    async with calling(line.http, line.url) as relay:
        await relay.send(*messages)
    root = await over(line, None)
    assert tags(root) == ["Gather", "Redirect"]
    assert spoken(root)

    asks(board, "And now?")
    root = await line.post(action(root), Digits="1")
    assert tags(root) == ["Connect"]
    root = await line.post(action(root), SessionStatus="failed")
    assert tags(root) == ["Gather", "Redirect"]
    asks(board, "And then?")
    root = await line.post(action(root), SpeechResult="fine", Confidence="0.9")
    assert tags(root) == ["Gather", "Redirect"]
    assert "And then?" in spoken(root)


async def test_what_was_half_said_when_it_dropped_is_kept(line: LiveLine, board: Board) -> None:
    await line.choose(reply("Are you well?", YES))
    asks(board, "Sorry.")
    async with calling(line.http, line.url) as relay:
        await relay.send(setup())
        await relay.said()
        await relay.send(prompt("he beats", last=False))
    await _until(lambda: bool(board.done("hear")))
    assert board.done("hear") == [(1, Heard(text="he beats"))]


@pytest.mark.parametrize(
    "handoff",
    [
        "",
        "{",
        "[]",
        '{"next":"elsewhere","turn":1}',
        '{"next":"queue"}',
        '{"next":"queue","turn":-1}',
        '{"next":"queue","reason":"because"}',
    ],
)
async def test_a_strange_way_on_is_a_drop(line: LiveLine, handoff: str) -> None:
    await line.choose(reply("Are you well?", YES))
    root = await over(line, handoff)
    assert tags(root) == ["Gather", "Redirect"]
    assert "f=1" in action(root)


async def test_a_turn_that_nobody_took_is_none(line: LiveLine, board: Board) -> None:
    await line.choose(reply("Are you well?", YES))
    await over(line, '{"next":"gather","turn":999999}')
    assert board.done("answer") == [(0,)]


async def test_troubles_of_twilio_end_the_conversation(relay: Relay) -> None:
    await relay.send(*[{"type": "error", "description": "Invalid message received"}] * 3)
    assert await relay.ended() == {}


async def test_where_something_fails_a_person_comes(
    relay: Relay, line: LiveLine, board: Board
) -> None:
    board.broken, board.deaf = RuntimeError(SECRET), frozenset({"hear"})
    with capture_logs() as logs:
        await relay.send(prompt(SECRET))
        assert await relay.ended() == {"next": "queue", "reason": "error"}
    assert SECRET not in str(logs)
    root = await over(line, '{"next":"queue","reason":"error"}')
    assert board.done("give_up") == [("error",)]
    assert tags(root)[-1] == "Enqueue"


async def _until(true: Any) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0)

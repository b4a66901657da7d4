"""A message that comes again is understood from memory: the same, and by the model in service."""

import asyncio
import pickle
import unicodedata
from pathlib import Path

import pytest

from bot.serving.announce import write_serving
from nlu.entities import entities
from nlu.language import read
from nlu.rasa import RasaClient
from nlu.rasa_answer import RasaAnswer
from nlu.remembered import MOST, Memory, Remembered
from nlu.understander import Understander
from nlu.understanding import Understanding
from tests.nlu.conftest import Clock
from tests.nlu.model_server import PARSED, TOKEN, ModelServer

TEXT = "My two brothers are in Morocco, they want to go home"
OTHER = PARSED | {"intent_ranking": [{"name": "greet", "confidence": 0.8}]}


async def understood(client: RasaClient, *texts: str) -> list[Understanding]:
    """What one understander makes of `texts`, one after the other."""
    understander = Understander(client)
    return [await understander.understand(text) for text in texts]


async def test_the_model_is_asked_once_and_everything_is_as_it_was(
    client: RasaClient, server: ModelServer
) -> None:
    first, second = await understood(client, TEXT, TEXT)
    assert first.entities
    assert second == first
    assert len(server.asked) == 1


async def test_danger_is_remembered_as_it_was_found(
    client: RasaClient, server: ModelServer
) -> None:
    first, second = await understood(client, "I am dying", "I am dying ")
    assert [alarm.name for alarm in second.alarms] == ["life"]
    assert second.alarms == first.alarms
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "same",
    [
        f"  {TEXT}\n",
        "Mes frères sont à Tétouan, au Maroc",
        unicodedata.normalize("NFD", "Je pars à Rabat, Maroc, né là"),
    ],
)
async def test_entities_stand_where_they_stand_in_the_text_as_typed(
    client: RasaClient, server: ModelServer, same: str
) -> None:
    other = unicodedata.normalize("NFC", same).strip()
    for texts in ((same, other), (other, same)):
        server.asked.clear()
        for found, text in zip(await understood(client, *texts), texts, strict=True):
            assert found.entities == entities(text)
            assert [text[one.start : one.end] for one in found.entities] == [
                one.text for one in found.entities
            ]
        assert len(server.asked) == 1
        assert found.entities


async def test_no_words_and_no_numbers_are_kept(client: RasaClient, server: ModelServer) -> None:
    memory = Memory()
    understander = Understander(client, memory)
    texts = ("call +383 44 123 456, i am Amina from Morocco", "i am Amina from Morocco")
    first = [await understander.understand(text) for text in texts]
    again = [await understander.understand(text) for text in texts]
    assert {"phone", "country"} <= {one.kind for one in first[0].entities}
    assert [one.entities for one in again] == [one.entities for one in first]
    assert len(server.asked) == len(memory) == 2
    kept = pickle.dumps(dict(memory._kept))
    assert b"avrr_request" in kept
    told = (b"38344", b"44 123", b"Amina", b"Morocco", b"call")
    assert [word for word in told if word in kept] == []


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("I AM LOST", "i am lost"),
        ("I am dying\nhello", "I am dying hello"),
        ("go  home", "go home"),
    ],
)
async def test_what_the_model_may_read_differently_is_another_message(
    client: RasaClient, server: ModelServer, text: str, other: str
) -> None:
    await understood(client, text, other)
    assert server.asked == [text, other]


async def test_the_language_follows_the_conversation(
    client: RasaClient, server: ModelServer
) -> None:
    server.answer = PARSED | {"variety": {"name": "es", "confidence": 0.4}}
    understander = Understander(client)
    contexts: list[dict[str, str]] = [
        {"previous": "tr"},
        {"previous": "es"},
        {"hint": "sq"},
        {"chosen": "fr"},
        {},
    ]
    anew = [await Understander(client).understand("no si", **context) for context in contexts]
    again = [await understander.understand("no si", **context) for context in contexts]
    assert again == anew
    assert [one.language for one in again[:2]] == ["tr", "es"]
    assert again[3].language == "fr"
    assert len(server.asked) == len(contexts) + 1


async def test_what_keywords_guessed_is_not_remembered(
    client: RasaClient, server: ModelServer, clock: Clock
) -> None:
    server.status = 503
    understander = Understander(client)
    away = await understander.understand("i want to go home")
    server.status = 200
    clock.seconds += 5
    back = await understander.understand("i want to go home")
    assert (away.degraded, back.degraded) == (True, False)
    assert back.model == "20261123-model.tar.gz"


async def test_a_switch_is_seen_at_the_next_message(tmp_path: Path, server: ModelServer) -> None:
    serving, memory = tmp_path / "serving.json", Memory()
    write_serving(serving, [server.url], TOKEN, "first.tar.gz")
    client = RasaClient.following(serving)
    understander = Understander(client, memory)
    for text in ("hello", "goodbye", "hello"):
        assert (await understander.understand(text)).intent == "avrr_request"
    assert (len(server.asked), len(memory)) == (2, 2)
    write_serving(serving, [server.url], TOKEN, "second.tar.gz")
    server.answer = OTHER
    switched = await understander.understand("hello")
    assert (switched.intent, switched.model) == ("greet", "second.tar.gz")
    assert len(memory) == 1
    await client.close()


def test_an_answer_that_comes_after_the_switch_is_not_kept() -> None:
    memory = Memory()
    late = Remembered((), RasaAnswer((), None, "first.tar.gz"), read("hello"), ())
    memory.put("hello", late, "first.tar.gz")
    assert memory.get("hello", "first.tar.gz") == late
    assert memory.get("hello", "second.tar.gz") is None
    memory.put("hello", late, "second.tar.gz")
    assert memory.get("hello", "second.tar.gz") is None


async def test_a_server_that_failed_is_asked_which_model_it_has_now(
    client: RasaClient, server: ModelServer, clock: Clock
) -> None:
    understander = Understander(client)
    await understander.understand("hello")
    server.status = 503
    assert (await understander.understand("goodbye")).degraded
    server.status, server.model, server.answer = 200, "/models/second.tar.gz", OTHER
    clock.seconds += 5
    switched = await understander.understand("hello")
    assert (switched.intent, switched.model) == ("greet", "second.tar.gz")


async def test_equal_messages_at_the_same_time_are_all_understood(client: RasaClient) -> None:
    understander = Understander(client)
    found = await asyncio.gather(*(understander.understand(TEXT) for _ in range(8)))
    assert all(one == found[0] and not one.degraded for one in found)


async def test_the_least_recently_used_message_is_forgotten(
    client: RasaClient, server: ModelServer
) -> None:
    memory = Memory(most=2)
    understander = Understander(client, memory)
    for text in ("one", "two", "one", "three", "one", "two"):
        await understander.understand(text)
    assert server.asked == ["one", "two", "three", "two"]
    assert len(memory) == 2


async def test_nothing_is_remembered_for_ever(
    client: RasaClient, server: ModelServer, clock: Clock
) -> None:
    understander = Understander(client, Memory(longest_s=10, now=clock))
    for seconds in (0, 9, 11):
        clock.seconds = seconds
        await understander.understand("hello")
    assert len(server.asked) == 2


@pytest.mark.parametrize("text", ["", " \n", "we walked on. " * 100])
async def test_empty_and_long_messages_are_not_remembered(client: RasaClient, text: str) -> None:
    memory = Memory()
    understander = Understander(client, memory)
    assert await understander.understand(text) == await understander.understand(text)
    assert len(memory) == 0


async def test_an_unpaired_surrogate_is_a_message_like_any_other(client: RasaClient) -> None:
    first, second = await understood(client, "hello \ud83d", "hello \ud83d")
    assert second == first


def test_the_usual_memory_has_its_bound() -> None:
    assert Memory()._kept.maxsize == MOST == 10_000

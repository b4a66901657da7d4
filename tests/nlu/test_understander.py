"""A message understood from end to end, with the model and without it."""

import asyncio
import json
import logging
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import language
from nlu.rasa import RasaClient
from nlu.safety import alarms
from nlu.understander import Understander
from tests.nlu.model_server import PARSED, ModelServer


@cache
def alone() -> Understander:
    """An understander without a model."""
    return Understander(None)


async def test_the_model_is_believed_while_it_is_there(client: RasaClient) -> None:
    understood = await Understander(client).understand("i would like to see my mother again")
    assert understood.intent == "avrr_request"
    assert understood.model == "20261123-model.tar.gz"
    assert not understood.degraded


async def test_danger_is_seen_whatever_the_model_says(client: RasaClient) -> None:
    understood = await Understander(client).understand("my brother is bleeding to death")
    assert [alarm.intent for alarm in understood.alarms] == ["emergency"]
    assert understood.intent == "avrr_request"


async def test_keywords_stand_in_for_a_model_that_is_away(
    client: RasaClient, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    server.status = 503
    understood = await Understander(client).understand("i want to go home")
    assert (understood.intent, understood.degraded, understood.model) == (
        "avrr_request",
        True,
        None,
    )
    assert "status 503" in caplog.text
    assert "go home" not in caplog.text


async def test_the_models_variety_tells_romanised_text(
    client: RasaClient, server: ModelServer
) -> None:
    server.answer = PARSED | {"variety": {"name": "ur-latn", "confidence": 0.97}}
    understood = await Understander(client).understand("ghr jany ka koi tariqa btao yar")
    assert (understood.language, understood.script) == ("ur", "latn")


async def test_the_chosen_language_stands() -> None:
    understood = await alone().understand("quiero volver a mi casa", chosen="sq", previous="es")
    assert (understood.language, understood.language_sure) == ("sq", True)


async def test_danger_at_the_end_of_a_long_message_is_seen() -> None:
    understood = await alone().understand("we walked on. " * 1000 + "I am dying")
    assert [alarm.name for alarm in understood.alarms] == ["life"]


async def test_commands_and_requested_languages() -> None:
    assert (await alone().understand("menu please")).command == "menu"
    assert (await alone().understand("arabic please")).requested_language == "ar"


async def test_the_json_is_what_parse_prints() -> None:
    understood = await alone().understand("help!", previous="en")
    assert json.loads(json.dumps(understood.to_json())) == {
        "text": "help!",
        "language": "en",
        "script": "latn",
        "intent": None,
        "found": [],
        "intents": [],
        "entities": [],
        "alarms": [{"name": "cry", "intent": "distress", "triage": "P1", "language": "en"}],
        "model": None,
        "degraded": True,
    }


async def test_the_first_message_does_not_hold_up_the_event_loop() -> None:
    language._lingua.cache_clear()
    first = asyncio.create_task(Understander(None).understand("hello my friend how are you"))
    turns = 0
    while not first.done():
        await asyncio.sleep(0)
        turns += 1
    assert first.result().language == "en"
    assert turns > 1


TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="abcdeخحنیкђ '.!*()|~0123456789\u200d😭", max_size=2000),
    st.text(min_size=1, max_size=10).map(lambda text: (text * 10_000)[:10_000]),
)


@settings(deadline=None)
@given(TEXTS)
async def test_no_text_raises(text: str) -> None:
    understood = await alone().understand(text)
    assert understood.text == text
    assert understood.alarms == alarms(text)

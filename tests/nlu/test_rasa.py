"""The client of the intent model, against a real server on loopback."""

import logging

import pytest

from nlu.errors import NluAway
from nlu.rasa import RasaClient
from nlu.rasa_answer import RasaAnswer
from nlu.understanding import Ranked, Variety
from tests.nlu.conftest import Clock
from tests.nlu.model_server import PARSED, TOKEN, ModelServer


async def test_an_answer_is_typed_and_unknown_intents_are_left_out(client: RasaClient) -> None:
    assert await client.parse("i want to go home") == RasaAnswer(
        (Ranked("avrr_request", 0.9), Ranked("avrr_what", 0.05)),
        Variety("en", 0.9),
        "20261123-model.tar.gz",
        ("avrr_request",),
    )


async def test_all_intents_found_are_told_except_unknown_ones(
    client: RasaClient, server: ModelServer
) -> None:
    server.answer = PARSED | {"found": ["avrr_request", "no_such_intent", "avrr_cost"]}
    assert (await client.parse("home, is it free")).found == ("avrr_request", "avrr_cost")


async def test_what_parts_of_a_message_say_is_told_likeliest_first(
    client: RasaClient, server: ModelServer
) -> None:
    parts = [("avrr_cost", 0.2), ("no_such_intent", 0.9), ("avrr_request", 0.7)]
    peaks = [{"name": name, "confidence": sure} for name, sure in parts]
    server.answer = PARSED | {"peaks": peaks}
    told = (await client.parse("home, is it free")).peaks
    assert told == (Ranked("avrr_request", 0.7), Ranked("avrr_cost", 0.2))


@pytest.mark.parametrize("odd", [{"peaks": "many"}, {"found": "many"}])
async def test_odd_lists_are_refused(
    client: RasaClient, server: ModelServer, odd: dict[str, object]
) -> None:
    server.answer = PARSED | odd
    with pytest.raises(NluAway, match="odd"):
        await client.parse("home")


async def test_an_answer_may_lack_variety_and_ranking(
    client: RasaClient, server: ModelServer
) -> None:
    server.answer = {"intent": {"name": "greet", "confidence": 1}}
    answer = await client.parse("hello")
    assert (answer.intents, answer.variety) == ((Ranked("greet", 1.0),), None)


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_nothing_is_not_sent(client: RasaClient, server: ModelServer, text: str) -> None:
    assert (await client.parse(text)).intents == ()
    assert server.asked == []


async def test_a_long_text_is_cut_after_a_sentence(
    client: RasaClient, server: ModelServer
) -> None:
    await client.parse("I walk. " * 1000)
    assert len(server.asked[0]) <= 2000
    assert server.asked[0].endswith("I walk.")


async def test_an_endless_word_is_cut_where_it_must_be(
    client: RasaClient, server: ModelServer
) -> None:
    await client.parse("x" * 5000)
    assert server.asked == ["x" * 2000]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"<html>", "the model's answer is not JSON"),
        (b"\xff\xfe", "the model's answer is not JSON"),
        ([], "the model's answer is odd: not a mapping"),
        ({}, "the model's answer is odd: an entry is not a mapping"),
        ({"intent_ranking": "x"}, "the model's answer is odd: intent_ranking is not a list"),
        ({"intent": {"name": "greet"}}, "the model's answer is odd: an entry lacks its name"),
        ({"intent": {"name": "greet", "confidence": 7}}, "a confidence is not between 0 and 1"),
        (PARSED | {"variety": "en"}, "the model's answer is odd: an entry is not a mapping"),
    ],
)
async def test_nonsense_is_no_answer(
    client: RasaClient, server: ModelServer, answer: object, message: str
) -> None:
    server.answer = answer
    with pytest.raises(NluAway, match=message):
        await client.parse("hello")


async def test_a_failing_server_is_away(client: RasaClient, server: ModelServer) -> None:
    server.status = 500
    with pytest.raises(NluAway, match="answered with status 500"):
        await client.parse("hello")


async def test_a_silent_server_is_away(client: RasaClient, server: ModelServer) -> None:
    server.silent = True
    with pytest.raises(NluAway, match="did not answer in time"):
        await client.parse("hello")


async def test_a_server_without_a_model_is_away(client: RasaClient, server: ModelServer) -> None:
    server.model = None
    with pytest.raises(NluAway, match="has no model"):
        await client.parse("hello")


async def test_a_wrong_token_is_away_and_never_told(
    server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = RasaClient(server.url, "not-the-token")
    with pytest.raises(NluAway, match="status 401") as away:
        await client.parse("hello")
    await client.close()
    assert "not-the-token" not in f"{away.value!r} {away.value.__cause__!r}"
    assert "not-the-token" not in caplog.text.replace("/status?token=not-the-token HTTP", "")


async def test_nobody_listening_is_away_and_the_address_is_not_told(clock: Clock) -> None:
    client = RasaClient("http://127.0.0.1:9", TOKEN, now=clock)
    with pytest.raises(NluAway, match="cannot be reached: ClientConnectorError") as away:
        await client.parse("hello")
    await client.close()
    assert TOKEN not in str(away.value)


async def test_after_a_failure_the_model_is_left_alone_and_then_probed_once(
    client: RasaClient, server: ModelServer, clock: Clock
) -> None:
    server.status = 500
    with pytest.raises(NluAway, match="status 500"):
        await client.parse("one")
    with pytest.raises(NluAway, match="left alone"):
        await client.parse("two")
    clock.seconds = 5
    with pytest.raises(NluAway, match="status 500"):
        await client.parse("three")
    with pytest.raises(NluAway, match="left alone"):
        await client.parse("four")
    clock.seconds, server.status = 10, 200
    await client.parse("five")
    await client.parse("six")
    assert server.asked[-2:] == ["five", "six"]
    assert not {"two", "four"} & {*server.asked}


async def test_the_status_is_the_name_of_the_models_file(client: RasaClient) -> None:
    assert await client.status() == "20261123-model.tar.gz"

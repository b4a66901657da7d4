"""Questions go through the whole path: danger words, model, language, triage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInputError, StartError
from bot.evaluation.asking import ask, load_questions
from bot.evaluation.identity import identity
from flows.load import load
from nlu.evaluation.outcome import Floors, Outcome
from nlu.evaluation.questions import Question, digest
from nlu.rasa import RasaClient
from tests.nlu.model_server import TOKEN, ModelServer, serving


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A model server on loopback, answering what the test says."""
    async with serving() as model:
        yield model


def question(text: str, meant: str = "greet", name: str = "q") -> Question:
    """An English question."""
    return Question(name, "en", "latn", (meant,), text)


def ranking(**confidences: float) -> dict[str, Any]:
    """What the model answers: intents with their confidences, best first."""
    entries = [{"name": name, "confidence": sure} for name, sure in confidences.items()]
    return {"intent_ranking": entries, "variety": {"name": "en", "confidence": 0.9}}


async def asked(server: ModelServer, text: str) -> Outcome:
    """What became of one message."""
    client = RasaClient(server.url, TOKEN)
    try:
        return (await ask(client, "m", [question(text)])).outcomes[0]
    finally:
        await client.close()


async def test_a_report_names_model_questions_and_threshold(server: ModelServer) -> None:
    questions = [question(f"good morning number {n}", name=f"q{n}") for n in range(9)]
    client = RasaClient(server.url, TOKEN)
    try:
        found = await ask(client, "m7", questions)
    finally:
        await client.close()
    assert (found.model, found.questions) == ("m7", digest(questions))
    assert found.understood == load().rules.understood
    assert [one.question for one in found.outcomes] == questions
    assert sorted(server.asked) == [one.text for one in questions]


async def test_danger_words_and_model_are_told_apart(server: ModelServer) -> None:
    server.answer = ranking(thank=0.9, greet=0.1)
    words = await asked(server, "my brother is not breathing")
    assert words.floors == Floors(words="P0", model="P4", union="P0")
    server.answer = ranking(detained=0.8, greet=0.1)
    model = await asked(server, "they keep him behind the blue door")
    assert model.floors == Floors(words="P4", model="P1", union="P1")
    assert (model.guess, model.language, model.script) == ("detained", "en", "latn")


@pytest.mark.parametrize(
    ("answer", "urgency"),
    [
        (ranking(greet=0.6, detained=0.3), 0.3),
        (ranking(greet=0.5, distress=0.25, detained=0.125), 0.375),
        (ranking(greet=0.6, human=0.3), 0.0),
    ],
)
async def test_urgency_is_that_of_all_dangers_together(
    server: ModelServer, answer: dict[str, Any], urgency: float
) -> None:
    server.answer = answer
    assert (await asked(server, "the blue door")).urgency == urgency


async def test_every_intent_that_is_found_counts(server: ModelServer) -> None:
    both = ["need_shelter", "need_medical"]
    server.answer = {**ranking(need_shelter=0.6, need_medical=0.3), "found": both}
    assert (await asked(server, "the blue door")).found == tuple(both)


async def test_without_the_model_there_are_no_figures(server: ModelServer) -> None:
    server.status = 500
    with pytest.raises(StartError, match="did not answer message q"):
        await asked(server, "the blue door")


def test_wrong_lines_are_one_expected_error(tmp_path: Path) -> None:
    path = tmp_path / "q.tsv"
    path.write_text("a\ten\tdance\thello\nb\ten\n", encoding="utf-8")
    with pytest.raises(BadInputError) as raised:
        load_questions([path])
    assert "q.tsv, line 1: no such intent: 'dance'\nq.tsv, line 2: 2 columns" in str(raised.value)


def test_what_a_model_is_called(tmp_path: Path) -> None:
    assert identity(tmp_path / "model-25582ce4494f.tar.gz") == "25582ce4494f"
    other = tmp_path / "model.tar.gz"
    assert identity(other) == "model.tar.gz"
    (tmp_path / "model.json").write_text('{"model_id": "feee09d487f6"}', encoding="utf-8")
    assert identity(other) == "feee09d487f6"

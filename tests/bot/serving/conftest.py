"""Small real models, trained once: two that are equally good and one that is worse."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.evaluation import evaluate_model
from bot.model import Model
from bot.serving.golden import Golden, Unmistakable
from nlu.evaluation.questions import Question
from nlu.evaluation.report import Report
from tests.nlu.server.data import write_small_data

GOLDEN: Golden = (
    Unmistakable("en", "human", "I want an operator"),
    Unmistakable("en", "distress", "help me please help"),
    Unmistakable("ar-latn", "distress", "3awnoni 3afak"),
)
# Enough cries for help that losing them all is no chance.
CRIES = ["help me please help", "save me", "i am so scared", "help me please", "save me please"]
QUESTIONS = [
    Question(str(number), "en", "latn", (intent,), text)
    for number, (intent, text) in enumerate(
        [("human", "I want an operator"), *(("distress", cry) for cry in [*CRIES, "so scared"])]
    )
]
Evaluate = Callable[..., Awaitable[Report]]


@dataclass(frozen=True)
class SmallModels:
    """What the models were trained on, and their archives."""

    source: Path
    first: Path
    second: Path
    worse: Path


def said_nothing(_line: str) -> None:
    """Hear of progress without repeating it."""


@pytest.fixture(scope="session")
def small_models(nlu_python: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallModels:
    """Trained by the product itself; the worse one calls every cry for help a greeting."""
    assert nlu_python.exists()
    folder = tmp_path_factory.mktemp("small-models")
    source = write_small_data(folder / "source")
    model = Model(folder / "data", said_nothing, source)
    first, trained = model.train()
    assert trained
    assert model.train() == (first, False)
    second, _ = model.train(force=True)
    wrong = write_small_data(folder / "wrong")
    for path in wrong.rglob("conversation.yaml"):
        text = path.read_text(encoding="utf-8")
        swapped = text.replace("greet", "*").replace("distress", "greet").replace("*", "distress")
        path.write_text(swapped, encoding="utf-8")
    worse, _ = Model(folder / "data", said_nothing, wrong).train()
    return SmallModels(source, first, second, worse)


@pytest.fixture(scope="session")
def evaluate(small_models: SmallModels) -> Evaluate:
    """Gives the real reports on a few messages, made once for all tests."""
    archives = (small_models.first, small_models.second, small_models.worse)

    async def all_three() -> list[Report]:
        return await asyncio.gather(*(evaluate_model(path, QUESTIONS) for path in archives))

    made = asyncio.run(all_three())
    reports = dict(zip((path.name for path in archives), made, strict=True))

    async def given(path: Path, **_options: object) -> Report:
        return reports[path.name]

    return given


def give(models: SmallModels, data: Path) -> Model:
    """The model of the data folder ``data``, with all three archives in it."""
    folder = data / "model"
    folder.mkdir(parents=True)
    for archive in (models.first, models.second, models.worse):
        shutil.copy2(archive, folder)
    return Model(data, said_nothing, models.source)

"""What is put in service and what is refused, while no infoline runs on the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from bot.errors import NotFoundError
from bot.model import Model
from bot.serving import archives
from bot.serving.golden import Golden
from bot.serving.promotion import PROMOTE_LOCK, Promotion, RefusedError
from tests.bot.serving.conftest import GOLDEN, Evaluate, SmallModels, give, said_nothing

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(300)]


@pytest.fixture
def model(small_models: SmallModels, tmp_path: Path) -> Model:
    """Three models, the first of them in service."""
    model = give(small_models, tmp_path)
    model.releases.release(small_models.first.name, model.program(), "the first model")
    return model


def _promotion(model: Model, evaluate: Evaluate, golden: Golden = GOLDEN) -> Promotion:
    return Promotion(model.folder.parent, model, golden, said_nothing, evaluate)


async def test_a_worse_model_is_refused_and_the_groups_are_named(
    model: Model, evaluate: Evaluate, small_models: SmallModels
) -> None:
    with pytest.raises(RefusedError, match=r"worse than .* on all \(1 of 7 right, before 7\), en"):
        await _promotion(model, evaluate).promote(small_models.worse.name)
    current = model.releases.read().current
    assert current
    assert current.model == small_models.first.name
    evaluated = archives.facts(model.folder / small_models.worse.name)["evaluated"]
    assert evaluated["verdict"] == "worse"


@pytest.mark.parametrize("reason", [None, "", "  "])
async def test_force_wants_a_reason(
    model: Model, evaluate: Evaluate, small_models: SmallModels, reason: str | None
) -> None:
    with pytest.raises(RefusedError, match="--reason"):
        await _promotion(model, evaluate).promote(
            small_models.worse.name, force=True, reason=reason
        )


async def test_force_keeps_its_reason_and_the_comparison(
    model: Model, evaluate: Evaluate, small_models: SmallModels
) -> None:
    promotion = _promotion(model, evaluate, GOLDEN[:1])
    made = await promotion.promote(small_models.worse.name, force=True, reason="a drill")
    assert model.releases.read().current == made
    assert (made.forced, made.reason) == (True, "a drill")
    assert made.comparison
    assert made.comparison["verdict"] == "worse"
    assert "help me" not in str(made.comparison)
    before = model.releases.read().before
    assert before
    assert before.model == small_models.first.name


async def test_nothing_overrides_the_golden_set(
    model: Model, evaluate: Evaluate, small_models: SmallModels
) -> None:
    promotion = _promotion(model, evaluate)
    with pytest.raises(RefusedError, match="3 golden messages are misunderstood"):
        await promotion.promote(small_models.worse.name, force=True, reason="a drill")
    assert len(model.releases.read().entries) == 1


async def test_there_and_back(model: Model, evaluate: Evaluate, small_models: SmallModels) -> None:
    (model.folder / small_models.worse.name).unlink()
    promotion = _promotion(model, evaluate)
    made = await promotion.promote(None)
    assert (made.model, made.forced) == (small_models.second.name, False)
    with pytest.raises(NotFoundError, match="no candidate"):
        await promotion.promote(None)
    back = await promotion.roll_back("too many calls")
    assert back.model == small_models.first.name
    assert back.reason == f"rolled back from {small_models.second.name}: too many calls"
    assert back.replaced == made.number


async def test_what_cannot_be_is_refused(
    model: Model, evaluate: Evaluate, small_models: SmallModels
) -> None:
    promotion = _promotion(model, evaluate)
    with pytest.raises(RefusedError, match="in service already"):
        await promotion.promote(small_models.first.name)
    with pytest.raises(NotFoundError, match=r"no model model-x\.tar\.gz"):
        await promotion.promote("model-x.tar.gz")
    with pytest.raises(RefusedError, match="no release before"):
        await promotion.roll_back()
    with (
        FileLock(model.folder / PROMOTE_LOCK),
        pytest.raises(RefusedError, match="Another promote"),
    ):
        await promotion.promote(small_models.second.name)

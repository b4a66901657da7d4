"""A few calls at once to a service of its own; how fast it was is nobody's test."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.bench.figures import times
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.run import PUBLIC
from bot.bench.twilio.voice.outcome import CallPlan, Phoned
from bot.bench.twilio.voice.run import bench_voice, variables
from bot.bench.twilio.voice.table import show
from bot.config import load
from bot.errors import BadInputError
from nlu.evaluation.questions import Question

PLAN = CallPlan(calls=6, turns=3, pace=0.0, repeat=0.2)
ASKED = [
    Question(f"q{place}", language, "x", ("greet",), text)
    for place, (language, text) in enumerate(
        (code, text) for code in PLAN.languages for text in ("hello", "asylum", "42")
    )
]


def measured(slowest: float, lost: tuple[str, ...]) -> Phoned:
    """What could have been measured."""
    return Phoned(
        plan=PLAN, model=None, cores=2, times=[times("a turn", [1.0, 2.0])], slowest_ms=slowest,
        largest_bytes=900, documents=20, repeats=1, turns=10, fillers=2, at_once=6,
        ended={"person": 5}, lost=lost, seconds=2.0,
    )  # fmt: skip


def test_the_settings_are_ones_that_the_service_knows(
    monkeypatch: pytest.MonkeyPatch, double: Double
) -> None:
    for name, value in variables(double, PLAN).items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert (settings.twilio_api_base, settings.public_url) == (double.base, PUBLIC)
    assert settings.twilio_voice_from == double.exchange.number
    assert settings.voice.order == PLAN.languages


@pytest.mark.parametrize(
    ("slowest", "lost", "kept"),
    [(2999.0, (), True), (3000.0, (), False), (10.0, ("error",), False)],
)
def test_a_lost_call_or_a_slow_document_breaks_the_promise(
    slowest: float, lost: tuple[str, ...], kept: bool
) -> None:
    outcome = measured(slowest, lost)
    assert outcome.kept is kept
    assert outcome.to_json()["kept"] is kept
    out = io.StringIO()
    show(outcome, Console(file=out, width=120))
    assert ("BROKEN" in out.getvalue()) is not kept
    assert ("must be 0" in out.getvalue()) is bool(lost)


async def test_messages_in_every_language_are_needed() -> None:
    with pytest.raises(BadInputError, match="fr"):
        await bench_voice(PLAN, print, None, [one for one in ASKED if one.language != "fr"])


@pytest.mark.e2e
async def test_no_call_of_several_is_lost() -> None:
    said: list[str] = []
    phoned = await bench_voice(PLAN, said.append, None, ASKED)
    assert not phoned.lost, phoned.to_json()
    assert sum(phoned.ended.values()) == phoned.at_once == PLAN.calls
    assert phoned.turns >= PLAN.calls
    assert phoned.repeats
    assert {one.name for one in phoned.times} >= {"all documents", "the first one", "a turn"}
    assert 0 < phoned.largest_bytes < 64 * 1024

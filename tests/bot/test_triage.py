"""Triage: the most urgent of what was found, and never less than the danger words say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.triage import decide, triage_of
from nlu.alarm import KINDS, alarm
from nlu.intents import intents
from nlu.understanding import Ranked, Understanding


def understood(*ranked: tuple[str, float], alarms: tuple[str, ...] = ()) -> Understanding:
    return Understanding(
        text="",
        language="en",
        script="latn",
        language_sure=True,
        requested_language=None,
        command=None,
        intents=tuple(Ranked(name, confidence) for name, confidence in ranked),
        entities=(),
        alarms=tuple(alarm(name, "en") for name in alarms),
        model=None,
        degraded=False,
    )


@pytest.mark.parametrize("name", list(intents()))
def test_the_best_intent_gives_its_floor(name: str) -> None:
    decision = decide(understood((name, 0.9)))
    assert decision.floor == triage_of(name)
    assert (decision.danger is not None) == (decision.floor in ("P0", "P1"))


@pytest.mark.parametrize("name", list(KINDS))
def test_a_danger_word_is_never_lowered_by_the_model(name: str) -> None:
    intent, priority = KINDS[name]
    decision = decide(understood(("greet", 1.0), alarms=(name,)))
    assert decision.danger
    assert (decision.floor, decision.danger.topic) == (priority, intent)


def test_the_model_raises_what_danger_words_found() -> None:
    decision = decide(understood(("emergency", 0.9), alarms=("cry",)))
    assert decision.floor == "P0"


def test_a_likely_danger_counts_behind_another_intent() -> None:
    decision = decide(understood(("need_medical", 0.5), ("emergency", 0.4)))
    assert decision.floor == "P0"


@pytest.mark.parametrize(
    "ranked",
    [
        (),
        (("emergency", 0.01),),
        (("greet", 0.9), ("emergency", 0.01)),
        (("greet", 0.8), ("trafficking", 0.06), ("detained", 0.05)),
    ],
)
def test_a_guess_is_no_danger(ranked: tuple[tuple[str, float], ...]) -> None:
    decision = decide(understood(*ranked))
    assert (decision.floor, decision.danger) == ("P4", None)


@pytest.mark.parametrize(
    ("ranked", "topic", "floor"),
    [
        ((("need_medical", 0.9), ("emergency", 0.04)), "emergency", "P0"),
        ((("greet", 0.9), ("emergency", 0.005), ("suicide_risk", 0.016)), "suicide_risk", "P0"),
        ((("legal_help", 0.7), ("trafficking", 0.08), ("detained", 0.09)), "detained", "P1"),
    ],
)
def test_small_chances_of_danger_add_up(
    ranked: tuple[tuple[str, float], ...], topic: str, floor: str
) -> None:
    decision = decide(understood(*ranked))
    assert decision.danger
    assert (decision.floor, decision.danger.topic) == (floor, topic)


@pytest.mark.parametrize(
    ("peaks", "floor"),
    [
        ((("emergency", 0.35),), "P0"),
        ((("emergency", 0.25),), "P4"),
        ((("trafficking", 0.95),), "P4"),
    ],
)
def test_danger_to_life_in_one_part_of_a_message_counts_when_it_is_likely(
    peaks: tuple[tuple[str, float], ...], floor: str
) -> None:
    whole = understood(("avrr_cost", 0.95))
    parts = tuple(Ranked(name, confidence) for name, confidence in peaks)
    assert decide(replace(whole, peaks=parts)).floor == floor


@pytest.mark.parametrize(
    ("ranked", "alarms", "faint"),
    [
        ((("human", 0.9), ("emergency", 0.05)), (), True),
        ((("human", 0.6), ("emergency", 0.31)), (), False),
        ((("emergency", 0.28), ("human", 0.2)), (), False),
        ((("human", 0.9), ("emergency", 0.05)), ("cry",), False),
    ],
)
def test_a_danger_that_is_far_from_likely_is_faint(
    ranked: tuple[tuple[str, float], ...], alarms: tuple[str, ...], faint: bool
) -> None:
    danger = decide(understood(*ranked, alarms=alarms)).danger
    assert danger
    assert danger.faint is faint


def test_every_intent_that_a_message_carries_gives_its_floor() -> None:
    whole = understood(("avrr_cost", 0.95))
    assert decide(replace(whole, found=("avrr_cost", "need_shelter"))).floor == "P2"
    assert decide(replace(whole, found=("avrr_cost", "need_shelter", "detained"))).floor == "P1"


def test_a_danger_without_danger_words_is_a_guess() -> None:
    guess = decide(understood(("distress", 0.7))).danger
    told = decide(understood(("distress", 0.7), alarms=("cry",))).danger
    assert guess
    assert guess.guessed
    assert told
    assert not told.guessed


@pytest.mark.parametrize(
    ("alarm_name", "ranked", "topic"),
    [
        ("violence", ("fear_return", 0.99), "fear_return"),
        ("cry", ("trafficking", 0.8), "trafficking"),
        ("violence", ("fear_return", 0.4), "violence_abuse"),
        ("violence", ("need_medical", 0.9), "violence_abuse"),
        ("child", ("fear_return", 0.9), "child_alone"),
    ],
)
def test_a_certain_model_names_a_danger_of_the_same_urgency(
    alarm_name: str, ranked: tuple[str, float], topic: str
) -> None:
    danger = decide(understood(ranked, alarms=(alarm_name,))).danger
    assert danger
    assert (danger.topic, danger.priority, danger.guessed) == (topic, "P1", False)


def test_an_unknown_topic_is_a_request_for_a_human() -> None:
    assert triage_of("something else") == "P3"

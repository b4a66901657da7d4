"""Figures by intent, calibration, language and triage: each counted by hand."""

import pytest

from nlu.evaluation import languages
from nlu.evaluation.calibration import Bin, bins, calibration_error
from nlu.evaluation.classes import (
    Confusion,
    Quality,
    by_intent,
    confusions,
    found_sets,
    macro_f1,
)
from nlu.evaluation.proportion import Share
from nlu.evaluation.triage import price_curve, recall_by_intent, triage
from tests.nlu.evaluation.builders import outcome

FOUR = [
    outcome("greet", "greet"),
    outcome("greet", "human"),
    outcome("human", "human"),
    outcome("thank", "human"),
]


def test_precision_recall_and_f1_by_intent() -> None:
    found = by_intent(FOUR)
    assert found == {
        "greet": Quality(1, 1, 2),
        "human": Quality(1, 3, 1),
        "thank": Quality(0, 0, 1),
    }
    assert (found["greet"].precision, found["greet"].recall) == (1.0, 0.5)
    assert found["greet"].f1 == pytest.approx(2 / 3)
    assert found["human"].f1 == pytest.approx(1 / 2)
    assert macro_f1(FOUR) == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)


def test_a_message_with_several_is_right_when_one_of_them_is_first() -> None:
    both = outcome("emergency|need_shelter", "need_shelter")
    assert both.right
    assert by_intent([both]) == {"need_shelter": Quality(1, 1, 1)}
    missed = outcome("emergency|need_shelter", "greet", second="need_shelter")
    assert not missed.right
    assert missed.in_three
    assert by_intent([missed]) == {"emergency": Quality(0, 0, 1)}


def test_the_found_set_counts_messages_with_several_only() -> None:
    asked = [
        outcome("emergency|need_shelter", "emergency", found=("emergency", "need_shelter")),
        outcome("detained|legal_help|human", "detained", found=("detained", "greet")),
        outcome("greet", "human", found=("human", "thank")),
    ]
    assert found_sets(asked) == Quality(hits=3, named=4, expected=5)


def test_confusions_keep_their_direction() -> None:
    asked = [*FOUR, outcome("greet", "human"), outcome("human", "greet")]
    assert confusions(asked) == [
        Confusion("greet", "human", 2),
        Confusion("human", "greet", 1),
        Confusion("thank", "human", 1),
    ]


def test_calibration_by_bins_of_equal_mass() -> None:
    # 30 messages: two a bin; the surer of each two is right.
    asked = [
        outcome("greet", "greet" if number % 2 else "human", confidence=number / 30)
        for number in range(30)
    ]
    found = bins(asked)
    assert len(found) == 15
    assert {one.messages for one in found} == {2}
    assert found[0].confidence == pytest.approx(1 / 60)
    assert found[0].accuracy == 0.5
    means = [(2 * place + 0.5) / 30 for place in range(15)]
    assert calibration_error(asked) == pytest.approx(sum(abs(0.5 - mean) for mean in means) / 15)


def test_few_messages_have_fewer_bins_and_none_have_none() -> None:
    assert bins([outcome(confidence=0.8)]) == [Bin(1, 0.8, 1.0)]
    assert calibration_error([outcome(confidence=0.8)]) == pytest.approx(0.2)
    assert (bins([]), calibration_error([])) == ([], 0)


def test_uneven_bins_lose_no_message() -> None:
    counts = [one.messages for one in bins([outcome()] * 37)]
    assert (len(counts), sum(counts)) == (15, 37)
    assert set(counts) == {2, 3}


DANGER = [
    outcome("emergency", "emergency", words="P0", model="P4", union="P0", urgency=0.1),
    outcome("suicide_risk", "distress", words="P4", model="P1", union="P1", urgency=0.6),
    outcome("detained", "legal_help", urgency=0.2),
    outcome("need_shelter|detained", "need_shelter", words="P4", model="P2", union="P2"),
    outcome("greet", "detained", model="P1", union="P1", urgency=0.5),
    outcome("greet", "greet"),
    outcome("need_shelter", "distress", words="P1", model="P4", union="P1"),
    outcome("human", "human", model="P3", union="P3"),
]


def test_triage_of_both_together() -> None:
    found = triage(DANGER)
    assert (found.p0, found.urgent) == (Share(1, 2), Share(2, 4))
    assert (found.alarms_p4, found.alarms_calm) == (Share(1, 2), Share(2, 4))


def test_triage_of_words_and_model_alone() -> None:
    words, model = triage(DANGER, "words"), triage(DANGER, "model")
    assert (words.p0, words.urgent, words.alarms_calm) == (Share(1, 2), Share(1, 4), Share(1, 4))
    assert (model.p0, model.urgent, model.alarms_calm) == (Share(0, 2), Share(1, 4), Share(1, 4))


def test_the_recall_of_an_intent_counts_every_message_that_carries_it() -> None:
    found = recall_by_intent(DANGER)
    assert found["detained"] == Share(0, 2)
    assert found["suicide_risk"] == Share(1, 1)
    assert "need_shelter" not in found


def test_the_price_falls_as_the_threshold_rises() -> None:
    curve = {one.threshold: (one.recall.hits, one.alarms.hits) for one in price_curve(DANGER)}
    assert (curve[0.1], curve[0.5], curve[0.55]) == ((3, 2), (2, 2), (2, 1))
    assert curve[1.0] == (1, 1)


def test_language_in_its_own_script_from_three_words_on() -> None:
    asked = [
        outcome(variety="fa-arab"),
        outcome(variety="fa-arab", language="ur"),
        outcome(variety="fa-arab", language="ur", text="two words"),
        outcome(variety="sr-cyrl"),
        outcome(variety="sr-latn"),
        outcome(variety="ar-latn", language="en"),
        outcome(variety="en-latn"),
    ]
    assert languages.native(asked) == Share(4, 5)


def test_romanised_arabic_and_urdu_need_language_and_script() -> None:
    asked = [
        outcome(variety="ar-latn"),
        outcome(variety="ur-latn", language="en"),
        outcome(variety="ur-latn", script="arab"),
        outcome(variety="ar-arab"),
        outcome(variety="tr-latn"),
    ]
    assert languages.romanised(asked) == Share(1, 3)

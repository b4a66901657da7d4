"""One model against another: pairs, noise, verdicts."""

import pytest

from nlu.evaluation.compare import Change, Comparison, compare
from nlu.evaluation.outcome import Outcome
from tests.nlu.evaluation.builders import outcome, report


def change(gained: int, lost: int) -> Change:
    """A group in which so many messages flipped."""
    return Change("en", 50, 40 + gained, 40 + lost, gained, lost)


@pytest.mark.parametrize(
    ("gained", "lost", "chance", "verdict"),
    [
        (0, 0, 1, "same"),
        (2, 2, 11 / 16, "same"),
        (3, 1, 15 / 16, "better"),
        (0, 1, 1 / 2, "lower"),
        (0, 4, 1 / 16, "lower"),
        (0, 5, 1 / 32, "worse"),
        (1, 6, 8 / 128, "lower"),
        (1, 7, 9 / 256, "worse"),
    ],
)
def test_worse_is_what_chance_does_not_explain(
    gained: int, lost: int, chance: float, verdict: str
) -> None:
    assert change(gained, lost).chance == pytest.approx(chance)
    assert change(gained, lost).verdict == verdict


def read(right: int, wrong: int, variety: str = "fr-latn") -> list[Outcome]:
    """So many messages read rightly, then so many wrongly."""
    good = [outcome("greet", "greet", variety=variety)] * right
    return good + [outcome("greet", "human", variety=variety)] * wrong


def group(comparison: Comparison, name: str) -> Change:
    """The change of one group."""
    return next(one for one in comparison.changes if one.group == name)


def test_a_language_that_loses_makes_the_whole_worse() -> None:
    current = report(*read(5, 0), *read(3, 10, "ar-latn"), model="old")
    candidate = report(*read(0, 5), *read(13, 0, "ar-latn"), model="new")
    found = compare(candidate, current)
    assert group(found, "all") == Change("all", 18, 13, 8, gained=10, lost=5)
    assert group(found, "fr") == Change("fr", 5, 0, 5, gained=0, lost=5)
    assert group(found, "ar") == Change("ar", 13, 13, 3, 10, 0)
    assert [one.group for one in found.worse] == ["fr"]
    assert found.verdict == "worse"
    assert (found.candidate, found.current) == ("new", "old")


def test_a_danger_that_is_raised_no_more_makes_it_worse_though_the_intent_is_right() -> None:
    raised = outcome("detained", "detained", union="P1")
    fallen = outcome("detained", "detained", union="P3")
    found = compare(report(*[fallen] * 5), report(*[raised] * 5))
    assert group(found, "all").verdict == "same"
    assert [one.group for one in found.worse] == ["P0+P1", "detained"]


def test_p0_that_becomes_p1_is_a_loss_of_p0_alone() -> None:
    before, after = (outcome("emergency", "emergency", union=floor) for floor in ("P0", "P1"))
    found = compare(report(*[after] * 5), report(*[before] * 5))
    assert [one.group for one in found.worse] == ["P0"]


def test_a_better_candidate() -> None:
    found = compare(report(*read(6, 0)), report(*read(4, 2)))
    assert (found.verdict, found.worse) == ("better", ())


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="not asked the same"):
        compare(report(questions="q1"), report(questions="q2"))


def test_the_json_holds_the_verdicts_and_no_text() -> None:
    secret = outcome(text="ana khayef")
    told = compare(report(secret), report(secret)).to_json()
    assert (told["version"], told["verdict"]) == (1, "same")
    assert told["groups"][0] == {
        "group": "all", "messages": 1, "candidate": 1, "current": 1, "gained": 0, "lost": 0,
        "verdict": "same",
    }  # fmt: skip
    assert "khayef" not in str(told)

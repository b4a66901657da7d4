"""Shares and their intervals."""

import pytest

from nlu.evaluation.proportion import Share, share


def test_a_share_counts_what_is_true() -> None:
    assert share([True, False, True, True]) == Share(3, 4)
    assert Share(3, 4).value == 0.75


def test_no_messages_have_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)
    assert Share(0, 0).to_json() == {"share": None, "low": None, "high": None, "hits": 0, "of": 0}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17: 857-872), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_literature(
    hits: int, of: int, low: float, high: float
) -> None:
    assert Share(hits, of).interval == pytest.approx((low, high), abs=5e-5)


def test_an_interval_is_told_below_400_messages() -> None:
    assert Share(1, 399).small
    assert not Share(1, 400).small

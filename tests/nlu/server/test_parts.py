"""Long messages in parts, and which intents they carry."""

import numpy as np
import pytest

from nlu.server.components.parts import parts
from nlu.server.components.several import several

CLASSES = ["avrr_cost", "avrr_request", "need_shelter", "thank"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to go home", []),
        ("", []),
        ("I am sick. I sleep outside", ["I am sick", "I sleep outside"]),
        ("no, please", []),
        ("أنا مريض، أنام في الشارع؟ أريد العودة", ["أنا مريض", "أنام في الشارع", "أريد العودة"]),
        ("I am ill, yes. take me home", ["I am ill yes", "take me home"]),
    ],
)
def test_pieces_of_one_word_join_the_one_before(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_a_message_without_end_has_few_parts() -> None:
    found = parts("one two. " * 100)
    assert len(found) == 8
    assert sum(piece.count("one") for piece in found) == 100


def test_one_intent_is_one() -> None:
    assert several(CLASSES, np.array([0.7, 0.2, 0.1, 0.0]), _none(), 0.3, 0.6) == ["avrr_cost"]


def test_a_second_intent_of_the_whole_counts_from_its_share() -> None:
    whole = np.array([0.35, 0.45, 0.2, 0.0])
    assert several(CLASSES, whole, _none(), 0.3, 0.6) == ["avrr_request", "avrr_cost"]


def test_a_sure_part_adds_its_intent_and_an_unsure_one_does_not() -> None:
    whole = np.array([0.9, 0.1, 0.0, 0.0])
    pieces = np.array([[0.1, 0.1, 0.8, 0.0], [0.2, 0.5, 0.3, 0.0], [0.9, 0.1, 0.0, 0.0]])
    assert several(CLASSES, whole, pieces, 0.3, 0.6) == ["avrr_cost", "need_shelter"]


def test_politeness_beside_a_wish_is_not_a_second_wish() -> None:
    whole = np.array([0.5, 0.0, 0.0, 0.5])
    pieces = np.array([[0.0, 0.0, 0.0, 1.0]])
    assert several(CLASSES, whole, pieces, 0.3, 0.6) == ["avrr_cost"]


def test_politeness_alone_is_what_was_said() -> None:
    assert several(CLASSES, np.array([0.1, 0.1, 0.1, 0.7]), _none(), 0.3, 0.6) == ["thank"]


def _none() -> np.ndarray:
    return np.zeros((0, len(CLASSES)))

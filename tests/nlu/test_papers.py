"""A passport or another paper that a text names, in ten languages."""

import pytest

from nlu.files import LANGUAGES, read
from nlu.papers import faults, names_papers


def test_no_phrase_was_left_out() -> None:
    assert faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_paper_is_found(language: str) -> None:
    listed = [word.rstrip("*") for word in read(f"{language}/words.yaml")["papers"]]
    assert [word for word in listed if not names_papers(word)] == []


@pytest.mark.parametrize(
    "text",
    [
        "this is my passport",
        "هذا جواز سفري",
        "voici mon passeport",
        "این پاسپورت من است",
        "دا زما پاسپورټ دی",
        "یہ میرا پاسپورٹ ہے",
        "pasaportum burada",
        "kjo është pasaporta ime",
        "evo mog pasoša",
        "мој пасош",
        "este es mi pasaporte",
        "IMG_passport_2.jpg",
    ],
)
def test_papers_are_found_in_a_sentence_and_in_the_name_of_a_file(text: str) -> None:
    assert names_papers(text)


@pytest.mark.parametrize("text", ["", "the roof of our room leaks", "est-ce gratuit ?", "أنا هنا"])
def test_other_things_are_no_papers(text: str) -> None:
    assert not names_papers(text)

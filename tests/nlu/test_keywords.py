"""Keywords stand in for the intent model, modestly."""

import pytest

from nlu.files import LANGUAGES
from nlu.keywords import faults, guess

HOME = {
    "en": "i want to go home",
    "fr": "je veux rentrer chez moi",
    "es": "quiero volver a mi casa",
    "tr": "evime dönmek istiyorum",
    "sq": "dua të kthehem në shtëpi",
    "sr": "hoću da se vratim kući",
    "ar": "اريد العودة الى بلدي",
    "fa": "میخواهم به کشورم برگردم",
    "ps": "زه غواړم خپل وطن ته لاړ شم",
    "ur": "میں اپنے ملک واپس جانا چاہتا ہوں",
}


def test_no_keyword_was_left_out() -> None:
    assert faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wish_to_go_home_is_recognised(language: str) -> None:
    assert guess(HOME[language], language)[0].name == "avrr_request"


def test_confidences_are_modest_and_fall() -> None:
    said = "i want to go home, i need a doctor and a lawyer, no place to sleep, how long, how much"
    confidences = [ranked.confidence for ranked in guess(said, "en")]
    assert len(confidences) > 2
    assert confidences[0] == 0.6
    assert confidences == sorted(confidences, reverse=True)


def test_words_of_another_language_count_less() -> None:
    assert guess("je veux rentrer chez moi", "en")[0].confidence < 0.6


def test_nothing_known_is_nothing_guessed() -> None:
    assert guess("xyzzy", "en") == ()

"""One word in two spellings looks alike to the model."""

import pytest

from nlu.normalise import normalise
from nlu.server.components.skeleton import skeleton


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("bghit nrje3 l bladi", "بغيت نرجع ل بلادي"),
        ("3awnoni", "عاونوني"),
        ("khouya", "خويا"),
        ("shukran bzzaf", "شكرا بزاف"),
        ("mera passport gum gaya", "میرا پاسپورٹ گم گیا"),
    ],
)
def test_the_consonants_of_two_scripts_agree(latin: str, arabic: str) -> None:
    same = zip(_consonants(latin), _consonants(arabic), strict=True)
    # Written Arabic leaves out the n of "-an", so words may differ in their last consonant.
    assert all(one.startswith(other) or one == other for one, other in same)


def test_a_missing_vowel_or_a_doubled_letter_makes_no_difference() -> None:
    assert _consonants("helpp pleease") == _consonants("hlp plse")


def test_a_word_of_vowels_vanishes_and_a_number_stays() -> None:
    assert skeleton("ou 112 a") == "112"


def _consonants(text: str) -> list[str]:
    return skeleton(normalise(text)).split()

"""Examples written anew keep what they mean."""

import pytest

from nlu.server.examples import Example
from nlu.server.tuning.variations import Variations, bare, cyrillic

GREETING = Example("selam", "greet", "sq", "")
WISH = Example("Dua të kthehem në shtëpi sa më shpejt, ju lutem", "avrr_request", "sq", "")


def test_the_same_seed_writes_the_same() -> None:
    one, other = Variations([GREETING, WISH], 7), Variations([GREETING, WISH], 7)
    written = [one.written(WISH) for _ in range(20)]
    assert written == [other.written(WISH) for _ in range(20)]
    assert len(set(written)) > 5


def test_most_words_stay() -> None:
    variations = Variations([GREETING, WISH], 7)
    plain = set(bare(WISH.text).split())
    for _ in range(200):
        kept = plain & set(bare(variations.written(WISH)).split())
        assert len(kept) >= len(plain) / 2


def test_a_greeting_stands_beside_a_wish_never_beside_a_greeting() -> None:
    variations = Variations([GREETING, WISH], 7)
    assert any(variations.written(WISH).startswith("selam ") for _ in range(100))
    assert not any("selam " in variations.written(GREETING) for _ in range(100))


@pytest.mark.parametrize(
    ("text", "without"),
    [("Çka po bën?", "cka po ben"), ("مُسَاعَدَة!", "مساعدة"), ("?!", "?!"), ("ŞİŞLİ", "sisli")],
)
def test_marks_and_punctuation_go_and_something_stays(text: str, without: str) -> None:
    assert bare(text) == without


def test_serbian_goes_into_cyrillic() -> None:
    assert cyrillic("Želim da se vratim u Džakovicu, njen ljubimac") == (
        "желим да се вратим у џаковицу, њен љубимац"
    )

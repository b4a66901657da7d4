"""The number of a choice, in words and in the digits of any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.files import read
from nlu.positions import FILE, position
from nlu.words import command, opts_out

LISTED = read(FILE)["numbers"]
WORDS = [(word, int(value)) for value, listed in LISTED.items() for word in listed]
# One, two, three as people write them, by language.
SAID = {
    "en": ("one", "two", "third"), "ar": ("واحد", "اثنين", "ثلاثة"),
    "ar-latn": ("wa7ed", "jouj", "tlata"),
    "fr": ("un", "deux", "trois"), "fa": ("یک", "دو", "سه"), "ps": ("یو", "دوه", "درې"),
    "ur": ("ایک", "دو", "تین"), "ur-latn": ("ek", "do", "teen"), "tr": ("bir", "iki", "üç"),
    "sq": ("një", "dy", "tre"), "sr": ("jedan", "dva", "tri"), "sr-cyrl": ("један", "два", "три"),
    "es": ("uno", "dos", "tres"),
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_a_number_may_be_a_word_of_any_language(language: str) -> None:
    assert [position(word) for word in SAID[language]] == [1, 2, 3]


def test_every_listed_word_is_its_number_and_no_command() -> None:
    assert [(word, value) for word, value in WORDS if position(word) != value] == []
    taken = ("yes", "no", "skip", "more", "opt_out", "opt_in")
    assert [word for word, _ in WORDS if command(word, "") in taken or opts_out(word)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1), (" 2. ", 2), ("3)", 3), ("(1)", 1), ("#1", 1), ("1-", 1), ("n° 2", 2),
        ("Nº2", 2), ("№ 3", 3), ("No. 4", 4),
        ("١", 1), ("۲", 2), ("رقم ۱", 1), ("الرقم ٢", 2), ("شماره ۳", 3), ("نمبر ۲", 2), ("2️⃣", 2),
        ("②", 2), ("number two please", 2), ("Two!", 2), ("the second one", 2), ("option 12", 12),
        ("la deuxième", 2), ("el segundo", 2), ("e dyta", 2), ("i want the first", 1), ("1️⃣ ", 1),
        ("ok 2", 2), ("Réponse 1", 1),
        ("0", None), ("100", None), ("1 2", None), ("1 or 2", None), ("1.5", None),
        ("10:30", None), ("5€", None), ("24/12", None), ("-1", None), ("number", None),
        ("", None), ("no one", None), ("2 children", None), ("K-2", None), ("one two", None),
        ("please", None), ("two days", None),
    ],
)  # fmt: skip
def test_what_chooses(text: str, expected: int | None) -> None:
    assert position(text) == expected


@given(st.integers(1, 99), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
def test_digits_of_any_script_are_the_same_number(number: int, digits: str) -> None:
    typed = str(number).translate(str.maketrans("0123456789", digits))
    assert position(typed) == position(f"{typed}.") == position(f"#{typed}") == number


@given(st.text(max_size=60))
def test_whatever_it_is_it_is_a_small_number_or_none(text: str) -> None:
    found = position(text)
    assert found is None or 1 <= found <= 99

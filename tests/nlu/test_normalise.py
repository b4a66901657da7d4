"""The normal form is what every phrase, in any language, is matched on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.normalise import normalise, sentences, tokens


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Hello,   WORLD! ", "hello world"),
        ("I’m can't", "im cant"),
        ("heeelp pleeease", "help please"),
        ("three feet", "three feet"),
        ("Ndihmë çka është", "ndihme cka eshte"),
        ("İstanbul ığdır ŞĞÜ", "istanbul igdir sgu"),
        ("Đorđe šta žćč", "djordje sta zcc"),
        ("Ђорђе шта жћч Љиља Њ Џ", "djordje sta zcc ljilja nj dz"),
        ("أإآٱ ى ة", "اااا ی ه".replace("اااا", "ا")),
        ("كيف هيَ", "کیف هی"),
        ("ہم ھے ۀ", "هم هے ه"),
        ("مسئلة", "مسئله"),
        ("مـــرحبا", "مرحبا"),
        ("می\u200cخواهم", "میخواهم"),
        ("٠١٢ ۳۴۵", "012 345"),
        ("1000000", "1000000"),
        ("ｆｕｌｌ ﷺ", normalise("full صلى الله عليه وسلم")),
        ("😭🆘", "sos"),
        ("a_b", "a b"),
        ("!!!", ""),
    ],
)
def test_spellings_that_people_mix_up_come_out_alike(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


def test_serbian_comes_out_alike_from_both_alphabets() -> None:
    assert normalise("Хоћу да се вратим кући, ђаци") == normalise("Hoću da se vratim kući, đaci")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_the_normal_form_is_words_with_single_spaces(text: str) -> None:
    norm = normalise(text)
    assert norm == " ".join(norm.split())
    assert not norm or norm.replace(" ", "").isalnum()


def test_tokens_stand_where_they_were_typed() -> None:
    text = "Çfarë, don’t 12٣!"
    assert [(token.norm, text[token.start : token.end]) for token in tokens(text)] == [
        ("cfare", "Çfarë"),
        ("dont", "don’t"),
        ("123", "12٣"),
    ]


def test_sentences_end_at_the_marks_of_every_script() -> None:
    assert sentences("One. Two?! ثلاثة؟ چار۔ ...\nsix") == ["one", "two", "ثلاثه", "چار", "six"]

"""Asking for a language by its name."""

import pytest

from nlu.language_names import requested_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English", "en"),
        ("speak arabic", "ar"),
        ("عربي", "ar"),
        ("shqip please", "sq"),
        ("نفهم غير العربية", "ar"),
        ("العربية من فضلك", "ar"),
        ("Српски", "sr"),
        ("na srpskom", "sr"),
        ("français svp", "fr"),
        ("en español", "es"),
        ("Türkçe", "tr"),
        ("فارسی", "fa"),
        ("دری", "fa"),
        ("پښتو", "ps"),
        ("اردو", "ur"),
        ("can you speak french?", "fr"),
    ],
)
def test_the_name_of_a_language_asks_for_it(text: str, language: str) -> None:
    assert requested_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "i don't speak english",
        "no english",
        "english or arabic",
        "do you have english books",
        "the turkish police took my phone",
        "ok",
        "",
    ],
)
def test_other_messages_ask_for_none(text: str) -> None:
    assert requested_language(text) is None


def test_the_models_word_lets_the_name_stand_anywhere() -> None:
    text = "my head hurts, could somebody go on with this in arabic"
    assert requested_language(text) is None
    assert requested_language(text, "choose_language") == "ar"
    assert requested_language("sorry i do not know english", "choose_language") is None

"""The language of a message: what it proves, and what it may not overturn."""

import pytest

from nlu.language import Detected, detect
from nlu.script import script_of
from nlu.understanding import Variety

SENTENCES = [
    ("en", "latn", "my cousin said you can help people who are tired of waiting"),
    ("en", "latn", "pls i dey mitrovica no money no food, abeg"),
    ("fr", "latn", "bonsoir, on est bloqués ici depuis trois mois"),
    ("fr", "latn", "jve rentrer chez moi svp comen on fai"),
    ("es", "latn", "llevo dos semanas aqui y ya no aguanto mas"),
    ("tr", "latn", "ailemin yanina donmek istiyorum nereye basvurmam lazim"),
    ("sq", "latn", "a mundem me u kthy ne shpi me femijet e mi"),
    ("sq", "latn", "Dëshiroj të flas me dikë për kthimin tim"),
    ("sr", "latn", "hteo bih da se vratim kuci sa porodicom"),
    ("sr", "latn", "Gde mogu da pronađem vašu kancelariju?"),
    ("sr", "cyrl", "Где могу да пронађем вашу канцеларију?"),
    ("ar", "arab", "بغيت نرجع لبلادي وما عنديش الفلوس"),
    ("ar", "arab", "بدي احكي مع حدا من المنظمة"),
    ("ar", "arab", "اريد ارجع للعراق وياي عائلتي"),
    ("fa", "arab", "میخوام برگردم پیش خانواده‌ام ولی پاسپورت ندارم"),
    ("fa", "arab", "ما میخاهیم پس وطن خود برویم چی کار کنیم"),
    ("ps", "arab", "زه غواړم بېرته خپل کور ته ستون شم"),
    ("ps", "arab", "مونږ دلته په کیمپ کښې یو او خواړه نشته"),
    ("ur", "arab", "مجھے اپنے ملک واپس جانا ہے کوئی مدد کرے گا"),
]


@pytest.mark.parametrize(("language", "script", "text"), SENTENCES)
def test_a_sentence_proves_its_language(language: str, script: str, text: str) -> None:
    assert detect(text) == Detected(language, script, sure=True)


@pytest.mark.parametrize("text", ["سلام", "salam", "ok", "OK!!", "😭😭", "1234", "", "merci ok"])
def test_shared_words_prove_nothing(text: str) -> None:
    kept = detect(text, previous="tr", hint="sq")
    assert (kept.language, kept.sure) == ("tr", False)
    supposed = detect(text, hint="sq")
    assert (supposed.language, supposed.sure) == ("sq", False)


def test_one_foreign_word_does_not_switch_the_conversation() -> None:
    kept = detect("gracias", previous="sq")
    assert (kept.language, kept.sure) == ("sq", False)


def test_a_sentence_switches_the_conversation() -> None:
    assert detect("quiero volver a mi casa", previous="sq").language == "es"


def test_pashto_letters_switch_with_one_word() -> None:
    assert detect("غواړم", previous="fa") == Detected("ps", "arab", sure=True)


def test_a_language_that_is_not_written_so_is_not_kept() -> None:
    assert detect("ارجع بيتي", previous="es").language == "ar"


def test_the_hint_decides_where_the_message_does_not() -> None:
    assert detect("zmvh", hint="sq").language == "sq"
    assert detect("quiero volver a mi casa", hint="sq").language == "es"


@pytest.mark.parametrize(
    ("text", "variety", "language"),
    [
        ("rani mchit l magura w ma l9it walo", "ar-latn", "ar"),
        ("ghr jany ka koi tariqa btao yar", "ur-latn", "ur"),
    ],
)
def test_romanised_text_is_known_by_the_models_opinion(
    text: str, variety: str, language: str
) -> None:
    assert detect(text, variety=Variety(variety, 0.97)).language == language


def test_the_models_opinion_of_another_script_does_not_count() -> None:
    assert detect("میخوام برگردم ایران پیش زنم", variety=Variety("ar-latn", 1.0)).language == "fa"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "latn"),
        ("سلام hi", "arab"),
        ("здраво", "cyrl"),
        ("ሰላም", "ethi"),
        ("नमस्ते", "deva"),
        ("ᚠ", "zzzz"),
        ("12 😀", "zyyy"),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_script_of_no_language_of_ours_proves_nothing() -> None:
    assert detect("ሰላም እንዴት ነህ ወንድሜ", previous="ar") == Detected("en", "ethi", sure=False)

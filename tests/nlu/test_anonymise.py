"""What tells who wrote goes, in every language; what does not stays as it was written."""

import pytest

from nlu.anonymise import anonymise
from nlu.files import LANGUAGES
from nlu.normalise import normalise
from nlu.phrase_files import section

NAMES = {
    "en": [
        ("My name is Ahmad Karimi and I want to go home", "My name is X and I want to go home"),
        ("hi my names bilal i need doctor", "hi my names X i need doctor"),
        ("my brother's name is Omar Ali, he is lost", "my brother's name is X, he is lost"),
        ("name: Joy Okafor\nage 22", "name: X\nage 22"),
    ],
    "ar": [
        ("انا اسمي محمد الحسن من حلب", "انا اسمي X من حلب"),
        ("اسمي فاطمة وأريد العودة", "اسمي X وأريد العودة"),
        ("ضاع اخي اسمه يوسف", "ضاع اخي اسمه X"),
        ("ismi youssef w bghit nrje3 l bladi", "ismi X w bghit nrje3 l bladi"),
        ("smiti Amine ana mn fes", "smiti X ana mn fes"),
    ],
    "fr": [
        (
            "je m'appelle Jean-Pierre Kabila et je veux rentrer",
            "je m'appelle X et je veux rentrer",
        ),
        ("je mappelle fatou", "je mappelle X"),
        ("mon frère, il s’appelle Moussa, a disparu", "mon frère, il s’appelle X, a disparu"),
    ],
    "fa": [
        ("اسم من احمد رضایی است و گرسنه ام", "اسم من X است و گرسنه ام"),
        ("نام من رضا است", "نام من X است"),
        ("esme man Reza ast", "esme man X ast"),
    ],
    "ps": [
        ("زما نوم احمد خان دی", "زما نوم X دی"),
        ("د ورور نوم يې جاوید دی", "د ورور نوم يې X دی"),
        ("zama num Gul Khan de", "zama num X de"),
    ],
    "ur": [
        ("میرا نام علی رضا ہے", "میرا نام X ہے"),
        ("mera naam Bilal hai mujhe ghar jana hai", "mera naam X hai mujhe ghar jana hai"),
    ],
    "tr": [
        ("benim adım Mehmet Yılmaz, eve dönmek istiyorum", "benim adım X, eve dönmek istiyorum"),
        ("ismim Ayşe ve hastayım", "ismim X ve hastayım"),
    ],
    "sq": [
        ("më quajnë Arben Krasniqi dhe jam prej Gjakove", "më quajnë X dhe jam prej Gjakove"),
        ("emri im është Besnik", "emri im është X"),
        ("mu quajn Agim", "mu quajn X"),
    ],
    "sr": [
        ("zovem se Marko Petrović i hoću kući", "zovem se X i hoću kući"),
        ("зовем се Марко и хоћу кући", "зовем се X и хоћу кући"),
        ("moje ime je Jelena", "moje ime je X"),
    ],
    "es": [
        ("me llamo Juan Pérez y quiero volver", "me llamo X y quiero volver"),
        ("mi nombre es Yusleidy", "mi nombre es X"),
    ],
}

NUMBERS = [
    ("call 044 123 456 or +383 49 555 123", "call 000 or 000"),
    ("رقمي ٠٤٤١٢٣٤٥٦ من فضلك", "رقمي 000 من فضلك"),
    ("شماره من ۰۷۹-۹۹۹-۸۸۷۷ است", "شماره من 000 است"),
    ("00 383 44 12 34 56?", "000?"),
    ("tel +383 44 123 456 ext. 12", "tel 000"),
    ("suivi 48815 merci", "suivi 000 merci"),
    ("born 1.2.90", "born 000"),
    ("call 0044-123/456.78 (home)", "call 000 (home)"),
    ("any news of k 7q2m9x or K-7Q2M9X", "any news of 000 or 000"),
    ("passport AB123456 expired, id p-1234567", "passport 000 expired, id 000"),
    ("born 12.03.1990 in Kabul", "born 000 in Kabul"),
    ("born on 12th of March 1990", "born on 000"),
    ("nacido el 12 de marzo de 1990", "nacido el 000"),
    ("مولود ١٢ يناير ١٩٩٠", "مولود 000"),
    ("متولد ۱۳۷۵ هستم", "متولد 000 هستم"),
    ("née le 3 février 99", "née le 000"),
    ("March 12, 1990", "000"),
    ("write me a.b@c.example or @ahmad_99", "write me X or X"),
    ("see https://t.me/foo?x=1 and t.me/bar and evil.com", "see X and X and X"),
]

HARMLESS = [
    "where is the office in Pristina",
    "I have 3 children, 10 days and 1500 euro",
    "bghit nrje3 l bladi m3a 7bibi, kayw9e3 lia 3ayn",
    "what is your name",
    "take my name off the return list",
    "7aydo smiti w tswerti, n7iw smiti mn tema",
    "mai 15 saal ki akeli larki hun",
    "7mart mn lberd, protestas del 11 de julio",
    "I arrived at camp.we are cold.no money",
    "من ٣ اولاد عندي",
    "dua me shku n'shpi",
    "112",
    "",
]


def test_every_language_has_cues_and_rows() -> None:
    assert set(NAMES) == set(LANGUAGES)
    before, ends = section("name_cues.yaml", "before", []), section("name_cues.yaml", "ends", [])
    assert before.keys() == ends.keys()
    assert {code.partition("-")[0] for code in before} == set(LANGUAGES)
    assert all(normalise(str(cue)) for cues in before.values() for cue in cues)


@pytest.mark.parametrize(("text", "left"), [row for rows in NAMES.values() for row in rows])
def test_a_name_that_is_introduced_goes(text: str, left: str) -> None:
    assert anonymise(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    NUMBERS,
)
def test_numbers_and_addresses_go(text: str, left: str) -> None:
    assert anonymise(text) == left


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_nothing_stays(text: str) -> None:
    assert anonymise(text) == text


def test_known_names_go_wherever_they_stand_and_however_they_are_written() -> None:
    told = anonymise("Yılmaz here, MEHMET needs help; mehmetler no", ["Mehmet Yilmaz"])
    assert told == "X here, X needs help; mehmetler no"
    assert anonymise("علي here with Al", ["علی Al"]) == "X here with Al"


@pytest.mark.parametrize(
    "text", [*(row[0] for rows in NAMES.values() for row in rows), *(row[0] for row in NUMBERS)]
)
def test_what_was_made_anonymous_stays_as_it_is(text: str) -> None:
    once = anonymise(text)
    assert anonymise(once) == once

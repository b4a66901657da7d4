"""What a message names, in ten languages, and what only looks like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.entities import entities


def found(kind: str, text: str) -> list[str]:
    """Return the values of the entities of `kind` in `text`."""
    return [entity.value for entity in entities(text) if entity.kind == kind]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I am from Morocco", "MA"),
        ("je viens de Côte d'Ivoire", "CI"),
        ("cote divoire", "CI"),
        ("quiero volver a Venezuela", "VE"),
        ("Afganistan'a dönmek istiyorum", "AF"),
        ("Fas'a gitmek", "MA"),
        ("Irak'tan geldim", "IQ"),
        ("pakistandan geldik", "PK"),
        ("prej Marokut", "MA"),
        ("dua ne Siri", "SY"),
        ("iz Srbije", "RS"),
        ("vratio bih se u Avganistan", "AF"),
        ("из Мароку", "MA"),
        ("بغيت نرجع للمغرب", "MA"),
        ("أنا من سوريا", "SY"),
        ("وصلت للعراق", "IQ"),
        ("میخوام برگردم ایران", "IR"),
        ("از افغانستان آمدم", "AF"),
        ("زه د افغانستان یم", "AF"),
        ("میں پاکستان سے ہوں", "PK"),
        ("Jordan", "JO"),
        ("to Jordan please", "JO"),
        ("from Chad", "TD"),
        ("I am Nigerian", "NG"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Mali", "ML"),
    ],
)
def test_a_country_is_found(text: str, code: str) -> None:
    assert found("country", text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "my brother jordan is here",
        "we ate turkey at the centre",
        "imam mali problem",
        "mali yardim lazim",
        "ما عندي مالي ولا فلوس",
        "he is a big man",
        "let us go",
        "the romantic film",
        "ka shume mal",
    ],
)
def test_ordinary_words_are_no_countries(text: str) -> None:
    assert found("country", text) == []


def test_the_longest_name_wins() -> None:
    assert found("country", "south sudan") == ["SS"]
    assert found("country", "guinea-bissau") == ["GW"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4", ["4"]),
        ("four", ["4"]),
        ("٤", ["4"]),
        ("۵ نفر", ["5"]),
        ("we are 4 people", ["4"]),
        ("nous sommes 3", ["3"]),
        ("somos 5 personas", ["5"]),
        ("5 kişiyiz", ["5"]),
        ("jemi 6 veta", ["6"]),
        ("nas je 7", ["7"]),
        ("احنا ٣ اشخاص", ["3"]),
        ("هم 4 افراد ہیں", ["4"]),
        ("me and my wife", ["2"]),
        ("I want to go home with my 3 children", ["3"]),
    ],
)
def test_people_are_counted(text: str, values: list[str]) -> None:
    assert found("people", text) == values


@pytest.mark.parametrize(
    "text",
    [
        "my son is 12 years old",
        "2 days",
        "i need 50 euro",
        "50€",
        "€5 for people",
        "on 12/05 at 10:30",
        "one day i go home",
        "K-7Q2M9D",
        "+383 44 123 456",
        "300",
        "0",
        "on the street with people",
        "un enfant seul",
        "imam 13",
    ],
)
def test_other_numbers_count_no_people(text: str) -> None:
    assert found("people", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call +383 44 123 456", "+38344123456"),
        ("044 123 456", "+38344123456"),
        ("۰۴۴ ۱۲۳ ۴۵۶", "+38344123456"),
        ("٠٤٤١٢٣٤٥٦", "+38344123456"),
        ("0044 7911 123456", "+447911123456"),
        ("+212 661-234567 c'est mon numero", "+212661234567"),
    ],
)
def test_a_phone_number_is_found_in_any_digits(text: str, value: str) -> None:
    assert found("phone", text) == [value]


@pytest.mark.parametrize(
    "text",
    ["my case is K-7Q2M9D", "k7q2m9d", "K 7Q2 M9D", "k-7q2m9d?", "K–7Q2M9D", "K-٧Q٢M٩D"],
)
def test_a_case_number_is_found_however_it_is_typed(text: str) -> None:
    assert found("case_number", text) == ["K-7Q2M9D"]


def test_letters_read_as_digits_in_a_case_number() -> None:
    assert found("case_number", "K-OIL234") == ["K-011234"]


@pytest.mark.parametrize(
    "text",
    [
        "kitchen",
        "kontakt",
        "k-pop",
        "chno kayw9e3 nhar safar",
        "K-7Q2M9DX",
        "k 2 kids a",
        "K-UUUUUU",
    ],
)
def test_other_words_with_k_are_no_case_numbers(text: str) -> None:
    assert found("case_number", text) == []


def test_an_entity_stands_where_it_was_typed() -> None:
    text = "Hi, we're 4 people from Côte d’Ivoire"
    assert [text[entity.start : entity.end] for entity in entities(text)] == ["4", "Côte d’Ivoire"]
    assert [entity.text for entity in entities(text)] == ["4", "Côte d’Ivoire"]


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_has_entities_that_stand_in_it(text: str) -> None:
    for entity in entities(text):
        assert text[entity.start : entity.end] == entity.text

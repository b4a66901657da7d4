"""The phrase language: what it matches, and how it refuses what it is not."""

import re

import pytest

from nlu.files import LANGUAGES
from nlu.phrase_files import phrases
from nlu.phrases import PhraseError, PhraseIndex, covers, parse
from nlu.safety import danger


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("dying", "i am dying now"),
        ("want* to die", "he wanted to die"),
        ("*cide", "suicide"),
        ("(kill|hurt my) self", "hurt my self"),
        ("brother ~ breathing", "brother breathing"),
        ("brother ~ breathing", "brother he is not breathing"),
        ("(wan*|want to) die", "wanna die"),
        ("don't breathe", "dont breathe"),
        ("e-mail", "my e mail"),
        ("ndihmë", "ndihme"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert list(parse(phrase).spans(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("dying", "studying"),
        ("want* to die", "unwanted to die"),
        ("*cide", "suicidal"),
        ("brother ~ breathing", "brother one two three four breathing"),
        ("(kill|hurt my) self", "hurt self"),
    ],
)
def test_a_phrase_keeps_to_its_words(phrase: str, text: str) -> None:
    assert not list(parse(phrase).spans(text))


def test_overlapping_matches_are_all_found() -> None:
    assert list(parse("a ~ a").spans("a b a c a")) == [(0, 5), (4, 9)]


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "only words, ~ and (a|b) groups, with spaces between them"),
        ("a (b", "only words, ~ and (a|b) groups, with spaces between them"),
        ("a(b|c)", "only words, ~ and (a|b) groups, with spaces between them"),
        ("(a|(b|c))", "only words, ~ and (a|b) groups, with spaces between them"),
        ("a | b", "only words, ~ and (a|b) groups, with spaces between them"),
        ("(a|)", "a group (a|b) has an empty alternative"),
        ("(a ~ b|c)", "a gap ~ may not stand inside a group"),
        ("~ a", "a gap ~ needs a word on both sides"),
        ("a ~", "a gap ~ needs a word on both sides"),
        ("!!", "nothing is left of '!!' after normalisation"),
        ("*", "nothing is left of '*' after normalisation"),
        ("*a*", "in '*a*' a single * may begin or end the word, not both"),
        ("a*b", "in 'a*b' a single * may begin or end the word, not both"),
    ],
)
def test_a_broken_phrase_says_why(phrase: str, reason: str) -> None:
    with pytest.raises(PhraseError, match=f"^{re.escape(reason)}$"):
        parse(phrase)


def test_a_broken_phrase_in_a_file_is_named_and_the_others_stay() -> None:
    faults: list[str] = []
    kept = list(phrases("en/danger.yaml", "phrases: life", ["dying", "a*b", {"x": "y"}], faults))
    assert [phrase.source for phrase in kept] == ["dying"]
    assert faults == [
        "en/danger.yaml: phrases: life: 'a*b': "
        "in 'a*b' a single * may begin or end the word, not both",
        "en/danger.yaml: phrases: life: {'x': 'y'}: not a text, put it in quotes",
    ]


def test_a_list_that_is_none_is_named() -> None:
    faults: list[str] = []
    assert not list(phrases("en/danger.yaml", "fillers", {"a": "b"}, faults))
    assert faults == ["en/danger.yaml: fillers: must be a list"]


def test_only_phrases_whose_words_are_there_are_tried() -> None:
    index = PhraseIndex([(parse(source), source) for source in ("is dying", "want* die", "*cide")])
    assert [meaning for _, meaning in index.candidates("he is dying")] == ["is dying"]
    assert [meaning for _, meaning in index.candidates("suicide")] == ["*cide"]
    assert [meaning for _, meaning in index.candidates("he wanted")] == ["want* die"]
    assert index.candidates("nothing here") == []


def test_of_alternatives_the_longest_is_taken() -> None:
    index = PhraseIndex([(parse("(help|help me)"), "cry")])
    assert covers(index.find("help me"), "help me")


def test_covering_needs_every_word() -> None:
    index = PhraseIndex([(parse(source), source) for source in ("help me", "me please")])
    assert covers(index.find("help me please"), "help me please")
    assert not covers(index.find("help me now"), "help me now")
    assert not covers([], "")


def test_an_ordinary_message_tries_few_of_all_danger_phrases() -> None:
    message = "hello i am from morocco and i want to go home with my family, how long does it take"
    assert len(danger().phrases.candidates(message)) < 40 * len(LANGUAGES)


def test_no_expression_holds_an_unbounded_gap() -> None:
    entries = danger().phrases.entries
    assert entries
    for phrase, _ in entries:
        # Possessive or followed by a fixed text: neither can be tried in two ways.
        loose = re.sub(r"\\w\*\+|\\S\+\+|\\w\*(?=\w)|\{0,3\}\?", "", phrase.expression)
        assert "*" not in loose
        assert "+" not in loose

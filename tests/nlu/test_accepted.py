"""Accepted examples: kept with their provenance, once, and for the owner alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from nlu.accepted import Accepted, accepted_files, add, id_of, read_accepted, withdraw
from nlu.accepting import alike, complaints, evened
from nlu.errors import DataFault

TEXT = "what will the plane ticket cost me in the end"


def example(text: str = TEXT, variety: str = "en", intent: str = "avrr_cost") -> Accepted:
    return Accepted(
        id=id_of(variety, intent, text),
        variety=variety,
        intent=intent,
        text=text,
        by="mira",
        at="2026-11-24T10:00:00+00:00",
        why="unsure",
        model="62db1cfc6ed9",
    )


def test_what_was_added_is_read_with_its_provenance(tmp_path: Path) -> None:
    fresh = [example(), example("bch7al ticket", "ar-latn"), example("no"), example("بكام", "ar")]
    assert add(tmp_path, fresh) == 4
    assert sorted(read_accepted(tmp_path), key=str) == sorted(fresh, key=str)
    places = [path.relative_to(tmp_path).as_posix() for path in accepted_files(tmp_path)]
    assert places == ["ar/accepted.yaml", "ar/latn/accepted.yaml", "en/accepted.yaml"]
    assert {path.stat().st_mode & 0o777 for path in accepted_files(tmp_path)} == {0o600}
    assert [path.name for path in tmp_path.rglob(".*")] == []


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    add(tmp_path, [example()])
    before = (tmp_path / "en" / "accepted.yaml").read_bytes()
    later = replace(example(), by="somebody else", at="2027-01-01T00:00:00+00:00")
    assert add(tmp_path, [later, later]) == 0
    assert (tmp_path / "en" / "accepted.yaml").read_bytes() == before


def test_one_can_be_taken_back(tmp_path: Path) -> None:
    add(tmp_path, [example(), example("is it free")])
    assert withdraw(tmp_path, example().id) == example()
    assert read_accepted(tmp_path) == [example("is it free")]
    assert withdraw(tmp_path, example().id) is None
    withdraw(tmp_path, example("is it free").id)
    assert accepted_files(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("examples: [", "en/accepted.yaml: not YAML"),
        ("- a", "en/accepted.yaml: no list 'examples'"),
        ("examples: {a: b}", "en/accepted.yaml: no list 'examples'"),
        ("examples: [{id: a, text: b}]", "en/accepted.yaml: 1: must have id, intent, text"),
        (
            "examples: [{id: a, intent: [b], text: c, by: d, at: e, why: f, model: g}]",
            "en/accepted.yaml: 1: not all of it is text",
        ),
    ],
)
def test_a_spoilt_file_is_named(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "accepted.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataFault) as raised:
        read_accepted(tmp_path)
    assert fault in str(raised.value)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (example(intent="dancing"), "dancing: no such intent"),
        (example(variety="fa-latn"), "fa-latn: not one of en, ar, ar-latn,"),
        (example(""), "there is no text"),
        (example("ok " * 134), "402 characters, at most 400"),
        (example("call me on 044 123 456"), "still holds something like a name, a number"),
        (example("my name is Omar"), "still holds something like a name, a number"),
    ],
)
def test_what_is_wrong_with_an_example_is_said(wrong: Accepted, fault: str) -> None:
    [said] = complaints(wrong)
    assert said.startswith(fault)
    assert list(complaints(example())) == []


def test_what_teaches_nothing_new_is_said() -> None:
    taught = "what will the bus ticket cost me in the end"
    repeated = [example(TEXT.upper()), example(TEXT, intent="avrr_what"), example(taught)]
    assert [fault for _, fault in alike(repeated, [example()])] == [
        "is an example already, of this intent or another",
        "is an example already, of this intent or another",
        "differs by one word from an example of avrr_cost",
    ]
    assert list(alike([example(), example(TEXT, "fr")], [])) == []
    in_our_data = example("I want to go home", intent="menu")
    assert [one for one, _ in alike([in_our_data], [])] == [in_our_data]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("a [b](c)\n\td", "a (b)(c) d"),
        ('he said "go"', "he said 'go'"),
        ("=1+1", "1+1"),
        ("- first\u2028second", "first second"),
        ("no", "no"),
        ("--", "-"),
    ],
)
def test_signs_that_other_programs_give_a_meaning_are_evened_out(typed: str, left: str) -> None:
    assert evened(typed) == left

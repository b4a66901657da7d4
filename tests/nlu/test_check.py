"""The data check: our data is clean, and each kind of mistake is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu import check, files, keywords, safety, words
from nlu.check_examples import example_faults
from nlu.intents import intents


def test_the_data_is_clean() -> None:
    assert check.faults() == []


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An own data folder with nothing but the intent table, English to be filled in."""
    caches = (files.read, safety.danger, words.words)
    (tmp_path / "intents.yaml").write_bytes((files.DATA / "intents.yaml").read_bytes())
    (tmp_path / "en").mkdir()
    for module in (files, check):
        monkeypatch.setattr(module, "DATA", tmp_path)
    monkeypatch.setattr("nlu.check_examples.DATA", tmp_path)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("words.yaml", "commands: {fly: [fly]}", "en/words.yaml: commands: fly: no such command"),
        (
            "words.yaml",
            "commands: {stop: [çık], no: [cık]}",
            "en/words.yaml: commands: no: 'cık' is also stop",
        ),
        ("words.yaml", "- a", "en/words.yaml: must be a mapping at the top"),
        ("words.yaml", "a: 1\na: 2", "en/words.yaml: not YAML: a is given twice"),
        ("words.yaml", "shared: [a]", "en/words.yaml: numbers: is missing"),
        ("danger.yaml", "phrases: {fire: [a]}", "en/danger.yaml: phrases: fire: no such alarm"),
        (
            "danger.yaml",
            "unless: {life: ['a ~']}",
            "en/danger.yaml: unless: life: 'a ~': a gap ~ needs a word on both sides",
        ),
        ("keywords.yaml", "dance: [a]", "en/keywords.yaml: dance: no such intent"),
        (
            "danger_suite.yaml",
            "fires: [{text: hello, alarm: life}]",
            "en/danger_suite.yaml: {'text': 'hello', 'alarm': 'life'} is silent (raises [])",
        ),
        ("danger_suite.yaml", "fires: [a]", "en/danger_suite.yaml: not a case"),
        ("return.yaml", "dance: [a]", "en/return.yaml: dance: no such intent"),
        ("return.yaml", "greet: [a, {b: c}]", "en/return.yaml: greet: an example is not a text"),
        (
            "return.yaml",
            "greet: [hey you]\nthank: [Hey you!]",
            "en/return.yaml: thank: 'Hey you!' is also an example of greet",
        ),
        (
            "return.yaml",
            "greet: [hello to you my friend, hello to you my brother]",
            "en/return.yaml: greet: 'hello to you my brother' and 'hello to you my friend' "
            "differ by one word",
        ),
        ("return.yaml", "greet: [a, b]", "en: greet: 2 examples, needs 25"),
        ("return.yaml", "greet: [a, b]", "en/protection.yaml: is missing"),
    ],
)
def test_a_mistake_is_named(data: Path, name: str, content: str, fault: str) -> None:
    (data / "en" / name).write_text(content, encoding="utf-8")
    assert any(found.startswith(fault) for found in check.faults()), check.faults()


def test_a_broken_intent_table_is_named(data: Path) -> None:
    (data / "intents.yaml").write_text("intents: {greet: {triage: P9, means: x}}")
    intents.cache_clear()
    assert check.faults() == ["intents.yaml: greet: triage must be one of P0, P1, P2, P3, P4"]


def test_an_empty_folder_misses_everything(data: Path) -> None:
    assert data.is_dir()
    assert "ar/latn/return.yaml: is missing" in example_faults()
    assert keywords.faults() == []

"""A model is trained again when, and only when, something that shapes it has changed."""

from pathlib import Path

from nlu.server.fingerprint import fingerprint
from tests.nlu.server.data import write_small_data


def test_same_data_same_fingerprint(tmp_path: Path) -> None:
    first = write_small_data(tmp_path / "first")
    second = write_small_data(tmp_path / "second")
    assert fingerprint(first) == fingerprint(second)


def test_a_changed_example_changes_it(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    before = fingerprint(data)
    (data / "en" / "conversation.yaml").write_text("greet: [hello]", encoding="utf-8")
    assert fingerprint(data) != before


def test_a_moved_file_changes_it(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    before = fingerprint(data)
    (data / "en").rename(data / "fr")
    assert fingerprint(data) != before


def test_danger_words_do_not_change_it(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    before = fingerprint(data)
    (data / "en" / "danger.yaml").write_text("phrases: {}", encoding="utf-8")
    assert fingerprint(data) == before


def test_another_pipeline_changes_it(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    config = tmp_path / "config.yml"
    config.write_text("pipeline: []", encoding="utf-8")
    assert fingerprint(data, config) != fingerprint(data)

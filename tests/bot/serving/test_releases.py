"""The list of releases, as a file."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.serving.releases import FILE, KEPT_RELEASES, ReleaseFile, fingerprint_of

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def releases(tmp_path: Path) -> ReleaseFile:
    """No releases yet, at a fixed moment."""
    return ReleaseFile(tmp_path, lambda: AT)


def test_nothing_is_released_at_first(releases: ReleaseFile) -> None:
    assert (releases.read().current, releases.read().before) == (None, None)


def test_a_release_replaces_the_one_before(releases: ReleaseFile, tmp_path: Path) -> None:
    first = releases.release("model-aaaaaaaaaaaa.tar.gz", "aaaaaaaaaaaa", "the first model")
    second = releases.release(
        "model-aaaaaaaaaaaa-20261124-093000.tar.gz",
        "bbbbbbbbbbbb",
        "a drill",
        forced=True,
        comparison={"verdict": "worse"},
    )
    read = releases.read()
    assert (read.current, read.before) == (second, first)
    assert (second.number, second.replaced, second.at) == (2, 1, "2026-11-24T09:30:00+00:00")
    assert (second.fingerprint, second.program) == ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    assert (second.forced, second.comparison) == (True, {"verdict": "worse"})
    file = tmp_path / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    written = json.loads(file.read_text(encoding="utf-8"))
    assert (written["version"], written["current"], written["before"]) == (1, 2, 1)


def test_a_failed_release_is_put_back_with_its_reason(releases: ReleaseFile) -> None:
    made = [releases.release(name, "", "for a test") for name in ("a", "b", "c")]
    read = releases.put_back(3, "it does not load", 2)
    assert (read.current, read.before) == (made[1], made[0])
    assert read.entries[2].failure == "it does not load"
    assert releases.read() == read


def test_a_failure_of_what_is_replaced_already_is_only_written_down(
    releases: ReleaseFile,
) -> None:
    made = [releases.release(name, "", "for a test") for name in ("a", "b", "c")]
    read = releases.put_back(2, "too late", 1)
    assert read.current == made[2]
    assert read.entries[1].failure == "too late"


def test_old_entries_go(releases: ReleaseFile) -> None:
    for number in range(KEPT_RELEASES + 2):
        releases.release(f"model-{number}", "", "for a test")
    read = releases.read()
    assert len(read.entries) == KEPT_RELEASES
    assert read.serving == KEPT_RELEASES + 2


def test_two_at_once_are_both_kept(tmp_path: Path) -> None:
    def release(number: int) -> int:
        return ReleaseFile(tmp_path).release(f"model-{number}", "", "for a test").number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(release, range(16)))
    assert sorted(numbers) == list(range(1, 17))
    assert len(ReleaseFile(tmp_path).read().entries) == 16
    assert {path.name for path in tmp_path.iterdir()} == {FILE, f"{FILE}.lock"}


@pytest.mark.parametrize("content", ["{", "[]", '{"releases": [{"number": 1}]}'])
def test_an_odd_file_is_named(releases: ReleaseFile, tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(StartError, match=r"releases\.json cannot be read"):
        releases.read()


@pytest.mark.parametrize(
    ("name", "fingerprint"),
    [
        ("model-c847b8ff2ffc.tar.gz", "c847b8ff2ffc"),
        ("model-c847b8ff2ffc-20261124-093000.tar.gz", "c847b8ff2ffc"),
    ],
)
def test_the_name_says_what_a_model_was_trained_by(name: str, fingerprint: str) -> None:
    assert fingerprint_of(name) == fingerprint

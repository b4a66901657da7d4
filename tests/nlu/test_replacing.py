"""A file is replaced whole, for its owner alone, or not at all."""

from pathlib import Path

import pytest

from nlu.replacing import replace_text


def test_what_was_there_is_replaced_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    replace_text(path, "përshëndetje\n")
    assert path.read_bytes() == "përshëndetje\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        replace_text(path, "new \ud800")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]

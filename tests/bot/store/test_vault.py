"""Encryption: sealed values open only where they were sealed, and under their key alone."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from bot.errors import StartError
from bot.store.vault import Keyring, Vault, decode_key, make_key_file, read_key_file

KEY = b"a" * 32


def test_a_sealed_value_opens_at_its_place() -> None:
    ring = Keyring(KEY)
    assert ring.open("message|text|1", ring.seal("message|text|1", b"secret")) == b"secret"


def test_a_value_moved_to_another_row_does_not_open() -> None:
    ring = Keyring(KEY)
    sealed = ring.seal("message|text|1", b"secret")
    with pytest.raises(InvalidTag):
        ring.open("message|text|2", sealed)


def test_equal_values_are_sealed_differently() -> None:
    ring = Keyring(KEY)
    assert ring.seal("a|b|c", b"same") != ring.seal("a|b|c", b"same")


@pytest.mark.parametrize("position", [0, 1, 13, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    ring = Keyring(KEY)
    sealed = bytearray(ring.seal("a|b|c", b"secret"))
    sealed[position] ^= 1
    with pytest.raises(InvalidTag):
        ring.open("a|b|c", bytes(sealed))


def test_a_persons_key_opens_only_under_the_same_master_key() -> None:
    wrapped = Vault(KEY).new_person_key("p1")
    with pytest.raises(InvalidTag):
        Vault(b"b" * 32).person("p1", wrapped)
    with pytest.raises(InvalidTag):
        Vault(KEY).person("p2", wrapped)


def test_lookup_is_keyed_and_keeps_its_parts_apart() -> None:
    assert Vault(KEY).lookup("sms", "+383") == Vault(KEY).lookup("sms", "+383")
    assert Vault(KEY).lookup("sms", "+383") != Vault(b"b" * 32).lookup("sms", "+383")
    assert Vault(KEY).lookup("ab", "c") != Vault(KEY).lookup("a", "bc")


def test_a_key_file_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "master.key"
    key = make_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path) == key
    assert make_key_file(path) == key
    assert [found.name for found in path.parent.iterdir()] == ["master.key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_key_file(path)
    path.chmod(0o644)
    with pytest.raises(StartError, match="mode to 600"):
        read_key_file(path)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), "ä" * 44])
def test_a_wrong_master_key_is_explained(text: str) -> None:
    with pytest.raises(StartError, match="base64 of 32 bytes"):
        decode_key(text)

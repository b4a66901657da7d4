"""Authenticated encryption at rest: a key per person, wrapped by a master key.

Sealed bytes are: one version byte, a random nonce of 12 bytes, ciphertext with its tag (AES-256
in GCM mode). The place (table, column, row) is authenticated too, so that a value moved to
another row cannot be opened. Destroying a person's key makes everything sealed with it unreadable.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StartError

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"


class Keyring:
    """Seals and opens values under one key."""

    def __init__(self, key: bytes) -> None:
        """``key`` has 32 bytes."""
        self._aead = AESGCM(key)

    def seal(self, place: str, value: bytes) -> bytes:
        """Encrypt ``value`` so that it can be opened only at ``place`` (table|column|row)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._aead.encrypt(nonce, value, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """Decrypt what seal() made for ``place``; raises InvalidTag on anything else."""
        if sealed[:1] != VERSION:
            raise InvalidTag
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        return self._aead.decrypt(nonce, body, place.encode())


class Vault:
    """The master key's uses: wrap persons' keys, seal what is nobody's, hash, prove itself."""

    def __init__(self, master_key: bytes) -> None:
        """``master_key`` has 32 bytes; separate keys are derived from it for each use."""
        self._wrapping = Keyring(_derive(master_key, b"wrap"))
        self._lookup = _derive(master_key, b"lookup")
        self._own = _derive(master_key, b"own")

    def new_person_key(self, person_id: str) -> bytes:
        """A fresh person's key, wrapped, ready to be stored."""
        return self._wrapping.seal(_key_place(person_id), secrets.token_bytes(KEY_BYTES))

    def person(self, person_id: str, wrapped: bytes) -> Keyring:
        """The ring that opens this person's values."""
        return Keyring(self._wrapping.open(_key_place(person_id), wrapped))

    def own(self, purpose: str) -> Keyring:
        """The ring of rows that belong to no person, another one for each ``purpose``."""
        return Keyring(_derive(self._own, purpose.encode()))

    def lookup(self, *parts: str) -> str:
        """A keyed hash (hex) of ``parts``: equal for equal parts, useless without the key."""
        return hmac.digest(self._lookup, "\x1f".join(parts).encode(), "sha256").hex()

    def proof(self) -> bytes:
        """A sealed constant, kept in the database to recognise the master key again."""
        return self._wrapping.seal("meta|proof", b"infoline")

    def recognises(self, proof: bytes) -> bool:
        """Whether ``proof`` was made under this master key."""
        try:
            return self._wrapping.open("meta|proof", proof) == b"infoline"
        except InvalidTag:
            return False


def _derive(master_key: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"infoline " + use).derive(master_key)


def _key_place(person_id: str) -> str:
    return f"person|data_key|{person_id}"


def decode_key(text: str) -> bytes:
    """The 32 bytes of a master key written in base64; raises StartError."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        msg = f"The master key must be base64 of {KEY_BYTES} bytes (INFOLINE_MASTER_KEY)."
        raise StartError(msg)
    return key


def read_key_file(path: Path) -> bytes | None:
    """The master key in ``path``, None if there is no such file; raises StartError."""
    try:
        mode = path.stat().st_mode & 0o077
    except FileNotFoundError:
        return None
    if mode:
        msg = f"{path.name} can be read by others; set its mode to 600."
        raise StartError(msg)
    return decode_key(path.read_text(encoding="ascii", errors="replace"))


def make_key_file(path: Path) -> bytes:
    """Write a new master key to ``path`` with mode 600 and return it.

    Where another process was faster, its key is returned.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(key).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        return read_key_file(path) or key
    finally:
        fresh.unlink()
    return key

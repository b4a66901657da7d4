"""Ids of rows: UUIDv7, sortable and not to be guessed; and the numbers of cases."""

from __future__ import annotations

import secrets

import uuid6

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CASE_NUMBER_LENGTH = 6


def new_id() -> str:
    """A fresh id, 36 characters."""
    return str(uuid6.uuid7())


def new_case_number() -> str:
    """A number that can be read out on the phone: K- and six letters or digits."""
    return "K-" + "".join(secrets.choice(CROCKFORD) for _ in range(CASE_NUMBER_LENGTH))

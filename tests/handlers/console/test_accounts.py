"""Accounts: for administrators."""

from __future__ import annotations

import re

import pytest

from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import Visitor


@pytest.mark.parametrize("role", ["operator", "manager"])
async def test_only_for_administrators(visit: Visit, role: str) -> None:
    visitor = await visit(role)
    fields = {"username": "mal", "name": "Mal", "role": "administrator"}
    for answer in (
        await visitor.get("/console/accounts"),
        await visitor.send("/console/accounts", **fields),
    ):
        assert answer.status == 403
    assert 'href="/console/accounts"' not in (await visitor.get("/console")).text


async def test_a_one_time_password_is_shown_once_and_works(
    visit: Visit, stranger: Visitor
) -> None:
    administrator = await visit("administrator")
    made = await administrator.send(
        "/console/accounts", username="Elira", name="Elira <K>", role="operator"
    )
    assert made.status == 200
    found = re.search("<code>([^<]+)</code>", made.text)
    assert found is not None
    assert "elira Elira <K> Operator One-time password not used yet" in made.words
    assert found[1] not in (await administrator.get("/console/accounts")).text
    assert (await stranger.log_in("elira", found[1])).status == 303
    assert (await stranger.get("/console")).headers["location"] == "/console/password"


async def test_what_cannot_be_an_account_is_said(visit: Visit) -> None:
    visitor = await visit("administrator")
    for username, name, role in (
        ("", "Mal", "operator"),
        ("two words", "Mal", "operator"),
        ("mal", "", "operator"),
        ("mal", "Mal", "owner"),
        ("administrator", "Mal", "operator"),
    ):
        answer = await visitor.send("/console/accounts", username=username, name=name, role=role)
        assert answer.status == 422
        assert 'role="alert"' in answer.text
        assert "<code>" not in answer.text

"""Logging in: neutral refusals, patience that ends, sessions that end."""

from __future__ import annotations

import pytest

from bot.errors import BadInputError, ForbiddenError, TooManyError
from bot.login import Login, WrongPasswordError
from bot.store.database import Store
from bot.store.records import Staff
from tests.builders import Clock

PASSWORD = "correct horse battery"


@pytest.fixture
async def login(sqlite_store: Store) -> Login:
    found = Login(sqlite_store, session_hours=10)
    assert await found.first_administrator(PASSWORD) is None
    return found


async def _admin(login: Login) -> Staff:
    session = await login.session(await login.log_in("admin", PASSWORD, "10.0.0.1"))
    assert session
    return session.staff


async def test_a_made_password_is_for_one_time(sqlite_store: Store) -> None:
    login = Login(sqlite_store, session_hours=10)
    made = await login.first_administrator(None)
    assert made
    assert await login.first_administrator(None) is None
    session = await login.session(await login.log_in("admin", made, "10.0.0.1"))
    assert session
    assert session.staff.must_change


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong"), ("nobody", PASSWORD)])
async def test_a_refusal_never_says_what_was_wrong(login: Login, name: str, password: str) -> None:
    with pytest.raises(WrongPasswordError, match="User name or password is wrong"):
        await login.log_in(name, password, "10.0.0.1")


async def test_patience_ends_and_comes_back(login: Login, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            await login.log_in("admin", "wrong", "10.0.0.1")
    with pytest.raises(TooManyError):
        await login.log_in("admin", PASSWORD, "10.0.0.2")
    clock.move(minutes=16)
    assert await login.log_in("admin", PASSWORD, "10.0.0.1")


async def test_patience_ends_for_a_network_that_tries_many_names(login: Login) -> None:
    for number in range(30):
        with pytest.raises(WrongPasswordError):
            await login.log_in(f"user{number}", "wrong", "10.0.0.9")
    with pytest.raises(TooManyError):
        await login.log_in("admin", PASSWORD, "10.0.0.9")
    assert await login.log_in("admin", PASSWORD, "10.0.0.1")


async def test_a_session_ends_with_time_and_with_log_out(login: Login, clock: Clock) -> None:
    token = await login.log_in("admin", PASSWORD, "10.0.0.1")
    other = await login.log_in("admin", PASSWORD, "10.0.0.1")
    await login.log_out(other)
    assert await login.session(other) is None
    assert await login.session(token)
    clock.move(hours=11)
    assert await login.session(token) is None
    assert await login.session(None) is None
    assert await login.session("made up") is None


async def test_a_new_password_ends_all_logins(login: Login) -> None:
    token = await login.log_in("admin", PASSWORD, "10.0.0.1")
    staff = await _admin(login)
    for wrong in ("short", PASSWORD, "x" * 201):
        with pytest.raises(BadInputError):
            await login.change_password(staff, PASSWORD, wrong)
    with pytest.raises(WrongPasswordError):
        await login.change_password(staff, "not the old one", "a new long password")
    fresh = await login.change_password(staff, PASSWORD, "a new long password")
    assert await login.session(token) is None
    assert await login.session(fresh)


async def test_only_administrators_make_accounts(login: Login) -> None:
    admin = await _admin(login)
    password = await login.add_staff(admin, "vjosa", "Vjosa K.", "operator")
    session = await login.session(await login.log_in("VJOSA", password, "10.0.0.1"))
    assert session
    assert session.staff.role == "operator"
    assert session.staff.must_change
    for call in (
        login.add_staff(session.staff, "x", "X", "manager"),
        login.everybody(session.staff),
    ):
        with pytest.raises(ForbiddenError):
            await call
    for bad in (("vjosa", "V", "operator"), ("a b", "V", "operator"), ("ok", "V", "king")):
        with pytest.raises(BadInputError):
            await login.add_staff(admin, *bad)

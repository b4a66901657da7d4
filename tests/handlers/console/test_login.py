"""Logging in, staying in, and leaving."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.login import FAILURES_PER_NAME
from handlers.console.session import local_page
from tests.builders import Clock
from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import PASSWORD, Visitor, hire


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: App, stranger: Visitor
) -> None:
    await hire(app, "dora", "operator")
    answer = await stranger.log_in("dora")
    assert (answer.status, answer.headers["location"]) == (303, "/console")
    cookie = answer.headers["set-cookie"].lower()
    assert "infoline_session=" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/console" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize("username", ["dora", "nobody", "dora\x00", "دورا"])
async def test_one_sentence_for_every_wrong_login(
    app: App, stranger: Visitor, username: str
) -> None:
    await hire(app, "dora", "operator")
    answer = await stranger.log_in(username, "not the password")
    assert answer.status == 401
    assert "User name or password is wrong." in answer.words
    assert stranger.token is None


async def test_patience_ends(app: App, stranger: Visitor) -> None:
    await hire(app, "dora", "operator")
    for _ in range(FAILURES_PER_NAME):
        assert (await stranger.log_in("dora", "guess")).status == 401
    answer = await stranger.log_in("dora")
    assert answer.status == 429
    assert "Too many attempts" in answer.words


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec_Fetch_Site": "cross-site"}]
)
async def test_login_form_of_another_site_is_refused(
    app: App, stranger: Visitor, headers: dict[str, str]
) -> None:
    await hire(app, "dora", "operator")
    fields = {"username": "dora", "password": PASSWORD}
    answer = await stranger.post("/console/login", fields, **headers)
    assert answer.status == 403
    assert stranger.token is None


async def test_an_ended_session_says_so_and_leads_back(visit: Visit, clock: Clock) -> None:
    visitor = await visit("manager")
    clock.move(hours=11)
    answer = await visitor.get("/console/transcripts?channel=webchat")
    assert answer.status == 303
    way = answer.headers["location"]
    assert way == "/console/login?next=/console/transcripts%3Fchannel%3Dwebchat"
    assert "Your session has ended" in (await visitor.get(way)).words
    again = await visitor.post(
        "/console/login",
        {
            "username": "manager",
            "password": PASSWORD,
            "next": "/console/transcripts?channel=webchat",
        },
    )
    assert again.headers["location"] == "/console/transcripts?channel=webchat"


async def test_a_first_visit_is_not_told_that_a_session_ended(stranger: Visitor) -> None:
    answer = await stranger.get("/console")
    assert answer.headers["location"] == "/console/login?next=/console"
    assert "ended" not in (await stranger.get(answer.headers["location"])).words


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "https://elsewhere.example/console",
        "//elsewhere.example/console",
        "/\\elsewhere.example",
        "/console/../webchat",
        "/consolex",
        "/console/login",
        "/console\n",
        "javascript:alert(1)",
    ],
)
def test_only_pages_of_the_console_are_led_back_to(asked: str | None) -> None:
    assert local_page(asked) == "/console"


async def test_one_time_password_leads_to_an_own_one_first(app: App, stranger: Visitor) -> None:
    await hire(app, "dora", "administrator", must_change=True)
    await stranger.log_in("dora")
    for page in ("/console", "/console/accounts", "/console/queue/rows"):
        answer = await stranger.get(page)
        assert (answer.status, answer.headers["location"]) == (303, "/console/password")
    mismatch = await stranger.send(
        "/console/password", old=PASSWORD, new="another long password", again="and another one"
    )
    assert mismatch.status == 422
    assert "not typed the same way twice" in mismatch.words
    short = await stranger.send("/console/password", old=PASSWORD, new="short", again="short")
    assert short.status == 422
    wrong = await stranger.send(
        "/console/password", old="x", new="another long password", again="another long password"
    )
    assert wrong.status == 422
    assert "current password is wrong" in wrong.words
    done = await stranger.send(
        "/console/password",
        old=PASSWORD,
        new="another long password",
        again="another long password",
    )
    assert (done.status, done.headers["location"]) == (303, "/console")
    assert (await stranger.get("/console")).status == 200


async def test_leaving(visit: Visit) -> None:
    visitor = await visit("operator")
    token = visitor.token
    answer = await visitor.send("/console/logout")
    assert (answer.status, answer.headers["location"]) == (303, "/console/login")
    assert visitor.token is None
    assert await visitor.app.login.session(token) is None

"""What holds for every address: login, token, headers, words."""

from __future__ import annotations

from bot.app import App
from handlers.console.door import Route, table
from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import Visitor

STREAMS = ("/console/events", "/console/cases/{number}/events")


def _table(app: App) -> tuple[Route, ...]:
    return table(app.desk, app.login, app.library, secure_cookies=False)


def _address(route: Route, number: str) -> str:
    filled = route.path.replace("{number}", number).replace("{name}", "console.css")
    filled = filled.replace("{language}", "fa")
    filled = filled.replace("{n}", "1").replace("{file}", "0194")
    return filled.replace("{id}", "0193").replace("{rest:path}", "nowhere")


def _check_headers(headers: object) -> None:
    given = dict(headers)  # type: ignore[call-overload]
    assert given["Content-Security-Policy"].startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in given["Content-Security-Policy"]
    assert "unsafe" not in given["Content-Security-Policy"]
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Referrer-Policy"] == "same-origin"
    assert given["Cache-Control"] == "no-store"


async def test_every_closed_page_asks_for_a_login(
    app: App, stranger: Visitor, case_number: str
) -> None:
    closed = [route for route in _table(app) if not route.is_open]
    assert len(closed) > 20
    for route in closed:
        for method in route.methods:
            answer = await stranger.get(_address(route, case_number), method)
            assert answer.status == 303, route.path
            assert answer.headers["location"].startswith("/console/login?next=/console")
            _check_headers(answer.headers)


async def test_every_form_needs_the_token_of_its_login(
    app: App, visit: Visit, case_number: str
) -> None:
    visitor = await visit("administrator")
    forms = [r for r in _table(app) if "POST" in r.methods and not r.is_open]
    assert len(forms) == 17
    for route in forms:
        for fields in ({}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": "é"}):
            answer = await visitor.post(_address(route, case_number), fields)
            assert answer.status == 403, route.path
            assert "does not belong to your current login" in answer.words
    [row] = await app.desk.queue()
    assert row.case.state == "queued"
    assert visitor.token


async def test_headers_on_every_page(app: App, visit: Visit, case_number: str) -> None:
    visitor = await visit("administrator")
    for route in _table(app):
        if "GET" in route.methods and route.path not in STREAMS:
            answer = await visitor.get(_address(route, case_number))
            _check_headers(answer.headers)
            assert answer.status in (200, 303, 404)


async def test_nothing_there_is_said_in_words(visit: Visit) -> None:
    visitor = await visit("manager")
    for path in ("nowhere", "cases/K-000000", "cases/%00", "transcripts/%00x", "static/door.py"):
        answer = await visitor.get(f"/console/{path}")
        assert answer.status == 404, path
        assert answer.headers["content-type"].startswith("text/html")
        assert "There is nothing here." in answer.words


async def test_unknown_methods_get_a_page_too(stranger: Visitor) -> None:
    for path in ("/console", "/console/login", "/console/cases/K-000000/claim"):
        for method in ("PUT", "DELETE", "OPTIONS"):
            answer = await stranger.get(path, method)
            assert answer.headers["content-type"].startswith("text/html"), path
            assert answer.status == 404


async def test_a_fault_of_ours_is_a_page_without_a_trace(app: App, visit: Visit) -> None:
    visitor = await visit("operator")
    async with app.store.write() as unit:
        await unit.events.connection.exec_driver_sql("DROP TABLE note")
        await unit.events.connection.exec_driver_sql("DROP TABLE case_file")
    answer = await visitor.get("/console")
    assert answer.status == 500
    assert "went wrong on our side" in answer.words
    assert "case_file" not in answer.text
    _check_headers(answer.headers)


async def test_a_form_that_is_too_long_is_refused(visit: Visit, case_number: str) -> None:
    visitor = await visit("operator")
    answer = await visitor.send(f"/console/cases/{case_number}/note", text="x" * 70_000)
    assert answer.status == 422
    assert "too long" in answer.words


async def test_the_script_reads_words_instead_of_a_redirect(stranger: Visitor) -> None:
    answer = await stranger.get("/console/queue/rows", X_Console="live")
    assert answer.status == 401
    assert "log in again" in answer.words

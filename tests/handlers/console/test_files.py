"""The contents of files that callers sent: who gets them, as what, and with which trace."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.messages import Media, MediaKind
from tests.builders import address, say
from tests.handlers.console.conftest import Visit
from tests.handlers.console.sent import attached, fetched, keep, photo, picture, send, written
from tests.handlers.console.visitor import Visitor

PNG = picture()
TRACE = "file_opened"


def document(name: str | None = "passport.pdf") -> Media:
    """A document that waits at its provider."""
    return Media(MediaKind.DOCUMENT, ref="d", size=10, mime="application/pdf", name=name)


async def content(visitor: Visitor, path: str, **headers: str) -> tuple[int, bytes]:
    """Status and bytes of a file."""
    async with visitor.http.get(path, headers=headers) as answer:
        return answer.status, await answer.read()


async def looks(app: App, number: str) -> list[str]:
    """What was done to a case's conversation, as its traces say."""
    async with app.store.read() as unit:
        case = await unit.cases.find(number)
        assert case is not None
        return [look.action for look in await unit.looks.of(case.conversation_id)]


def check_headers(headers: object) -> None:
    """Those of a file, whatever was answered."""
    given = dict(headers)  # type: ignore[call-overload]
    policy = given["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("; sandbox")
    assert "unsafe" not in policy
    assert "script" not in policy
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "private, no-store"
    assert given["Cross-Origin-Resource-Policy"] == "same-origin"
    assert given["X-Frame-Options"] == "DENY"


async def test_a_photo_as_it_was_sent_and_a_trace(
    app: App, visit: Visit, case_number: str
) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    visitor = await visit("operator")
    async with visitor.http.get(path) as answer:
        assert (answer.status, await answer.read()) == (200, PNG)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"] == 'inline; filename="file.png"'
        check_headers(answer.headers)
    assert TRACE in await looks(app, case_number)


async def test_managers_get_it_from_the_transcript_and_operators_do_not(
    app: App, visit: Visit, case_number: str
) -> None:
    file = (await keep(app, case_number, photo(), PNG, "image/png")).rsplit("/", 1)[-1]
    [row] = await app.desk.queue()
    path = f"/console/transcripts/{row.case.conversation_id}/files/{file}"
    assert await content(await visit("manager"), path) == (200, PNG)
    before = await looks(app, case_number)
    assert TRACE in before
    assert (await content(await visit("operator"), path))[0] == 403
    assert await looks(app, case_number) == before


@pytest.mark.parametrize(
    ("mime", "told", "manner"),
    [
        ("image/jpeg", "image/jpeg", "inline"),
        ("audio/ogg", "audio/ogg", "inline"),
        ("audio/ogg; codecs=opus", "audio/ogg", "inline"),
        ("video/mp4", "video/mp4", "inline"),
        ("application/pdf", "application/pdf", "attachment"),
        ("text/html", "application/octet-stream", "attachment"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
        ("application/xhtml+xml", "application/octet-stream", "attachment"),
    ],
)
async def test_what_a_browser_is_told(
    app: App, visit: Visit, case_number: str, mime: str, told: str, manner: str
) -> None:
    path = await keep(app, case_number, document("x.html"), b"<script>alert(1)</script>", mime)
    async with (await visit("operator")).http.get(path) as answer:
        assert answer.headers["Content-Type"] == told
        assert answer.headers["Content-Disposition"] == f'{manner}; filename="x.html"'
        check_headers(answer.headers)


async def test_names_stay_inside_their_header(app: App, visit: Visit, case_number: str) -> None:
    name = 'جواز"\r\nSet-Cookie: a=b; \u202e../x.pdf'
    path = await keep(app, case_number, document(name), b"%PDF-1.4", "application/pdf")
    async with (await visit("operator")).http.get(path) as answer:
        given = answer.headers["Content-Disposition"]
        assert "Set-Cookie" not in answer.headers
    assert given == (
        "attachment; filename*=utf-8''%D8%AC%D9%88%D8%A7%D8%B2%20Set-Cookie%20a%3Db%3B%20..x.pdf"
    )


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-", 206, PNG),
        ("bytes=0-3", 206, PNG[:4]),
        ("bytes=10-19", 206, PNG[10:20]),
        ("bytes=-5", 206, PNG[-5:]),
        ("bytes=100000-", 416, b""),
        ("pages=1-2", 400, None),
        ("bytes=5-2", 400, None),
    ],
)
async def test_players_ask_for_parts(
    app: App, visit: Visit, case_number: str, asked: str, status: int, part: bytes | None
) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    async with (await visit("operator")).http.get(path, headers={"Range": asked}) as answer:
        body = await answer.read()
        assert answer.status == status
        check_headers(answer.headers)
        if status == 206:
            assert answer.headers["Content-Range"].endswith(f"/{len(PNG)}")
            assert answer.headers["ETag"] == f'"{path.rsplit("/", 1)[-1]}"'
    if part is not None:
        assert body == part


async def test_a_part_of_something_else_is_not_given(
    app: App, visit: Visit, case_number: str
) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    visitor = await visit("operator")
    part = {"Range": "bytes=0-3"}
    tag = path.rsplit("/", 1)[-1]
    assert await content(visitor, path, **part, **{"If-Range": f'"{tag}"'}) == (206, PNG[:4])
    assert await content(visitor, path, **part, **{"If-Range": '"another"'}) == (200, PNG)


async def test_looking_at_the_head_alone_gives_no_content(
    app: App, visit: Visit, case_number: str
) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    async with (await visit("operator")).http.head(path) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(PNG))
        check_headers(answer.headers)


async def test_what_is_not_there(app: App, visit: Visit, case_number: str) -> None:
    await send(app, None, photo())
    [waiting] = await attached(app, case_number)
    visitor = await visit("operator")
    for name in (waiting.id, "0193", "%00", "..%2f..%2fetc", "x" * 41):
        status, _ = await content(visitor, f"/console/cases/{case_number}/files/{name}")
        assert status == 404, name
    assert TRACE not in await looks(app, case_number)


async def test_a_file_of_another_case_is_not_there(
    app: App, visit: Visit, case_number: str
) -> None:
    other = address("second")
    await say(app, "she is bleeding and dying, help", to=other)
    await send(app, written(None, to=other, at=app.now()), photo())
    await fetched(app, PNG, "image/png")
    [theirs] = [row.case.number for row in await app.desk.queue() if row.case.priority == "P0"]
    [file] = await attached(app, theirs)
    visitor = await visit("operator")
    assert (await content(visitor, f"/console/cases/{theirs}/files/{file.id}"))[0] == 200
    assert (await content(visitor, f"/console/cases/{case_number}/files/{file.id}"))[0] == 404


async def test_an_erased_caller_leaves_no_file(app: App, visit: Visit, case_number: str) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    [row] = await app.desk.queue()
    async with app.store.write() as unit:
        await unit.attachments.erase(row.case.person_id)
        await unit.people.erase(row.case.person_id)
    visitor = await visit("operator")
    assert (await content(visitor, path))[0] == 404
    page = await visitor.get(f"/console/cases/{case_number}")
    assert "Photo PNG 1 kB Not kept: it was erased" in page.words
    assert path not in page.text


async def test_without_a_login_the_way_leads_back(
    app: App, stranger: Visitor, case_number: str
) -> None:
    path = await keep(app, case_number, photo(), PNG, "image/png")
    answer = await stranger.get(path)
    assert (answer.status, answer.headers["location"]) == (303, f"/console/login?next={path}")
    assert TRACE not in await looks(app, case_number)

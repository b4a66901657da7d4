"""Recordings: what is missing, files that are brought, and the sheet to read from."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from aiohttp import FormData
from playwright.async_api import Page, expect

from bot.app import App
from bot.telephony import checksum
from tests.bot.shelves import record
from tests.bot.sounds import mp3, tone
from tests.handlers.console.conftest import Visit
from tests.handlers.console.visitor import PASSWORD, Answer, Visitor, hire

SQ = "/console/recordings/sq"
ROLES = "manager", "administrator"


async def bring(
    visitor: Visitor, sum_: str, content: bytes, path: str = SQ, csrf: str | None = None
) -> Answer:
    """Send the form of a script with a file."""
    form = FormData()
    form.add_field("csrf", await visitor.csrf() if csrf is None else csrf)
    form.add_field("checksum", sum_)
    form.add_field("file", BytesIO(content), filename="a <b>.exe", content_type="image/png")
    async with visitor.http.post(path, data=form, allow_redirects=False) as answer:
        return Answer(answer.status, answer.headers, await answer.text())


def words_of(app: App, key: str, language: str = "sq") -> str:
    scripts = app.library.recorded.scripts(language).scripts
    return next(one.text for one in scripts if one.key == key)


@pytest.mark.parametrize("role", ROLES)
async def test_a_file_is_brought_heard_and_deleted(app: App, visit: Visit, role: str) -> None:
    visitor = await visit(role)
    main = checksum(words_of(app, "menu.main"))
    stored = await bring(visitor, main, mp3(2), f"{SQ}?show=missing")
    assert stored.status == 303
    assert re.fullmatch(
        rf"{SQ}\?show=missing&done=taken-(\d+)#line-\1", stored.headers["location"]
    )
    page = await visitor.get(f"{SQ}?show=person")
    assert "1 script " in page.words
    assert "By a person, 2.0 s, 32 kB" in page.words
    found = re.search(rf'src="({SQ}/sounds/[0-9a-f-]+)"', page.text)
    assert found is not None
    async with visitor.http.get(found[1], headers={"Range": "bytes=0-9"}) as heard:
        assert heard.status == 206
        assert heard.headers["content-type"] == "audio/mpeg"
        assert "sandbox" in heard.headers["content-security-policy"]
        assert await heard.read() == mp3(2)[:10]
    gone = await visitor.send(f"{SQ}/delete", id=found[1].rpartition("/")[2])
    assert gone.headers["location"] == f"{SQ}?done=deleted"
    assert "The recording is deleted." in (await visitor.get(f"{SQ}?done=deleted")).words
    assert (await visitor.get(found[1])).status == 404


async def test_how_far_each_language_is(app: App, visit: Visit) -> None:
    await record(app.store, "fa", words_of(app, "menu.main", "fa"))
    await record(app.store, "fa", "Said before.", key="menu.help_now 1")
    visitor = await visit("manager")
    assert 'href="/console/recordings"' in (await visitor.get("/console")).text
    page = await visitor.get("/console/recordings")
    assert re.search(r"Farsi / Dari فارسی Needs recordings 1 of \d+ 1 of \d+ 0 1 ", page.words)
    assert "English Said by Twilio 0 of" in page.words
    assert "Machine speech is only a placeholder" in page.words
    assert "Callers do not hear it" in page.words


async def test_changed_words_and_drafts_are_told(app: App, visit: Visit) -> None:
    await record(app.store, "sq", "Said before.", key="menu.main 1")
    await record(app.store, "sq", "Said no more.", key="menu.gone 1", origin="machine")
    page = await (await visit("manager")).get(f"{SQ}?show=stale")
    assert "These texts are drafts" in page.words
    assert "1 script " in page.words
    assert "Words have changed: record them anew" in page.words
    assert "Made of earlier words, not played to callers:" in page.words
    assert "not used any more" in page.words
    assert page.words.count("menu.gone 1") == 2  # once to see, once for a screen reader


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a sound file first"),
        (b"<script>alert(1)</script>", "no WAV or MP3"),
        (tone(1) + bytes(2_200_000), "at most 2 MB"),
        (tone(1) + bytes(5_000_000), "at most 2 MB"),
    ],
    ids=["empty", "text", "large", "larger"],
)
async def test_a_file_that_is_refused_is_told_at_its_line(
    app: App, visit: Visit, content: bytes, words: str
) -> None:
    visitor = await visit("manager")
    refused = await bring(visitor, checksum(words_of(app, "menu.main")), content)
    assert refused.status == 422
    assert words in refused.words
    assert "Nothing was stored" in refused.words
    async with app.store.read() as unit:
        assert await unit.audio.of("sq") == []


async def test_what_is_far_too_large_is_not_read(visit: Visit) -> None:
    refused = await bring(await visit("manager"), "x", bytes(9_000_000))
    assert refused.status == 413


async def test_other_forms_stay_small(visit: Visit, case_number: str) -> None:
    visitor = await visit("administrator")
    path = f"/console/cases/{case_number}/note"
    assert (await bring(visitor, "x", bytes(300_000), path)).status == 413


async def test_words_that_changed_meanwhile_are_not_recorded(visit: Visit) -> None:
    refused = await bring(await visit("manager"), checksum("other words"), tone())
    assert refused.status == 409
    assert "These words have changed in the meantime" in refused.words


async def test_a_file_needs_the_token_of_its_login(app: App, visit: Visit) -> None:
    visitor = await visit("manager")
    main = checksum(words_of(app, "menu.main"))
    for wrong in ("", "wrong"):
        assert (await bring(visitor, main, tone(), csrf=wrong)).status == 403
    async with app.store.read() as unit:
        assert await unit.audio.of("sq") == []


async def test_operators_read_why_not(app: App, visit: Visit) -> None:
    operator = await visit("operator")
    [kept] = await record(app.store, "sq", "Po")
    for path in ("/console/recordings", SQ, f"{SQ}/sheet", f"{SQ}/sounds/{kept}"):
        answer = await operator.get(path)
        assert answer.status == 403
        assert "Recordings are for managers and administrators." in answer.words
    assert (await operator.send(f"{SQ}/delete", id=kept)).status == 403
    assert (await bring(operator, checksum("Po"), tone())).status == 403
    assert 'href="/console/recordings"' not in (await operator.get("/console")).text


async def test_what_is_not_there_is_said(visit: Visit) -> None:
    visitor = await visit("manager")
    for path in ("de", "de/sheet", "sq/sounds/0193"):
        assert (await visitor.get(f"/console/recordings/{path}")).status == 404
    for query in ("page=0", "page=99999", "page=x", "show=x", "done=taken-x", "done=taken-²"):
        assert (await visitor.get(f"{SQ}?{query}")).status == 200, query


async def test_every_line_stands_on_the_sheet_in_its_direction(app: App, visit: Visit) -> None:
    visitor = await visit("manager")
    for language, direction in (("ps", "rtl"), ("sq", "ltr")):
        sheet = await visitor.get(f"/console/recordings/{language}/sheet")
        lines = app.library.recorded.scripts(language).scripts
        assert sheet.text.count(f'lang="{language}" dir="{direction}">') == len(lines)
        assert f"{len(lines)} lines." in sheet.words
        assert "Draft: no native speaker" in sheet.words


@pytest.mark.e2e
async def test_a_recording_is_stored_by_keyboard_on_a_small_screen(app: App, page: Page) -> None:
    await hire(app, "mira", "manager")
    await page.get_by_role("button", name="Log out").click()
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.get_by_label("User name").fill("mira")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_label("Password").press("Enter")
    await page.get_by_role("link", name="Recordings").press("Enter")
    await page.get_by_role("link", name="Farsi").press("Enter")
    file = {"name": "line.wav", "mimeType": "audio/wav", "buffer": tone(1)}
    await page.get_by_label("Sound file for line 2", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    await page.get_by_role("button", name="Store the recording of line 2", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#line-2")).to_contain_text("Stored just now.")
    await expect(page.get_by_label("Recording of line 2", exact=True)).to_be_visible()
    for place in ("", "/fa", "/fa/sheet"):
        await page.goto(f"/console/recordings{place}")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320

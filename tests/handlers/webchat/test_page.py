"""The page and its files, as any browser gets them, and its words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.config import LANGUAGES
from handlers.webchat.page import HERE, read_words
from tests.handlers.webchat.service import Service

LIMIT = 40_000
WORDS = read_words()


async def _body(http: aiohttp.ClientSession, address: str) -> str:
    async with http.get(address) as answer:
        assert answer.status == 200
        return await answer.text()


async def _files(http: aiohttp.ClientSession, service: Service) -> list[str]:
    page = await _body(http, f"{service.url}/webchat")
    return [service.url + path for path in re.findall(r'(?:src|href)="([^"]+)"', page)]


async def test_the_root_leads_to_the_page(http: aiohttp.ClientSession, service: Service) -> None:
    async with http.get(service.url) as answer:
        assert answer.url.path == "/webchat"
        assert answer.content_type == "text/html"


async def test_the_page_is_guarded_and_asked_for_again(
    http: aiohttp.ClientSession, service: Service
) -> None:
    async with http.get(f"{service.url}/webchat") as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers
    known = {"If-None-Match": headers["ETag"]}
    async with http.get(f"{service.url}/webchat", headers=known) as again:
        assert (again.status, await again.read()) == (304, b"")


async def test_files_are_kept_under_the_name_of_their_content_only(
    http: aiohttp.ClientSession, service: Service
) -> None:
    files = await _files(http, service)
    assert len(files) == 3
    for address in files:
        async with http.get(address) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
        async with http.get(address.split("?")[0] + "?v=older") as other:
            assert other.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["words.yaml", "..%2Fwords.yaml", "%2e%2e/door.py", "nothing"])
async def test_no_other_file_is_given(
    http: aiohttp.ClientSession, service: Service, name: str
) -> None:
    async with http.get(f"{service.url}/webchat/static/{name}") as answer:
        assert answer.status == 404


async def test_everything_together_is_small(http: aiohttp.ClientSession, service: Service) -> None:
    addresses = [f"{service.url}/webchat", *await _files(http, service)]
    sizes = {address: len((await _body(http, address)).encode()) for address in addresses}
    assert sum(sizes.values()) < LIMIT, sizes


async def test_nothing_comes_from_elsewhere_and_no_script_stands_in_the_page(
    http: aiohttp.ClientSession, service: Service
) -> None:
    page = await _body(http, f"{service.url}/webchat")
    assert not re.search(r"https?://", page)
    assert not re.search(r"\son\w+=|style=", page)
    assert all(
        "src=" in tag or "application/json" in tag for tag in re.findall("<script.*?>", page)
    )


async def test_without_javascript_each_language_is_told_so(
    http: aiohttp.ClientSession, service: Service
) -> None:
    page = await _body(http, f"{service.url}/webchat")
    told = page.partition("<noscript>")[2].partition("</noscript>")[0]
    for code in LANGUAGES:
        assert f'<p lang="{code}"' in told
        assert WORDS[code]["script"] in told


async def test_the_words_reach_the_page_whole(
    http: aiohttp.ClientSession, service: Service
) -> None:
    page = await _body(http, f"{service.url}/webchat")
    island = page.partition('type="application/json">')[2].partition("</script>")[0]
    assert json.loads(island)["languages"]["ps"] == {"dir": "rtl", "words": WORDS["ps"]}


def test_the_words_are_marked_as_drafts() -> None:
    content = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    assert content["review"]["status"] == "draft"


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_all_words_and_names_no_number(code: str) -> None:
    words = WORDS[code]
    assert set(words) == set(WORDS["en"])
    assert all(words.values())
    assert not re.search(r"\d", " ".join(words.values()))
    assert words["leave"].casefold() in words["leave_note"].casefold()


def test_every_word_is_used() -> None:
    sources = [HERE / "templates" / "page.html", HERE / "static" / "chat.js"]
    used = set(re.findall(r"\w+", " ".join(_read(path) for path in sources)))
    authors = {"bot", "operator"}  # these come with the messages
    assert set(WORDS["en"]) - used - authors == set()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

"""What Telegram checks in texts, and what it finds in those that people write."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from bot.bench.telegram.double.refusals import bad_request

MOST_TEXT = 4096
MOST_CAPTION = 1024
TAGS = (
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a"),
    *("tg-emoji", "code", "pre", "blockquote"),
)
COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?")
URL = re.compile(r"https?://[^\s]+")


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str, parse_mode: str) -> str:
    """``text`` as people see it; raises RefusedError (400) where markup is broken.

    Only HTML and no mode at all are read; of anything else Telegram's own error for a mode that
    it does not know is given, so that nobody relies on it here.
    """
    if not parse_mode:
        return text
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise bad_request(f"can't parse entities: can't find end tag of {reader.open[-1]!r}")
    return "".join(reader.found)


def checked(text: str, parse_mode: str, most: int = MOST_TEXT) -> str:
    """``text`` without markup and outer blanks, of 1 to ``most`` units; raises RefusedError."""
    shown = plain(text, parse_mode).strip()
    if not shown:
        raise bad_request("message text is empty")
    if units(shown) > most:
        raise bad_request("message is too long")
    return shown


def entities(text: str) -> list[dict[str, Any]]:
    """What Telegram marks in a person's text: commands and addresses, counted in UTF-16."""
    found = [("bot_command", hit) for hit in COMMAND.finditer(URL.sub(_blank, text))]
    found += [("url", hit) for hit in URL.finditer(text)]
    return [
        {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit.group())}
        for kind, hit in sorted(found, key=lambda one: one[1].start())
    ]


def _blank(hit: re.Match[str]) -> str:
    return "x" * len(hit.group())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad_request(f'can\'t parse entities: unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.found.append(data)

"""``chat``: talk to a running infoline in a terminal, through the web chat's interface."""

from __future__ import annotations

import asyncio
import secrets
import sys
from typing import Annotated, Any

import typer
from aiohttp import ClientError, ClientSession

from bot.config import LANGUAGES, load
from bot.errors import BadInputError, StartError

# Nothing new for so long: everything that was typed has been answered.
QUIET_SECONDS = 4


def chat(
    lang: Annotated[str | None, typer.Option(help="Language hint, such as fr.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of a running infoline.")] = None,
) -> None:
    """Chat in the terminal: type a message, or the number of a choice. Ctrl-D ends it."""
    if lang and lang not in LANGUAGES:
        msg = f"--lang must be one of {', '.join(LANGUAGES)}."
        raise BadInputError(msg)
    settings = load()
    address = url or f"http://{settings.host}:{settings.port}"
    try:
        asyncio.run(_Terminal(address, lang).run())
    except ClientError:
        msg = f"No infoline answers at {address}. Start one with ./infoline up."
        raise StartError(msg) from None


class _Terminal:
    def __init__(self, address: str, hint: str | None) -> None:
        self._url = f"{address}/webchat/messages"
        self._hint = hint
        self._secret = secrets.token_urlsafe(24)
        self._choices: list[dict[str, Any]] = []
        self._sent = 0
        self._seen = 0

    async def run(self) -> None:
        async with ClientSession() as session:
            listening = asyncio.create_task(self._listen(session))
            try:
                while line := await asyncio.to_thread(sys.stdin.readline):
                    if line.strip():
                        await self._post(session, line.strip())
                # What was typed last, or piped in, still gets its answers.
                listening.cancel()
                while await self._fetch(session, wait=QUIET_SECONDS):
                    pass
            finally:
                listening.cancel()

    async def _post(self, session: ClientSession, line: str) -> None:
        self._sent += 1
        body: dict[str, Any] = {"session": self._secret, "id": str(self._sent)}
        number = int(line) if line.isdecimal() else 0
        if 0 < number <= len(self._choices):
            body["choice"] = self._choices[number - 1]["id"]
        else:
            body["text"] = line
        if self._hint:
            body["hint"] = self._hint
        async with session.post(self._url, json=body) as response:
            response.raise_for_status()

    async def _listen(self, session: ClientSession) -> None:
        while True:
            await self._fetch(session, wait=25)

    async def _fetch(self, session: ClientSession, wait: int) -> bool:
        query = {"session": self._secret, "after": str(self._seen), "wait": str(wait)}
        async with session.get(self._url, params=query) as response:
            response.raise_for_status()
            messages = (await response.json())["messages"]
        for message in messages:
            if message["n"] > self._seen:
                self._seen = message["n"]
                self._show(message)
        return bool(messages)

    def _show(self, message: dict[str, Any]) -> None:
        print(f"\n[{message['from']}] {message['text']}")
        self._choices = message["choices"]
        for number, choice in enumerate(self._choices, 1):
            print(f"  {number}. {choice['label']}")
        sys.stdout.flush()

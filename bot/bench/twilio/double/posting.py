"""Posting to webhooks: signed, again where Twilio would, one line's posts one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from bot.bench.twilio.double.posts import Attempt, Post
from bot.bench.twilio.double.world import World

SIGNATURE = "X-Twilio-Signature"
TOKEN = "I-Twilio-Idempotency-Token"  # noqa: S105 - a header's name
PATIENCE_SECONDS = 15
AT_ONCE = 20
LOOK_SECONDS = 0.005
# Twilio does not say how long it waits between repeats. Here five of them span 100 s, so that a
# service has started again by then, also on a busy machine.
PAUSES: Sequence[float] = (1.0, 4.0, 10.0, 25.0, 60.0)
BROKEN = (ClientError, TimeoutError)


class Poster:
    """Several posts at once, never two of one line. One that waits to be repeated stands in no
    other line's way."""

    def __init__(self, world: World, pauses: Sequence[float] = PAUSES) -> None:
        """``pauses`` are the seconds before each repeat."""
        self._world = world
        self._pauses = pauses
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Something waits."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with ClientSession(timeout=ClientTimeout(PATIENCE_SECONDS)) as session:
            try:
                while True:
                    self._start(session)
                    await self._news.wait()
                    self._news.clear()
            finally:
                tasks = list(self._busy.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def until_quiet(self, line: str | None = None) -> None:
        """Until everything that waits, or waits in one line, was taken or given up."""
        posts = self._world.posts
        while (line in self._busy or posts.waits(line)) if line else posts.owed:
            await asyncio.sleep(LOOK_SECONDS)

    def _start(self, session: ClientSession) -> None:
        while post := self._world.posts.take(self._busy):
            self._busy[post.line] = asyncio.create_task(self._carry(session, post))

    async def _carry(self, session: ClientSession, post: Post) -> None:
        try:
            for pause in (0.0, *self._pauses[: post.hook.retries]):
                await asyncio.sleep(pause)
                async with self._slots:
                    attempt = await self._attempt(session, post)
                post.attempts.append(attempt)
                if post.taken or not post.hook.repeats(attempt.status):
                    break
        finally:
            del self._busy[post.line]
            self._world.posts.end(post)
            self.wake()

    async def _attempt(self, session: ClientSession, post: Post) -> Attempt:
        at, began = self._world.now(), perf_counter()
        status: int | None = 0
        headers = {
            SIGNATURE: self._world.account.sign(post.hook.url, post.fields),
            TOKEN: post.token,
        }
        try:
            url = self._world.routes.real(post.hook.url)
            async with session.post(
                url, data=post.fields, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                status = answer.status
        except (ClientConnectorError, LookupError):
            status = None
        except BROKEN:
            status = 0
        return Attempt(at, status, perf_counter() - began)

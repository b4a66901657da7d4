"""Pushing updates to the webhook until each is taken."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.bench.telegram.double.updates import Update
from bot.bench.telegram.double.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
PATIENCE_SECONDS = 60
REPEAT_AFTER_SECONDS = 0.1


class Pusher:
    """Several pushes at once, never two of one person, again and again where one is not taken."""

    def __init__(self, world: World) -> None:
        """Pushes whenever ``world`` has a webhook."""
        self._world = world
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        async with ClientSession(timeout=ClientTimeout(PATIENCE_SECONDS)) as session:
            try:
                while True:
                    await self._world.updates.news.wait()
                    self._world.updates.news.clear()
                    self._start(session)
            finally:
                for task in self._busy.values():
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _start(self, session: ClientSession) -> None:
        hook = self._world.hook
        while hook.url and len(self._busy) < hook.most_connections:
            update = self._world.updates.take(self._busy)
            if update is None:
                return
            task = asyncio.create_task(self._push(session, update))
            self._busy[update.person] = task

    async def _push(self, session: ClientSession, update: Update) -> None:
        updates = self._world.updates
        taken = False
        try:
            taken = await self._taken(session, update)
            if taken and updates.repeats():
                await self._taken(session, update)
            if not taken:
                await asyncio.sleep(REPEAT_AFTER_SECONDS)
        finally:
            if taken:
                updates.was_taken(update)
            else:
                updates.put_back(update)
            del self._busy[update.person]
            updates.wake()

    async def _taken(self, session: ClientSession, update: Update) -> bool:
        hook = self._world.hook
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update.to_json(), headers=headers) as answer:
                if answer.ok:
                    return True
                phrase = HTTPStatus(answer.status).phrase
                error = f"Wrong response from the webhook: {answer.status} {phrase}"
        except TimeoutError:
            error = "Read timeout expired"
        except ClientError:
            error = "Connection refused"
        hook.failed(error, int(self._world.now().timestamp()))
        return False

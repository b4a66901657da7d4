"""The intent model over HTTP: Rasa, running on its own in another environment."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout

from nlu.circuit import Circuit
from nlu.errors import NluAway, NluUnloaded, NluUnreachable
from nlu.rasa_answer import RasaAnswer, read_answer
from nlu.servers import FixedServer, FollowedServers, Server, Servers
from nlu.truncate import truncate

_LONGEST = 2000  # characters sent
_REST_S = 5.0
_OK = 200
_UNLOADED = 409  # Rasa listens only after it has tried to load the model: it will not come later


class RasaClient:
    """Asks Rasa servers in turn. The token travels in the address, so none is ever logged."""

    def __init__(
        self,
        url: str,
        token: str,
        timeout_s: float = 2.0,
        *,
        now: Callable[[], float] = time.monotonic,
        rest_s: float = _REST_S,
    ) -> None:
        """`url` is the server's root, `now` a monotonic clock, `rest_s` its pause on failing."""
        self._servers: Servers = FixedServer(url, token, lambda: Circuit(now, rest_s))
        self._timeout_s = timeout_s
        self._turn = 0
        self._session: ClientSession | None = None

    @classmethod
    def following(
        cls,
        path: Path,
        timeout_s: float = 2.0,
        *,
        now: Callable[[], float] = time.monotonic,
        rest_s: float = _REST_S,
    ) -> Self:
        """Return a client of the servers that the file at `path` names, now and later on."""
        client = cls("", "", timeout_s)
        client._servers = FollowedServers(path, lambda: Circuit(now, rest_s))
        return client

    async def close(self) -> None:
        """Close the connections; asked again, the client opens new ones."""
        if self._session:
            await self._session.close()
            self._session = None

    async def parse(self, text: str) -> RasaAnswer:
        """Return what the model makes of `text`; of a long one only the beginning is sent.

        An empty text gets an empty answer without asking. A server that cannot be reached is
        stood in for by another, once. Raises NluAway when the model cannot be asked, or could
        not be a moment ago.
        """
        said = truncate(text, _LONGEST)
        if not said:
            return RasaAnswer((), None, self.model())
        end = asyncio.get_running_loop().time() + self._timeout_s
        first = self._choose()
        if first is None:
            raise NluAway("the model failed a moment ago and is left alone")
        try:
            return await self._asked(first, said, end)
        except NluUnreachable:
            second = self._choose(besides=first)
            if second is None:
                raise
            return await self._asked(second, said, end)

    async def status(self) -> str:
        """Return the name of the model's file; raises NluAway when no model can be asked."""
        end = asyncio.get_running_loop().time() + self._timeout_s
        away = NluAway("no model server is known yet")
        for server in self._servers.known():
            try:
                return await self._status(server, end)
            except NluAway as fault:
                away = fault
        raise away

    def model(self) -> str | None:
        """Return the file name of the model in service, as far as it is known."""
        return next((server.model for server in self._servers.known()), None)

    def coming(self) -> str | None:
        """Return the file name of the model that is about to replace the present one."""
        return self._servers.coming()

    def _choose(self, besides: Server | None = None) -> Server | None:
        """Return whose turn it is, passing over those that failed a moment ago."""
        known = self._servers.known()
        self._turn += 1
        for step in range(len(known)):
            server = known[(self._turn + step) % len(known)]
            if server is not besides and server.circuit.allows():
                return server
        return None

    async def _asked(self, server: Server, said: str, end: float) -> RasaAnswer:
        try:
            server.model = model = server.model or await self._status(server, end)
            answer = await self._call(server, end, "POST", "/model/parse", {"text": said})
            read = _read(answer, model)
        except NluAway:
            server.failed()
            raise
        server.circuit.succeeded()
        return read

    async def _status(self, server: Server, end: float) -> str:
        model = (await self._call(server, end, "GET", "/status")).get("model_file")
        if not isinstance(model, str) or not model:
            raise NluUnloaded("the model server has no model")
        return model.replace("\\", "/").rsplit("/", 1)[-1]

    async def _call(
        self, server: Server, end: float, method: str, path: str, body: object = None
    ) -> dict[str, Any]:
        left = max(end - asyncio.get_running_loop().time(), 0.001)  # 0 would mean: for ever
        # Errors of the HTTP library carry the address, and it the token: they end here.
        try:
            async with self._opened().request(
                method,
                f"{server.url}{path}",
                params={"token": server.token},
                json=body,
                timeout=ClientTimeout(total=left),
                allow_redirects=False,
            ) as response:
                status, answer = response.status, await response.json(content_type=None)
        except TimeoutError:
            raise NluAway("the model did not answer in time") from None
        except (ClientError, OSError) as error:
            raise NluUnreachable(f"the model cannot be reached: {type(error).__name__}") from None
        except ValueError:
            raise NluAway("the model's answer is not JSON") from None
        return _checked(status, answer)

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession()
        return self._session


def _checked(status: int, answer: object) -> dict[str, Any]:
    if status == _UNLOADED:
        raise NluUnloaded("the model server could not load its model")
    if status != _OK:
        raise NluAway(f"the model server answered with status {status}")
    if not isinstance(answer, dict):
        raise NluAway("the model's answer is odd: not a mapping")
    return answer


def _read(answer: dict[str, Any], model: str) -> RasaAnswer:
    try:
        return read_answer(answer, model)
    except ValueError as error:
        raise NluAway(f"the model's answer is odd: {error}") from None

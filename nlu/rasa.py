"""The intent model over HTTP: Rasa, running on its own in another environment."""

import time
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from nlu.circuit import Circuit
from nlu.errors import NluAway
from nlu.rasa_answer import RasaAnswer, read_answer
from nlu.truncate import truncate

_LONGEST = 2000  # characters sent
_REST_S = 5.0
_OK = 200


class RasaClient:
    """Asks one Rasa server. The token travels in the address, so no address is ever logged."""

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
        self._url = url.rstrip("/")
        self._token = token
        self._timeout = ClientTimeout(total=timeout_s)
        self._circuit = Circuit(now, rest_s)
        self._session: ClientSession | None = None
        self._model: str | None = None

    async def close(self) -> None:
        """Close the connections; asked again, the client opens new ones."""
        if self._session:
            await self._session.close()
            self._session = None

    async def parse(self, text: str) -> RasaAnswer:
        """Return what the model makes of `text`; of a long one only the beginning is sent.

        An empty text gets an empty answer without asking. Raises NluAway when the model cannot
        be asked, or could not be a moment ago.
        """
        said = truncate(text, _LONGEST)
        if not said:
            return RasaAnswer((), None, self._model)
        if not self._circuit.allows():
            raise NluAway("the model failed a moment ago and is left alone")
        try:
            return await self._asked(said)
        except NluAway:
            self._circuit.failed()
            self._model = None  # whoever answers next may be another model
            raise

    async def status(self) -> str:
        """Return the name of the model's file; raises NluAway when no model can be asked."""
        model = (await self._call("GET", "/status")).get("model_file")
        if not isinstance(model, str) or not model:
            raise NluAway("the model server has no model")
        return model.replace("\\", "/").rsplit("/", 1)[-1]

    async def _asked(self, said: str) -> RasaAnswer:
        self._model = self._model or await self.status()
        answer = await self._call("POST", "/model/parse", {"text": said})
        try:
            read = read_answer(answer, self._model)
        except ValueError as error:
            raise NluAway(f"the model's answer is odd: {error}") from None
        self._circuit.succeeded()
        return read

    async def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        # Errors of the HTTP library carry the address, and it the token: they end here.
        try:
            async with self._opened().request(
                method,
                f"{self._url}{path}",
                params={"token": self._token},
                json=body,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                status, answer = response.status, await response.json(content_type=None)
        except TimeoutError:
            raise NluAway("the model did not answer in time") from None
        except (ClientError, OSError) as error:
            raise NluAway(f"the model cannot be reached: {type(error).__name__}") from None
        except ValueError:
            raise NluAway("the model's answer is not JSON") from None
        if status != _OK:
            raise NluAway(f"the model server answered with status {status}")
        if not isinstance(answer, dict):
            raise NluAway("the model's answer is odd: not a mapping")
        return answer

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession()
        return self._session

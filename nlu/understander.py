"""Understanding a message: danger first, then language, intent, commands, things named."""

import asyncio
import logging

from nlu import keywords, language
from nlu.entities import entities
from nlu.errors import NluAway
from nlu.language_names import requested_language
from nlu.rasa import RasaClient
from nlu.rasa_answer import RasaAnswer
from nlu.safety import alarms
from nlu.understanding import Understanding
from nlu.words import command

_log = logging.getLogger(__name__)


class Understander:
    """Understands messages with the intent model, and without it while it is away."""

    def __init__(self, client: RasaClient | None) -> None:
        """`client` asks the intent model; without one, keywords do its work."""
        self._client = client
        self._warming = asyncio.Lock()
        self._is_warm = False

    async def warm(self) -> None:
        """Load the word lists and language identifiers: a few seconds, off the event loop.

        Done once; a message that comes earlier waits for it without holding up the others.
        """
        async with self._warming:
            if not self._is_warm:
                await asyncio.to_thread(_read_everything)
                self._is_warm = True

    async def understand(
        self,
        text: str,
        *,
        previous: str | None = None,
        chosen: str | None = None,
        hint: str | None = None,
    ) -> Understanding:
        """Return what `text` means. Never raises for any text; an absent model degrades it.

        `previous` is the language of the conversation so far, `chosen` the one that the caller
        picked (it stands), `hint` the one that the channel supposes.
        """
        if not self._is_warm:
            await self.warm()
        raised = alarms(text)
        answer = await self._ask(text)
        detected = language.detect(
            text,
            previous=previous,
            hint=hint,
            variety=answer.variety if answer else None,
        )
        code = chosen or detected.language
        ranked = answer.intents if answer else keywords.guess(text, code)
        return Understanding(
            text=text,
            language=code,
            script=detected.script,
            language_sure=chosen is not None or detected.sure,
            requested_language=requested_language(text, ranked[0].name if ranked else None),
            command=command(text, code),
            intents=ranked,
            entities=entities(text),
            alarms=raised,
            model=answer.model if answer else None,
            degraded=answer is None,
        )

    async def _ask(self, text: str) -> RasaAnswer | None:
        if self._client is None:
            return None
        try:
            return await self._client.parse(text)
        except NluAway as away:
            _log.warning("keywords stand in for the intent model: %s", away)
            return None


def _read_everything() -> None:
    language.warm()
    alarms("warm")
    command("warm", language.DEFAULT)
    requested_language("warm")
    keywords.guess("warm", language.DEFAULT)
    entities("warm")

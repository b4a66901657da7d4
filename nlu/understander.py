"""Understanding a message: danger first, then language, intent, commands, things named."""

import asyncio
import logging
from dataclasses import dataclass

from nlu import keywords, language
from nlu.alarm import Alarm
from nlu.entities import entities
from nlu.errors import NluAway
from nlu.language import Reading
from nlu.language_names import requested_language
from nlu.papers import names_papers
from nlu.positions import position
from nlu.rasa import RasaClient
from nlu.rasa_answer import RasaAnswer
from nlu.remembered import Memory, Remembered, without_texts
from nlu.safety import alarms
from nlu.understanding import Entity, Understanding
from nlu.words import command

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Read:
    """What a message says by itself; `answer` is None while the model is away."""

    alarms: tuple[Alarm, ...]
    answer: RasaAnswer | None
    reading: Reading
    entities: tuple[Entity, ...]


class Understander:
    """Understands messages with the intent model, and without it while it is away."""

    def __init__(self, client: RasaClient | None, memory: Memory | None = None) -> None:
        """`client` asks the intent model; without one, keywords do its work.

        What the model says is kept in `memory`, an empty one of the usual size when not given.
        """
        self._client = client
        self._memory = Memory() if memory is None else memory
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
        read = await self._read(text)
        answer = read.answer
        detected = language.settle(read.reading, previous=previous, hint=hint)
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
            entities=read.entities,
            alarms=read.alarms,
            model=answer.model if answer else None,
            degraded=answer is None,
            found=answer.found if answer else tuple(entry.name for entry in ranked[:1]),
            peaks=answer.peaks if answer else (),
            position=position(text),
        )

    async def _read(self, text: str) -> _Read:
        """Return what `text` says by itself, from memory where it came before."""
        known = self._memory.get(text, self._model())
        if known:
            named = known.entities_of(text)
            named = entities(text) if named is None else named
            return _Read(known.alarms, known.answer, known.reading, named)
        raised = alarms(text)
        answer = await self._ask(text)
        reading = language.read(text, answer.variety if answer else None)
        named = entities(text)
        if answer:  # what keywords guessed is not kept: the model may be back in a moment
            kept = Remembered(raised, answer, reading, without_texts(named, text))
            self._memory.put(text, kept, self._model())
        return _Read(raised, answer, reading, named)

    def _model(self) -> str | None:
        return self._client.model() if self._client else None

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
    position("warm")
    requested_language("warm")
    keywords.guess("warm", language.DEFAULT)
    entities("warm")
    names_papers("warm")

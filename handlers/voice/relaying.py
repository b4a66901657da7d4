"""Live conversations: where a call has one, and the document that begins it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from twilio.twiml.voice_response import ConversationRelay, VoiceResponse

from bot.telephony import Next, Reply
from handlers.voice.manner import Addresses, Tongue
from handlers.voice.reading import Line

POST = "POST"
MOST_DROPS = 2
"""After so many conversations that broke off, a call has no other."""

PROVIDERS = {"Polly.": "Amazon", "Google.": "Google"}
"""Who speaks with a voice of this kind; in a conversation its name stands without the prefix."""

DEEPGRAM, GOOGLE = "Deepgram", "Google"


class Relaying:
    """Knows which languages have live conversations."""

    def __init__(self, tongues: Mapping[str, Tongue], addresses: Addresses) -> None:
        """``tongues`` by language; ``addresses`` are the door's."""
        self._live = {code: tongue for code, tongue in tongues.items() if _can(tongue)}
        self._addresses = addresses

    def speaks(self, reply: Reply) -> bool:
        """Whether everything in this reply can be said in a conversation."""
        return {reply.language, *(line.language for line in reply.lines)} <= self._live.keys()

    def takes(self, line: Line, reply: Reply) -> bool:
        """Whether what follows this reply is a conversation."""
        wanted = line.live and line.drops < MOST_DROPS
        return wanted and reply.next is Next.LISTEN and self.speaks(reply)

    def connect(self, line: Line, reply: Reply) -> str:
        """The document that begins one: what ``reply`` says is said there."""
        tongue = self._live[reply.language]
        provider, voice = _voice(tongue)
        response = VoiceResponse()
        action = self._addresses.of("relayed", f=line.drops)
        relay = response.connect(action=action, method=POST).conversation_relay(
            url=self._addresses.socket("relay"),
            language=tongue.locale,
            tts_provider=provider,
            voice=voice,
            transcription_language=tongue.hear,
            transcription_provider=_recogniser(tongue),
            # What is said of violence has to arrive.
            profanity_filter=False,
            dtmf_detection=True,
            interruptible="any",
        )
        for other in self._live.values():
            _language(relay, other)
        return str(response)

    def tags(self, language: str) -> tuple[str, str]:
        """The language tags of voice and recogniser of a language that is live."""
        tongue = self._live[language]
        return tongue.locale or "", tongue.hear or ""


def _can(tongue: Tongue) -> bool:
    spoken = (tongue.say or "").startswith(tuple(PROVIDERS))
    return bool(tongue.live and spoken and tongue.locale and tongue.hear)


def _voice(tongue: Tongue) -> tuple[str, str]:
    prefix, _, name = (tongue.say or "").partition(".")
    return PROVIDERS[f"{prefix}."], name


def _recogniser(tongue: Tongue) -> str:
    """Who understands the language; Google where nothing else is asked for: it knows most."""
    return DEEPGRAM if (tongue.model or "").startswith("deepgram") else GOOGLE


def _language(relay: ConversationRelay, tongue: Tongue) -> None:
    """What the conversation may change to; voice and recogniser may have tags of their own."""
    provider, voice = _voice(tongue)
    recogniser = _recogniser(tongue)
    same = tongue.hear == tongue.locale
    relay.language(
        code=tongue.locale,
        tts_provider=provider,
        voice=voice,
        transcription_provider=recogniser if same else None,
    )
    if not same:
        relay.language(code=tongue.hear, transcription_provider=recogniser)

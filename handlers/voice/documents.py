"""The documents that Twilio is given. Each of them ends in a way on, or in a goodbye. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twilio.twiml.voice_response import VoiceResponse

from handlers.voice.manner import Tongue
from handlers.voice.saying import Uttered, put

POST = "POST"
MOST_HINTS, HINT_LETTERS = 500, 100
ANY_KEY = "1234567890*#"
HASH = "#"
ONE_KEY_SECONDS = 4
"""How long the next key may be away, where there may be more than one."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How an answer is waited for. ``seconds`` of silence end it, ``pause`` of them a sentence.
    ``many``: any number of keys, up to #. Without a recogniser in ``tongue`` keys alone."""

    seconds: int
    pause: int
    tongue: Tongue | None = None
    hints: tuple[str, ...] = ()
    many: bool = False


def listen(uttered: Uttered, action: str, listening: Listening) -> str:
    """Say it, and take keys or words to ``action``, or that there were none."""
    response = VoiceResponse()
    tongue = listening.tongue
    hear = tongue.hear if tongue else None
    gather = response.gather(
        input="dtmf speech" if hear else "dtmf",
        action=action,
        method=POST,
        timeout=listening.seconds,
        speech_timeout=listening.pause if hear else None,
        language=hear,
        speech_model=tongue.model if tongue and hear else None,
        hints=hints(listening.hints) or None if hear else None,
        # What is said of violence would be starred out, and nobody would come.
        profanity_filter=False if hear else None,
        num_digits=None if listening.many else 1,
        # Without a key that finishes, # is one like any other.
        finish_on_key=HASH if listening.many else "",
        barge_in=True,
        action_on_empty_result=True,
    )
    put(gather, uttered)
    response.redirect(action, method=POST)
    return str(response)


def go_on(uttered: Uttered, url: str, pause: int = 0) -> str:
    """Say it, wait ``pause`` seconds, and go on at ``url``."""
    response = VoiceResponse()
    put(response, uttered)
    if pause:
        response.pause(length=pause)
    response.redirect(url, method=POST)
    return str(response)


def enqueue(uttered: Uttered, name: str, action: str, wait_url: str) -> str:
    """Say it, and wait in a queue of one's own; ``action`` follows when that ends."""
    response = VoiceResponse()
    put(response, uttered)
    response.enqueue(name, action=action, method=POST, wait_url=wait_url, wait_url_method=POST)
    return str(response)


def wait(uttered: Uttered, action: str, *, seconds: int, music: str | None, then: str) -> str:
    """What is heard in the queue: words, then music or silence; a key goes to ``action``."""
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf",
        action=action,
        method=POST,
        timeout=1,
        num_digits=1,
        finish_on_key="",
        barge_in=True,
    )
    put(gather, uttered)
    if music:
        gather.play(music)
    else:
        gather.pause(length=seconds)
    response.redirect(then, method=POST)
    return str(response)


def leave() -> str:
    """Out of the queue: what follows is the queue's own action."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def record(
    uttered: Uttered,
    action: str,
    *,
    then: str,
    most: int,
    silence: int,
    keys: str = HASH,
    report: str | None = None,
) -> str:
    """Say it, record after a tone, and take that to ``action``; go on at ``then`` where nothing
    was said. ``report`` hears when the recording can be fetched, or that it was lost."""
    response = VoiceResponse()
    put(response, uttered)
    response.record(
        action=action,
        method=POST,
        timeout=silence,
        finish_on_key=keys,
        max_length=most,
        play_beep=True,
        recording_status_callback=report,
        recording_status_callback_method=POST if report else None,
        recording_status_callback_event="completed absent" if report else None,
    )
    response.redirect(then, method=POST)
    return str(response)


def goodbye(uttered: Uttered) -> str:
    """Say it, and end the call."""
    response = VoiceResponse()
    put(response, uttered)
    response.hangup()
    return str(response)


def hints(phrases: Iterable[str]) -> str:
    """What is likely to be said, as the recogniser takes it."""
    clean = (" ".join(phrase.replace(",", " ").split())[:HINT_LETTERS] for phrase in phrases)
    return ",".join(list(dict.fromkeys(phrase for phrase in clean if phrase))[:MOST_HINTS])

"""Files that colleagues send: which are taken, by what they hold, before anything is queued."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import filetype

from bot.errors import BadInputError
from bot.messages import MediaKind
from bot.policy import Policy
from bot.store.records import NewFile

OPUS = b"OpusHead"
"""What a voice note holds in its first page: sound that messengers play."""

FIRST_PAGE = 128
MAX_NAME = 100
SAME_ENDING = {"jpg": ("jpg", "jpeg"), "mp3": ("mp3", "mpga"), "ogg": ("ogg", "oga", "opus")}
MILLION = 1_000_000
CHANNELS = {
    "webchat": "The web chat",
    "telegram": "Telegram",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "voice": "A phone call",
}


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as a form brings it; nothing that its name says is believed."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """Tells contents apart; names do not count."""
        return hashlib.sha256(self.content).hexdigest()


def checked(policy: Policy, channel: str, ways: Iterable[str], given: GivenFile) -> NewFile:
    """The file as it goes out on ``channel``; raises BadInputError with words for a colleague.

    ``ways`` are the other channels that are open to the person.
    """
    kept, taken = policy.keeping, policy.files.get(channel, {})
    if not given.content:
        raise BadInputError(_not_sent("The file is empty."))
    if not taken or not kept.most:
        raise BadInputError(_no_files(policy, channel, ways))
    found = filetype.guess(given.content)
    if found is None or found.mime not in kept.types or found.mime not in taken:
        raise BadInputError(_not_sent(f"{_name(channel)} takes no files of this type."))
    most = min(kept.most, taken[found.mime])
    if len(given.content) > most:
        raise BadInputError(too_big(most))
    kind = _kind(found.mime, given.content)
    return NewFile(kind, found.mime, _named(given.name, found.extension), given.content)


def too_big(most: int) -> str:
    """What a colleague reads of a file above ``most`` bytes."""
    return _not_sent(f"The file is too big: at most {most // MILLION} MB can be sent.")


def taking(policy: Policy, channels: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """What each of these channels takes under the rules of this deployment: the media types,
    each with how many bytes one may have; nothing where it takes no files."""
    kept = policy.keeping
    return {
        channel: {
            mime: min(kept.most, most)
            for mime, most in policy.files.get(channel, {}).items()
            if kept.most and mime in kept.types
        }
        for channel in channels
    }


def _no_files(policy: Policy, channel: str, ways: Iterable[str]) -> str:
    others = [_name(way) for way, taken in taking(policy, ways).items() if taken]
    hint = f" Send it by {' or '.join(others)} instead." if others else ""
    return _not_sent(f"{_name(channel)} takes no files.") + hint


def _not_sent(why: str) -> str:
    return f"{why} Nothing was sent."


def _name(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def _kind(mime: str, content: bytes) -> MediaKind:
    family = mime.partition("/")[0]
    if mime == "audio/ogg" and OPUS in content[:FIRST_PAGE]:
        return MediaKind.VOICE
    kinds = {"image": MediaKind.PHOTO, "audio": MediaKind.AUDIO, "video": MediaKind.VIDEO}
    return kinds.get(family, MediaKind.DOCUMENT)


def _named(name: str, ending: str) -> str:
    """``name`` with the ending that its content has, so that it opens as what it is."""
    stem, dot, last = name.rpartition(".")
    if dot and last.lower() in SAME_ENDING.get(ending, (ending,)):
        return f"{stem[-MAX_NAME:] or 'file'}.{last}"
    return f"{name[-MAX_NAME:] or 'file'}.{ending}"

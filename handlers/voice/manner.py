"""How calls are held: the parts of the settings that this door needs, and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

BASE = "/twilio/voice"
ENGLISH = "en"


class Tongue(Protocol):
    """How one language is said and heard; the fields are those of the settings."""

    @property
    def say(self) -> str | None:
        """Twilio's voice; None where recordings are played."""
        ...

    @property
    def locale(self) -> str | None:
        """The language tag of that voice."""
        ...

    @property
    def hear(self) -> str | None:
        """The language tag of the recogniser; None where only keys are understood."""
        ...

    @property
    def model(self) -> str | None:
        """The model of the recogniser, None for Twilio's own choice."""
        ...

    @property
    def live(self) -> bool:
        """Whether calls in it are live conversations, where voice and recogniser can be."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """``order`` are the languages as they are read out, each with its tongue in ``tongues``;
    ``opening`` those in which the keys 9 and 0 are told first. ``listen_seconds`` of silence count
    as such, ``pause_seconds`` end a sentence. ``music`` is an address, None for silence."""

    order: tuple[str, ...]
    opening: tuple[str, ...]
    tongues: Mapping[str, Tongue]
    listen_seconds: int = 6
    pause_seconds: int = 2
    record_seconds: int = 180
    queue_minutes: int = 15
    music: str | None = None


class Addresses:
    """The addresses of this door's documents: whole ones, as Twilio signs them."""

    def __init__(self, public_url: str) -> None:
        """``public_url`` is the address that Twilio was given, up to the path."""
        self._base = public_url.rstrip("/") + BASE

    def of(self, name: str = "", **state: object) -> str:
        """The address of ``name``; ``state`` stands in its query, zeros left out."""
        given = {key: value for key, value in state.items() if value}
        query = f"?{urlencode(given)}" if given else ""
        return f"{self._base}/{name}{query}" if name else f"{self._base}{query}"

    def socket(self, name: str) -> str:
        """The address of a WebSocket."""
        return "ws" + self.of(name).removeprefix("http")

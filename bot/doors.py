"""Which doors are open, and what the others lack: a door opens with its credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.config import Settings


@dataclass(frozen=True, slots=True)
class DoorState:
    """``missing`` names the environment variables that would open the door."""

    name: str
    built: bool
    missing: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether people can come in here."""
        return self.built and not self.missing


# Twilio calls us, and signs our address: without it nothing that comes is believed.
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "INFOLINE_PUBLIC_URL")

# Credentials of each door. A door that is not built yet stays closed whatever is set.
NEEDS: Mapping[str, tuple[bool, tuple[str, ...]]] = {
    "webchat": (True, ()),
    "telegram": (True, ("TELEGRAM_BOT_TOKEN",)),
    "sms": (True, (*TWILIO, "TWILIO_SMS_FROM")),
    "whatsapp": (True, (*TWILIO, "TWILIO_WHATSAPP_FROM")),
    "voice": (True, (*TWILIO, "TWILIO_VOICE_FROM")),
}


def doors(environment: Mapping[str, str]) -> tuple[DoorState, ...]:
    """The state of every door with these environment variables."""
    return tuple(
        DoorState(name, built, tuple(v for v in variables if not environment.get(v)))
        for name, (built, variables) in NEEDS.items()
    )


def credentials(settings: Settings) -> dict[str, str]:
    """The variables of NEEDS that are set, in the environment or in config.yaml."""
    names = {name for _built, needed in NEEDS.values() for name in needed}
    fields = {name: name.removeprefix("INFOLINE_").lower() for name in names}
    return {name: "set" for name, field in fields.items() if getattr(settings, field, None)}


def describe(door: DoorState) -> str:
    """One line for a person."""
    if door.is_open:
        return f"{door.name}: open"
    if not door.built:
        return f"{door.name}: closed (this version has no such door yet)"
    return f"{door.name}: closed, set {', '.join(door.missing)}"

"""Settings: config.yaml, overridden by the environment, overridden by flags. Frozen."""

from __future__ import annotations

import os
import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config_phones import Limits, Sms, Spending, Twilio, Whatsapp
from bot.config_voice import Voice
from bot.errors import ConfigError
from bot.messages import Priority

ROOT = Path(__file__).resolve().parent.parent
NUMBER_FORM = r"^\+[1-9][0-9]{6,14}$"
SENDER_FORM = rf"{NUMBER_FORM}|^MG[0-9a-fA-F]{{32}}$"
BOTFATHER_FORM = r"^[0-9]{1,20}:[A-Za-z0-9_-]{20,80}$"
MEDIA_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/amr",
    "video/mp4",
    "video/3gpp",
    "application/pdf",
)
LANGUAGES = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hours(_Part):
    """When counsellors work."""

    timezone: str = Field(description="IANA name of the time zone that the hours are in.")
    week: dict[Annotated[int, Field(ge=0, le=6)], tuple[time, time]] = Field(
        description="Day (0 Monday to 6 Sunday) to opening and closing time; a missing day is "
        "closed."
    )
    holidays: tuple[date, ...] = Field(default=(), description="Days without counsellors.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            msg = "must be an IANA time zone such as Europe/Belgrade"
            raise ValueError(msg)
        return value

    @field_validator("week")
    @classmethod
    def _opens_before_it_closes(
        cls, value: dict[int, tuple[time, time]]
    ) -> dict[int, tuple[time, time]]:
        for day, (opens, closes) in value.items():
            if opens >= closes:
                msg = f"day {day} must open before it closes"
                raise ValueError(msg)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)


class Contact(_Part):
    """A number, address or hour that texts may name."""

    value: str = Field(description="What is shown, as a person would read it.")
    source: str = Field(description="Where it comes from.")
    checked: date = Field(description="When it was last held against that source.")
    confirmed: bool = Field(default=False, description="Whether the office confirmed it.")
    shown: bool = Field(default=True, description="False keeps it from callers.")


class Settings(BaseSettings):
    """Everything a deployment can set. Each field says what it is for."""

    model_config = SettingsConfigDict(
        env_prefix="INFOLINE_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        env_nested_delimiter="__",
        populate_by_name=True,
    )

    name: str = Field(default="Infoline", description="The name shown on pages.")
    languages: tuple[str, ...] = Field(
        default=LANGUAGES, min_length=1, description="Languages that callers may choose, in order."
    )
    hours: Hours = Field(description="When counsellors work.")
    contacts: dict[str, Contact] = Field(
        default={}, description="Numbers and places that texts may name."
    )
    answer_within_hours: dict[Priority, Annotated[int, Field(ge=1)]] = Field(
        default={"P0": 1, "P1": 24, "P2": 72, "P3": 72},
        description="How fast a person should hear from a counsellor, in hours.",
    )
    unfinished_after_minutes: int = Field(
        default=60, ge=1, description="When an unfinished request is handed over as it stands."
    )
    host: str = Field(default="127.0.0.1", description="Address the service listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the service listens on.")
    workers: int = Field(default=1, ge=1, le=32, description="Number of service processes.")
    data: Path = Field(default=ROOT / "var", description="Folder for database, key and model.")
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL address (postgresql://user:password@host/name); "
        "without one, SQLite in the data folder.",
    )
    master_key: SecretStr | None = Field(
        default=None,
        description="Base64 of the 32 bytes that wrap every person's key; "
        "without one, the file master.key in the data folder.",
    )
    admin_password: SecretStr | None = Field(
        default=None, description="Password of the first administrator, instead of a made one."
    )
    nlu_url: str | None = Field(
        default=None, description="Address of a Rasa server that is not run by `up`."
    )
    nlu_token: SecretStr | None = Field(default=None, description="Token of the Rasa server.")
    nlu_serving: Path | None = Field(
        default=None,
        description="File that names the model's servers and is followed when it changes, instead "
        "of `nlu_url`; set by `up` for its own.",
    )
    nlu_processes: int = Field(
        default=1, ge=1, le=16, description="Number of processes that `up` serves the model with."
    )
    nlu_timeout_seconds: float = Field(
        default=3.0, gt=0, le=30, description="How long one message may wait for the model."
    )
    secure_cookies: bool = Field(
        default=False, description="True behind HTTPS: the console's cookie is sent only there."
    )
    webchat_per_minute: int = Field(
        default=40, ge=1, description="Messages that one web chat session may send in a minute."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        description="Address under which providers reach this service from outside, such as "
        "https://infoline.example.org; Telegram then calls instead of being asked.",
    )
    telegram_bot_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("TELEGRAM_BOT_TOKEN", "telegram_bot_token"),
        description="Token of the Telegram bot, from BotFather; it opens the door.",
    )
    telegram_api_base: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        validation_alias=AliasChoices("TELEGRAM_API_BASE", "telegram_api_base"),
        description="Address of another Bot API server than Telegram's own.",
    )
    telegram_take_over: bool = Field(
        default=False,
        description="Remove a webhook that somebody else set for this bot, instead of refusing.",
    )
    telegram_per_second: int = Field(
        default=25,
        ge=1,
        le=1000,
        description="Telegram messages that all processes together send a second.",
    )
    twilio_account_sid: str | None = Field(
        default=None,
        pattern=r"^AC[0-9a-fA-F]{32}$",
        validation_alias=AliasChoices("TWILIO_ACCOUNT_SID", "twilio_account_sid"),
        description="Account SID at Twilio.",
    )
    twilio_auth_token: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("TWILIO_AUTH_TOKEN", "twilio_auth_token"),
        description="Primary auth token at Twilio; it signs what Twilio sends us.",
    )
    twilio_auth_token_next: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("TWILIO_AUTH_TOKEN_NEXT", "twilio_auth_token_next"),
        description="Another token that may sign meanwhile, while the token is being changed.",
    )
    twilio_api_key: str | None = Field(
        default=None,
        pattern=r"^SK[0-9a-fA-F]{32}$",
        validation_alias=AliasChoices("TWILIO_API_KEY", "twilio_api_key"),
        description="API key to call Twilio with, instead of the auth token.",
    )
    twilio_api_secret: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("TWILIO_API_SECRET", "twilio_api_secret"),
        description="Secret of the API key.",
    )
    twilio_sms_from: str | None = Field(
        default=None,
        pattern=SENDER_FORM,
        validation_alias=AliasChoices("TWILIO_SMS_FROM", "twilio_sms_from"),
        description="Number in E.164 that SMS come from, or a messaging service (MG...).",
    )
    twilio_whatsapp_from: str | None = Field(
        default=None,
        pattern=NUMBER_FORM,
        validation_alias=AliasChoices("TWILIO_WHATSAPP_FROM", "twilio_whatsapp_from"),
        description="Number in E.164 that WhatsApp messages come from.",
    )
    twilio_voice_from: str | None = Field(
        default=None,
        pattern=NUMBER_FORM,
        validation_alias=AliasChoices("TWILIO_VOICE_FROM", "twilio_voice_from"),
        description="Number in E.164 that is called, and that calls of ours come from.",
    )
    twilio_api_base: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+$",
        validation_alias=AliasChoices("TWILIO_API_BASE", "twilio_api_base"),
        description="Address of another server than Twilio's own.",
    )
    twilio: Twilio = Field(default=Twilio(), description="What is left at Twilio.")
    sms: Sms = Field(default=Sms(), description="How SMS are written.")
    whatsapp: Whatsapp = Field(
        default=Whatsapp(), description="What is done outside of WhatsApp's 24 hours."
    )
    voice: Voice = Field(default=Voice(), description="How calls are answered.")
    spending: Spending = Field(default=Spending(), description="What messages may cost a day.")
    limits: Limits = Field(default=Limits(), description="How much is answered by itself.")
    media_max_megabytes: int = Field(
        default=20, ge=0, le=50, description="Files up to this size are kept and sent; 0: none."
    )
    media_types: tuple[str, ...] = Field(
        default=MEDIA_TYPES, description="Media types of files that are kept and sent."
    )
    session_hours: int = Field(
        default=10, ge=1, le=72, description="How long a console login lasts without a new one."
    )

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in value if code not in LANGUAGES]
        if unknown:
            msg = f"must be among {', '.join(LANGUAGES)}; unknown: {', '.join(unknown)}"
            raise ValueError(msg)
        return value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_of_botfather(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.match(BOTFATHER_FORM, value.get_secret_value()):
            msg = "must be a token as BotFather gives it: digits, a colon, letters and digits"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _a_key_has_its_secret(self) -> Settings:
        if bool(self.twilio_api_key) != bool(self.twilio_api_secret):
            msg = "TWILIO_API_KEY and TWILIO_API_SECRET belong together: set both, or none"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _workers_need_a_server(self) -> Settings:
        if self.database_url and not self.database_url.get_secret_value().startswith(
            ("postgresql://", "postgres://", "sqlite:///")
        ):
            msg = "database_url must start with postgresql://"
            raise ValueError(msg)
        return self

    @property
    def telegram_share(self) -> int:
        """Telegram messages that each of the ``workers`` may send a second, one at least."""
        return max(1, self.telegram_per_second // self.workers)

    def contact_values(self) -> dict[str, str]:
        """Name to value of every contact that callers may be told."""
        return {name: c.value for name, c in self.contacts.items() if c.shown}


def load(path: Path | None = None, **flags: Any) -> Settings:
    """Settings from ``path`` (default: config.yaml at the root), environment and ``flags``.

    A flag that is None counts as not given. Raises ConfigError naming file, key and what is
    allowed; the values themselves are never repeated, since they may be secrets.
    """
    source = path or Path(os.environ.get("INFOLINE_CONFIG", ROOT / "config.yaml"))
    given = {key: value for key, value in flags.items() if value is not None}
    try:
        return _layered(_read(source))(**given)
    except ValidationError as error:
        raise ConfigError(_explain(source, error)) from None


def _layered(content: dict[str, Any]) -> type[Settings]:
    """Settings that read ``content`` below the environment and the environment below flags."""

    class Layered(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del dotenv_settings, file_secret_settings
            return (init_settings, env_settings, InitSettingsSource(settings_cls, content))

    return Layered


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        msg = f"{path}: this file is missing; a copy is in the repository"
        raise ConfigError(msg) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        msg = f"{path}{where}: this is not valid YAML"
        raise ConfigError(msg) from None
    if not isinstance(content, dict):
        msg = f"{path}: must be a mapping of keys to values"
        raise ConfigError(msg)
    return content


def _explain(path: Path, error: ValidationError) -> str:
    lines = []
    for fault in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in fault["loc"]) or "settings"
        variable = key.upper() if key.isupper() else f"INFOLINE_{key.split('.')[0].upper()}"
        lines.append(f"{path} or {variable}: {key}: {fault['msg']}")
    return "\n".join(lines)

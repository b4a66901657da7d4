"""Settings of phone calls: parts of config.yaml, each with what it is for."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Number = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
MOST_DIGITS = 4
Url = Annotated[str, Field(pattern=r"^https://[^\s]+$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tongue(_Part):
    """How one language is said and heard on the phone."""

    say: str | None = Field(
        default=None, description="Twilio's voice; without one, recordings are played."
    )
    locale: str | None = Field(default=None, description="Language tag of that voice.")
    hear: str | None = Field(
        default=None, description="Language tag of the recogniser; without one, keys alone."
    )
    model: str | None = Field(default=None, description="The recogniser's model.")
    live: bool = Field(
        default=False, description="Whether calls in it are live conversations (relay)."
    )

    @model_validator(mode="after")
    def _can_live(self) -> Self:
        spoken = (self.say or "").startswith(("Polly.", "Google."))
        if self.live and not (spoken and self.locale and self.hear):
            msg = "live needs a voice of Polly or Google in say, and its locale, and hear"
            raise ValueError(msg)
        return self


TONGUES = {
    "ar": Tongue(say="Polly.Hala-Neural", locale="ar-AE", hear="ar-MA"),
    "fa": Tongue(hear="fa-IR"),
    "ps": Tongue(),
    "ur": Tongue(hear="ur-PK"),
    "en": Tongue(say="Polly.Amy-Neural", locale="en-GB", hear="en-GB"),
    "fr": Tongue(say="Polly.Lea-Neural", locale="fr-FR", hear="fr-FR"),
    "tr": Tongue(say="Polly.Burcu-Neural", locale="tr-TR", hear="tr-TR"),
    "sq": Tongue(hear="sq-AL"),
    "sr": Tongue(say="Google.sr-RS-Standard-A", locale="sr-RS", hear="sr-RS"),
    "es": Tongue(say="Polly.Lucia-Neural", locale="es-ES", hear="es-ES"),
}


class OnDuty(_Part):
    """Who is told at once of danger while nobody works."""

    number: Number = Field(description="Phone number in E.164.")
    call: bool = Field(default=True, description="Whether they are called.")
    sms: bool = Field(default=True, description="Whether they get an SMS.")


class Interpreter(_Part):
    """Who is asked into calls to interpret."""

    label: str = Field(
        min_length=1,
        max_length=40,
        description="What colleagues see, and what stands in the history of a case.",
    )
    number: Number = Field(description="Phone number in E.164; nobody sees it.")

    @field_validator("label")
    @classmethod
    def _is_no_number(cls, value: str) -> str:
        if sum(sign.isdigit() for sign in value) > MOST_DIGITS:
            msg = "must be words for colleagues, not a phone number"
            raise ValueError(msg)
        return value


class Voice(_Part):
    """How calls are answered."""

    order: tuple[str, ...] = Field(
        default=(), description="Languages in the order in which they are read out; default: all."
    )
    opening: tuple[str, ...] = Field(
        default=("en", "ar", "fa"),
        description="Languages in which the keys 9 and 0 are told before all others.",
    )
    tongues: dict[str, Tongue] = Field(
        default={}, description="Languages that are said or heard otherwise than by default."
    )
    placeholders: bool = Field(
        default=False,
        description="Whether callers hear a machine's recordings where a person's are missing.",
    )
    listen_seconds: int = Field(
        default=6, ge=2, le=30, description="How long silence lasts before it counts as such."
    )
    pause_seconds: int = Field(
        default=2, ge=1, le=10, description="The pause after which somebody has spoken to the end."
    )
    sure_from: float = Field(
        default=0.4, ge=0, le=1, description="The recogniser's confidence that counts as heard."
    )
    record_seconds: int = Field(default=180, ge=20, le=600, description="The longest voicemail.")
    queue_minutes: int = Field(
        default=15, ge=1, le=120, description="How long somebody waits on the line at most."
    )
    music: Url | None = Field(default=None, description="Music for who waits; default: silence.")
    callbacks_a_day: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often one number is called back in a day, of "
        "those who hang up before they are heard; 0: never.",
    )
    callback_after_seconds: int = Field(
        default=30, ge=5, le=3600, description="When who hung up early is called back."
    )
    on_duty: tuple[OnDuty, ...] = Field(
        default=(), description="Who is told of danger while nobody works, in this order."
    )
    on_duty_every_minutes: int = Field(
        default=3, ge=1, le=60, description="How often they are told until one accepts."
    )

    interpreters: dict[str, tuple[Interpreter, ...]] = Field(
        default={}, description="Who interprets in calls, by language, with a label for each."
    )

    @field_validator("interpreters")
    @classmethod
    def _known_and_told_apart(
        cls, value: dict[str, tuple[Interpreter, ...]]
    ) -> dict[str, tuple[Interpreter, ...]]:
        unknown = sorted(set(value) - set(TONGUES))
        if unknown:
            msg = f"languages are {', '.join(TONGUES)}; unknown: {', '.join(unknown)}"
            raise ValueError(msg)
        for language, those in value.items():
            if len({one.label for one in those}) < len(those):
                msg = f"each label of {language} must be another one"
                raise ValueError(msg)
        return value

    def tongue(self, language: str) -> Tongue:
        """How this language is said and heard."""
        return self.tongues.get(language) or TONGUES[language]

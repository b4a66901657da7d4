"""What goes over the wire at the web chat door, and what of it is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MIN_SECRET = 16
MAX_SECRET = 200
MAX_TEXT = 20_000
MAX_WAIT_SECONDS = 30

Secret = Annotated[str, StringConstraints(min_length=MIN_SECRET, max_length=MAX_SECRET)]
MessageId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ChoiceId = Annotated[str, StringConstraints(min_length=1, max_length=90, pattern=r"^[\w:.\-]+$")]


class Posted(BaseModel):
    """A message of the person: either ``text`` or ``choice``.

    ``session`` is a secret that the client made and keeps; ``id`` is the client's own name for
    the message, so that sending it twice is answered once. ``hint`` is the page's language.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    session: Secret = Field(repr=False)
    id: MessageId = Field(repr=False)
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT)] | None = Field(
        default=None, repr=False
    )
    choice: ChoiceId | None = None
    hint: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Posted:
        if (self.text is None) == (self.choice is None):
            msg = "give either text or choice"
            raise ValueError(msg)
        if self.text is not None and not self.text.strip():
            msg = "text must not be empty"
            raise ValueError(msg)
        return self


class ShownChoice(BaseModel):
    """A button below a message."""

    id: str
    label: str
    control: bool


class ShownMessage(BaseModel):
    """A message to the person; ``n`` only rises within one session."""

    model_config = ConfigDict(populate_by_name=True)

    n: int
    sender: Literal["bot", "operator"] = Field(alias="from")
    text: str
    language: str
    choices: list[ShownChoice]


class ShownMessages(BaseModel):
    """What came after the line that was asked for."""

    messages: list[ShownMessage]


class Stored(BaseModel):
    """The message is kept. ``repeated``: it was kept before under the same id."""

    stored: Literal[True] = True
    repeated: bool

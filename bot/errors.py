"""One root for what can go wrong, with its meaning on the class.

``status`` is the HTTP status a door answers with; ``message`` is fit to show to anybody.
"""

from __future__ import annotations


class InfolineError(Exception):
    """Root of all expected errors. Its text holds no personal data."""

    status = 500
    message = "Something went wrong on our side."

    def __init__(self, message: str | None = None) -> None:
        """Keep ``message`` or, without one, the class's own."""
        super().__init__(message or self.message)
        self.message = message or self.message


class ConfigError(InfolineError):
    """The deployment's settings are wrong: names the file, the key and what is allowed."""


class StartError(InfolineError):
    """The service must not start like this, for example with a wrong master key."""


class BadInputError(InfolineError):
    """A request that cannot be understood."""

    status = 422
    message = "This request cannot be understood."


class NotFoundError(InfolineError):
    """What was asked for does not exist, or not for this user."""

    status = 404
    message = "There is nothing here."


class ConflictError(InfolineError):
    """Somebody else was faster, or the state has moved on."""

    status = 409
    message = "This has changed in the meantime."


class TakenError(ConflictError):
    """The case is held by somebody else."""

    def __init__(self, holder: str) -> None:
        """``holder`` is the display name of the operator who has it."""
        super().__init__(f"{holder} has this case.")
        self.holder = holder


class ForbiddenError(InfolineError):
    """The user is known but may not do this."""

    status = 403
    message = "Your role does not allow this."


class TooManyError(InfolineError):
    """Too many attempts in a short time."""

    status = 429
    message = "Too many attempts. Please wait a little."


class ErasedError(InfolineError):
    """The person's key was destroyed; their data can no longer be read."""

    status = 410
    message = "This person's data was erased."


class AwayError(InfolineError):
    """The database does not answer at present."""

    status = 503
    message = "The service cannot work at present. Please send this again in a moment."

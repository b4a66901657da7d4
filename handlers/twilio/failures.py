"""What a failed call means. Twilio's own words are never passed on: they hold the number."""

from __future__ import annotations

import ssl
from http import HTTPStatus

from requests.exceptions import ConnectionError as NoConnectionError
from requests.exceptions import (
    ConnectTimeout,
    InvalidSchema,
    InvalidURL,
    MissingSchema,
    ProxyError,
    RequestException,
    SSLError,
)
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.messages import SendError, Trouble
from handlers.twilio.client import BusyError
from handlers.twilio.codes import MEANINGS, Meaning, meaning_of

FIRST_NUMBER = 1000
"""Twilio's numbers begin above it; what is below is an HTTP status in a number's place."""

FAULTS = (RequestException, TwilioRestException, TwilioServiceException, BusyError, ValueError,
          TypeError, KeyError, AttributeError)  # fmt: skip
"""What a call can raise: the last four where Twilio's answer does not have its form."""

_BEFORE_SENDING = (ConnectTimeout, ProxyError, InvalidURL, InvalidSchema, MissingSchema)
_BY_STATUS: dict[int, Meaning] = {
    HTTPStatus.UNAUTHORIZED: MEANINGS[20003],
    HTTPStatus.FORBIDDEN: MEANINGS[20003],
    HTTPStatus.NOT_FOUND: MEANINGS[20404],
}


class RefusedError(SendError):
    """Twilio refused a call; ``number`` is its error's, or the HTTP status."""

    def __init__(self, number: int, meaning: Meaning) -> None:
        """What ``number`` means."""
        super().__init__(meaning.trouble, meaning.code, meaning.after)
        self.number = number


def send_error(error: Exception) -> SendError:
    """What ``error`` means for the message that was being sent."""
    match error:
        case BusyError():
            return SendError(Trouble.RETRY, "flood", error.after)
        case TwilioRestException() | TwilioServiceException():
            return _refused(error.status, error.code)
        case RequestException() if _never_sent(error):
            return SendError(Trouble.RETRY, "unreachable")
        case RequestException():
            return SendError(Trouble.UNKNOWN, "timeout")
    return SendError(Trouble.UNKNOWN, "unreadable_answer")


def repeatable(error: Exception) -> SendError:
    """The same for what may be done twice: an outcome that is not known is tried again."""
    found = send_error(error)
    if found.trouble is Trouble.UNKNOWN:
        return SendError(Trouble.RETRY, found.code)
    return found


def _refused(status: int, number: int | None) -> SendError:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendError(Trouble.UNKNOWN, "server_error")
    if status < HTTPStatus.BAD_REQUEST:
        return SendError(Trouble.UNKNOWN, "unreadable_answer")
    if not isinstance(number, int) or number < FIRST_NUMBER:
        return RefusedError(status, _BY_STATUS.get(status) or meaning_of(None))
    return RefusedError(number, meaning_of(number))


def _never_sent(error: RequestException) -> bool:
    """Whether the call ended before anything of it was sent."""
    if isinstance(error, _BEFORE_SENDING):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(error, SSLError):
        inner = reason.args[0] if reason and reason.args else None
        return isinstance(inner, ssl.SSLCertVerificationError)
    return isinstance(error, NoConnectionError) and isinstance(reason, NewConnectionError)

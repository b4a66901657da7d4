"""How Twilio says no: a status, a code, and a sentence."""

from __future__ import annotations

from typing import Any

from bot.bench.double.faults import Refusal

# Twilio's codes with their statuses. The sentences are the double's own, in Twilio's manner:
# they hold the number, as Twilio's do, so that nobody passes them on.
SENTENCES: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter {about}"),
    20003: (401, "Authenticate"),
    20009: (409, "Resource {about} is not complete yet"),
    20404: (404, "The requested resource {about} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21205: (400, "Url is not a valid URL: {about}"),
    21210: (400, "'From' phone number not verified: {about}"),
    21211: (400, "Invalid 'To' Phone Number: {about}"),
    21220: (400, "Call {about} is not in-progress. Cannot redirect."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {about} cannot send messages"),
    21609: (400, "The 'StatusCallback' URL {about} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient {about}"),
    21620: (400, "Invalid media URL(s): {about}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21655: (400, "The ContentSid {about} is invalid"),
    21656: (400, "The ContentVariables parameter is invalid"),
    21701: (404, "The Messaging Service {about} does not exist"),
    21910: (400, "Invalid 'From' and 'To' pair: {about} is of another channel"),
    63007: (400, "Twilio could not find a Channel with the From address {about}"),
    63016: (400, "{about} is outside the allowed window: a message template is needed"),
    63021: (400, "Channel invalid content: text and values are too long"),
}


class RefusedError(Refusal):
    """A call that is answered with an error; ``number`` is Twilio's code of it."""

    def __init__(self, number: int, about: str = "", retry_after: int = 0) -> None:
        """``number`` is one of SENTENCES; ``retry_after`` are seconds for a header, 0 for none."""
        self.code, sentence = SENTENCES[number]
        self.number = number
        self.message = sentence.format(about=about)
        self._retry_after = retry_after
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {
            "code": self.number,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.number}",
            "status": self.code,
        }

    def headers(self) -> dict[str, str]:
        """Retry-After where one is named."""
        return {"Retry-After": str(self._retry_after)} if self._retry_after else {}

"""Twilio's error codes, of refused calls and of failed deliveries: what each means for us.

Twilio adds codes and moves cases from one to another. A number that is not in the table is a
refusal, with its number as the code, so that nothing is sent twice because of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Trouble

TOKEN_PAUSE_SECONDS = 60.0
QUEUE_PAUSE_SECONDS = 300.0
REFUSED = "refused"

# Every code that the doors of Twilio's channels give, and a short word for an operator.
CODES: dict[str, str] = {
    "token_refused": "Twilio refuses our key",
    "account_closed": "our account at Twilio is suspended or limited",
    "trial_account": "our account is a trial: it may only write to confirmed numbers",
    "flood": "too many messages at once",
    "queue_full": "too much waits at Twilio",
    "sender_refused": "our number or sender cannot send this",
    "not_registered": "our number is not registered for this country",
    "region_closed": "our account may not send to this country",
    "pumping_blocked": "Twilio took the number for fraud",
    "filtered": "held back as spam by the network",
    "callback_refused": "Twilio does not take our address for reports",
    "template_refused": "the template is not approved, or is not what WhatsApp expects",
    "number_invalid": "this is no phone number",
    "number_unknown": "the number is not in use",
    "landline": "a landline: it takes no messages",
    "not_on_whatsapp": "the number is not on WhatsApp",
    "blocked": "the person has blocked us",
    "opted_out": "the person wants no messages",
    "window_closed": "more than 24 hours since the person wrote",
    "unroutable": "no way from our number to this one",
    "number_blocks": "the person's network or phone blocks us",
    "phone_off": "the phone is off or out of reach",
    "network_busy": "the network is busy",
    "network_error": "the network failed without a reason",
    "part_lost": "a part was lost on the way",
    "expired": "not delivered in time",
    "too_long": "too long",
    "empty": "without text",
    "content_refused": "WhatsApp does not take this content",
    "file_refused": "Twilio does not take the address or the size of our file",
    "file_not_fetched": "Twilio could not fetch our file from our public address",
    "whatsapp_limits": "WhatsApp does not let us write to this person now",
    "server_error": "Twilio failed; it may have been sent",
    "timeout": "Twilio did not answer; it may have been sent",
    "unreadable_answer": "Twilio's answer made no sense; it may have been sent",
    "unreachable": "Twilio cannot be reached",
    "not_ready": "Twilio is not done with the message yet",
    REFUSED: "refused by Twilio",
}

# What whoever runs the service must hear of, since no message alone can mend it. The first one
# that is true is told.
ALARMS: tuple[str, ...] = (
    "token_refused", "account_closed", "sender_refused", "not_registered", "trial_account",
    "region_closed", "pumping_blocked", "filtered", "template_refused", "callback_refused",
    "queue_full",
)  # fmt: skip

_NUMBERS: dict[tuple[Trouble, str], tuple[int, ...]] = {
    # The account and its keys.
    (Trouble.RETRY, "token_refused"): (20003, 20006, 20008, 63001),
    (Trouble.RETRY, "account_closed"): (20005, 30002, 30037, 63038, 63051),
    (Trouble.REFUSED, "trial_account"): (21608, 30044, 63015),
    # How much.
    (Trouble.RETRY, "flood"): (20429, 14107, 30022, 63017, 63018),
    (Trouble.RETRY, "queue_full"): (21611, 30001, 30023),
    # Our sender.
    (Trouble.REFUSED, "sender_refused"): (
        20404, 21212, 21601, 21603, 21606, 21607, 21659, 21660, 21661, 21701, 21703, 21704, 21705,
        30024, 63002, 63007, 63008, 63020, 63022,
    ),
    (Trouble.REFUSED, "not_registered"): (30032, 30034, 30040),
    (Trouble.REFUSED, "region_closed"): (21408,),
    (Trouble.REFUSED, "pumping_blocked"): (30450,),
    (Trouble.REFUSED, "filtered"): (30007, 30038, 63013),
    (Trouble.REFUSED, "callback_refused"): (21609,),
    (Trouble.REFUSED, "template_refused"): (
        21654, 21655, 21656, 63026, 63027, 63028, 63029, 63040, 63041, 63042, 92005,
    ),
    # The address.
    (Trouble.DEAD, "number_invalid"): (21211, 21217, 21265, 21266, 21268, 63031),
    (Trouble.DEAD, "number_unknown"): (30005,),
    (Trouble.DEAD, "landline"): (21614, 21635, 30006),
    (Trouble.DEAD, "not_on_whatsapp"): (63003, 63024),
    (Trouble.DEAD, "blocked"): (63014,),
    (Trouble.OPTED_OUT, "opted_out"): (21610,),
    (Trouble.CLOSED, "window_closed"): (63016,),
    # This message, on its way.
    (Trouble.REFUSED, "unroutable"): (21612,),
    (Trouble.REFUSED, "number_blocks"): (30004,),
    (Trouble.RETRY, "phone_off"): (30003,),
    (Trouble.RETRY, "network_busy"): (30017, 30410, 63009, 63010, 63012),
    (Trouble.REFUSED, "network_error"): (30008, 63023),
    (Trouble.REFUSED, "part_lost"): (30009,),
    (Trouble.REFUSED, "expired"): (30036,),
    (Trouble.REFUSED, "whatsapp_limits"): (63032, 63033, 63049),
    # This message, as it is.
    (Trouble.REFUSED, "too_long"): (21605, 21617, 30019),
    (Trouble.REFUSED, "empty"): (21602, 21619),
    (Trouble.REFUSED, "content_refused"): (12300, 63005, 63021, 63030),
    # Our file, which Twilio fetches after it took the message.
    (Trouble.RETRY, "file_not_fetched"): (11200, 11205, 11210, 11220, 63019),
    (Trouble.REFUSED, "file_refused"): (21620, 21623),
    (Trouble.REFUSED, REFUSED): (20001, 21604),
}  # fmt: skip
_PAUSES = {
    "token_refused": TOKEN_PAUSE_SECONDS,
    "account_closed": QUEUE_PAUSE_SECONDS,
    "queue_full": QUEUE_PAUSE_SECONDS,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to do, and a code that an operator may read. ``after`` are seconds to wait in which
    no attempt counts as failed; ``alarm``: whoever runs the service must hear of it."""

    trouble: Trouble
    code: str
    after: float | None = None

    @property
    def alarm(self) -> bool:
        """Whether whoever runs the service must hear of it."""
        return self.code in ALARMS


MEANINGS: dict[int, Meaning] = {
    number: Meaning(trouble, code, _PAUSES.get(code))
    for (trouble, code), numbers in _NUMBERS.items()
    for number in numbers
}


def meaning_of(number: int | None) -> Meaning:
    """What Twilio's error ``number`` means; None is an error without a number."""
    if number is None:
        return Meaning(Trouble.REFUSED, REFUSED)
    return MEANINGS.get(number) or Meaning(Trouble.REFUSED, f"twilio_{number}")


def trouble_of(number: int | None) -> Trouble:
    """What Twilio's error ``number`` means for the message that failed with it."""
    return meaning_of(number).trouble


def code_of(number: int | None) -> str:
    """The code of ``number`` that an operator may read: a word of CODES, or twilio_NNNNN."""
    return meaning_of(number).code

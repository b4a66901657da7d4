"""What each of Twilio's error codes means."""

from __future__ import annotations

import pytest

from bot.messages import Trouble
from handlers.twilio.codes import (
    ALARMS,
    CODES,
    MEANINGS,
    Meaning,
    code_of,
    meaning_of,
    trouble_of,
)

RETRY, REFUSED, DEAD = Trouble.RETRY, Trouble.REFUSED, Trouble.DEAD
EXPECTED: dict[str, tuple[Trouble, tuple[int, ...]]] = {
    "token_refused": (RETRY, (20003, 20006, 20008, 63001)),
    "account_closed": (RETRY, (20005, 30002, 30037, 63038, 63051)),
    "trial_account": (REFUSED, (21608, 30044, 63015)),
    "flood": (RETRY, (14107, 20429, 30022, 63017, 63018)),
    "queue_full": (RETRY, (21611, 30001, 30023)),
    "sender_refused": (REFUSED, (
        20404, 21212, 21601, 21603, 21606, 21607, 21659, 21660, 21661, 21701, 21703, 21704,
        21705, 30024, 63002, 63007, 63008, 63020, 63022)),
    "not_registered": (REFUSED, (30032, 30034, 30040)),
    "region_closed": (REFUSED, (21408,)),
    "pumping_blocked": (REFUSED, (30450,)),
    "filtered": (REFUSED, (30007, 30038, 63013)),
    "callback_refused": (REFUSED, (21609,)),
    "template_refused": (REFUSED, (
        21654, 21655, 21656, 63026, 63027, 63028, 63029, 63040, 63041, 63042, 92005)),
    "number_invalid": (DEAD, (21211, 21217, 21265, 21266, 21268, 63031)),
    "number_unknown": (DEAD, (30005,)),
    "landline": (DEAD, (21614, 21635, 30006)),
    "not_on_whatsapp": (DEAD, (63003, 63024)),
    "blocked": (DEAD, (63014,)),
    "opted_out": (Trouble.OPTED_OUT, (21610,)),
    "window_closed": (Trouble.CLOSED, (63016,)),
    "unroutable": (REFUSED, (21612,)),
    "number_blocks": (REFUSED, (30004,)),
    "phone_off": (RETRY, (30003,)),
    "network_busy": (RETRY, (30017, 30410, 63009, 63010, 63012)),
    "network_error": (REFUSED, (30008, 63023)),
    "part_lost": (REFUSED, (30009,)),
    "expired": (REFUSED, (30036,)),
    "whatsapp_limits": (REFUSED, (63032, 63033, 63049)),
    "too_long": (REFUSED, (21605, 21617, 30019)),
    "empty": (REFUSED, (21602, 21619)),
    "content_refused": (REFUSED, (12300, 63005, 63021, 63030)),
    "file_not_fetched": (RETRY, (11200, 11205, 11210, 11220, 63019)),
    "file_refused": (REFUSED, (21620, 21623)),
    "refused": (REFUSED, (20001, 21604)),
}  # fmt: skip
WAITS = {"token_refused": 60.0, "account_closed": 300.0, "queue_full": 300.0}
# Codes of calls that brought no error of Twilio's own.
OURS = {"server_error", "timeout", "unreadable_answer", "unreachable", "not_ready"}


@pytest.mark.parametrize(
    ("number", "trouble", "code"),
    [(number, trouble, code) for code, (trouble, many) in EXPECTED.items() for number in many],
)
def test_meaning(number: int, trouble: Trouble, code: str) -> None:
    assert meaning_of(number) == Meaning(trouble, code, WAITS.get(code))
    assert (trouble_of(number), code_of(number)) == (trouble, code)


def test_every_row_is_tested() -> None:
    assert set(MEANINGS) == {number for _, many in EXPECTED.values() for number in many}


def test_every_code_has_a_word_and_is_used() -> None:
    assert set(CODES) == set(EXPECTED) | OURS
    assert all(word for word in CODES.values())


def test_what_whoever_runs_the_service_must_hear_of() -> None:
    assert set(ALARMS) == {
        "token_refused", "account_closed", "sender_refused", "not_registered", "trial_account",
        "region_closed", "pumping_blocked", "filtered", "template_refused", "callback_refused",
        "queue_full",
    }  # fmt: skip
    assert meaning_of(20003).alarm
    assert not meaning_of(21610).alarm


def test_a_number_that_is_not_in_the_table_is_a_refusal_with_its_number() -> None:
    assert meaning_of(39999) == Meaning(REFUSED, "twilio_39999")
    assert meaning_of(None) == Meaning(REFUSED, "refused")

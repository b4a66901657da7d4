"""Inline keyboards: what Telegram accepts under a message."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
REPLY_KINDS = ("keyboard", "remove_keyboard", "force_reply")


def markup(params: Params) -> dict[str, Any]:
    """The keyboard of a call, ready to stand in a message; empty where there is none.

    Raises RefusedError (400) for buttons without text and for data out of 1 to 64 bytes.
    """
    given = params.structure("reply_markup")
    if not given or any(kind in given for kind in REPLY_KINDS):
        return {}  # a reply keyboard belongs to the chat and not to the message
    rows = given.get("inline_keyboard")
    if not isinstance(rows, list):
        raise bad_request("inline keyboard must be of type Array of Array")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check(button)
    return {"reply_markup": {"inline_keyboard": rows}} if buttons else {}


def _check(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    if "callback_data" not in button:
        if not any(kind in button for kind in ("url", "switch_inline_query", "copy_text")):
            raise bad_request("text buttons are unallowed in the inline keyboard")
        return
    if not 1 <= len(str(button["callback_data"]).encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")

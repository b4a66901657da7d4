"""Answering pressed buttons, so that they stop turning."""

from __future__ import annotations

from datetime import timedelta

from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.texts import units
from bot.bench.telegram.double.world import World

# Telegram does not say how long it waits; people see seconds.
ANSWERABLE_FOR = timedelta(seconds=60)
MOST_TEXT = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, params: Params) -> bool:
    """Tell the person's app that the button did something; in time."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or world.now() - query.at > ANSWERABLE_FOR:
        raise bad_request(TOO_OLD)
    text = params.text("text")
    if units(text) > MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": text, "show_alert": params.flag("show_alert")}
    return True

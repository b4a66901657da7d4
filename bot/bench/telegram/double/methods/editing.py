"""Changing what the bot said."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.methods.keyboards import markup
from bot.bench.telegram.double.methods.reaching import open_chat, posted_in
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.texts import checked
from bot.bench.telegram.double.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> dict[str, Any]:
    """Another text; the keyboard goes away where none is given."""
    posted = _own(world, params)
    text = checked(params.text("text"), params.text("parse_mode"))
    return _change(world, posted, {"text": text} | markup(params))


def edit_message_reply_markup(world: World, params: Params) -> dict[str, Any]:
    """Another keyboard, or none; the text stays."""
    posted = _own(world, params)
    return _change(world, posted, {"text": posted.text} | markup(params))


def _own(world: World, params: Params) -> Posted:
    chat = open_chat(world, params)
    posted = posted_in(chat, params.number("message_id"))
    if posted is None:
        raise bad_request("message to edit not found")
    if not posted.mine:
        raise bad_request("message can't be edited")
    return posted


def _change(world: World, posted: Posted, new: dict[str, Any]) -> dict[str, Any]:
    old = {key: posted.content[key] for key in ("text", "reply_markup") if key in posted.content}
    if old == new:
        raise bad_request(NOT_MODIFIED)
    if old["text"] != new["text"]:
        posted.edits.append(posted.text)
    kept = {key: value for key, value in posted.content.items() if key not in old}
    posted.content = kept | new | {"edit_date": int(world.now().timestamp())}
    return posted.content

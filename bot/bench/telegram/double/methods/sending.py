"""What the bot says."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.chats import Chat, Posted
from bot.bench.telegram.double.methods.keyboards import markup
from bot.bench.telegram.double.methods.reaching import open_chat, posted_in
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.texts import checked
from bot.bench.telegram.double.world import World

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, params: Params) -> dict[str, Any]:
    """Put a text into a chat, with a keyboard, as a reply, protected or not."""
    chat = open_chat(world, params)
    text = checked(params.text("text"), params.text("parse_mode"))
    content = {"text": text} | markup(params) | _reply(chat, params)
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    if options := params.structure("link_preview_options"):
        content["link_preview_options"] = options
    return world.post(chat, world.me, **content).content


def send_chat_action(world: World, params: Params) -> bool:
    """Show for some seconds that the bot is at work."""
    chat = open_chat(world, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.actions.append((chat.id, action))
    return True


def _reply(chat: Chat, params: Params) -> dict[str, Any]:
    given = params.structure("reply_parameters") or {}
    number = given.get("message_id") or params.number("reply_to_message_id")
    if not number:
        return {}
    found: Posted | None = posted_in(chat, int(number))
    if found is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {"reply_to_message": found.content} if found else {}

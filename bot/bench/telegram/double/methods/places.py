"""Files, and chats as a whole."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.membership import member_changed
from bot.bench.telegram.double.methods.reaching import chat_of
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import RefusedError, bad_request
from bot.bench.telegram.double.world import World


def get_file(world: World, params: Params) -> dict[str, Any]:
    """Where a file of 20 MB at most can be fetched."""
    file = world.files.of(params.text("file_id"))
    return file.to_json() | {"file_path": file.path}


def get_chat(world: World, params: Params) -> dict[str, Any]:
    """Telegram's ChatFullInfo, as little of it as there must be."""
    chat = chat_of(world, params)
    return chat.to_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def leave_chat(world: World, params: Params) -> bool:
    """Leave a group or channel."""
    chat = chat_of(world, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if not chat.member:
        raise RefusedError(403, f"Forbidden: bot is not a member of the {chat.kind} chat")
    chat.member = False
    member_changed(world, chat, world.me, "member", "left")
    return True

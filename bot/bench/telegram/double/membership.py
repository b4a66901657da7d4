"""The bot's standing in a chat, as its my_chat_member updates tell it."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.chats import Account, Chat
from bot.bench.telegram.double.world import World

RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


def member_changed(world: World, chat: Chat, by: Account, old: str, new: str) -> None:
    """Tell the bot that ``by`` made it ``new`` in ``chat`` where it was ``old``."""
    body = {"from": by.to_json(), "chat": chat.to_json()}
    world.happened(
        chat.id,
        "my_chat_member",
        **body,
        old_chat_member=_member(world, old),
        new_chat_member=_member(world, new),
    )


def _member(world: World, status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": world.me.to_json(), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(RIGHTS, False)
    return member

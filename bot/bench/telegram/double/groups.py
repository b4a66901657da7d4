"""Groups and channels that somebody brings the bot into."""

from __future__ import annotations

from typing import Any

from bot.bench.telegram.double.chats import Chat, Posted
from bot.bench.telegram.double.membership import member_changed
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.world import World


class Group:
    """A group, supergroup or channel (``kind``). Their ids are negative."""

    def __init__(self, world: World, number: int, kind: str, title: str) -> None:
        """The bot is not in it yet."""
        self._world = world
        self.chat = Chat(-number, kind, title, member=False)
        world.chats[self.chat.id] = self.chat

    def sees(self) -> list[Posted]:
        """The chat as it is now, in order."""
        return self.chat.shown()

    def add_bot(self, by: Person) -> None:
        """``by`` brings the bot in: a member of a group, an administrator of a channel."""
        self.chat.member = True
        role = "administrator" if self.chat.kind == "channel" else "member"
        member_changed(self._world, self.chat, by.account, "left", role)
        if self.chat.kind == "group":
            me = self._world.me.to_json()
            self._say(by, "message", new_chat_members=[me], new_chat_member=me)

    def write(self, by: Person, text: str) -> Posted:
        """Say something that the bot hears: to it, or in a channel."""
        kind = "channel_post" if self.chat.kind == "channel" else "message"
        return self._say(by, kind, text=text)

    def _say(self, by: Person, kind: str, **content: Any) -> Posted:
        author = None if self.chat.kind == "channel" else by.account
        posted = self._world.post(self.chat, author, **content)
        self._world.updates.offer(self.chat.id, kind, posted.content)
        return posted

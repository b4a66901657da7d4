"""Acting as a person who uses the bot in a private chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.bench.telegram.double import attachments as attached
from bot.bench.telegram.double.chats import Account, Button, Chat, Posted
from bot.bench.telegram.double.files import Files
from bot.bench.telegram.double.membership import member_changed
from bot.bench.telegram.double.texts import entities
from bot.bench.telegram.double.world import Query, World

Attach = Callable[[Files], dict[str, Any]]


class Person:
    """One account with its private chat. What it does comes to the bot as an update.

    Every message that is sent is returned as the chat holds it, to be edited or replied to.
    """

    def __init__(self, world: World, account: Account) -> None:
        """The chat is made here; the bot cannot write into it before the person has."""
        self._world = world
        self.account = account
        self.chat = world.chats.setdefault(account.id, Chat(account.id, "private", None, account))

    @property
    def id(self) -> int:
        """Of the account, and of the chat."""
        return self.account.id

    def sees(self) -> list[Posted]:
        """The chat as it is now, own messages included, in order."""
        return self.chat.shown()

    def hears(self) -> list[Posted]:
        """What the bot said and did not take back, in order."""
        return [posted for posted in self.sees() if posted.mine]

    # Words

    def write(self, text: str, **more: Any) -> Posted:
        """A text; commands and addresses in it are marked."""
        marked = {"entities": found} if (found := entities(text)) else {}
        return self.send({"text": text, **marked, **more})

    def start(self, payload: str = "") -> Posted:
        """Press START, or follow a link t.me/BOT?start=PAYLOAD."""
        return self.write(f"/start {payload}".strip())

    def reply(self, to: Posted, text: str, quote: str | None = None) -> Posted:
        """An answer to one message, or to a part of it that is quoted."""
        part = {"text": quote, "position": to.text.find(quote)} if quote else None
        quoted = {"quote": part} if part else {}
        return self.write(text, reply_to_message=to.content, **quoted)

    def forward(self, text: str, by: Account | None = None) -> Posted:
        """A text of somebody else's: ``by``, or of one who hides their name."""
        date = int(self._world.now().timestamp())
        origin: dict[str, Any] = {"type": "hidden_user", "sender_user_name": "Somebody"}
        if by:
            origin = {"type": "user", "sender_user": by.to_json()}
        return self.write(text, forward_origin=origin | {"date": date})

    def edit(self, posted: Posted, text: str) -> None:
        """Change an own text or caption."""
        name = "text" if "text" in posted.content else "caption"
        posted.edits.append(posted.text)
        self._edit(posted, {name: text})

    # Buttons

    def press(self, posted: Posted, label: str) -> str:
        """Press the button with this text (or data); the id of the callback query.

        Raises LookupError where the message has no such button now.
        """
        return self.press_data(posted, _find(posted, label).data or "")

    def press_data(self, posted: Posted, data: str) -> str:
        """Press a button that the person's app still shows, whatever the message has now."""
        number = f"{self.id}{len(self._world.queries):06d}"
        self._world.queries[number] = Query(number, self._world.now())
        self._world.updates.offer(
            self.id,
            "callback_query",
            {
                "id": number,
                "from": self.account.to_json(),
                "message": posted.content,
                "chat_instance": str(-self.id * 1_000_003),
                "data": data,
            },
        )
        return number

    # Files, places, numbers

    def photo(self, content: bytes = b"\xff\xd8", size: int | None = None, **more: Any) -> Posted:
        """A photo; ``caption=`` goes with it, as with all files."""
        return self.attach(lambda files: attached.photo(files, content, size), **more)

    def voice(
        self, content: bytes = b"OggS", size: int | None = None, seconds: int = 4, **more: Any
    ) -> Posted:
        """A voice note."""
        return self.attach(lambda files: attached.voice(files, content, size, seconds), **more)

    def document(
        self,
        content: bytes = b"%PDF-1.7",
        size: int | None = None,
        name: str = "letter.pdf",
        mime: str = "application/pdf",
        **more: Any,
    ) -> Posted:
        """A file with a name."""
        return self.attach(
            lambda files: attached.document(files, content, size, name, mime), **more
        )

    def sticker(self, emoji: str = "👍") -> Posted:
        """A sticker."""
        return self.attach(lambda files: attached.sticker(files, emoji))

    def location(
        self, latitude: float = 42.6629, longitude: float = 21.1655, live: int | None = None
    ) -> Posted:
        """A place, or one that moves for ``live`` seconds."""
        return self.send(attached.location(latitude, longitude, live))

    def move(self, posted: Posted, latitude: float, longitude: float) -> None:
        """A live location says where it is now."""
        place = posted.content["location"] | {"latitude": latitude, "longitude": longitude}
        self._edit(posted, {"location": place})

    def contact(self, number: str = "+38344000000", whose: Account | None = None) -> Posted:
        """A phone number: the own one, or that of ``whose``."""
        of = whose or self.account
        return self.send(attached.contact(number, of.first_name, of.id))

    def album(self, pieces: Sequence[Attach], caption: str | None = None) -> list[Posted]:
        """Several files at once: one message for each, with one group id; the caption is the
        first one's."""
        group = {"media_group_id": f"{self.id}{self.chat.last_id:08d}"}
        first = {"caption": caption} if caption else {}
        return [
            self.attach(piece, **group, **(first if place == 0 else {}))
            for place, piece in enumerate(pieces)
        ]

    def attach(self, piece: Attach, **more: Any) -> Posted:
        """Anything of double.attachments."""
        return self.send(piece(self._world.files) | more)

    def send(self, content: dict[str, Any]) -> Posted:
        """A message of any content; the first one opens the chat for the bot."""
        self.chat.started = True
        posted = self._world.post(self.chat, self.account, **content)
        self._world.updates.offer(self.id, "message", posted.content)
        return posted

    # Coming and going

    def block(self) -> None:
        """Stop the bot: it can send nothing any more."""
        self.chat.blocked = True
        member_changed(self._world, self.chat, self.account, "member", "kicked")

    def unblock(self) -> None:
        """Let it speak again."""
        self.chat.blocked = False
        member_changed(self._world, self.chat, self.account, "kicked", "member")

    def _edit(self, posted: Posted, new: dict[str, Any]) -> None:
        edited = {"edit_date": int(self._world.now().timestamp())}
        posted.content = posted.content | new | edited
        self._world.updates.offer(self.id, "edited_message", posted.content)


def _find(posted: Posted, label: str) -> Button:
    for button in posted.buttons:
        if label in (button.text, button.data):
            return button
    raise LookupError(f"no button {label!r} under message {posted.id}")

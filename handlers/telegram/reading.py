"""An update of Telegram's in our words. Pure: nothing is asked, nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram.enums import ChatMemberStatus
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InaccessibleMessage,
    InlineKeyboardButton,
    Message,
    Update,
    User,
)

from bot.messages import Address, Happening, Inbound
from handlers.telegram.asking import Asked, asked
from handlers.telegram.cleaning import clean
from handlers.telegram.media import edited_media, media_of

CHANNEL = "telegram"
MAX_NAME = 96
MAX_QUOTED = 300
APP_DEFAULT = "en"
"""What most apps are set to, whatever the person speaks: it says nothing."""

MEMBERSHIP: dict[str, Happening] = {
    ChatMemberStatus.KICKED: Happening.BLOCKED,
    ChatMemberStatus.MEMBER: Happening.UNBLOCKED,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads updates of private chats. ``languages`` are the codes that we answer in;
    ``photo_bytes`` is how large a photo may be where there are several sizes."""

    languages: Sequence[str]
    photo_bytes: int

    def read(self, update: Update, now: datetime) -> Inbound | None:
        """What happened, or None where it is nothing for us: groups, bots, service notes."""
        if update.message:
            return self._message(update, update.message, now)
        if update.edited_message:
            return self._edit(update, update.edited_message, now)
        if update.callback_query:
            return self._pressed(update, update.callback_query, now)
        if update.my_chat_member:
            return self._member(update, update.my_chat_member, now)
        return None

    def hint(self, user: User) -> str | None:
        """The language of the person's app, where it says something."""
        code = (user.language_code or "")[:2].lower()
        return code if code in self.languages and code != APP_DEFAULT else None

    def _message(self, update: Update, message: Message, now: datetime) -> Inbound | None:
        user = message.from_user
        if not _private(message) or user is None or user.is_bot:
            return None
        media = media_of(message, self.photo_bytes)
        words = clean(message.text or message.caption)
        if words is None and media is None:
            return None
        forwarded = message.forward_origin is not None
        plain = forwarded or message.text is None
        wish = Asked(words) if plain else asked(words, self.languages)
        chat, album = message.chat.id, message.media_group_id
        return Inbound(
            address=Address(CHANNEL, str(chat)),
            external_id=f"{chat}:{message.message_id}",
            received_at=now,
            text=wish.text,
            choice=wish.choice,
            hint=self.hint(user),
            media=(media,) if media else (),
            delivery_id=str(update.update_id),
            label=wish.label,
            quoted=_quoted(message),
            forwarded=forwarded,
            album=f"{chat}:{album}" if album else None,
            name=_name(user),
            language=wish.language,
            campaign=wish.campaign,
        )

    def _edit(self, update: Update, message: Message, now: datetime) -> Inbound | None:
        user = message.from_user
        if not _private(message) or user is None or user.is_bot:
            return None
        about = f"{message.chat.id}:{message.message_id}"
        media = edited_media(message, self.photo_bytes)
        return Inbound(
            address=Address(CHANNEL, str(message.chat.id)),
            external_id=f"edit:{about}:{update.update_id}",
            received_at=now,
            text=clean(message.text or message.caption),
            hint=self.hint(user),
            media=(media,) if media else (),
            happening=Happening.EDIT,
            delivery_id=str(update.update_id),
            about=about,
            name=_name(user),
        )

    def _pressed(self, update: Update, query: CallbackQuery, now: datetime) -> Inbound | None:
        chat = query.message.chat if query.message else None
        if query.data is None or query.from_user.is_bot or (chat and chat.type != "private"):
            return None
        return Inbound(
            # A private chat has the number of its person.
            address=Address(CHANNEL, str(chat.id if chat else query.from_user.id)),
            external_id=f"callback:{query.id}",
            received_at=now,
            choice=clean(query.data),
            hint=self.hint(query.from_user),
            delivery_id=str(update.update_id),
            label=_label(query),
            pressed_on=str(query.message.message_id) if query.message else None,
            name=_name(query.from_user),
        )

    def _member(self, update: Update, change: ChatMemberUpdated, now: datetime) -> Inbound | None:
        happening = MEMBERSHIP.get(change.new_chat_member.status)
        if change.chat.type != "private" or change.from_user.is_bot or happening is None:
            return None
        return Inbound(
            address=Address(CHANNEL, str(change.chat.id)),
            external_id=f"member:{update.update_id}",
            received_at=now,
            hint=self.hint(change.from_user),
            happening=happening,
            delivery_id=str(update.update_id),
            name=_name(change.from_user),
        )


def _private(message: Message) -> bool:
    return message.chat.type == "private"


def _name(user: User) -> str | None:
    whole = clean(" ".join(part for part in (user.first_name, user.last_name) if part))
    return whole[:MAX_NAME].rstrip() if whole else None


def _quoted(message: Message) -> str | None:
    """The words that a reply is about: the marked part, else the whole message."""
    earlier = message.reply_to_message
    whole = (earlier.text or earlier.caption) if earlier else None
    quoted = clean(message.quote.text if message.quote else whole)
    return quoted[:MAX_QUOTED] if quoted else None


def _label(query: CallbackQuery) -> str | None:
    """What stood on the button. Telegram may no longer show us the message that it is on."""
    if query.message is None or isinstance(query.message, InaccessibleMessage):
        return None
    rows: list[list[InlineKeyboardButton]] = (
        query.message.reply_markup.inline_keyboard if query.message.reply_markup else []
    )
    labels = (button.text for row in rows for button in row if button.callback_data == query.data)
    return clean(next(labels, None))

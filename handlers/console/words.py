"""Codes as words: priorities, channels, roles, reasons, outcomes, delivery, alarms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import Delivery, Priority
from handlers.console.topics import plain

PRIORITIES: dict[Priority, str] = {
    "P0": "Life in danger",
    "P1": "Protection",
    "P2": "Vulnerable",
    "P3": "Request",
    "P4": "Information",
}

CHANNELS = {
    "webchat": "Web chat",
    "telegram": "Telegram",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "voice": "Phone call",
}

# What stands on the button that sends a message by another channel.
SENDING = {
    "sms": "Send as SMS",
    "whatsapp": "Send as WhatsApp message",
}

ROLES = {"operator": "Operator", "manager": "Manager", "administrator": "Administrator"}

STATES = {"queued": "Waiting", "claimed": "Claimed", "closed": "Closed"}

OWNERS = {
    "bot": "The bot answers",
    "queue": "Waits for a colleague",
    "operator": "A colleague answers",
    "nobody": "Nobody; the conversation has ended",
}

# What a colleague chooses when closing a case.
CASE_OUTCOMES = {
    "resolved": "Resolved",
    "referred": "Referred to somebody else",
    "unreachable": "Could not be reached",
    "withdrawn": "Withdrawn by the caller",
    "other": "Other",
}

# All ways in which a conversation stands or ends.
OUTCOMES = {
    **CASE_OUTCOMES,
    "answered": "Answered by the bot",
    "handed_off": "Handed to colleagues",
    "requested": "Request sent",
    "stopped": "Stopped by the caller",
    "erase_requested": "Erasure asked for",
    "erased": "Erased",
    "idle": "Fell silent",
}

REASONS = {
    "intake": "The request form was completed",
    "unfinished": "The request was left unfinished",
    "asked": "Asked for a person",
    "request": "A request that a person has to handle",
    "need": "A need that a person has to look at",
    "danger": "Danger was recognised",
    "corrected": "A colleague read danger in a message",
    "danger_again": "Danger was recognised again",
    "not_understood": "The bot did not understand, twice",
    "unreadable": "A message that the bot cannot read",
    "media": "A file that only people can look at or listen to",
    "not_delivered": "An answer could not be delivered",
    "voicemail": "A message was left by phone",
    "voicemail_lost": "A message was left by phone, and the provider lost it",
    "callback": "Asked to be called back",
    "voice_silence": "Somebody called and was not heard",
    "voice_noise": "Somebody called and could not be understood",
    "voice_no_voice": "Something had to be said in a call that nobody can say in this language",
    "voice_slow": "Answers took too long in a call",
    "voice_error": "A fault in a call; the caller was told",
    "opted_out": "A message of somebody who wants no messages; nothing was answered",
    "daily_ceiling": "The day's money for automatic messages is spent",
    "held_prefix": "A number from abroad that is not answered by itself",
    "too_many": "Too many messages in an hour to be answered by themselves",
    "flow_failed": "A fault in the bot; the caller was told",
    "message_kills_its_turn": "A fault in the bot; the caller was told",
}

DELIVERY: dict[Delivery, str] = {
    Delivery.QUEUED: "Waiting to be sent",
    Delivery.SENDING: "Being sent",
    Delivery.SENT: "Sent",
    Delivery.DELIVERED: "Delivered",
    Delivery.READ: "Read",
    Delivery.FAILED: "Not delivered",
    Delivery.UNKNOWN: "Unclear whether it arrived; not sent again",
}

ALARMS = {
    "life": "life in danger",
    "suicide": "wish to die",
    "held": "held or sold",
    "violence": "violence",
    "child": "child alone",
    "cry": "cry for help",
}

ADDRESSES = {
    "opted_out": "The caller has opted out of messages on this number. Nothing is sent to it "
    "until the caller asks for messages again, as by START. What they write still comes here.",
    "stopped": "The caller asked for no more messages. Replies cannot be sent.",
    "dead": "This address can no longer be reached. Replies cannot be sent.",
    "erased": "The caller's data were erased. Replies cannot be sent.",
}

# Where a channel tells why an address is dead.
DEAD = {
    "telegram": "The caller has blocked the bot on Telegram, or has left Telegram. Replies cannot "
    "be sent here until the caller writes again; use another way of contact if one was given.",
}

ACTIONS = {
    "case_opened": "opened the case",
    "transcript_read": "read the transcript",
    "file_opened": "opened a file",
    "searched": "searched",
    "suggestions_read": "read messages out of it for better training",
}


def words(table: Mapping[str, str], code: str | None) -> str:
    """``code`` as ``table`` words it; in plain letters where the table lacks it; "" for None."""
    if not code:
        return ""
    return table.get(code) or plain(code)


def unreachable_words(channel: str, status: str) -> str:
    """Why nothing can be sent to an address; "" where it can."""
    told = DEAD.get(channel) if status == "dead" else None
    return told or ADDRESSES.get(status, "")


def send_words(channel: str) -> str:
    """What stands on the button that sends a message by this channel."""
    return SENDING.get(channel) or f"Send by {words(CHANNELS, channel)}"


def delivery_words(status: str | None) -> str:
    """How far an outgoing message has come; "" for one that came in."""
    return DELIVERY[Delivery(status)] if status else ""

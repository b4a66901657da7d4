"""Words for what people send beside words, and for what goes wrong between us and a provider."""

from __future__ import annotations

from bot.messages import MediaKind
from handlers.console.topics import plain

MEDIA: dict[str, str] = {
    MediaKind.PHOTO: "Photo",
    MediaKind.VOICE: "Voice message",
    MediaKind.AUDIO: "Audio",
    MediaKind.VIDEO: "Video",
    MediaKind.DOCUMENT: "Document",
    MediaKind.STICKER: "Sticker",
    MediaKind.LOCATION: "Place",
    MediaKind.CONTACT: "Phone number",
    MediaKind.OTHER: "Something that is no message",
}

# The same for phones: of numbers, of networks, and of our own account and sender.
PHONES = {
    "account_closed": "our account at the provider is suspended or limited",
    "callback_refused": "the provider does not take our address for reports",
    "content_refused": "this channel does not take such content",
    "expired": "it was not delivered in time",
    "filtered": "the network held it back as spam",
    "landline": "the number is a landline, which takes no messages",
    "network_busy": "the network is busy",
    "network_error": "the network gave no reason",
    "not_on_whatsapp": "the number is not on WhatsApp",
    "not_read": "the caller did not write again, so WhatsApp did not let it through",
    "not_ready": "the provider is not done with it yet",
    "not_registered": "our number is not registered for this country",
    "number_blocks": "the caller's network or phone blocks us",
    "number_invalid": "this is no phone number",
    "number_unknown": "the number is not in use",
    "opted_out": "the caller wants no messages",
    "part_failed": "a part of it did not arrive",
    "part_lost": "a part was lost on the way",
    "phone_off": "the phone was off or out of reach each time",
    "pumping_blocked": "the provider took the number for fraud",
    "queue_full": "too much waits at the provider",
    "region_closed": "our account may not send to this country",
    "sender_refused": "our number cannot send this",
    "template_refused": "the template for it is not approved",
    "too_long": "it is too long",
    "trial_account": "our account is a trial and writes to confirmed numbers only",
    "unroutable": "no way leads from our number to this one",
    "whatsapp_limits": "WhatsApp does not let us write to the caller now",
    "window_closed": "more than 24 hours have passed since the caller wrote on WhatsApp",
}

# Why a message did not arrive or a file is not here; these follow a colon.
TROUBLES = {
    **PHONES,
    "blocked": "the caller has blocked us",
    "chat_gone": "the caller has left this channel",
    "chat_moved": "the chat has moved",
    "daily_ceiling": "the day's money for automatic messages is spent",
    "empty": "there was nothing to send",
    "erased": "it was erased",
    "file_not_fetched": "the provider could not fetch the file from our public address",
    "file_not_taken": "this channel does not take the file that belongs to it",
    "file_refused": "the provider does not take the file",
    "file_not_given": "the provider did not give it",
    "flood": "too much was sent at once",
    "interrupted": "our service was interrupted",
    "no_file": "there is no file behind it",
    "not_kept": "no files are kept here",
    "not_own": "it is not the caller's own number",
    "refused": "the provider refused it",
    "server_error": "the provider is in trouble",
    "timeout": "no answer came in time",
    "token_refused": "the provider refuses our token",
    "too_big": "it is too big",
    "type": "files of this type are not kept",
    "unclear": "it is unclear why",
    "unreachable": "the provider could not be reached",
    "unreadable": "the bot cannot read it",
    "unreadable_answer": "the provider's answer could not be read",
}


def trouble_words(code: str | None) -> str:
    """Why something did not come to its end; in plain letters where nobody worded it."""
    return TROUBLES.get(code or "") or plain(code or "no reason given").lower()

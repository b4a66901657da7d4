"""The methods that the double knows, by name. What is missing here is unknown: 404."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.bench.telegram.double.methods import (
    account,
    deleting,
    editing,
    enclosing,
    hooks,
    places,
    queries,
    sending,
)
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.world import World

Method = Callable[[World, Params], Any]

# getUpdates may have to wait, and is beside these (see polling.py).
METHODS: Mapping[str, Method] = {
    "getMe": account.get_me,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyName": account.set_my_name,
    "getMyName": account.get_my_name,
    "setMyDescription": account.set_my_description,
    "getMyDescription": account.get_my_description,
    "setMyShortDescription": account.set_my_short_description,
    "getMyShortDescription": account.get_my_short_description,
    "setWebhook": hooks.set_webhook,
    "deleteWebhook": hooks.delete_webhook,
    "getWebhookInfo": hooks.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": enclosing.send_photo,
    "sendVoice": enclosing.send_voice,
    "sendAudio": enclosing.send_audio,
    "sendVideo": enclosing.send_video,
    "sendDocument": enclosing.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": deleting.delete_message,
    "deleteMessages": deleting.delete_messages,
    "answerCallbackQuery": queries.answer_callback_query,
    "getFile": places.get_file,
    "getChat": places.get_chat,
    "leaveChat": places.leave_chat,
}

"""Files that the bot sends: uploaded, looked at as Telegram does, and put into a chat."""

from __future__ import annotations

from typing import Any

import filetype

from bot.bench.telegram.double import attachments as attached
from bot.bench.telegram.double.methods.keyboards import markup
from bot.bench.telegram.double.methods.reaching import open_chat
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.texts import MOST_CAPTION, checked
from bot.bench.telegram.double.world import World

MOST_PHOTO = 10 * 1024 * 1024
NOBODY_COUNTS = 1
"""What is heard or seen is never measured here."""


def send_photo(world: World, params: Params) -> dict[str, Any]:
    """A picture that people see at once; what is none is refused."""
    upload = params.upload("photo")
    mime = filetype.guess_mime(upload.content) or ""
    if not mime.startswith("image/"):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(upload.content) > MOST_PHOTO:
        raise bad_request("file is too big for a photo")
    return _post(world, params, attached.photo(world.files, upload.content, None))


def send_voice(world: World, params: Params) -> dict[str, Any]:
    """A voice note: OGG with Opus, which people may have forbidden."""
    content = params.upload("voice").content
    chat = open_chat(world, params)
    if chat.no_voice:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    return _post(world, params, attached.voice(world.files, content, None, NOBODY_COUNTS))


def send_audio(world: World, params: Params) -> dict[str, Any]:
    """A piece of sound with a player."""
    content = params.upload("audio").content
    return _post(world, params, attached.audio(world.files, content, None, NOBODY_COUNTS))


def send_video(world: World, params: Params) -> dict[str, Any]:
    """A film."""
    content = params.upload("video").content
    return _post(world, params, attached.video(world.files, content, None, NOBODY_COUNTS))


def send_document(world: World, params: Params) -> dict[str, Any]:
    """Any file, under its name."""
    upload = params.upload("document")
    mime = filetype.guess_mime(upload.content) or "application/octet-stream"
    content = attached.document(world.files, upload.content, None, upload.name, mime)
    return _post(world, params, content)


def _post(world: World, params: Params, content: dict[str, Any]) -> dict[str, Any]:
    chat = open_chat(world, params)
    if caption := params.text("caption"):
        shown = checked(caption, params.text("parse_mode"), MOST_CAPTION)
        content = content | {"caption": shown}
    content = content | markup(params)
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    return world.post(chat, world.me, **content).content

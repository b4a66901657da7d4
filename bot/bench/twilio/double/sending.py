"""POST Messages: what Twilio checks, and the message that comes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.bench.twilio.double.contents import Content, values
from bot.bench.twilio.double.messages import WHATSAPP, Button, Message
from bot.bench.twilio.double.refusals import RefusedError
from bot.bench.twilio.double.world import World

NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
MOST_BODY = 1600
UNREACHED = 30005
NOT_ON_WHATSAPP = 63024
OUTSIDE_WINDOW = 63016


def create(world: World, form: Mapping[str, str]) -> Message:
    """A message on its way to a person. Raises RefusedError."""
    to, sender, service = _ends(world, form)
    callback = form.get("StatusCallback") or None
    if callback and not ADDRESS.fullmatch(callback):
        raise RefusedError(21609, callback)
    content = _content(world, form)
    kind, text = "text", form.get("Body", "")
    buttons: tuple[Button, ...] = ()
    if content:
        kind, text, buttons = content.shown(values(form.get("ContentVariables", "")))
    elif not text.strip() and not form.get("MediaUrl"):
        raise RefusedError(21602)
    if len(text) > MOST_BODY:
        raise RefusedError(21617)
    if (to, sender) in world.opted_out:
        raise RefusedError(21610, to)
    error = _error(world, to, content)
    message = world.keep(
        "SM",
        sender,
        to,
        text,
        inbound=False,
        status="accepted" if service else "queued",
        kind=kind,
        buttons=buttons,
        service=service,
        callback=callback,
        error=error,
        media_url=_media_url(form),
    )
    message.course = _course(message)
    return message


def _ends(world: World, form: Mapping[str, str]) -> tuple[str, str, str | None]:
    """To, from, and the messaging service where one was named."""
    to, sender = form.get("To", ""), form.get("From", "")
    service = form.get("MessagingServiceSid") or None
    if not to:
        raise RefusedError(21604)
    if not NUMBER.fullmatch(to.removeprefix(WHATSAPP)):
        raise RefusedError(21211, to)
    if service and service not in world.services:
        raise RefusedError(21701, service)
    sender = sender or (world.services[service] if service else "")
    if not sender:
        raise RefusedError(21603)
    if sender not in world.senders:
        raise RefusedError(63007 if sender.startswith(WHATSAPP) else 21606, sender)
    if sender.startswith(WHATSAPP) is not to.startswith(WHATSAPP):
        raise RefusedError(21910, to)
    return to, sender, service


def _media_url(form: Mapping[str, str]) -> str | None:
    url = form.get("MediaUrl") or None
    if url and not ADDRESS.fullmatch(url):
        raise RefusedError(21620, url)
    return url


def _content(world: World, form: Mapping[str, str]) -> Content | None:
    sid = form.get("ContentSid")
    if not sid:
        return None
    if sid not in world.contents:
        raise RefusedError(21655, sid)
    return world.contents[sid]


def _error(world: World, to: str, content: Content | None) -> int | None:
    """The error that ends the delivery. Raises RefusedError for a window that is closed."""
    number = to.removeprefix(WHATSAPP)
    if number in world.failing:
        return world.failing[number]
    if to.startswith(WHATSAPP) and not world.is_open(to) and not (content and content.approved):
        if world.late_windows:
            return OUTSIDE_WINDOW
        raise RefusedError(OUTSIDE_WINDOW, to)
    if number not in world.people:
        return NOT_ON_WHATSAPP if to.startswith(WHATSAPP) else UNREACHED
    return None


def _course(message: Message) -> tuple[str, ...]:
    if message.error == OUTSIDE_WINDOW:
        return ("failed",)
    if message.error:
        return ("sent", "undelivered")
    return ("sent", "delivered", "read") if message.whatsapp else ("sent", "delivered")


def redact(message: Message, form: Mapping[str, Any]) -> None:
    """POST Messages/SID: an empty body removes the text of a message whose way is over."""
    if form.get("Body") != "":
        raise RefusedError(20001, "Body")
    if not message.final:
        raise RefusedError(20009, message.sid)
    message.body = ""

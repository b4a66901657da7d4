"""What Twilio reports of a message on its way: states, in whatever order, to its own address."""

from __future__ import annotations

import random

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.messages import VERSION, Message
from bot.bench.twilio.double.world import World

RANK = ("queued", "accepted", "sending", "sent", "delivered", "read")


def report_all(world: World, message: Message) -> None:
    """Let the whole course of ``message`` be reported, as ``world.reporting`` wants it."""
    states, message.course = list(message.course), ()
    if world.reporting.shuffle:
        random.Random(message.number).shuffle(states)  # noqa: S311 - repeatable, nothing secret
    for state in states:
        report(world, message, state)


def report(world: World, message: Message, state: str) -> None:
    """One state: the message has it, unless it is further already, and its address is told."""
    if state not in RANK or _rank(state) > _rank(message.status):
        message.status = state
    if message.callback:
        fields = _fields(message, state)
        hook, about = Hook.of(message.callback), message.sid
        world.post(about, "status", hook, fields, about, world.reporting.repeat)


def _rank(state: str) -> int:
    return RANK.index(state) if state in RANK else len(RANK)


def _fields(message: Message, state: str) -> dict[str, str]:
    fields = {
        "AccountSid": message.account,
        "ApiVersion": VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": state,
        "SmsSid": message.sid,
        "SmsStatus": state,
        "To": message.to,
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    if message.error and state in ("failed", "undelivered"):
        fields["ErrorCode"] = str(message.error)
    if message.whatsapp:
        fields |= {"ChannelPrefix": "whatsapp", "EventType": state.upper()}
    return fields

"""Phone calls in words: what happened in them, and how far one has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.views import Event
from handlers.console.media_words import trouble_words
from handlers.console.topics import plain

CALL = "call."

# How far the last call for a case has come; {who} is the colleague who is called.
STATES = {
    "calling": "Calling {who}. Press 1 on the phone to take the case.",
    "answered": "{who} has answered and hears what the case is about.",
    "ringing_there": "{who} has taken the case. Ringing there.",
    "speaking": "{who} speaks with the person.",
    "room": "{who} speaks with the person, with others in the call.",
    "alone": "Others go on in the call with the person. No colleague is in it.",
    "ended": "The last call has ended.",
    "machine": "An answering machine took the last call. It was hung up without a word.",
    "no_key": "Somebody answered the last call and pressed no key. They were told nothing.",
    "not_reached": "The person was not reached.",
    "no_answer": "{who} did not answer the phone.",
    "left": "{who} did not take the last call.",
    "too_late": "Somebody else had taken the case before {who}.",
    "gone": "The caller had gone before {who} took the call.",
    "lost": "No report of the last call came back. It may be under way.",
    "unclear": "It is not known whether the last call was made ({why}). It is not repeated by "
    "itself.",
    "not_made": "The last call could not be made: {why}.",
    "stopped": "The last call was not made, since it was not needed any more or came too late.",
}

REASONS = {
    "busy": "busy",
    "no-answer": "nobody answered",
    "failed": "the call failed",
    "canceled": "it was called off",
    "machine": "an answering machine",
    "no_key": "no key was pressed",
    "silence": "nothing was heard",
    "noise": "nothing could be understood",
    "no_voice": "nobody can say this in the caller's language",
    "slow": "answers took too long",
    "error": "a fault",
    "hidden": "the number is hidden",
    "held": "numbers like this one are not called by themselves",
    "often_enough": "they were called often enough today",
    "completed": "the call ended before anybody spoke",
}

# What happened, by the purpose of the call. {who} is the colleague who is in that call.
SENTENCES: dict[str, dict[str, str]] = {
    "bridge": {
        "dialled": "Calling {who}.",
        "ringing": "The phone of {who} rings.",
        "answered": "The phone of {who} was answered.",
        "taken": "{who} took the call.",
        "left": "{who} did not take the call.",
        "too_late": "{who} was too late: somebody else has the case.",
        "gone": "The caller had gone before {who} took the call.",
        "speaking": "{who} and the person hear each other.",
        "room": "{who} went on in a call with others.",
        "parted": "{who} has left the call with others.",
        "closed": "The call with others is over: the person has left it.",
        "not_reached": "Not reached: {reason}.",
        "ended": "{who} has hung up.",
    },
    "leg": {
        "answered": "The person's phone was answered.",
        "ringing": "The person's phone rings.",
        "machine": "An answering machine took the call. It was hung up without a word.",
        "no_key": "Somebody answered and pressed no key. They were told nothing.",
        "not_reached": "The person was not reached: {reason}.",
        "ended": "The call with the person has ended.",
    },
    "third": {
        "asked_in": "{who} is asked to join the call.",
        "ringing": "The phone of {who} rings.",
        "answered": "The phone of {who} was answered.",
        "joined": "{who} joined the call.",
        "took_over": "{who} goes on with the person.",
        "parted": "{who} has left the call with others.",
        "not_joined": "{who} could not be put through.",
        "machine": "An answering machine took the call to {who}. It heard nothing of the talk.",
        "no_key": "{who} did not join the call.",
        "not_reached": "{who} was not reached: {reason}.",
        "ended": "The call with {who} has ended.",
    },
    "called": {
        "rang": "A call came in.",
        "language": "The languages are read out.",
        "talk": "The assistant speaks with the caller.",
        "queued": "The caller waits on the line for a colleague.",
        "person": "The caller is put through.",
        "voicemail": "The caller was asked to leave a message.",
        "message_left": "The caller left a message.",
        "message_lost": "The caller left a message, and the provider lost it: {why}.",
        "gave_up": "The assistant could not go on ({reason}).",
        "callback_asked": "The caller asked to be called back.",
        "to_be_called_back": "The caller hung up early and is called back.",
        "not_called_back": "The caller hung up early and is not called back: {reason}.",
        "ended": "The call has ended.",
    },
    "callback": {
        "dialled": "Calling the person back.",
        "ringing": "The person's phone rings.",
        "answered": "The person's phone was answered.",
        "came": "The person took the call.",
        "not_reached": "Calling back reached nobody: {reason}.",
        "ended": "The call has ended.",
    },
}
UNMADE = {
    "unclear": "It is not known whether a call was made ({why}). It is not repeated by itself.",
    "not_made": "A call could not be made: {why}.",
}
OUTSIDE = "Somebody from outside"


def call_sentence(event: Event, names: Mapping[str, str]) -> str:
    """What happened in a call; ``names`` are the display names of staff by id."""
    kind = event.kind.removeprefix(CALL)
    purpose = str(event.params.get("purpose"))
    own = SENTENCES.get(purpose, {})
    if purpose == "callback":  # once they press the key it is a call like any other
        own = {**SENTENCES["called"], **own}
    words = own.get(kind) or UNMADE.get(kind)
    if words is None:
        return f"Call: {plain(kind).lower()}."
    return words.format(
        who=names.get(event.actor) or _from_outside(event.params),
        reason=reason_words(event.params),
        why=trouble_words(event.params.get("code")),
    )


def _from_outside(params: Mapping[str, Any]) -> str:
    return f"The interpreter ({params['label']})" if params.get("label") else OUTSIDE


def reason_words(params: Mapping[str, Any]) -> str:
    """Why somebody was not reached."""
    reason = str(params.get("reason", ""))
    return REASONS.get(reason) or plain(reason).lower()


def state_words(state: str, who: str, trouble: str | None) -> str:
    """How far the last call has come; "" where there was none."""
    if not state:
        return ""
    words = STATES.get(state) or plain(state)
    return words.format(who=who or "A colleague", why=trouble_words(trouble))


def queue_words(*, on_line: bool, wants_call: bool) -> str:
    """What the queue says beside a case; "" for nothing."""
    if on_line:
        return "Waits on the line"
    return "Wants to be called back" if wants_call else ""

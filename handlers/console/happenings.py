"""Events of a conversation as sentences. Stored as codes, worded here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.views import Event
from handlers.console.call_words import CALL, call_sentence
from handlers.console.languages import english_name
from handlers.console.media_words import trouble_words
from handlers.console.topics import plain, topic_words
from handlers.console.words import CASE_OUTCOMES, CHANNELS, OUTCOMES, REASONS, words

Params = Mapping[str, Any]
CALLER = "The caller"


def sentence(event: Event, names: Mapping[str, str]) -> str:
    """What happened, in words; ``names`` are the display names of staff by id."""
    if event.kind.startswith(CALL):
        return call_sentence(event, names)
    write = SENTENCES.get(event.kind)
    actor = CALLER if event.actor == "caller" else "A colleague"
    return write(event.params, names.get(event.actor, actor)) if write else plain(event.kind)


def _handed_off(params: Params, _who: str) -> str:
    why = words(REASONS, params.get("reason"))
    return f"Handed to colleagues as {params.get('priority')}, {_topic(params)}. {why}."


def _handed_off_again(params: Params, _who: str) -> str:
    if params.get("raised"):
        return f"Raised to {params.get('priority')}: {_topic(params)}."
    return f"Asked for colleagues again: {_topic(params)}."


def _raised(params: Params, _who: str) -> str:
    return f"Raised to {params.get('priority')}: {_topic(params)}."


def _claimed(_params: Params, who: str) -> str:
    return f"{who} claimed the case. The bot is silent from here."


def _passed_on(_params: Params, who: str) -> str:
    return f"{who} has the case now, since who held it has left the call."


def _closed(params: Params, who: str) -> str:
    outcome = words(CASE_OUTCOMES, params.get("outcome"))
    return f"{who} closed the case: {outcome}. The bot answers again."


def _corrected(params: Params, who: str) -> str:
    meanings = params.get("intents") or ()
    if not meanings:
        return f"{who} says that nobody can tell what a message means."
    return f"{who} corrected what a message means: {', '.join(map(topic_words, meanings))}."


def _language_chosen(params: Params, _who: str) -> str:
    return f"The caller chose {english_name(params.get('language'))}."


def _notice_given(_params: Params, _who: str) -> str:
    return "The privacy notice was shown."


def _consent(params: Params, _who: str) -> str:
    return "The caller agreed that answers are kept." if params.get("given") else "No consent."


def _stopped(_params: Params, _who: str) -> str:
    return "The caller asked for no more messages."


def _erase_requested(_params: Params, _who: str) -> str:
    return "The caller asked that their data be erased."


def _erased(_params: Params, _who: str) -> str:
    return "The caller's data were erased."


def _not_understood(params: Params, _who: str) -> str:
    return f"The bot did not understand ({plain(str(params.get('reason', ''))).lower()})."


def _answered(params: Params, _who: str) -> str:
    helped = {"True": " It helped.", "False": " It did not help."}
    topic = topic_words(str(params.get("intent") or "unknown"))
    return f"Answered: {topic}.{helped.get(str(params.get('helped')), '')}"


def _flow_ended(params: Params, _who: str) -> str:
    return f"The bot's part ended: {words(OUTCOMES, params.get('outcome')).lower()}."


def _send_trouble(params: Params, _who: str) -> str:
    if params.get("state") == "unknown":
        return "It is unclear whether a message arrived."
    return f"A message was not delivered: {trouble_words(params.get('code'))}."


def _not_retracted(params: Params, _who: str) -> str:
    return f"A message could not be taken back: {trouble_words(params.get('code'))}."


def _closed_idle(_params: Params, _who: str) -> str:
    return "The conversation fell silent and was ended."


def _edited(_params: Params, _who: str) -> str:
    return "The caller changed an earlier message."


def _blocked(_params: Params, _who: str) -> str:
    return "The caller blocked us on this channel. Nothing reaches them here."


def _unblocked(_params: Params, _who: str) -> str:
    return "The caller lets us write on this channel again."


def _arrived_by(params: Params, _who: str) -> str:
    return f"The caller came by \u201c{params.get('campaign')}\u201d (a link or a poster)."


def _opted_out(_params: Params, _who: str) -> str:
    return "The caller opted out: nothing is sent to this number any more."


def _opted_in(_params: Params, _who: str) -> str:
    return "The caller wants messages again."


def _nudged(_params: Params, _who: str) -> str:
    return "WhatsApp asked the caller to write; the message is sent when they do."


def _sent_otherwise(params: Params, _who: str) -> str:
    return f"A message was sent by {words(CHANNELS, params.get('channel'))} instead."


def _resent(params: Params, who: str) -> str:
    if params.get("channel"):
        return f"{who} sent a message again, by {words(CHANNELS, params['channel'])}."
    return f"{who} sent a message again."


def _retracted(params: Params, _who: str) -> str:
    count = params.get("count") or 0
    if not count:
        return "The caller asked to take our messages back; there were none that still could be."
    these = "1 message is" if count == 1 else f"{count} messages are"
    return f"The caller asked to take our messages back: {these} being removed."


def _link_code_made(_params: Params, _who: str) -> str:
    return "The caller asked for a code to link another channel."


def _linked(params: Params, _who: str) -> str:
    there = words(CHANNELS, params.get("channel"))
    return f"The caller linked this with {there}, by a code of their own."


def _not_linked(params: Params, _who: str) -> str:
    why = {"wrong": "it was not valid", "same": "it was made on the same channel"}
    reason = why.get(str(params.get("why")), "too many wrong ones came before")
    return f"A code to link another channel was refused: {reason}."


def _unlinked(_params: Params, who: str) -> str:
    return f"{who} undid the link with another channel."


def _duty_told(params: Params, _who: str) -> str:
    return f"Number {params.get('place')} of those on duty is told that an urgent case waits."


def _duty_accepted(params: Params, _who: str) -> str:
    return f"Number {params.get('place')} of those on duty accepted the case by phone."


def _duty_failed(params: Params, _who: str) -> str:
    by = "SMS" if params.get("by") == "sms" else "phone"
    why = trouble_words(params.get("code"))
    return f"Number {params.get('place')} of those on duty could not be told by {by}: {why}."


def _topic(params: Params) -> str:
    return topic_words(str(params.get("topic") or "unknown"))


SENTENCES: dict[str, Callable[[Params, str], str]] = {
    "handed_off": _handed_off,
    "handed_off_again": _handed_off_again,
    "raised": _raised,
    "claimed": _claimed,
    "passed_on": _passed_on,
    "closed": _closed,
    "corrected": _corrected,
    "language_chosen": _language_chosen,
    "notice_given": _notice_given,
    "consent": _consent,
    "stopped_by_caller": _stopped,
    "erase_requested": _erase_requested,
    "erased": _erased,
    "not_understood": _not_understood,
    "answered": _answered,
    "flow_ended": _flow_ended,
    "send_trouble": _send_trouble,
    "closed_idle": _closed_idle,
    "edited": _edited,
    "blocked": _blocked,
    "unblocked": _unblocked,
    "arrived_by": _arrived_by,
    "opted_out": _opted_out,
    "opted_in": _opted_in,
    "nudged": _nudged,
    "sent_otherwise": _sent_otherwise,
    "resent": _resent,
    "retracted": _retracted,
    "link_code_made": _link_code_made,
    "linked": _linked,
    "not_linked": _not_linked,
    "unlinked": _unlinked,
    "not_retracted": _not_retracted,
    "duty_told": _duty_told,
    "duty_accepted": _duty_accepted,
    "duty_failed": _duty_failed,
}

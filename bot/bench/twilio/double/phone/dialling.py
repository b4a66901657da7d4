"""Dial: another call that is brought together with this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.phone.document import UnreadableError
from bot.bench.twilio.double.phone.leg import Doing, Leg
from bot.bench.twilio.double.phone.queues import take, talk
from bot.bench.twilio.double.phone.rooms import meet
from bot.bench.twilio.double.phone.signals import Bridged, GoTo, HungUp, Over, Signal

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.document import Verb
    from bot.bench.twilio.double.phone.running import Running

BAD_NUMBER = 13223


async def dial(running: Running, verb: Verb) -> None:
    """Speak with the other side, then ask the action where there is one. A person who hangs up
    meanwhile ends it, and the action is told."""
    status = "completed"
    try:
        status = await _connected(running, verb)
    except HungUp:
        await running.tell(verb, {"DialCallStatus": status})
        raise
    fields = {"DialCallStatus": status, "DialBridged": str(status == "completed").lower()}
    running.action(verb, fields)


async def _connected(running: Running, verb: Verb) -> str:
    if len(verb.children) > 1:
        raise UnreadableError(12200, "several ends in one <Dial>")
    star = verb.flag("hangupOnStar")
    if not verb.children:
        return await _call(running, verb, verb, star=star)
    end = verb.children[0]
    if end.name == "Queue":
        known = end.text in running.exchange.queues
        return await take(running, running.queue(end.text), end, star=star) if known else "failed"
    if end.name == "Conference":
        return await meet(running, end)
    return await _call(running, verb, end, star=star)


async def _call(running: Running, verb: Verb, end: Verb, *, star: bool) -> str:
    exchange, leg = running.exchange, running.leg
    if not end.text.startswith("+"):
        raise UnreadableError(BAD_NUMBER, "a number that is not in E.164")
    child = exchange.leg(verb.get("callerId") or leg.sender, end.text, "outbound-dial")
    child.parent = leg
    if url := end.get("url"):
        child.first = GoTo(url, method=end.get("method", "POST"))
    child.detects = bool(end.get("machineDetection"))
    if callback := end.get("statusCallback"):
        child.reports_to = Hook.of(callback)
        child.report_on = frozenset(end.get("statusCallbackEvent", "completed").split())
    child.link(leg)
    exchange.call_out(child)
    return await _with(leg, star=star)


async def _with(leg: Leg, *, star: bool) -> str:
    try:
        await leg.rest(Doing.RINGING)
    except Bridged:
        return await talk(leg, star=star)
    except Over as over:
        return over.status
    except Signal:
        _cancel(leg)
        raise
    _cancel(leg)
    return "no-answer"


def _cancel(leg: Leg) -> None:
    """The one whom we call is no longer called."""
    if child := leg.partner:
        leg.partner = child.partner = None
        child.signal(HungUp("canceled"))

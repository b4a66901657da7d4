"""Gather: what of a person's keys and words reaches the service, and when it is silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bench.twilio.double.phone.leg import Act, Asked, Doing

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.document import Verb
    from bot.bench.twilio.double.phone.running import Running

TIMEOUT_SECONDS = 5


async def gather(running: Running, verb: Verb) -> None:
    """Say what stands in it, listen, and go to its action; silence goes on behind it, unless
    that goes to the action too."""
    leg, kinds = running.leg, verb.get("input", "dtmf").split()
    leg.asked = Asked(
        len(leg.heard),
        "speech" in kinds,
        "dtmf" in kinds,
        verb.get("language"),
        verb.get("hints"),
    )
    act = await _prompt(running, verb)
    if act is None:
        act = await leg.rest(Doing.LISTENING)
    found = result(verb, act)
    if not found:
        leg.seconds += verb.number("timeout", TIMEOUT_SECONDS)
    if found or verb.flag("actionOnEmptyResult"):
        running.action(verb, found)


def result(verb: Verb, act: Act) -> dict[str, str]:
    """The fields for the action, none for silence. Keys come before words."""
    if act.fields is not None:
        return dict(act.fields)
    kinds = verb.get("input", "dtmf").split()
    if act.keys and "dtmf" in kinds:
        return _digits(verb, act.keys)
    if act.words is not None and "speech" in kinds:
        if not act.words:
            return {}
        return {"SpeechResult": act.words, "Confidence": f"{act.confidence:.7f}"}
    return {}


def _digits(verb: Verb, keys: str) -> dict[str, str]:
    finish, most = verb.get("finishOnKey", "#"), verb.number("numDigits", 0)
    taken = ""
    for key in keys:
        if key == finish:
            return {"Digits": taken, "FinishedOnKey": key} if taken else {}
        taken += key
        if len(taken) == most:
            break
    return {"Digits": taken}


async def _prompt(running: Running, verb: Verb) -> Act | None:
    """What stands in the Gather; a person without patience acts before its end, where they may
    interrupt."""
    leg = running.leg
    interrupts = verb.flag("bargeIn", default=True)
    for place, child in enumerate(verb.children):
        if interrupts and leg.patience == place:
            act = await leg.rest(Doing.LISTENING)
            if result(verb, act):
                return act
        await running.do(child)
    return None

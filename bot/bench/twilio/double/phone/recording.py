"""Record: what is spoken becomes a recording, and the service is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bench.twilio.double.hooks import Hook
from bot.bench.twilio.double.phone.leg import Act, Doing
from bot.bench.twilio.double.phone.signals import HungUp

if TYPE_CHECKING:
    from bot.bench.twilio.double.phone.document import Verb
    from bot.bench.twilio.double.phone.recordings import Recording
    from bot.bench.twilio.double.phone.running import Running

TIMEOUT_SECONDS, MOST_SECONDS = 5, 3600


async def record(running: Running, verb: Verb) -> None:
    """Silence is no recording: the document goes on behind it. A person who hangs up after
    speaking leaves one, and the action is told."""
    leg = running.leg
    act = await leg.rest(Doing.RECORDING)
    if not act.words:
        leg.seconds += verb.number("timeout", TIMEOUT_SECONDS)
        if act.hangs_up:
            raise HungUp("person")
        return
    recording = _keep(running, verb, act)
    recordings = running.exchange.recordings
    fields = {
        "RecordingSid": recording.sid,
        "RecordingUrl": recordings.url(recording),
        "RecordingDuration": str(recording.seconds),
    }
    if not act.hangs_up:
        running.action(verb, fields | {"Digits": act.keys[:1]})
        return
    await running.tell(verb, fields | {"Digits": "hangup"})
    raise HungUp("person")


def _keep(running: Running, verb: Verb, act: Act) -> Recording:
    leg, recordings = running.leg, running.exchange.recordings
    seconds = min(act.seconds, verb.number("maxLength", MOST_SECONDS))
    recording = recordings.make(leg.sid, seconds, act.words or "")
    leg.recordings.append(recording.sid)
    wanted = verb.get("recordingStatusCallbackEvent", "completed absent").split()
    if (url := verb.get("recordingStatusCallback")) and recording.status in (*wanted, "failed"):
        told = recordings.told(recording)
        running.exchange.reporter.tell("recording", Hook.of(url), told, recording.sid)
    return recording

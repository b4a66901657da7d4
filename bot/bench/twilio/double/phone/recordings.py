"""Recordings: kept until they are deleted, told by a callback, fetched with the account's keys."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.bench.twilio.double.messages import VERSION
from bot.bench.twilio.double.world import World

RATE = 8000
# One frame of MPEG audio (mono, 22,050 Hz, 32 kbit/s), silent.
FRAME = b"\xff\xf3\x40\xc4" + bytes(100)


@dataclass(slots=True)
class Recording:
    """``words`` are what was spoken, for tests to look at: the sound of it is silence."""

    sid: str
    call: str
    status: str
    seconds: int
    words: str = field(repr=False)

    def content(self, kind: str) -> tuple[str, bytes]:
        """Type and content, as ``kind`` "mp3" or "wav"."""
        if kind == "mp3":
            return "audio/mpeg", FRAME * max(1, self.seconds)
        out = io.BytesIO()
        with wave.open(out, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(bytes(2 * RATE * min(3, max(1, self.seconds))))
        return "audio/x-wav", out.getvalue()


@dataclass(slots=True)
class Recordings:
    """``next_status`` is what becomes of those that are made now: completed, absent, failed."""

    world: World
    kept: dict[str, Recording] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    next_status: str = "completed"

    def make(self, call: str, seconds: int, words: str) -> Recording:
        """Keep one."""
        recording = Recording(self.world.sids.new("RE"), call, self.next_status, seconds, words)
        self.kept[recording.sid] = recording
        return recording

    def url(self, recording: Recording) -> str:
        """Where it lies, for who has the account's keys."""
        account = self.world.account.sid
        return f"{self.world.base}/{VERSION}/Accounts/{account}/Recordings/{recording.sid}"

    def told(self, recording: Recording) -> dict[str, str]:
        """What a callback says of it."""
        fields = {
            "AccountSid": self.world.account.sid,
            "CallSid": recording.call,
            "RecordingSid": recording.sid,
            "RecordingUrl": self.url(recording),
            "RecordingStatus": recording.status,
            "RecordingDuration": str(recording.seconds),
            "RecordingChannels": "1",
            "RecordingSource": "RecordVerb",
        }
        if recording.status != "completed":
            fields |= {"ErrorCode": "0", "RecordingDuration": "-1"}
        return fields

    def to_json(self, recording: Recording) -> Mapping[str, Any]:
        """Twilio's Recording."""
        return {
            "sid": recording.sid,
            "account_sid": self.world.account.sid,
            "call_sid": recording.call,
            "status": recording.status,
            "duration": str(recording.seconds),
            "uri": f"{self.url(recording).removeprefix(self.world.base)}.json",
        }

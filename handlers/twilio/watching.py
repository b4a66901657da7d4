"""A look at how Twilio treats us, once a minute: what it refuses, and whether it reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.twilio.alarms import Alarms

LOOK_SECONDS = 60.0
CALLBACKS_STOPPED = "callbacks_stopped"
# What whoever runs the service must know, by code.
MEANINGS: dict[str, str] = {
    "token_refused": "Twilio refuses TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with its secret. The "
    "console of Twilio shows the valid ones.",
    "account_closed": "The account at Twilio is suspended or has used up what it may send.",
    "sender_refused": "Twilio does not let this number or messaging service send: see "
    "TWILIO_SMS_FROM and TWILIO_WHATSAPP_FROM.",
    "not_registered": "The number is not registered for the country it sends to.",
    "trial_account": "The account is a trial: it sends to confirmed numbers only.",
    "region_closed": "The account may not send to a country that people write from: see "
    "Geo Permissions at Twilio.",
    "pumping_blocked": "Twilio holds messages back as fraud: see SMS Pumping Protection there.",
    "filtered": "Networks hold our messages back as spam: see the content and the registration.",
    "template_refused": "A template of whatsapp.templates is not approved, or is not there.",
    "callback_refused": "Twilio does not take our address for reports: see public_url.",
    "queue_full": "More waits at Twilio than the number can send in ten hours.",
    CALLBACKS_STOPPED: "Messages are sent, but no report of them comes back. Twilio must reach "
    "/twilio/status below public_url.",
}

Lead = Callable[[], Awaitable[bool]]
Report = Callable[[str | None, int | None], Awaitable[None]]
Rest = Callable[[float], Awaitable[object]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Traffic:
    """When the last message of a channel was handed over, and when the last report of one came;
    None where there was none. Messages that can still be reported on count alone."""

    last_sent_at: datetime | None
    last_report_at: datetime | None


class Watch:
    """Says the worst of what Twilio refuses, and when its reports stop."""

    def __init__(
        self,
        channel: str,
        alarms: Alarms,
        *,
        traffic: Callable[[], Awaitable[Traffic]],
        within: timedelta,
        lead: Lead,
        report: Report,
        rest: Rest,
        now: Callable[[], datetime],
    ) -> None:
        """``traffic`` tells of all processes. A report is missed when none has come ``within``
        this time since a message was sent. ``report`` is told a code or None."""
        self._channel = channel
        self._alarms = alarms
        self._traffic = traffic
        self._within = within
        self._lead = lead
        self._report = report
        self._rest = rest
        self._now = now
        self._unreported: datetime | None = None
        self._told: tuple[str | None] | None = None

    async def step(self) -> None:
        """Look, say what is seen, and rest. Only the process that leads looks."""
        if await self._lead():
            await self._tell(await self._alarms.worst() or await self._missing())
        else:
            self._told = None
        await self._rest(LOOK_SECONDS)

    async def _missing(self) -> str | None:
        traffic = await self._traffic()
        sent, reported = traffic.last_sent_at, traffic.last_report_at
        if sent is None or (reported is not None and reported >= sent):
            self._unreported = None
        elif self._unreported is None or (reported is not None and reported >= self._unreported):
            # The first of those that wait: while more are sent, the last one is always new.
            self._unreported = sent
        late = self._unreported is not None and self._now() - self._unreported > self._within
        return CALLBACKS_STOPPED if late else None

    async def _tell(self, problem: str | None) -> None:
        if self._told == (problem,):
            return
        if problem:
            log.error(MEANINGS[problem], channel=self._channel, code=problem)
        await self._report(problem, None)
        self._told = (problem,)

"""What the settings mean for turns, effects and timers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.config import Hours, Settings
from bot.config_phones import Limits, QuietHours
from bot.hours import quiet_until
from bot.keeping import MEGABYTE, Keeping
from bot.messages import MICROS, TEXT_CHANNELS, Channel, Form, Priority


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Who can be asked into a call to interpret; ``label`` is all that anybody is told of them."""

    language: str
    label: str
    number: str = field(repr=False)

    @property
    def id(self) -> str:
        """What a form names them by."""
        return f"{self.language}:{self.label}"


@dataclass(frozen=True, slots=True)
class Policy:
    """Times, forms and limits, ready to use.

    ``daily_ceiling`` is in millionths of the currency, ``alarm_at`` a share of it. ``discards``
    are channels whose files are deleted at the provider once they are stored here or refused,
    ``redacts`` those whose texts are removed there. ``files`` are by channel the media types that
    it takes, each with how many bytes one may have. What was heard less surely than ``sure_from``
    (0 to 1) is not acted upon. Who hangs up early is called back ``callbacks_a_day`` times.
    """

    hours: Hours
    contacts: Mapping[str, str]
    answer_within: Mapping[Priority, timedelta]
    unfinished_after: timedelta
    forms: Mapping[str, Form]
    keeping: Keeping
    retract_within: Mapping[str, timedelta] = field(default_factory=dict)
    erase_after: timedelta = timedelta(minutes=2)
    close_after: timedelta = timedelta(hours=72)
    sms_instead: bool = False
    quiet_hours: QuietHours | None = None
    daily_ceiling: int | None = None
    alarm_at: float = 1
    limits: Limits = field(default_factory=Limits)
    discards: frozenset[str] = frozenset()
    redacts: frozenset[str] = frozenset()
    sure_from: float = 0
    callbacks_a_day: int = 0
    callback_after: timedelta = timedelta(seconds=30)
    files: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    interpreters: tuple[Interpreter, ...] = ()

    def due_at(self, priority: Priority, since: datetime) -> datetime | None:
        """When somebody should have answered; None where no time is set."""
        within = self.answer_within.get(priority)
        return since + within if within else None

    def quiet_until(self, channel: str, moment: datetime) -> datetime | None:
        """Until when a message that nobody asked for waits on this channel; None to send it."""
        if self.quiet_hours is None or channel not in TEXT_CHANNELS:
            return None
        begin, end = self.quiet_hours.begin, self.quiet_hours.end
        return quiet_until(begin, end, moment.astimezone(self.hours.zone))


def policy_of(settings: Settings, channels: Mapping[str, Channel]) -> Policy:
    """The policy that ``settings`` describe for these ``channels``, by name."""
    return Policy(
        hours=settings.hours,
        contacts=settings.contact_values(),
        answer_within={
            priority: timedelta(hours=hours)
            for priority, hours in settings.answer_within_hours.items()
        },
        unfinished_after=timedelta(minutes=settings.unfinished_after_minutes),
        forms={name: channel.form for name, channel in channels.items()},
        keeping=Keeping(settings.media_max_megabytes * MEGABYTE, frozenset(settings.media_types)),
        retract_within={
            name: channel.retract_within
            for name, channel in channels.items()
            if channel.retract_within
        },
        sms_instead=settings.whatsapp.sms_instead and "sms" in channels,
        quiet_hours=settings.sms.quiet_hours,
        daily_ceiling=_micros(settings.spending.daily_ceiling),
        alarm_at=settings.spending.alarm_at,
        limits=settings.limits,
        discards=_discarding(settings, channels),
        sure_from=settings.voice.sure_from,
        callbacks_a_day=settings.voice.callbacks_a_day,
        callback_after=timedelta(seconds=settings.voice.callback_after_seconds),
        redacts=TEXT_CHANNELS & channels.keys() if settings.twilio.redact else frozenset(),
        files={name: channel.files for name, channel in channels.items()},
        interpreters=tuple(
            Interpreter(language, one.label, one.number)
            for language, those in settings.voice.interpreters.items()
            for one in those
        ),
    )


def _micros(sum_of_money: float | None) -> int | None:
    return None if sum_of_money is None else round(sum_of_money * MICROS)


def _discarding(settings: Settings, channels: Mapping[str, Channel]) -> frozenset[str]:
    if not settings.twilio.delete_media:
        return frozenset()
    return frozenset(n for n, channel in channels.items() if getattr(channel, "discards", False))

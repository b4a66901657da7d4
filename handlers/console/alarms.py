"""What is wrong with the doors through which callers come, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.views import DoorReport
from handlers.console.times import Moment, moment
from handlers.console.topics import plain
from handlers.console.words import CHANNELS, words

CLOSED = "closed"
# What is wrong with a door; {door} is the channel's name.
PROBLEMS = {
    "token_refused": "{door} refuses our token. No message comes in or goes out until the "
    "administrator sets a valid one.",
    "other_poller": "Another program fetches this bot's messages from {door}. Messages of callers "
    "may be missing here.",
    "webhook_elsewhere": "At {door} the bot's messages go to another address (a webhook that "
    "was set elsewhere). No message of a caller comes in here.",
    "webhook_refused": "{door} does not take our webhook address. No message of a caller comes in "
    "until the administrator sets a valid one.",
    "not_stored": "Messages from {door} cannot be stored at present. None is lost, but they wait.",
    "webhook_failing": "{door} cannot reach our webhook. Messages of callers come late or not at "
    "all.",
    "backlog_growing": "Messages pile up at {door}. Callers wait longer than they should.",
    "closed": "{door} is closed here: no valid credentials are set. What was written to callers "
    "waits and is not sent until the administrator sets them.",
    "unreachable": "{door} cannot be reached. Messages come in and go out late.",
    "account_closed": "Twilio has suspended our account or its money is used up. Nothing goes "
    "out by {door} until the administrator has put that right.",
    "sender_refused": "Twilio does not let our number send by {door}. Nothing goes out.",
    "not_registered": "Our number is not registered for a country that callers write from. "
    "{door} does not reach them.",
    "trial_account": "Our account at Twilio is a trial. {door} reaches confirmed numbers only.",
    "region_closed": "Our account may not send to a country that callers write from. {door} does "
    "not reach them.",
    "pumping_blocked": "Twilio takes some of our messages for fraud. {door} does not bring them.",
    "filtered": "Networks take our messages by {door} for spam. Some do not arrive.",
    "template_refused": "A template of {door} is not approved. Who wrote more than a day ago "
    "cannot be asked to write.",
    "callback_refused": "Twilio does not take our address for reports. Nobody sees whether "
    "messages by {door} arrive.",
    "queue_full": "Too much waits at Twilio. Messages by {door} go out hours late or not at all.",
    "callbacks_stopped": "Messages go out by {door}, but no report comes back. Nobody sees "
    "whether they arrive.",
}

# What is wrong with money, on all channels that cost some.
OF_SPENDING = {
    "ceiling_near": "Today's messages have cost nearly as much as they may. At the daily ceiling "
    "automatic messages stop; answers to danger and what colleagues write still go out.",
    "ceiling_reached": "Today's messages have cost as much as they may. No automatic message is "
    "sent until midnight, and its caller becomes a case; answers to danger and what colleagues "
    "write still go out.",
}

# What is wrong with those who are told of danger while nobody works.
OF_DUTY = {
    "nobody_accepts": "An urgent case waits. People on duty have been told again and again, and "
    "nobody has accepted. Please claim it here, or reach somebody.",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """A door that does not work as it should. ``waiting`` says how much waits there, or ""."""

    key: str
    words: str
    since: Moment
    waiting: str


def alarms(reports: Sequence[DoorReport]) -> tuple[Alarm, ...]:
    """The doors with a problem."""
    return tuple(
        Alarm(
            key=f"alarm-{report.channel}",
            words=problem_words(report.channel, report.problem),
            since=moment(report.since),
            waiting=_waiting(report),
        )
        for report in reports
        if report.problem
    )


def _waiting(report: DoorReport) -> str:
    if not report.pending or report.problem in OF_DUTY:
        return ""
    these = "1 message waits" if report.pending == 1 else f"{report.pending} messages wait"
    where = "here" if report.problem == CLOSED else f"at {words(CHANNELS, report.channel)}"
    return f"{these} {where}."


def problem_words(door: str, problem: str) -> str:
    """What is wrong with a door, in a sentence; a code that nobody worded in plain letters."""
    told = OF_SPENDING.get(problem) or OF_DUTY.get(problem)
    if told:
        return told
    name = words(CHANNELS, door)
    return PROBLEMS.get(problem, f"{{door}}: {plain(problem).lower()}.").format(door=name)

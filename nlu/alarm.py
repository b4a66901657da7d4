"""The alarms that the danger words raise, and how urgent each one is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Alarm:
    """Danger found in a message: its name, the intent it stands for, its triage, its language."""

    name: str
    intent: str
    triage: str
    language: str


# Most urgent first: the order in which alarms are reported.
KINDS: dict[str, tuple[str, str]] = {
    "life": ("emergency", "P0"),
    "suicide": ("suicide_risk", "P0"),
    "held": ("trafficking", "P1"),
    "violence": ("violence_abuse", "P1"),
    "child": ("child_alone", "P1"),
    "cry": ("distress", "P1"),
}


def alarm(name: str, language: str) -> Alarm:
    """Return the alarm called `name`, one of KINDS, raised by words of `language`."""
    intent, triage = KINDS[name]
    return Alarm(name, intent, triage, language)

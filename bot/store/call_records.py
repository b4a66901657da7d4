"""What the queries of phone calls give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.telephony import Purpose, Stage


@dataclass(frozen=True, slots=True)
class Dialling:
    """A call to be made, or what became of making it.

    ``state`` is queued, doing, done (the call was handed over), failed, unknown (it may have been
    made) or stopped; ``trouble`` is the code of why. The call that it makes has the same id.
    """

    id: str
    purpose: str
    reason: str
    person_id: str | None
    address_id: str | None
    staff_id: str | None
    case_id: str | None
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A call of ours, or one that came in. ``sid`` is the provider's id, "" while unknown."""

    id: str
    person_id: str
    address_id: str
    conversation_id: str | None
    staff_id: str | None
    with_id: str | None
    purpose: str
    stage: str
    language: str | None
    sid: str = field(repr=False)
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class CallEvent:
    """Something that happened in a call, as a code with parameters; ``staff_id`` is the colleague
    who is in that call, ``purpose`` that of the call, ``with_id`` the one that it belongs to."""

    seq: int
    call_id: str
    with_id: str | None
    purpose: str
    staff_id: str | None
    at: datetime
    kind: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """An urgent case of which whoever is on duty is told; ``attempts`` counts the rounds."""

    id: str
    case_id: str
    state: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StaffPhone:
    """A colleague who can be called. ``taking``: they take calls now."""

    staff_id: str
    name: str
    number: str = field(repr=False)
    taking: bool


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A call of somebody: ``turn`` is the last that was heard, ``sequence`` the number of the last
    report that counted, ``menu_done``: something was heard."""

    id: str
    person_id: str
    address_id: str
    conversation_id: str | None
    purpose: Purpose
    stage: Stage
    language: str | None
    turn: int
    menu_done: bool
    sequence: int | None
    queued_at: datetime | None
    ended_at: datetime | None

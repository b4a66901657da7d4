"""A phone on the real spine, on one kind of database and on both."""

from __future__ import annotations

import pytest

from bot.app import build
from bot.config import Settings, load
from bot.store.database import Store
from tests.bot.switchboard.calling import KEYS, Phone
from tests.builders import Clock


def service(store: Store, settings: Settings, clock: Clock, **more: object) -> Phone:
    """A process with a phone; ``more`` are settings."""
    made = load(data=settings.data, nlu_url=None, **KEYS, **more)
    return Phone(build(made, store, clock.now), clock)


@pytest.fixture
def line(sqlite_store: Store, settings: Settings, clock: Clock) -> Phone:
    """Where one kind of database is enough."""
    return service(sqlite_store, settings, clock, twilio_sms_from="+38338000001")


@pytest.fixture
def lines(store: Store, settings: Settings, clock: Clock) -> tuple[Phone, Phone]:
    """Two processes over the same database, of each kind."""
    return service(store, settings, clock), service(store, settings, clock)

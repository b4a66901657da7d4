"""How long to wait before something that failed is tried again: twice as long each time."""

from __future__ import annotations

from datetime import timedelta

from tenacity import RetryCallState, Retrying, wait_exponential


def pause(attempts: int, *, first: float = 2, most: float = 600) -> timedelta:
    """The wait after this many attempts, from 1: ``first`` seconds, then twice as many each time,
    ``most`` seconds at most."""
    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempts
    return timedelta(seconds=wait_exponential(multiplier=first, max=most)(state))

"""Figures as people read them."""

from __future__ import annotations

from nlu.evaluation.proportion import Share

SOURCES = {"words": "danger words alone", "model": "model alone", "union": "both (the service)"}


def percent(share: Share) -> str:
    """A share in per cent; ``-`` of no messages."""
    return "-" if share.value is None else f"{share.value:.1%}"


def interval(share: Share) -> str:
    """The 95 % interval where few messages stand behind a share, else nothing."""
    found = share.interval
    return f"{found[0]:.0%} to {found[1]:.0%}" if found and share.small else ""


def told(share: Share) -> str:
    """A share, the messages behind it, and how sure it is."""
    around = f", {interval(share)}" if interval(share) else ""
    return f"{percent(share)} ({share.hits} of {share.of}{around})"

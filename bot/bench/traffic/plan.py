"""What is done to the service: how much traffic, from how many, and how often it is killed."""

from __future__ import annotations

from dataclasses import dataclass

CALM = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """``updates`` different messages of ``people``, of which a share of ``repeat`` comes twice,
    and ``kills`` times SIGKILL while they are worked on. Then ``calm`` messages one by one, to
    see how long an answer takes when there is no crowd. ``per_second`` is the service's own pace
    of sending: so high that it is not what is measured. With ``webhook`` the provider calls the
    service, without it the service asks.
    """

    updates: int = 10_000
    people: int = 500
    kills: int = 3
    seed: int = 1
    repeat: float = 0.1
    calm: int = CALM
    per_second: int = 1000
    webhook: bool = False


SMS = Plan(updates=5_000, kills=2, webhook=True)

"""A circuit breaker: after a failure, leave the other side alone for a while."""

from collections.abc import Callable


class Circuit:
    """Tells whether to call; open after a failure, with one probe let through after the rest."""

    def __init__(self, now: Callable[[], float], rest_s: float) -> None:
        """`now` is a monotonic clock in seconds; `rest_s` how long a failure keeps it open."""
        self._now = now
        self._rest_s = rest_s
        self._open_until: float | None = None

    def allows(self) -> bool:
        """Tell whether a call may be made now; an allowed probe closes the door behind it."""
        if self._open_until is None:
            return True
        if self._now() < self._open_until:
            return False
        self.failed()
        return True

    def failed(self) -> None:
        """Record that a call failed, or that a probe is on its way: others keep waiting."""
        self._open_until = self._now() + self._rest_s

    def succeeded(self) -> None:
        """Record that a call succeeded."""
        self._open_until = None

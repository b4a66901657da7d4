"""Where Twilio posts to: a public address with overrides, and where that is reached here."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HOSTS = ("127.0.0.1", "localhost")
MOST_RETRIES = 5


@dataclass(frozen=True, slots=True)
class Hook:
    """An address as it is signed, and how a post that is not taken is repeated.

    Overrides stand in the fragment, which is no part of the signature: ``#rc=5&rp=all``. Twilio's
    own: one repeat (rc), and only where no connection was made (rp=ct).
    """

    url: str
    retries: int = 1
    policy: str = "ct"

    @classmethod
    def of(cls, url: str) -> Hook:
        """From an address with overrides or without."""
        address, _, fragment = url.partition("#")
        given = parse_qs(fragment)
        retries = min(MOST_RETRIES, int(given.get("rc", ["1"])[0]))
        return cls(address, retries, given.get("rp", ["ct"])[0])

    def repeats(self, status: int | None) -> bool:
        """Whether a post is repeated that was answered so; None: no connection, 0: it broke."""
        if status is None:
            return True
        if status == 0:
            return self.policy in ("rt", "all")
        kind = {4: "4xx", 5: "5xx"}.get(status // 100, "all")
        return self.policy in (kind, "all")


class Routes:
    """Public addresses by where they are reached; nothing leaves this machine."""

    def __init__(self) -> None:
        """None yet."""
        self._bases: dict[str, str] = {}

    def add(self, public: str, base: str) -> None:
        """What is posted below ``public`` goes to ``base``."""
        self._bases[public.rstrip("/")] = base.rstrip("/")

    def real(self, url: str) -> str:
        """Where ``url`` is reached; raises LookupError for a host that is not here."""
        for public, base in self._bases.items():
            if url.startswith(f"{public}/"):
                return base + url[len(public) :]
        if urlsplit(url).hostname in HOSTS:
            return url
        msg = "no way to this address was given"
        raise LookupError(msg)

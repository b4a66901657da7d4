"""Where alarms are kept when one process is enough; tests/bot/test_heard.py tries the real one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Memory:
    """Forgets with its process. ``broken`` makes every writing fail; ``writings`` counts them."""

    codes: dict[str, datetime] = field(default_factory=dict)
    broken: bool = False
    writings: int = 0

    async def hear(self, code: str, at: datetime) -> None:
        """Keep it."""
        self._write()
        self.codes[code] = at

    async def heard(self, codes: Collection[str]) -> Mapping[str, datetime]:
        """What was kept of these."""
        return {code: at for code, at in self.codes.items() if code in codes}

    async def forget(self, codes: Collection[str]) -> None:
        """Drop these."""
        self._write()
        for code in codes:
            self.codes.pop(code, None)

    def _write(self) -> None:
        self.writings += 1
        if self.broken:
            msg = "no database"
            raise OSError(msg)

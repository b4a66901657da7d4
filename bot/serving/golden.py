"""The golden set: messages that every model must understand before anybody is answered by it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.config import ROOT
from bot.errors import StartError
from bot.triage import URGENT, triage_of
from nlu.rasa import RasaClient

FILE = ROOT / "nlu" / "evaluation" / "golden.yaml"
# Of messages that are not urgent; of urgent ones none may be wrong.
MOST_WRONG = 0.10


@dataclass(frozen=True, slots=True)
class Unmistakable:
    """One message, and the only intent it can have."""

    variety: str
    intent: str
    text: str

    @property
    def urgent(self) -> bool:
        """Whether its intent is P0 or P1."""
        return triage_of(self.intent) in URGENT


Golden = tuple[Unmistakable, ...]


def read_golden(path: Path = FILE) -> Golden:
    """The messages at ``path``: variety, then intent, then texts; raises StartError."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = tuple(
            Unmistakable(variety, intent, text)
            for variety, intents in content["messages"].items()
            for intent, texts in intents.items()
            for text in texts
        )
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError):
        msg = f"{path}: must hold 'messages': variety, then intent, then a list of texts."
        raise StartError(msg) from None
    return found


async def fault_of(client: RasaClient, golden: Golden) -> str | None:
    """What the model behind ``client`` gets wrong beyond what is allowed, or None.

    Names varieties and intents, no texts. Raises NluAway when it does not answer.
    """
    wrong = [(asked, got) for asked in golden if (got := await _best(client, asked)) is not None]
    urgent = [pair for pair in wrong if pair[0].urgent]
    others = len(wrong) - len(urgent)
    allowed = MOST_WRONG * sum(not asked.urgent for asked in golden)
    if not urgent and others <= allowed:
        return None
    said = ", ".join(f"{asked.intent} ({asked.variety}) read as {got}" for asked, got in wrong)
    return f"{len(wrong)} of {len(golden)} golden messages are misunderstood: {said}"


async def _best(client: RasaClient, asked: Unmistakable) -> str | None:
    """What the message was read as, or None where that is right."""
    ranked = (await client.parse(asked.text)).intents
    best = ranked[0].name if ranked else "nothing"
    return None if best == asked.intent else best

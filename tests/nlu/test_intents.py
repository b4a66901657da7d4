"""The intent table is the contract between understanding and answering."""

from nlu.alarm import KINDS
from nlu.intents import TRIAGES, intents


def test_the_table_has_every_intent_with_triage_and_meaning() -> None:
    assert len(intents()) == 56
    assert {intent.triage for intent in intents().values()} == {*TRIAGES}
    assert all(intent.means for intent in intents().values())


def test_an_alarm_is_as_urgent_as_its_intent() -> None:
    assert {intent: intents()[intent].triage for intent, _ in KINDS.values()} == dict(
        KINDS.values()
    )

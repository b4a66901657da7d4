"""The golden set itself, and the model of this checkout against it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.config import LANGUAGES
from bot.errors import StartError
from bot.serving.golden import FILE, Unmistakable, fault_of, read_golden
from nlu.intents import intents
from nlu.rasa import RasaClient
from tests.nlu.model_server import PARSED, TOKEN, serving


def test_it_holds_every_language_and_urgent_ones_in_each() -> None:
    golden = read_golden()
    assert len(golden) >= 40
    languages = Counter(asked.variety.split("-")[0] for asked in golden)
    assert set(languages) == set(LANGUAGES)
    assert min(languages.values()) >= 3
    assert {"ar-latn", "ur-latn", "sr-cyrl"} <= {asked.variety for asked in golden}
    assert {asked.variety for asked in golden if asked.urgent} == {a.variety for a in golden}
    assert {asked.intent for asked in golden} <= set(intents())
    assert len({asked.text for asked in golden}) == len(golden)


def _asked(intent: str, number: int) -> tuple[Unmistakable, ...]:
    return tuple(Unmistakable("en", intent, f"{intent} {i}") for i in range(number))


@pytest.mark.parametrize(
    ("right", "others", "urgent", "fault"),
    [
        (9, 1, 0, None),
        (8, 2, 0, "2 of 10 golden messages are misunderstood: thank (en) read as avrr_request, "),
        (
            9,
            0,
            1,
            "1 of 10 golden messages are misunderstood: emergency (en) read as avrr_request",
        ),
    ],
)
async def test_one_in_ten_may_be_wrong_and_no_urgent_one(
    right: int, others: int, urgent: int, fault: str | None
) -> None:
    golden = (
        *_asked("avrr_request", right),
        *_asked("thank", others),
        *_asked("emergency", urgent),
    )
    async with serving() as server:
        server.answer = PARSED  # everything is avrr_request
        client = RasaClient(server.url, TOKEN)
        found = await fault_of(client, golden)
        await client.close()
    assert (found or "").startswith(fault or "")
    assert bool(found) is bool(fault)


@pytest.mark.rasa
async def test_the_model_of_this_checkout_passes(rasa_server: tuple[str, str]) -> None:
    client = RasaClient(*rasa_server, 10.0)
    assert await fault_of(client, read_golden()) is None
    await client.close()


@pytest.mark.parametrize("content", ["", "messages: [a]", "messages: {en: {greet: 5}}", "{"])
def test_an_odd_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE.name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(StartError, match=r"golden\.yaml: must hold"):
        read_golden(path)

"""The kept report belongs to the messages as they are, and the present model keeps its level."""

import pytest

from bot.evaluation.asking import ask
from nlu.evaluation.kept import losses, read_kept
from nlu.evaluation.questions import digest, held_out, read_questions
from nlu.rasa import RasaClient


def test_the_kept_report_is_of_the_held_out_messages_as_they_are() -> None:
    questions = read_questions(held_out())
    assert digest(questions) == read_kept()["questions"], "run ./infoline evaluate --keep"
    assert len(questions) == read_kept()["messages"]


@pytest.mark.rasa
async def test_the_present_model_is_not_below_the_kept_report(
    rasa_server: tuple[str, str],
) -> None:
    client = RasaClient(*rasa_server, timeout_s=30)
    try:
        found = await ask(client, "present", read_questions(held_out()))
    finally:
        await client.close()
    assert losses(found, read_kept()) == []

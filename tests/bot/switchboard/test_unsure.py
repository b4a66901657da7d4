"""Words that a machine hardly heard answer nothing; they stay in the transcript."""

from __future__ import annotations

import pytest

from bot.telephony import Next
from tests.bot.switchboard.calling import Phone


async def asked(line: Phone) -> str:
    """A request is begun; the key of the question that waits for a country."""
    await line.begin()
    await line.press("flow:avrr_request")
    reply = await line.press("answer:avrr_request.consent:yes")
    assert reply.accepts == "country"
    return reply.lines[-1].key


@pytest.mark.parametrize("sure", [0.39, 0.0])
async def test_an_unsure_word_is_no_answer(line: Phone, sure: float) -> None:
    """The question is asked again, and what was heard can be read."""
    question = await asked(line)
    again = await line.say("Syria", sure)
    assert (again.accepts, again.lines[-1].key) == ("country", question)
    assert (await line.lines())[-2].text == "Syria"


@pytest.mark.parametrize("sure", [0.4, 1.0, None])
async def test_a_sure_word_is_an_answer(line: Phone, sure: float | None) -> None:
    """So is one of which nobody says how sure it is."""
    await asked(line)
    assert (await line.say("Syria", sure)).accepts == "people"


@pytest.mark.parametrize("words", ["one", "Return home", "yes", "French please"])
async def test_an_unsure_word_presses_nothing(line: Phone, words: str) -> None:
    """Neither a number, nor a label, nor a word of command, nor the name of a language."""
    await line.begin()
    reply = await line.say(words, 0.1)
    assert reply.language == "en"
    assert reply.next is Next.LISTEN
    assert any(one.key.startswith("fallback.") for one in reply.lines), reply.lines

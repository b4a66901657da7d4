"""What is left to be done at Twilio."""

from __future__ import annotations

import pytest

from bot.messages import SendError, Trouble
from handlers.twilio.calling import Calls
from handlers.twilio.chores import DELETE_MEDIA, REDACT, Chores
from tests.handlers.twilio.server import ACCOUNT, NUMBER, SID, Answer, Server, refusal


class Files:
    """What was to be deleted."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.discarded: list[str] = []

    async def discard(self, ref: str) -> None:
        """Keep what was asked."""
        self.discarded.append(ref)


@pytest.fixture
def files() -> Files:
    """No file was deleted."""
    return Files()


@pytest.fixture
def chores(calls: Calls, files: Files) -> Chores:
    """Chores at the server."""
    return Chores(calls, files.discard)


async def test_a_text_is_removed(server: Server, chores: Chores) -> None:
    await chores.carry_out(REDACT, SID)
    (asked,) = server.asked
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}.json"
    assert (asked.method, asked.path, asked.fields) == ("POST", path, {"Body": ""})


@pytest.mark.parametrize("answer", [refusal(20404, 404), Answer(404, "")])
async def test_what_is_not_there_any_more_is_done(
    server: Server, chores: Chores, answer: Answer
) -> None:
    server.answers.append(answer)
    await chores.carry_out(REDACT, SID)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "trouble", "code", "after"),
    [
        (refusal(20009, 409), Trouble.RETRY, "not_ready", 600.0),
        (refusal(20409, 409), Trouble.RETRY, "not_ready", 600.0),
        (refusal(30409), Trouble.RETRY, "not_ready", 600.0),
        (Answer(409, ""), Trouble.RETRY, "not_ready", 600.0),
        (refusal(20003, 401), Trouble.RETRY, "token_refused", 60.0),
        (Answer(500, ""), Trouble.RETRY, "server_error", None),
        (Answer(200, NUMBER), Trouble.RETRY, "unreadable_answer", None),
        (Answer(drops=True), Trouble.RETRY, "timeout", None),
        (Answer(429, "", {"Retry-After": "3"}), Trouble.RETRY, "flood", 3.0),
        (refusal(30400), Trouble.REFUSED, "twilio_30400", None),
    ],
)
async def test_what_goes_wrong_is_tried_again_but_for_a_refusal(
    server: Server, chores: Chores, answer: Answer, trouble: Trouble, code: str,
    after: float | None,
) -> None:  # fmt: skip
    server.answers.append(answer)
    with pytest.raises(SendError) as caught:
        await chores.carry_out(REDACT, SID)
    told = caught.value
    assert (told.trouble, told.code, told.after) == (trouble, code, after)
    assert NUMBER not in f"{told!r}"


async def test_a_file_is_deleted_by_whoever_fetched_it(files: Files, chores: Chores) -> None:
    await chores.carry_out(DELETE_MEDIA, "ref")
    assert files.discarded == ["ref"]


async def test_a_chore_that_nobody_knows_is_a_fault(server: Server, chores: Chores) -> None:
    with pytest.raises(ValueError, match="dance"):
        await chores.carry_out("dance", SID)
    assert server.asked == []

"""Calls of ours at Twilio: with the real SDK, before a small server and before its document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.messages import SendError, Trouble
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.voice.dialler import TwilioDialler
from handlers.voice.texting import Texter
from tests.builders import Clock
from tests.handlers.peers import AbsentError, folder, running
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.conftest import calls, seconds, server
from tests.handlers.twilio.hooks import PUBLIC
from tests.handlers.twilio.server import SHORT, Answer, Server, refusal
from tests.handlers.twilio.test_peers import ACCOUNT, TOKEN, Listening

__all__ = ["calls", "seconds", "server"]
OURS, PERSON = "+38338000001", "+38344123456"
CALL = "CA" + "7" * 32


def dialler(calls: Calls, clock: Clock) -> TwilioDialler:
    return TwilioDialler(calls, Alarms(Memory(), clock.now), number=OURS, public_url=PUBLIC)


@pytest.mark.parametrize(
    ("answer", "trouble", "code"),
    [
        (refusal(21211), Trouble.DEAD, "number_invalid"),
        (refusal(20003, 401), Trouble.RETRY, "token_refused"),
        (Answer(429, {"code": 20429}), Trouble.RETRY, "flood"),
        (Answer(503, {}), Trouble.UNKNOWN, "server_error"),
        (Answer(drops=True), Trouble.UNKNOWN, "timeout"),
        (Answer(201, {"sid": None}), Trouble.UNKNOWN, "unreadable_answer"),
    ],
)
async def test_what_becomes_of_a_call_that_is_not_taken(
    server: Server, calls: Calls, clock: Clock, answer: Answer, trouble: Trouble, code: str
) -> None:
    server.answers.append(answer)
    with pytest.raises(SendError) as caught:
        await dialler(calls, clock).dial(PERSON, "callback?c=x", machine=True)
    assert (caught.value.trouble, caught.value.code) == (trouble, code)
    assert PERSON not in f"{caught.value!r}"
    assert len(server.asked) == 1


@pytest.mark.parametrize("seconds", [SHORT])
async def test_a_call_that_may_have_been_made_is_unknown_a_steered_one_is_tried_again(
    server: Server, calls: Calls, clock: Clock
) -> None:
    ours = dialler(calls, clock)
    for work in (ours.dial(PERSON, "agent?c=x"), ours.steer(CALL, "room?c=x")):
        server.answers.append(Answer(hangs=True))
        with pytest.raises(SendError) as caught:
            await work
        expected = Trouble.UNKNOWN if len(server.asked) == 1 else Trouble.RETRY
        assert caught.value.trouble is expected
    server.go_on()


@pytest.mark.parametrize(
    ("answer", "fails"),
    [(Answer(200, {}), False), (refusal(21220), False), (refusal(20404, 404), False),
     (refusal(20003, 401), True)],
)  # fmt: skip
async def test_a_call_that_has_ended_is_ended(
    server: Server, calls: Calls, clock: Clock, answer: Answer, fails: bool
) -> None:
    server.answers.append(answer)
    if fails:
        with pytest.raises(SendError):
            await dialler(calls, clock).hang_up(CALL)
    else:
        await dialler(calls, clock).hang_up(CALL)
    assert server.asked[0].fields == {"Status": "completed"}


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the validating Twilio."""
    try:
        with running(tmp_path_factory.mktemp("peers") / "log") as peers:
            yield peers.twilio
    except AbsentError as reason:
        pytest.skip(f"not run: {reason}")


async def test_all_that_we_ask_is_in_twilios_document(peer: str, clock: Clock) -> None:
    session, client = Listening(), make_client(ACCOUNT, TOKEN, api_base=peer)
    http: Any = client.http_client
    http.session = session
    made = Calls(client)
    ours = dialler(made, clock)
    assert (await ours.dial(PERSON, "callback?c=x", machine=True)).startswith("CA")
    await ours.steer(CALL, "room?c=x")
    await ours.hang_up(CALL)
    await Texter(made, number=OURS).send(PERSON, "An urgent case waits.")
    made.close()
    text = (folder() / "twilio_api_v2010.json").read_text(encoding="utf-8")
    paths = json.loads(text)["paths"]
    base = "/2010-04-01/Accounts/{AccountSid}"
    for fields, path in zip(
        session.fields,
        ("/Calls.json", "/Calls/{Sid}.json", "/Calls/{Sid}.json", "/Messages.json"),
        strict=True,
    ):
        form = paths[base + path]["post"]["requestBody"]["content"]
        assert fields <= set(form["application/x-www-form-urlencoded"]["schema"]["properties"])

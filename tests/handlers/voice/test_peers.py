"""Every call that the phone makes at Twilio, held against Twilio's own document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.messages import SendError
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.client import make_client
from handlers.twilio.failures import RefusedError
from handlers.twilio.media import Files
from handlers.voice.dialler import TwilioDialler
from tests.builders import Clock
from tests.handlers.peers import AbsentError, folder, running
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.test_peers import ACCOUNT, TOKEN, Listening

OURS, THEIRS = "+38344000001", "+38344123456"
CALL, RECORDING = f"CA{'c' * 32}", f"RE{'e' * 32}"
CALLS = "/2010-04-01/Accounts/{AccountSid}/Calls"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the validating Twilio."""
    try:
        with running(tmp_path_factory.mktemp("peers") / "log") as peers:
            yield peers.twilio
    except AbsentError as reason:
        pytest.skip(f"not run: {reason}")


@pytest.fixture
def session() -> Listening:
    """What the dialler's client sends with."""
    return Listening()


@pytest.fixture
def dialler(server: str, session: Listening, clock: Clock) -> Iterator[TwilioDialler]:
    """What makes calls there."""
    client = make_client(ACCOUNT, TOKEN, api_base=server)
    http: Any = client.http_client
    http.session = session
    calls = Calls(client)
    yield TwilioDialler(
        calls, Alarms(Memory(), clock.now), number=OURS, public_url="https://infoline.example"
    )
    calls.close()


def documented(path: str) -> set[str]:
    """The fields that Twilio's document has for a call of this path."""
    text = (folder() / "twilio_api_v2010.json").read_text(encoding="utf-8")
    form = json.loads(text)["paths"][path]["post"]["requestBody"]["content"]
    return set(form["application/x-www-form-urlencoded"]["schema"]["properties"])


async def test_calling_somebody_is_in_the_document(
    dialler: TwilioDialler, session: Listening
) -> None:
    assert (await dialler.dial(THEIRS, "agent?call=1", machine=True)).startswith("CA")
    await dialler.dial(THEIRS, "callback?call=1", seconds=20)
    asked = set().union(*session.fields)
    assert {"To", "From", "Url", "MachineDetection", "StatusCallbackEvent", "Timeout"} <= asked
    # It lets fields pass that are not in its document, so their names are held against it here.
    assert asked <= documented(f"{CALLS}.json")


async def test_steering_and_ending_a_call_are_in_the_document(
    dialler: TwilioDialler, session: Listening
) -> None:
    await dialler.steer(CALL, "room?call=1")
    await dialler.hang_up(CALL)
    assert session.fields == [{"Url", "Method"}, {"Status"}]
    assert set().union(*session.fields) <= documented(f"{CALLS}/{{Sid}}.json")


async def test_a_recording_is_deleted(server: str) -> None:
    files = Files(ACCOUNT, TOKEN, server)
    recordings = f"{server}/2010-04-01/Accounts/{ACCOUNT}/Recordings"
    await files.discard(f"{recordings}/{RECORDING}")
    with pytest.raises(SendError):
        await files.discard(f"{recordings}/RE-none")


async def test_it_would_say_what_is_wrong(dialler: TwilioDialler) -> None:
    with pytest.raises(RefusedError):
        await dialler.steer("CA-none", "room")

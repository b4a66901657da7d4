"""Every call that the doors of Twilio's channels make, held against Twilio's own document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from requests import PreparedRequest, Session

from bot.messages import Address, Author, Outbound, SendError, Trouble
from handlers.sms.sending import IN_QUEUE_SECONDS
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.chores import REDACT, Chores
from handlers.twilio.client import make_client
from handlers.twilio.failures import RefusedError
from handlers.twilio.pacing import Pace
from handlers.twilio.sending import Sender
from handlers.whatsapp.sending import SCHEME
from tests.builders import Clock
from tests.handlers.peers import AbsentError, folder, running
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.server import CONTENT, SID

ACCOUNT, TOKEN = f"AC{'a' * 32}", "t" * 32
SERVICE = f"MG{'d' * 32}"
FROM, TO = "+383380000000", "+383440000001"
MESSAGE = Outbound("0192-m1", Address("sms", TO), Author.BOT, "Hello", "en")
LINK = "https://infoline.example/twilio/files/0192-f1?until=1790000000&sig=00ff"
POST = "/2010-04-01/Accounts/{AccountSid}/Messages.json"


class Listening(Session):
    """A session that notes the form fields it sends."""

    def __init__(self) -> None:
        """Nothing was sent."""
        super().__init__()
        self.fields: list[set[str]] = []

    def send(self, request: PreparedRequest, **options: Any) -> Any:
        """The same."""
        body = request.body if isinstance(request.body, str) else ""
        self.fields.append(set(parse_qs(body, keep_blank_values=True)))
        return super().send(request, **options)


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
    """What the doors' client sends with."""
    return Listening()


@pytest.fixture
def calls(server: str, session: Listening) -> Iterator[Calls]:
    """The doors' calls there."""
    client = make_client(ACCOUNT, TOKEN, api_base=server)
    http: Any = client.http_client
    http.session = session
    made = Calls(client)
    yield made
    made.close()


def sender(calls: Calls, clock: Clock, own: str = FROM, **more: Any) -> Sender:
    """What a door hands over with."""
    alarms, public = Alarms(Memory(), clock.now), "https://infoline.example"
    return Sender(calls, Pace(1000), alarms, sender=own, public_url=public, **more)


async def _nothing(ref: str) -> None:
    del ref


async def test_all_that_we_send_is_in_the_document(
    calls: Calls, session: Listening, clock: Clock
) -> None:
    variables = json.dumps({"1": "سلام"}, ensure_ascii=False)
    sms = sender(calls, clock, seconds=IN_QUEUE_SECONDS)
    whatsapp = sender(calls, clock, scheme=SCHEME)
    assert (await sms.send(MESSAGE, body="Hello")).startswith(("SM", "MM"))
    await sender(calls, clock, SERVICE, seconds=IN_QUEUE_SECONDS).send(MESSAGE, body="مرحبا")
    await whatsapp.send(MESSAGE, body="x" * 1600)
    await whatsapp.send(MESSAGE, content_sid=CONTENT, content_variables=variables)
    await whatsapp.send(MESSAGE, media_url=LINK, body="The way to us")
    await whatsapp.send(MESSAGE, media_url=LINK)
    await whatsapp.nudge(MESSAGE, CONTENT)
    asked = set().union(*session.fields)
    assert asked == {
        "To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod",
        "ContentSid", "ContentVariables", "MediaUrl",
    }  # fmt: skip
    # It lets fields pass that are not in its document, so their names are held against it here.
    text = (folder() / "twilio_api_v2010.json").read_text(encoding="utf-8")
    form = json.loads(text)["paths"][POST]["post"]["requestBody"]["content"]
    assert asked <= set(form["application/x-www-form-urlencoded"]["schema"]["properties"])


async def test_a_text_is_removed(calls: Calls, session: Listening) -> None:
    await Chores(calls, _nothing).carry_out(REDACT, SID)
    assert session.fields == [{"Body"}]


async def test_it_would_say_what_is_wrong(calls: Calls, clock: Clock) -> None:
    with pytest.raises(RefusedError) as caught:
        await sender(calls, clock).send(MESSAGE, content_sid="HX-none")
    assert caught.value.trouble is not Trouble.UNKNOWN


@pytest.mark.parametrize(
    ("example", "trouble", "code"),
    [
        (21610, Trouble.OPTED_OUT, "opted_out"),
        (63016, Trouble.CLOSED, "window_closed"),
        (21211, Trouble.DEAD, "number_invalid"),
        (21408, Trouble.REFUSED, "region_closed"),
    ],
)
async def test_forced_refusals(
    calls: Calls, session: Listening, clock: Clock, example: int, trouble: Trouble, code: str
) -> None:
    session.headers["Prefer"] = f"code=400, example={example}"
    with pytest.raises(SendError) as caught:
        await sender(calls, clock).send(MESSAGE, body="Hello")
    assert (caught.value.trouble, caught.value.code) == (trouble, code)
    assert TO not in f"{caught.value!r}"


async def test_a_forced_429(calls: Calls, session: Listening, clock: Clock) -> None:
    session.headers["Prefer"] = "code=429"
    handing = sender(calls, clock)
    with pytest.raises(SendError) as caught:
        await handing.send(MESSAGE, body="Hello")
    assert (caught.value.trouble, caught.value.code) == (Trouble.RETRY, "flood")
    assert caught.value.after
    with pytest.raises(SendError, match="flood"):
        await handing.send(MESSAGE, body="Hello")
    assert len(session.fields) == 1

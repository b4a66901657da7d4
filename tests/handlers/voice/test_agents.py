"""The operators' side over signed webhooks, with the real SDK before a server in its place."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import pytest
from fastapi import FastAPI
from twilio.twiml.voice_response import Gather, VoiceResponse
from yarl import URL

from bot.app import App
from bot.config_voice import OnDuty
from bot.dialling import CallsToMake
from bot.duty import WORDS, DutyRounds
from bot.patching import Patching
from bot.telephony import CallReport
from handlers.twilio.alarms import Alarms
from handlers.twilio.calling import Calls
from handlers.twilio.signing import SIGNATURE_HEADER, Signatures
from handlers.voice.agents import Side, agent_routes
from handlers.voice.dialler import TwilioDialler
from handlers.voice.manner import Addresses
from handlers.voice.texting import Texter
from tests.bot.exchange import INTERPRETER, OPERATOR, PERSON, PHONE, Office
from tests.builders import Clock
from tests.handlers.twilio.board import Memory
from tests.handlers.twilio.conftest import calls, seconds, server
from tests.handlers.twilio.hooks import FORM, PUBLIC, TOKEN, signature
from tests.handlers.twilio.server import Server
from tests.handlers.webchat.service import Service as WebServer

__all__ = ["calls", "seconds", "server"]
OURS, DUTY = "+38338000001", "+38344100009"
VOICE = "/twilio/voice/"
CALL = "CA" + "7" * 32


class Mouth:
    """Says everything with one voice."""

    async def phrase(self, verb: VoiceResponse | Gather, key: str, language: str) -> None:
        verb.say(f"{key} in {language}")

    async def english(self, verb: VoiceResponse | Gather, words: str) -> None:
        verb.say(words)


@dataclass
class Phone:
    """What Twilio asks, and what it is told."""

    url: str
    http: aiohttp.ClientSession
    office: Office
    duty: DutyRounds
    twilio: Server
    work: CallsToMake
    board: Patching
    handed_on: list[CallReport] = field(default_factory=list)

    async def ask(self, address: str, token: str = TOKEN, **fields: str) -> tuple[int, str]:
        path = address.removeprefix(PUBLIC)
        path = path if path.startswith("/") else VOICE + path
        pairs = list({"CallSid": CALL, **fields}.items())
        async with self.http.post(
            URL(self.url + path, encoded=True),
            data=urlencode(pairs).encode(),
            headers={
                "Content-Type": FORM,
                SIGNATURE_HEADER: signature(PUBLIC + path, pairs, token),
            },
        ) as answer:
            return answer.status, await answer.text()

    async def document(self, address: str, **fields: str) -> ET.Element:
        """A document, which ends in a way on, in a goodbye, or where two are put through."""
        status, text = await self.ask(address, **fields)
        assert (status, len(text) < 64_000) == (200, True)
        root = ET.fromstring(text)  # noqa: S314 - our own
        assert not len(root) or root[-1].tag in ("Redirect", "Dial", "Hangup"), text
        for dial in root.iter("Dial"):
            assert dial.get("action", "").startswith(PUBLIC + VOICE)
        return root

    def dialled(self) -> list[dict[str, str]]:
        """The calls that were asked for at Twilio."""
        return [a.fields for a in self.twilio.asked if a.path.endswith("/Calls.json")]


def text_of(root: ET.Element) -> str:
    return " ".join(word.text or "" for word in root.iter("Say"))


def action(root: ET.Element, tag: str = "Gather") -> str:
    return next(root.iter(tag)).get("action", "")


@pytest.fixture
async def phone(app: App, clock: Clock, calls: Calls, server: Server) -> AsyncIterator[Phone]:
    """The side of the operators, as it is composed."""
    dialler = TwilioDialler(calls, Alarms(Memory(), clock.now), number=OURS, public_url=PUBLIC)
    office, asgi = Office(app, dialler), FastAPI()
    duty = DutyRounds(
        app.store,
        office.policy,
        app.bell,
        people=(OnDuty(number=DUTY), OnDuty(number=OPERATOR, sms=False)),
        every=timedelta(minutes=3),
        dialler=dialler,
        text=Texter(calls, number=OURS).send,
    )
    listening = WebServer(asgi)
    async with aiohttp.ClientSession() as http:
        made = Phone(listening.url, http, office, duty, server, office.calls, office.board)

        async def report(of_theirs: CallReport) -> bool:
            made.handed_on.append(of_theirs)
            return True

        side = Side(
            patchboard=made.board,
            duties=duty,
            mouth=Mouth(),
            report=report,
            urls=Addresses(PUBLIC),
            number=OURS,
            topic=str.upper,
            language=str.upper,
        )
        asgi.include_router(agent_routes(side, Signatures(PUBLIC, [TOKEN])))
        await listening.start()
        try:
            yield made
        finally:
            await listening.stop()


async def test_click_to_call_from_the_button_to_the_room(phone: Phone) -> None:
    office = phone.office
    dora, case = await office.hire("dora"), await office.case()
    await office.desk.phoning.ring(dora, case.number)
    assert await phone.work.do_due() == 1
    [asked] = phone.dialled()
    url = asked.pop("Url")
    assert asked.pop("StatusCallback") == url.replace("/agent?", "/dialled?")
    assert asked.pop("StatusCallbackEvent") in ("initiated", ["initiated"])
    # Nothing tells whom the call is for, or what about.
    assert asked == {
        "To": OPERATOR, "From": OURS, "Method": "POST", "StatusCallbackMethod": "POST",
        "Timeout": "25", "TimeLimit": "7200",
    }  # fmt: skip
    card = await phone.document(url)
    for word in (", ".join(case.number.replace("-", "")), "Priority", "EN", "Press 1"):
        assert word in text_of(card)
    through = await phone.document(action(card), Digits="1")
    [dial], [number] = through.findall("Dial"), list(through.iter("Number"))
    assert (number.text, dial.get("callerId"), dial.get("timeLimit")) == (PERSON, OURS, "7200")
    assert number.get("machineDetection") == "Enable"
    screen = await phone.document(number.get("url", ""), CallSid="CA" + "8" * 32)
    assert text_of(screen) == "screen in en"
    put = await phone.document(action(screen), Digits="1")
    assert len(put) == 0  # they hear each other
    assert await office.state(case, dora) == "speaking"
    await office.desk.phoning.add(dora, case.number, "", INTERPRETER)
    third = phone.dialled()[-1]
    join = await phone.document(third["Url"], CallSid="CA" + "9" * 32)
    room = await phone.document(action(join), Digits="1")
    [conference] = room.iter("Conference")
    assert conference.get("endConferenceOnExit") == "false"
    steered = phone.twilio.asked[-1]
    assert steered.path.endswith(f"/Calls/CA{'8' * 32}.json")
    of_person = await phone.document(steered.fields["Url"])
    [theirs] = of_person.iter("Conference")
    assert (theirs.text, theirs.get("endConferenceOnExit")) == (conference.text, "true")
    follows = await phone.document(action(through, "Dial"), DialCallStatus="completed")
    assert next(follows.iter("Conference")).text == conference.text
    assert text_of(await phone.document(action(of_person, "Dial"))) == "goodbye in en"
    assert "ended" in text_of(await phone.document(action(follows, "Dial")))


@pytest.mark.parametrize("status", ["completed", "in-progress"])
async def test_who_hangs_up_in_a_room_leaves_it_and_who_is_left_there_was_left(
    phone: Phone, status: str
) -> None:
    """Once the person has gone, all others are out of the room and still on their phones."""
    office = phone.office
    dora, elira = await office.hire("dora"), await office.hire("elira", INTERPRETER)
    case = await office.case()
    await office.wait_on_line(case)
    await office.desk.phoning.ring(dora, case.number)
    await phone.work.do_due()
    card = await phone.document(phone.dialled()[0]["Url"])
    taken = await phone.document(action(card), Digits="1")
    await phone.document(next(taken.iter("Queue")).get("url", ""))
    await office.desk.phoning.add(dora, case.number, elira.id, "")
    join = await phone.document(phone.dialled()[-1]["Url"], CallSid="CA" + "9" * 32)
    await phone.document(action(join), Digits="1")
    follows = await phone.document(action(taken, "Dial"), DialCallStatus="completed")
    await phone.document(action(follows, "Dial"), CallStatus=status)
    [row] = await office.desk.queue()
    assert row.holder == ("Elira" if status == "completed" else "Dora")


async def test_an_operators_voicemail_takes_nobody(phone: Phone) -> None:
    dora, case = await phone.office.hire("dora"), await phone.office.case()
    await phone.office.wait_on_line(case)
    await phone.office.desk.phoning.ring(dora, case.number)
    await phone.work.do_due()
    card = await phone.document(phone.dialled()[0]["Url"])
    for digits in ({}, {"Digits": ""}, {"Digits": "2"}):
        left = await phone.document(action(card), **digits)
        assert not list(left.iter("Dial"))
    assert (await phone.office.desk.queue())[0].case.state == "queued"
    taken = await phone.document(action(card), Digits="1")
    [queue] = taken.iter("Queue")
    assert queue.text == "the-call-of-the-person"
    assert len(await phone.document(queue.get("url", ""))) == 0
    assert await phone.office.state(case, dora) == "speaking"


async def test_a_machine_hears_nothing(phone: Phone) -> None:
    dora, case = await phone.office.hire("dora"), await phone.office.case()
    await phone.office.desk.phoning.ring(dora, case.number)
    await phone.work.do_due()
    card = await phone.document(phone.dialled()[0]["Url"])
    through = await phone.document(action(card), Digits="1")
    [number] = through.iter("Number")
    screen = await phone.document(number.get("url", ""), CallSid="CA" + "8" * 32)
    noted = number.get("amdStatusCallback", "")
    assert await phone.ask(noted, AnsweredBy="human") == (204, "")
    assert await phone.ask(noted, AnsweredBy="machine_start") == (204, "")
    ended = phone.twilio.asked[-1]
    assert (ended.path[-38:], ended.fields) == (
        f"CA{'8' * 32}.json"[-38:],
        {"Status": "completed"},
    )
    over = await phone.document(action(screen))
    assert [verb.tag for verb in over] == ["Hangup"]
    assert await phone.office.state(case, dora) == "machine"


async def test_calling_back(phone: Phone) -> None:
    await phone.office.case()
    async with phone.office.app.store.write() as unit:
        contact = await unit.people.find(PHONE)
        assert contact
        row = await unit.dialling.add(
            "callback", "missed", contact.person_id, contact.id, None, unit.now
        )
    await phone.work.do_due()
    [asked] = phone.dialled()
    assert (asked["To"], asked["MachineDetection"]) == (PERSON, "Enable")
    for machine in ("machine_start", "fax"):
        silent = await phone.document(asked["Url"], AnsweredBy=machine)
        assert [verb.tag for verb in silent] == ["Hangup"]
    hello = await phone.document(asked["Url"], AnsweredBy="human")
    assert text_of(hello) == "callback_hello in en"
    assert [verb.tag for verb in await phone.document(action(hello))] == ["Hangup"]
    goes_on = await phone.document(action(hello), Digits="1")
    assert goes_on[0].text == f"{PUBLIC}/twilio/voice?c={row}"
    assert await phone.ask(asked["StatusCallback"], CallStatus="completed", CallDuration="7") == (
        204, "",
    )  # fmt: skip
    assert [(one.status, one.seconds) for one in phone.handed_on] == [("completed", 7)]


async def test_whoever_is_on_duty_accepts_with_a_key(phone: Phone, clock: Clock) -> None:
    case = await phone.office.case()
    clock.move(minutes=10)
    assert await phone.duty.look() == 1
    assert [sms["Body"] for sms in phone.twilio.messages()] == [WORDS]
    [asked] = phone.dialled()
    assert asked["To"] == DUTY
    asks = await phone.document(asked["Url"])
    assert case.number not in text_of(asks)
    assert "accepted" not in text_of(await phone.document(action(asks)))
    assert "You have accepted" in text_of(await phone.document(action(asks), Digits="1"))
    assert "You have accepted" in text_of(await phone.document(action(asks), Digits="1"))
    assert "already" in text_of(await phone.document(asked["Url"]))
    clock.move(hours=1)
    assert await phone.duty.look() == 0


async def test_nobody_but_twilio_is_heard(phone: Phone) -> None:
    dora, case = await phone.office.hire("dora"), await phone.office.case()
    await phone.office.desk.phoning.ring(dora, case.number)
    await phone.work.do_due()
    url = phone.dialled()[0]["Url"].removeprefix(PUBLIC)
    for path in (url, "agent/key?c=x", "screen?c=x", "room?c=x", "duty?d=x&p=0", "dialled?c=x"):
        assert await phone.ask(path, token="another-token") == (403, "")
    assert await phone.office.happened(case) == ["bridge dialled"]


async def test_what_nobody_knows_ends_with_a_goodbye(phone: Phone) -> None:
    for name in (
        *("agent", "agent/key", "agent/after", "screen", "screen/key", "join", "join/key"),
        *("callback", "callback/key", "duty", "duty/key", "room/left"),
    ):
        root = await phone.document(f"{name}?c=unknown&d=unknown&p=7", Digits="1")
        assert root[-1].tag == "Hangup", name
    assert (await phone.ask("dialled?c=unknown", CallStatus="completed"))[0] == 204

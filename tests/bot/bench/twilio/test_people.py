"""What people do: words that Twilio obeys, files, places, buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from requests.auth import HTTPBasicAuth
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.bench.twilio.double.keywords import keyword
from bot.bench.twilio.double.messages import WHATSAPP, Button
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.double.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests.bot.bench.twilio.conftest import Receiver, asked, refused

ON_WHATSAPP = WHATSAPP + WHATSAPP_NUMBER


async def test_stop_and_start_are_obeyed_by_twilio_itself(
    double: Double, client: Client, amina: Person, receiver: Receiver
) -> None:
    say = lambda: client.messages.create(to=amina.number, from_=SMS_NUMBER, body="hi")  # noqa: E731 - said again and again
    for text in (" Stop ", "stop", "HELP", "hello"):
        amina.sms(text)
    assert [heard.kind for heard in amina.hears()] == ["own"]
    assert await refused(say) == (400, 21610)
    amina.sms("START")
    assert [heard.kind for heard in amina.hears()] == ["own", "own"]
    await asked(say)
    assert amina.hears()[-1].shown == "hi"
    await double.settle()
    types = [one.form.get("OptOutType") for one in receiver.got]
    assert types == ["STOP", "STOP", "HELP", None, "START"]


async def test_without_advanced_opt_out_the_webhook_is_not_told(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    double.world.opt_out_types = False
    amina.sms("STOP")
    amina.whatsapp("STOP")
    await double.settle()
    assert [one.form["Body"] for one in receiver.got] == ["STOP", "STOP"]
    assert not any("OptOutType" in one.form for one in receiver.got)
    assert double.world.opted_out == {(amina.number, SMS_NUMBER)}


@pytest.mark.parametrize(
    ("text", "word"),
    [("stop", "STOP"), ("Yes", "START"), ("info", "HELP"), ("stop it", None), ("ndalo", None)],
)
def test_only_whole_words_count(text: str, word: str | None) -> None:
    assert keyword(text) == word


async def test_files_want_authentication_and_lie_elsewhere(
    double: Double, client: Client, amina: Person, receiver: Receiver
) -> None:
    message = amina.whatsapp(files=[("image/jpeg", b"one"), ("audio/ogg", b"two")])
    await double.settle()
    form = receiver.got[0].form
    assert (form["NumMedia"], form["MessageType"], message.sid[:2]) == ("2", "image", "MM")
    assert form["MediaContentType1"] == "audio/ogg"
    url, auth = form["MediaUrl1"], HTTPBasicAuth(double.account.sid, double.account.token)
    assert (await asked(lambda: requests.get(url, timeout=9))).status_code == 401
    sent_on = await asked(lambda: requests.get(url, auth=auth, timeout=9, allow_redirects=False))
    elsewhere = sent_on.headers["Location"]
    assert (sent_on.status_code, elsewhere == url) == (307, False)
    assert (await asked(lambda: requests.get(elsewhere, timeout=9))).content == b"two"
    leaked = await asked(lambda: requests.get(elsewhere, auth=auth, timeout=9))
    assert leaked.status_code == 400
    kept = await asked(client.messages(message.sid).media.list)
    assert [one.content_type for one in kept] == ["image/jpeg", "audio/ogg"]
    assert await asked(client.messages(message.sid).media(kept[1].sid).delete)
    assert (await asked(lambda: requests.get(url, auth=auth, timeout=9))).status_code == 404
    assert (await asked(lambda: requests.get(elsewhere, timeout=9))).status_code == 404
    other = amina.whatsapp("no file")
    assert await refused(client.messages(other.sid).media(kept[0].sid).fetch) == (404, 20404)
    assert (await asked(client.messages(message.sid).media(kept[0].sid).fetch)).parent_sid


async def test_places_names_and_quotes_come_with_whatsapp(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    amina.location(42.66, 21.16, "Bus station")
    amina.reply(amina.whatsapp("one"), "two")
    await double.settle()
    place, one, two = (got.form for got in receiver.got)
    assert (place["Latitude"], place["Label"], place["Body"]) == ("42.66", "Bus station", "")
    assert (one["ProfileName"], one["WaId"]) == ("Amina", amina.number[1:])
    assert two["OriginalRepliedMessageSid"] == one["MessageSid"]
    assert {got.path for got in receiver.got} == {"/twilio/whatsapp"}


def create(client: Client, kind: str, shape: dict[str, object]) -> str:
    """The SID of a content."""
    request = ContentList.ContentCreateRequest(
        {"friendly_name": "n", "language": "en", "variables": {"1": "t"}, "types": {kind: shape}}
    )
    return str(client.content.v1.contents.create(request).sid)


def quick(*titles: str) -> dict[str, object]:
    """Quick replies."""
    actions = [{"type": "QUICK_REPLY", "title": one, "id": one.lower()} for one in titles]
    return {"body": "{{1}}", "actions": actions}


def listed(*titles: str, button: str = "Choose") -> dict[str, object]:
    """A list."""
    items = [{"item": one, "id": one.lower()} for one in titles]
    return {"body": "{{1}}", "button": button, "items": items}


@pytest.mark.parametrize(
    ("kind", "shape", "fields"),
    [
        ("twilio/quick-reply", quick("Yes", "No"), ("ButtonPayload", "ButtonText")),
        ("twilio/list-picker", listed("Yes", "No"), ("ListId", "ListTitle")),
    ],
)
async def test_buttons_are_shown_and_pressed(
    double: Double,
    client: Client,
    amina: Person,
    receiver: Receiver,
    kind: str,
    shape: dict[str, object],
    fields: tuple[str, str],
) -> None:
    amina.whatsapp("hello")
    sid = await asked(lambda: create(client, kind, shape))
    assert (await asked(client.content.v1.contents(sid).fetch)).sid == sid
    ends = {"to": WHATSAPP + amina.number, "from_": ON_WHATSAPP}

    def say(values: str) -> Callable[[], object]:
        return lambda: client.messages.create(content_sid=sid, content_variables=values, **ends)

    await asked(say('{"1": "Shall we?"}'))
    (heard,) = amina.hears("whatsapp")
    assert heard.shown == "Shall we?"
    assert heard.buttons == (Button("Yes", "yes"), Button("No", "no"))
    amina.press(heard, "No")
    with pytest.raises(LookupError):
        amina.press(heard, "Maybe")
    await double.settle()
    form = receiver.got[-1].form
    assert (form[fields[0]], form[fields[1]]) == ("no", "No")
    assert form["OriginalRepliedMessageSid"] == heard.sid
    for values in ("{", "[]", '{"1": " "}'):
        assert await refused(say(values)) == (400, 21656)
    assert await refused(say('{"1": "%s"}' % ("x" * 1025))) == (400, 63021)
    assert await asked(client.content.v1.contents(sid).delete)
    assert await refused(say('{"1": "Shall we?"}')) == (400, 21655)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("twilio/quick-reply", quick("1", "2", "3", "4")),
        ("twilio/quick-reply", quick("x" * 21)),
        ("twilio/quick-reply", quick("Yes", "Yes")),
        ("twilio/quick-reply", quick()),
        ("twilio/list-picker", listed(*map(str, range(11)))),
        ("twilio/list-picker", listed("x" * 25)),
        ("twilio/list-picker", listed("Yes", button="")),
        ("twilio/text", {"body": " "}),
        ("twilio/text", {}),
    ],
)
async def test_what_whatsapp_cannot_show_is_not_created(
    client: Client, kind: str, shape: dict[str, object]
) -> None:
    assert await refused(lambda: create(client, kind, shape)) == (400, 20001)

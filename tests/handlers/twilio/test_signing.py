"""Nothing is read or kept of what Twilio did not sign."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.twilio.signing import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    Parameters,
    Signatures,
)
from tests.builders import Clock
from tests.handlers.twilio.hooks import (
    FORM,
    JSON,
    NEXT_TOKEN,
    PUBLIC,
    SMS,
    STATUS,
    TOKEN,
    WHATSAPP,
    Site,
    json_of,
    serving,
    signature,
    sms,
)

SHA256 = "HMAC_SHA256"


@pytest.fixture
async def site(clock: Clock) -> AsyncIterator[Site]:
    """The webhooks at PUBLIC."""
    async with serving(clock) as made:
        yield made


def valid(target: str, form: Mapping[str, str], signed: str, **over: Any) -> bool:
    """Whether this passes."""
    given: dict[str, Any] = {"public_url": PUBLIC, "tokens": [TOKEN]} | over
    return Signatures(**given).valid(target, Parameters(form), signed, "")


async def test_what_twilio_signed_is_taken(site: Site) -> None:
    answer = await site.post(SMS, sms())
    assert (answer.status, answer.type, answer.text) == (200, "text/xml", "<Response/>")
    assert [i.text for i in site.kept] == ["Hello"]


@pytest.mark.parametrize("path", [SMS, WHATSAPP, STATUS])
@pytest.mark.parametrize(
    "given", [None, "", "x", "=" * 27, "=" * 29, "ü" * 28, "ü" * 14, "x" * 44]
)
async def test_what_cannot_be_a_signature_is_refused_before_the_body_is_read(
    site: Site, path: str, given: str | None
) -> None:
    assert await _status_without_body(site, path, given) == b"403"
    assert site.calls == 0


async def _status_without_body(site: Site, path: str, given: str | None) -> bytes:
    header = b"" if given is None else f"{SIGNATURE_HEADER}: {given}\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    # The body is announced and never sent: who waits for it never answers.
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n".encode()
    writer.write(head + header + b"\r\n")
    async with asyncio.timeout(10):
        line = await reader.readline()
    writer.close()
    return line.split()[1]


@pytest.mark.parametrize("path", [SMS, WHATSAPP, STATUS])
async def test_a_wrong_signature_is_refused_and_the_log_says_only_where(
    site: Site, path: str
) -> None:
    wrong = signature(PUBLIC + path, [("Body", "other")])
    with capture_logs() as logs:
        answer = await site.post(path, sms(), **{SIGNATURE_HEADER: wrong})
    assert (answer.status, answer.text) == (403, "")
    assert site.calls == 0
    assert logs == [{"event": "signature_refused", "path": path, "log_level": "warning"}]


@pytest.mark.parametrize(
    "over",
    [{"tokens": []}, {"tokens": [None, ""]}, {"public_url": None}, {"public_url": ""}],
)
async def test_without_a_token_or_an_address_nothing_is_twilios(
    clock: Clock, over: dict[str, Any]
) -> None:
    async with serving(clock, **over) as closed:
        pairs = list(sms().items())
        for token in (TOKEN, "", "None"):
            for base in (PUBLIC, closed.url, "", "None"):
                given = {SIGNATURE_HEADER: signature(base + SMS, pairs, token)}
                assert (await closed.post(SMS, pairs, **given)).status == 403
        assert closed.calls == 0


@pytest.mark.parametrize("base", ["None", "", PUBLIC])
def test_without_an_address_no_signature_fits(base: str) -> None:
    signed = signature(base + SMS, list(sms().items()))
    assert not valid(SMS, sms(), signed, public_url=None)


async def test_both_tokens_sign_while_the_token_is_being_changed(clock: Clock) -> None:
    async with serving(clock, tokens=[TOKEN, NEXT_TOKEN]) as site:
        assert (await site.post(SMS, sms(), token=TOKEN)).status == 200
        assert (await site.post(SMS, sms(), token=NEXT_TOKEN)).status == 200
        assert (await site.post(SMS, sms(), token="a-third-token")).status == 403


async def test_a_token_that_was_not_configured_does_not_sign(site: Site) -> None:
    assert (await site.post(SMS, sms(), token=NEXT_TOKEN)).status == 403


async def test_what_a_request_says_of_its_host_is_not_believed(site: Site) -> None:
    lies = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Port": "81",
        "Forwarded": "host=evil.example;proto=http",
    }
    assert (await site.post(SMS, sms(), **lies)).status == 200
    pairs = list(sms().items())
    for base in ("https://evil.example", "http://evil.example", "http://evil.example:81"):
        given = lies | {SIGNATURE_HEADER: signature(base + SMS, pairs)}
        assert (await site.post(SMS, pairs, **given)).status == 403


@pytest.mark.parametrize(
    ("public", "signed_for", "passes"),
    [
        (PUBLIC, f"{PUBLIC}:443", True),
        (f"{PUBLIC}:443", PUBLIC, True),
        (f"{PUBLIC}/", PUBLIC, True),
        (f"{PUBLIC}:8443", f"{PUBLIC}:8443", True),
        (PUBLIC, f"{PUBLIC}:8443", False),
        (f"{PUBLIC}:8443", f"{PUBLIC}:443", False),
        (PUBLIC, PUBLIC.replace("https", "http"), False),
        (f"{PUBLIC}/behind", f"{PUBLIC}/behind", True),
        (PUBLIC, f"{PUBLIC}/behind", False),
    ],
)
def test_ports_schemes_and_folders(public: str, signed_for: str, passes: bool) -> None:
    signed = signature(signed_for + SMS, list(sms().items()))
    assert valid(SMS, sms(), signed, public_url=public) is passes


@pytest.mark.parametrize(
    "query", ["?m=0190-a&p=0", "?a=%20%C3%BC+b&b=&c", "?a=1&a=2&a=1", "?x=[]{}|", "?a=%2F%2f"]
)
async def test_a_query_counts_as_it_was_sent(site: Site, query: str) -> None:
    assert (await site.post(SMS + query, sms())).status == 200
    other = {SIGNATURE_HEADER: signature(PUBLIC + SMS, list(sms().items()))}
    assert (await site.post(SMS + query, sms(), **other)).status == 403


@pytest.mark.parametrize("more", ["?", ";", "#", "?;", "\n", "\t"])
def test_what_the_library_would_leave_out_of_an_address_is_refused(more: str) -> None:
    signed = signature(PUBLIC + SMS, list(sms().items()))
    assert valid(SMS, sms(), signed)
    assert not valid(SMS + more, sms(), signed)


async def test_a_path_counts_as_it_was_sent(site: Site) -> None:
    assert (await site.post("/twilio/%73ms", sms())).status == 200
    other = {SIGNATURE_HEADER: signature(PUBLIC + SMS, list(sms().items()))}
    assert (await site.post("/twilio/%73ms", sms(), **other)).status == 403


@pytest.mark.parametrize(
    "pairs",
    [
        [*sms().items(), ("Empty", ""), ("Another", "")],
        [*sms(Body="  blanks  \r\n\t").items()],
        [*sms(Body="سلام 😀 ě & = + %2B ?").items()],
        [*sms().items(), ("Twice", "b"), ("Twice", "b"), ("Twice", "a")],
        [*sms(Body="x" * 12_000).items()],
    ],
    ids=["blank", "blanks", "unicode", "twice", "long"],
)
async def test_a_form_counts_with_all_that_stands_in_it(
    site: Site, pairs: list[tuple[str, str]]
) -> None:
    assert (await site.post(SMS, pairs)).status == 200
    given = {SIGNATURE_HEADER: signature(PUBLIC + SMS, pairs)}
    assert (await site.post(SMS, [*pairs, ("More", "")], **given)).status == 403
    assert (await site.post(SMS, pairs[:-1], **given)).status == 403
    assert [i.text for i in site.kept] == [dict(pairs)["Body"]]


async def test_json_counts_by_its_hash(site: Site) -> None:
    body = json.dumps(sms(Body="سلام"), ensure_ascii=False).encode()
    target, signed = json_of(body)
    given = JSON | {SIGNATURE_HEADER: signed}
    assert (await site.send(target, body, given)).status == 200
    assert [i.text for i in site.kept] == ["سلام"]
    assert (await site.send(target, body + b" ", given)).status == 403
    assert (await site.send(target, body.replace(b"Body", b"body"), given)).status == 403
    # The same bytes as something else than JSON are what no signature covers.
    for kind in ("text/plain", "multipart/form-data; boundary=x", "", FORM_LIKE):
        assert (await site.send(target, body, given | {"Content-Type": kind})).status == 403


FORM_LIKE = "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.parametrize("query", ["", "?bodySHA256=", "?xbodySHA256=1", "?a=bodySHA256=1"])
async def test_json_without_its_hash_is_refused(site: Site, query: str) -> None:
    target = SMS + query
    given = JSON | {SIGNATURE_HEADER: signature(PUBLIC + target, [])}
    assert (await site.send(target, json.dumps(sms()).encode(), given)).status == 403


async def test_the_second_way_to_sign(site: Site) -> None:
    pairs = list(sms().items())
    signed = signature(PUBLIC + SMS, pairs, algorithm=SHA256)
    named = {SIGNATURE_SETTINGS_HEADER: f"key=webhooks_sharedkey_1,algorithm={SHA256}"}
    assert (await site.post(SMS, pairs, **{SIGNATURE_HEADER: signed} | named)).status == 200
    assert (await site.post(SMS, pairs, **{SIGNATURE_HEADER: signed})).status == 403
    assert (await site.post(SMS, pairs, **named)).status == 403


@pytest.mark.parametrize("algorithm", ["HMAC_MD5", "none", "HMAC_SHA256;", "é"])
async def test_an_unknown_way_to_sign_is_refused_without_a_word_of_it(
    site: Site, algorithm: str, caplog: pytest.LogCaptureFixture
) -> None:
    for made in (None, SHA256):
        signed = signature(PUBLIC + SMS, list(sms().items()), algorithm=made)
        given = {
            SIGNATURE_HEADER: signed,
            SIGNATURE_SETTINGS_HEADER: f"key=k,algorithm={algorithm}",
        }
        assert (await site.post(SMS, sms(), **given)).status == 403
    assert algorithm not in caplog.text


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        (b"Body=" + b"x" * 1_000_001, [("Body", "x" * 1_000_001)]),
        (b"Body=%FF", [("Body", "")]),
        (b"Body=%FF", [("Body", "\ufffd")]),
        (b"Body=\xff", [("Body", "")]),
        (b"&".join([b"a=1"] * 501), [("a", "1")]),
    ],
    ids=["large", "left-out", "replaced", "bytes", "fields"],
)
async def test_a_body_that_is_too_large_or_no_form_is_refused(
    site: Site, body: bytes, pairs: list[tuple[str, str]]
) -> None:
    given = {SIGNATURE_HEADER: signature(PUBLIC + SMS, pairs)}
    answer = await site.send(SMS, body, given)
    # A form that was believed would be answered with 400: nobody is in it.
    assert (answer.status, site.calls) == (403, 0)


async def test_who_goes_away_in_the_middle_is_nobody(site: Site) -> None:
    signed = signature(PUBLIC + SMS, list(sms().items()))
    head = f"POST {SMS} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
    head += f"Content-Type: {FORM}\r\n{SIGNATURE_HEADER}: {signed}\r\n\r\n"
    with capture_logs() as logs:
        _reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(head.encode() + b"From=")
        writer.close()
        async with asyncio.timeout(10):
            while not logs:
                await asyncio.sleep(0)
    assert [log["event"] for log in logs] == ["signature_refused"]


async def test_twilio_is_heard_by_post_only(site: Site) -> None:
    async with site.http.get(site.url + SMS) as answer:
        assert answer.status == 405

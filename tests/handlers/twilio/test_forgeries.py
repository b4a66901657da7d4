"""Ten thousand requests that differ a little from one that Twilio signed: none of them passes."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from handlers.twilio.signing import Parameters, Signatures
from tests.handlers.twilio.hooks import PUBLIC, TOKEN, signature, sms, whatsapp

COUNT = 10_000
LETTERS = string.ascii_letters + string.digits + "+/="
SIGNS = string.ascii_letters + string.digits + " %&=?/;:@#.+-سøß😀"


@dataclass(frozen=True)
class Sent:
    """A request."""

    target: str
    pairs: tuple[tuple[str, str], ...]
    signed: str

    @property
    def means(self) -> tuple[object, ...]:
        """What is said with it: a form says the same in any order."""
        return self.target, tuple(sorted(set(self.pairs))), self.signed


Change = Callable[[random.Random, Sent], Sent]


def _at(chance: random.Random, text: str, signs: str) -> str:
    """``text`` with one character changed, left out, put in, or two of them exchanged."""
    place = chance.randrange(len(text)) if text else 0
    head, here, tail = text[:place], text[place : place + 1], text[place + 1 :]
    return chance.choice(
        [
            head + chance.choice(signs) + tail,
            head + tail,
            head + here + chance.choice(signs) + tail,
            head + tail[:1] + here + tail[1:],
            head + here.swapcase() + tail,
        ]
    )


def _signature(chance: random.Random, sent: Sent) -> Sent:
    return replace(sent, signed=_at(chance, sent.signed, LETTERS))


def _foreign(chance: random.Random, sent: Sent) -> Sent:
    token = _at(chance, TOKEN, LETTERS)
    foreign = signature(PUBLIC + sent.target, sent.pairs, token)
    return sent if token == TOKEN else replace(sent, signed=foreign)


def _target(chance: random.Random, sent: Sent) -> Sent:
    return replace(sent, target="/" + _at(chance, sent.target[1:], SIGNS))


def _value(chance: random.Random, sent: Sent) -> Sent:
    place = chance.randrange(len(sent.pairs))
    name, value = sent.pairs[place]
    return _with(sent, place, (name, _at(chance, value, SIGNS)))


def _name(chance: random.Random, sent: Sent) -> Sent:
    place = chance.randrange(len(sent.pairs))
    name, value = sent.pairs[place]
    return _with(sent, place, (_at(chance, name, SIGNS), value))


def _left_out(chance: random.Random, sent: Sent) -> Sent:
    place = chance.randrange(len(sent.pairs))
    return replace(sent, pairs=sent.pairs[:place] + sent.pairs[place + 1 :])


def _put_in(chance: random.Random, sent: Sent) -> Sent:
    name, value = chance.choice(sent.pairs)
    more = chance.choice([(name + "2", value), (name, value + "x"), (name + "2", "")])
    return replace(sent, pairs=(*sent.pairs, more))


def _exchanged(chance: random.Random, sent: Sent) -> Sent:
    one, two = chance.sample(range(len(sent.pairs)), 2)
    first, second = sent.pairs[one], sent.pairs[two]
    return _with(_with(sent, one, (first[0], second[1])), two, (second[0], first[1]))


def _with(sent: Sent, place: int, pair: tuple[str, str]) -> Sent:
    return replace(sent, pairs=(*sent.pairs[:place], pair, *sent.pairs[place + 1 :]))


CHANGES: tuple[Change, ...] = (
    _signature, _foreign, _target, _value, _name, _left_out, _put_in, _exchanged,
)  # fmt: skip


def _signed(target: str, fields: dict[str, str]) -> Sent:
    pairs = tuple(fields.items())
    return Sent(target, pairs, signature(PUBLIC + target, pairs))


SIGNED = (
    _signed("/twilio/sms", sms()),
    _signed("/twilio/sms?a=1&b=%20", sms(Body="سلام 😀")),
    _signed("/twilio/whatsapp", whatsapp(Body="+1 = 2 & more")),
    _signed("/twilio/status?m=0190a&p=0", {"MessageSid": "SM1", "MessageStatus": "read"}),
)


@pytest.fixture(scope="module")
def signatures() -> Signatures:
    """The guard."""
    return Signatures(PUBLIC, [TOKEN])


def passes(signatures: Signatures, sent: Sent) -> bool:
    """Whether the guard lets it in."""
    return signatures.valid(sent.target, Parameters(sent.pairs), sent.signed, "")


@pytest.mark.parametrize("sent", SIGNED, ids=lambda sent: sent.target)
def test_what_was_signed_passes(signatures: Signatures, sent: Sent) -> None:
    assert passes(signatures, sent)


def test_none_of_ten_thousand_forgeries_passes(signatures: Signatures) -> None:
    chance, tried, passed = random.Random(5), 0, []  # noqa: S311 - the same ones every time
    while tried < COUNT:
        change, whole = chance.choice(CHANGES), chance.choice(SIGNED)
        forged = change(chance, whole)
        if forged.means == whole.means:
            continue
        tried += 1
        if passes(signatures, forged):
            passed.append((change.__name__, forged))
    assert passed == []

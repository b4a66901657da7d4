"""What the double posts: signed, with tokens, again where Twilio would, in each person's order."""

from __future__ import annotations

import pytest

from bot.bench.twilio.double.garbage import garbage
from bot.bench.twilio.double.hooks import Hook, Routes
from bot.bench.twilio.double.people import Person
from bot.bench.twilio.double.twilio import Double
from tests.bot.bench.twilio.conftest import PUBLIC, Receiver


async def test_an_sms_is_posted_signed_with_empty_fields_and_a_token(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    message = amina.sms("përshëndetje & hello")
    await double.settle()
    (got,) = receiver.got
    assert (got.path, got.right, len(got.token)) == ("/twilio/sms", True, 32)
    form = got.form
    assert (form["From"], form["Body"]) == (amina.number, "përshëndetje & hello")
    assert (form["MessageSid"], form["NumMedia"], form["FromCity"]) == (message.sid, "0", "")
    assert "OptOutType" not in form


async def test_a_token_that_was_promoted_signs_at_once(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    old = double.account.token
    double.account.prepare_token()
    amina.sms("one")
    await double.settle()
    double.account.promote_token()
    amina.sms("two")
    await double.settle()
    assert double.account.token != old
    assert [one.right for one in receiver.got] == [True, True]


@pytest.mark.parametrize("status", [500, 0])
async def test_what_is_not_taken_comes_again_and_nothing_overtakes_it(
    double: Double, amina: Person, receiver: Receiver, status: int
) -> None:
    receiver.statuses = [status, status]
    amina.sms("one")
    amina.sms("two")
    await double.settle()
    assert receiver.bodies() == ["one", "one", "one", "two"]
    assert len({one.token for one in receiver.got[:3]}) == 1
    assert receiver.got[3].token != receiver.got[0].token
    first, second = double.world.posts.done
    assert [one.status for one in first.attempts] == [status, status, 204]
    assert (first.taken, second.taken) == (True, True)


async def test_after_five_repeats_twilio_gives_up(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    receiver.statuses = [503] * 6
    amina.sms("one")
    amina.sms("two")
    await double.settle()
    assert receiver.bodies() == ["one"] * 6 + ["two"]
    assert [post.taken for post in double.world.posts.done] == [False, True]


@pytest.mark.parametrize(
    ("overrides", "status", "posts"),
    [
        ("", 500, 1),
        ("", 0, 1),
        ("rc=2&rp=5xx", 500, 3),
        ("rc=2&rp=5xx", 403, 1),
        ("rc=2&rp=4xx", 403, 3),
        ("rc=2&rp=rt", 0, 3),
        ("rc=0&rp=all", 500, 1),
    ],
)
async def test_only_what_the_address_names_is_repeated(
    double: Double, amina: Person, receiver: Receiver, overrides: str, status: int, posts: int
) -> None:
    double.calls_back(PUBLIC, receiver.base, overrides)
    receiver.statuses = [status] * posts
    amina.sms("one")
    await double.settle()
    assert len(receiver.got) == posts


async def test_a_service_that_is_away_is_tried_once_more_by_itself(
    double: Double, amina: Person
) -> None:
    double.calls_back(PUBLIC, "http://127.0.0.1:9")
    amina.sms("one")
    await double.settle()
    (post,) = double.world.posts.done
    assert [one.status for one in post.attempts] == [None, None]


async def test_repeats_come_twice_with_the_same_token_or_another(
    double: Double, receiver: Receiver
) -> None:
    double.faults.repeat = 1.0
    people = [double.person() for _ in range(10)]
    for person in people:
        person.sms("one")
    await double.settle()
    assert len(receiver.got) == 20
    tokens = [{g.token for g in receiver.got if g.form["From"] == p.number} for p in people]
    assert {len(own) for own in tokens} == {1, 2}
    assert len({one.form["MessageSid"] for one in receiver.got}) == 10
    assert double.world.repeated == 10


async def test_people_overtake_each_other_but_nobody_themselves(
    double: Double, receiver: Receiver
) -> None:
    double.faults.reorder = True
    people = [double.person() for _ in range(30)]
    for number in range(4):
        for person in people:
            person.sms(str(number))
    await double.settle()
    for person in people:
        own = [one.form["Body"] for one in receiver.got if one.form["From"] == person.number]
        assert own == ["0", "1", "2", "3"]
    in_order = [person.number for _ in range(4) for person in people]
    assert [one.form["From"] for one in receiver.got] != in_order


async def test_garbage_is_never_rightly_signed(
    double: Double, amina: Person, receiver: Receiver
) -> None:
    fields = {"MessageSid": f"SM{'0' * 32}", "From": amina.number, "Body": ""}
    pieces = list(garbage(double.account, f"{PUBLIC}/twilio/sms", fields))
    for piece in pieces:
        assert await double.knock(piece) in (204, 413)
    assert len({piece.why for piece in pieces}) == len(pieces) > 10
    assert 10 < len(receiver.got) <= len(pieces)
    assert not any(one.right for one in receiver.got)


def test_overrides_are_no_part_of_the_address() -> None:
    hook = Hook.of("https://infoline.test/twilio/sms#rc=9&rp=all")
    assert hook == Hook("https://infoline.test/twilio/sms", 5, "all")
    assert Hook.of("https://infoline.test/a?b=c") == Hook("https://infoline.test/a?b=c", 1, "ct")


def test_nothing_leaves_this_machine() -> None:
    routes = Routes()
    routes.add("https://infoline.test", "http://127.0.0.1:8000")
    assert routes.real("https://infoline.test/a?b=c") == "http://127.0.0.1:8000/a?b=c"
    assert routes.real("http://127.0.0.1:9/a") == "http://127.0.0.1:9/a"
    for other in ("https://infoline.test.example.org/a", "https://example.org"):
        with pytest.raises(LookupError):
            routes.real(other)

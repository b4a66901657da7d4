"""Long polling: nothing is confirmed before it is stored."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.bench.double.faults import Fault
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Account
from bot.bench.telegram.double.people import Person
from bot.bench.telegram.double.refusals import RefusedError, too_many
from bot.bench.telegram.double.world import BOT
from bot.messages import Inbound, MediaKind
from handlers.telegram.door import TelegramDoor
from tests.handlers.telegram.conftest import Service, door_of


async def steps(door: TelegramDoor, number: int) -> None:
    """So many steps of polling; the first one starts the door."""
    for _ in range(number):
        await door.loops["telegram"]()


def offsets(double: Double) -> list[int]:
    """What each question confirmed."""
    return [int(call.params.get("offset", 0)) for call in double.world.calls.of("getUpdates")]


def waiting(double: Double) -> int:
    """How many updates Telegram still keeps for us."""
    return len(double.world.updates)


async def test_what_was_stored_is_confirmed_by_the_next_question(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    amina = double.person()
    amina.write("one")
    amina.write("two")
    await steps(door, 2)
    assert service.texts() == ["one", "two"]
    assert waiting(double) == 2
    amina.write("three")
    await steps(door, 1)
    assert service.texts() == ["one", "two", "three"]
    assert waiting(double) == 1
    assert offsets(double)[0] == 0


async def test_what_could_not_be_stored_is_asked_for_again(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    amina, besim = double.person("Amina"), double.person("Besim")
    amina.write("one")
    service.broken.add("two")
    amina.write("two")
    besim.write("his")
    amina.write("three")
    await steps(door, 3)
    assert sorted(map(str, service.texts())) == ["his", "one"]
    assert waiting(double) == 3
    assert service.problems()[-1] == "not_stored"
    service.broken.clear()
    await steps(door, 1)
    assert sorted(map(str, service.texts())) == ["his", "one", "three", "two"]
    assert service.texts().index("two") < service.texts().index("three")
    assert service.problems()[-1] is None


async def test_pauses_grow_while_nothing_can_be_stored(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    service.broken.add("one")
    double.person().write("one")
    await steps(door, 9)
    pauses = [rest for rest in service.rests if rest not in (4.0,)]
    assert pauses[0] == 1.0
    assert pauses == sorted(pauses)
    assert pauses[-1] == 60.0


async def test_one_persons_messages_keep_their_order_and_others_do_not_wait(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    amina, besim = double.person("Amina"), double.person("Besim")
    his = asyncio.Event()

    async def first_his(inbound: Inbound) -> None:
        if inbound.text == "hers 0":
            await his.wait()
        if inbound.text == "his":
            his.set()

    service.before_storing = first_his
    for number in range(5):
        amina.write(f"hers {number}")
    besim.write("his")
    async with asyncio.timeout(5):
        await steps(door, 2)
    assert service.texts() == ["his", *(f"hers {number}" for number in range(5))]


@pytest.mark.parametrize("repeat", [0.0, 0.5])
async def test_whatever_telegram_does_everything_is_kept_once(
    double: Double, door: TelegramDoor, service: Service, repeat: float
) -> None:
    double.faults.repeat, double.faults.reorder = repeat, True
    people = [double.person(f"P{number}") for number in range(20)]
    for number in range(300):
        people[number % 20].write(f"{number}")
    while len(service.kept) < 300:
        await steps(door, 1)
    for person in people:
        own = [int(i.text or "") for i in service.kept if i.address.identifier == str(person.id)]
        assert own == sorted(own)


BROKEN: dict[str, dict[str, Any]] = {
    "a message without a date": {"message_id": 77},
    "a keyboard that is none": {"message_id": 77, "date": 1, "reply_markup": 5},
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
async def test_an_update_that_cannot_be_read_harms_no_other_and_leaves_nobody_alone(
    double: Double, door: TelegramDoor, service: Service, content: dict[str, Any]
) -> None:
    amina = double.person()
    amina.write("before")
    about = {"chat": amina.chat.to_json(), "from": amina.account.to_json()}
    double.world.updates.offer(amina.id, "message", content | about)
    amina.write("after")
    await steps(door, 2)
    assert service.texts() == ["before", None, "after"]
    broken = service.kept[1]
    assert broken.external_id == f"{BOT.id}:{amina.id}:77"
    assert (broken.media[0].kind, broken.media[0].refused) == (MediaKind.OTHER, "unreadable")
    assert broken.address.identifier == str(amina.id)


async def test_a_broken_update_of_nobody_is_passed(
    double: Double, door: TelegramDoor, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    double.world.updates.offer(0, "message", {"text": "secret words"})
    double.world.updates.offer(0, "message", {"chat": {"id": -5, "type": "group"}})
    program = {
        "from": Account(9, "X", is_bot=True).to_json(),
        "chat": {"id": 9, "type": "private"},
    }
    double.world.updates.offer(0, "message", program)
    double.person().write("after")
    await steps(door, 2)
    assert service.texts() == ["after"]
    assert "secret words" not in "".join(capsys.readouterr())


async def test_a_kind_of_update_that_is_not_known_is_passed(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    await steps(door, 1)
    double.world.updates.allowed = ()
    double.world.updates.offer(1, "of_next_year", {"text": "secret"})
    double.person().write("after")
    await steps(door, 1)
    assert service.texts() == ["after"]


async def test_without_the_lead_nothing_is_asked(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    service.leads = False
    await steps(door, 3)
    assert double.world.calls.all == []
    assert service.reports == []
    service.leads = True
    double.person().write("one")
    await steps(door, 2)
    assert service.texts() == ["one"]


async def test_who_loses_the_lead_while_asking_lets_go(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    await steps(door, 1)
    asking = asyncio.create_task(door.loops["telegram"]())
    while not double.world.updates.polled:
        await asyncio.sleep(0)
    service.leads = False
    async with asyncio.timeout(5):
        await asking
    double.person().write("one")
    await steps(door, 2)
    assert service.texts() == []


async def test_the_end_of_the_process_does_not_wait_for_telegram(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    await steps(door, 1)
    asking = asyncio.create_task(door.loops["telegram"]())
    while not double.world.updates.polled:
        await asyncio.sleep(0)
    service.ends = True
    async with asyncio.timeout(5):
        await asking


@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        (RefusedError(401, "Unauthorized"), "token_refused"),
        (RefusedError(404, "Not Found"), "token_refused"),
        (RefusedError(500, "Internal Server Error"), "unreachable"),
        (Fault.BAD_GATEWAY, "unreachable"),
        (Fault.DROP_BEFORE, "unreachable"),
    ],
)
async def test_what_is_in_the_way_is_said_and_then_unsaid(
    double: Double,
    door: TelegramDoor,
    service: Service,
    trouble: Fault | RefusedError,
    problem: str,
) -> None:
    await steps(door, 1)
    double.mischief.next("getUpdates", trouble)
    await steps(door, 1)
    assert service.problems()[-1] == problem
    double.person().write("one")
    await steps(door, 1)
    assert service.problems()[-1] is None
    assert service.texts() == ["one"]


async def test_flood_control_is_obeyed(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    await steps(door, 1)
    double.mischief.next("getUpdates", too_many(17))
    await steps(door, 1)
    assert service.rests[-1] == 17


async def test_another_poller_is_told_of_when_it_stays(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    await steps(door, 1)
    conflict = RefusedError(409, "Conflict: terminated by other getUpdates request")
    double.mischief.next("getUpdates", conflict, conflict)
    await steps(door, 1)
    assert service.problems() == [None]
    await steps(door, 1)
    assert service.problems() == [None, "other_poller"]


@pytest.mark.parametrize("take_over", [False, True])
async def test_a_webhook_that_somebody_sets_is_told_of_or_removed(
    double: Double, service: Service, take_over: bool
) -> None:
    door = door_of(double, service, take_over=take_over)
    await steps(door, 1)
    double.world.hook.set("http://127.0.0.1:9/elsewhere", "", 40)
    await steps(door, 1)
    assert service.problems()[-1] == "webhook_elsewhere"
    double.world.updates.offer(0, "message", {})
    person = double.person()
    await steps(door, 1)
    assert bool(double.world.hook.url) is not take_over
    if take_over:
        person.write("one")
        await steps(door, 1)
        assert service.problems()[-1] is None
        assert service.texts() == ["one"]
    await door.close()


async def test_telegram_may_go_away_and_come_back(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    person: Person = double.person()
    await steps(door, 1)
    async with double.away():
        await steps(door, 2)
        assert service.problems()[-1] == "unreachable"
    person.write("one")
    await steps(door, 1)
    assert service.texts() == ["one"]


async def test_one_update_that_can_never_be_stored_does_not_stop_everybody(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    amina, besim = double.person("Amina"), double.person("Besim")
    service.broken.add("poison")
    poison = amina.write("poison")
    await steps(door, 20)
    assert service.kept == []  # nothing else can be stored either, for all we know
    amina.write("after it")
    besim.write("his")
    await steps(door, 2)
    assert service.texts() == ["his", None, "after it"]
    assert service.kept[1].external_id == f"{BOT.id}:{amina.id}:{poison.id}"
    assert service.kept[1].media[0].refused == "unreadable"
    await steps(door, 1)
    assert service.problems()[-1] is None


async def test_while_it_can_be_tried_again_it_is(
    double: Double, door: TelegramDoor, service: Service
) -> None:
    amina, besim = double.person("Amina"), double.person("Besim")
    service.broken.add("later")
    amina.write("later")
    besim.write("his")
    await steps(door, 8)
    service.broken.clear()
    await steps(door, 1)
    assert service.texts() == ["his", "later"]


async def test_numbers_may_begin_anew_after_a_quiet_time(
    double: Double, door: TelegramDoor
) -> None:
    person = double.person()
    person.write("one")
    await steps(door, 2)
    asking = asyncio.create_task(door.loops["telegram"]())
    while not double.world.updates.polled:
        await asyncio.sleep(0)
    double.world.updates.wake()  # nothing came
    await asking
    person.write("two")
    await steps(door, 1)
    assert offsets(double)[-2] > 0
    assert offsets(double)[-1] == 0


async def test_another_bots_numbers_are_others(double: Double, service: Service) -> None:
    """A new bot in place of the old one: the same people, and all numbers begin anew."""
    async with Double(now=service.clock.now) as successor:
        successor.world.token = "7000000002:AAG-another-token-of-loopback"
        for bot_api in (double, successor):
            bot_api.person().write("hello")
            door = door_of(bot_api, service, bot_token=bot_api.token)
            await steps(door, 2)
            await door.close()
    first, second = service.kept
    assert first.address == second.address
    assert first.external_id != second.external_id
    assert first.delivery_id != second.delivery_id

"""kill -9 at every commit, before it and after it: nothing lost, nothing said twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.config import ROOT
from bot.messages import Address
from bot.store.database import Store, database_url, make_engine
from bot.store.records import Line
from bot.store.vault import Vault, read_key_file
from tests.builders import Clock
from tests.e2e.http import Caller, free_port, get, until

pytestmark = pytest.mark.e2e

# Keep, take, answer, look again, and each answer's claim and settlement: all kinds of commit.
LAST_COMMIT = 6
WORDS = ("i want to speak to a human", "how much does it cost to go home?")


@contextmanager
def _service(data: Path, port: int, commit: int, when: str, minutes: int) -> Iterator[None]:
    program = [sys.executable, "-m", "tests.e2e.crashing", str(data), str(port)]
    process = subprocess.Popen([*program, str(commit), when, str(minutes)], cwd=ROOT)
    try:
        until(lambda: process.poll() is not None or get(f"http://127.0.0.1:{port}/health"))
        yield
        if commit:
            process.wait(60)
    finally:
        process.kill()
        process.wait()


def _person(number: int) -> str:
    return f"person-{number:02}-with-a-secret"


async def _transcripts(data: Path, people: int) -> list[list[Line]]:
    key = read_key_file(data / "master.key")
    assert key
    store = Store(make_engine(database_url(data, None)), Vault(key), Clock().now)
    found = []
    async with store.read() as unit:
        for number in range(people):
            contact = await unit.people.find(Address("webchat", _person(number)))
            assert contact
            conversation = await unit.conversations.find_open(contact.id)
            assert conversation
            assert len(await unit.cases.of(conversation.id)) == 1
            found.append(await unit.transcript.lines(conversation))
    await store.close()
    return found


def test_killed_at_every_commit_nothing_is_lost_and_nothing_said_twice(tmp_path: Path) -> None:
    port = free_port()
    with _service(tmp_path, port, 0, "after", 0):
        _talk(port, 0)
    points = [(c, w) for c in range(1, LAST_COMMIT + 1) for w in ("before", "after")]
    for person, (commit, when) in enumerate(points, 1):
        with _service(tmp_path, port, commit, when, person * 4):
            _write_what_can_be_written(port, person)
        with _service(tmp_path, port, 0, "after", person * 4 + 2):
            _talk(port, person)
    people = len(points) + 1
    reference, *others = asyncio.run(_transcripts(tmp_path, people))
    expected = _shape(reference)
    assert [key for direction, key in expected if direction == "in"] == list(WORDS)
    for number, lines in enumerate(others, 1):
        assert _shape(lines) == expected, f"person {number}"


def _shape(lines: list[Line]) -> list[tuple[str, str | None]]:
    return [(line.direction, line.text_key or line.text) for line in lines]


def _write_what_can_be_written(port: int, number: int) -> None:
    """Post without patience: the service is about to die, and the person tries again later."""
    caller = Caller(f"http://127.0.0.1:{port}", _person(number))
    for words in WORDS:
        try:
            caller.write_once(words)
        except OSError:
            return


def _talk(port: int, number: int) -> None:
    """Say everything again until it is stored, and wait until everything is answered."""
    caller = Caller(f"http://127.0.0.1:{port}", _person(number))
    for words in WORDS:
        caller.write(words)
    caller.hear_until(lambda message: "free" in message["text"] and "ticket" in message["text"])

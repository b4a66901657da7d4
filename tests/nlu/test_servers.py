"""Following a file that says whom to ask, against real servers on loopback."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.serving.announce import write_serving
from nlu.errors import NluAway, NluUnloaded, NluUnreachable
from nlu.rasa import RasaClient
from tests.nlu.conftest import Clock
from tests.nlu.model_server import TOKEN, ModelServer, serving

NOBODY = "http://127.0.0.1:9"
FIRST, SECOND = "model-1.tar.gz", "model-2.tar.gz"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the servers are named; nobody is yet."""
    return tmp_path / "serving.json"


@pytest.fixture
async def following(file: Path, clock: Clock) -> AsyncIterator[RasaClient]:
    """A client that follows the file."""
    client = RasaClient.following(file, 0.5, now=clock, rest_s=5)
    yield client
    await client.close()


@pytest.fixture
async def servers() -> AsyncIterator[tuple[ModelServer, ModelServer]]:
    """Two model servers."""
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(serving()) for _ in range(2)]
        yield one, two


async def _asked(client: RasaClient, *texts: str) -> list[str | None]:
    return [(await client.parse(text)).model for text in texts]


async def test_nobody_is_asked_before_somebody_serves(following: RasaClient, file: Path) -> None:
    with pytest.raises(NluAway):
        await following.parse("hello")
    with pytest.raises(NluAway, match="no model server is known yet"):
        await following.status()
    write_serving(file, (), "", None, FIRST)
    with pytest.raises(NluAway):
        await following.parse("hello")
    assert (following.model(), following.coming()) == (None, FIRST)


async def test_servers_take_turns(
    following: RasaClient, file: Path, servers: tuple[ModelServer, ModelServer]
) -> None:
    write_serving(file, [one.url for one in servers], TOKEN, FIRST)
    assert await _asked(following, *"abcdef") == [FIRST] * 6
    assert sorted(len(one.asked) for one in servers) == [3, 3]


async def test_a_replaced_file_is_followed_at_the_next_request(
    following: RasaClient, file: Path, servers: tuple[ModelServer, ModelServer]
) -> None:
    old, new = servers
    write_serving(file, [old.url], TOKEN, FIRST)
    assert await _asked(following, "one") == [FIRST]
    write_serving(file, [old.url], TOKEN, FIRST, coming=SECOND)
    assert await _asked(following, "two") == [FIRST]
    write_serving(file, [new.url], TOKEN, SECOND)
    assert await _asked(following, "three") == [SECOND]
    assert (old.asked, new.asked) == (["one", "two"], ["three"])
    file.unlink()
    assert following.model() is None


async def test_who_cannot_be_reached_is_stood_in_for_at_once_and_left_alone(
    following: RasaClient, file: Path, server: ModelServer, clock: Clock
) -> None:
    write_serving(file, [NOBODY, server.url], TOKEN, FIRST)
    assert await _asked(following, *"abcd") == [FIRST] * 4
    assert len(server.asked) == 4
    write_serving(file, [NOBODY, server.url], TOKEN, FIRST, coming=SECOND)
    server.status = 500  # both have failed now: a failure outlives the file it happened under
    with pytest.raises(NluAway, match="status 500"):
        await following.parse("e")
    with pytest.raises(NluAway, match="left alone"):
        await following.parse("f")
    clock.seconds, server.status = 5, 200
    assert await _asked(following, *"gh") == [FIRST] * 2


async def test_whoever_is_named_meanwhile_stands_in(
    file: Path, following: RasaClient, server: ModelServer
) -> None:
    write_serving(file, [NOBODY], TOKEN, FIRST)
    with pytest.raises(NluUnreachable):
        await following.parse("nobody else is there")
    write_serving(file, [server.url], TOKEN, SECOND)
    assert await _asked(following, "hello") == [SECOND]


async def test_a_slow_server_is_not_asked_twice(
    following: RasaClient, file: Path, servers: tuple[ModelServer, ModelServer]
) -> None:
    for one in servers:
        one.silent = True
    write_serving(file, [one.url for one in servers], TOKEN, FIRST)
    with pytest.raises(NluAway, match="did not answer in time"):
        await following.parse("hello")
    assert sum(len(one.asked) for one in servers) == 1


async def test_the_status_is_that_of_whoever_answers(
    following: RasaClient, file: Path, server: ModelServer
) -> None:
    write_serving(file, [NOBODY, server.url], TOKEN, FIRST)
    assert await following.status() == "20261123-model.tar.gz"


async def test_a_server_that_could_not_load_its_model_is_told_apart(
    client: RasaClient, server: ModelServer
) -> None:
    server.status = 409
    with pytest.raises(NluUnloaded, match="could not load"):
        await client.status()


@pytest.mark.parametrize("content", ["", "[]", "{", "{}", '{"urls": []}'])
async def test_an_odd_file_names_nobody(following: RasaClient, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(NluAway):
        await following.parse("hello")


def test_the_token_is_for_the_owner_alone(file: Path) -> None:
    write_serving(file, [NOBODY], TOKEN, FIRST)
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == 1
    assert [path.name for path in file.parent.iterdir()] == [file.name]

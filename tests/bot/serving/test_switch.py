"""Models change places under load, with real processes; one that is no good never gets there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

import psutil
import pytest
import pytest_asyncio
from filelock import FileLock
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from bot.serving.announce import model_in_service, write_serving
from bot.serving.promotion import UP_LOCK, Promotion, RefusedError
from bot.serving.releases import Release
from bot.serving.switch import ModelService
from nlu.rasa import RasaClient
from tests.bot.serving.conftest import GOLDEN, Evaluate, SmallModels, give, said_nothing

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

T = TypeVar("T")
PROCESSES = 1
BROKEN = "model-0badc0de0bad.tar.gz"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    small_models: SmallModels, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ModelService]:
    """The first model in service, started on what an ``up`` left that was killed in a switch.

    A model that cannot be loaded was just released, and the file still names dead servers.
    """
    model = give(small_models, tmp_path_factory.mktemp("switching"))
    (model.folder / BROKEN).write_bytes(small_models.first.read_bytes()[:5000])
    for name in (small_models.first.name, BROKEN):
        model.releases.release(name, model.program(), "for a test")
    (model.folder / "serving-9").mkdir()
    models = ModelService(model, PROCESSES, 1.0, GOLDEN, said_nothing)
    write_serving(models.serving_file, ["http://127.0.0.1:9"], "gone", "model-gone.tar.gz")
    running = asyncio.create_task(models.run())
    await _served(models, small_models.first.name)
    yield models
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert _processes() == []


async def test_a_start_goes_back_to_the_last_model_that_works(service: ModelService) -> None:
    failed = service.model.releases.read().entries[1]
    assert (failed.model, failed.failure) == (BROKEN, "the model server could not load its model")
    assert len(_processes()) == PROCESSES
    assert not (service.model.folder / "serving-9").exists()


async def test_a_model_that_cannot_be_loaded_changes_nothing(service: ModelService) -> None:
    failed = await _refused(service, BROKEN)
    assert failed.failure == "the model server could not load its model"


async def test_who_promotes_a_model_that_fails_the_golden_set_is_told_so(
    service: ModelService, small_models: SmallModels, evaluate: Evaluate
) -> None:
    before = service.model.releases.read()
    async with _load(service) as seen:
        with (
            FileLock(service.model.folder.parent / UP_LOCK),
            pytest.raises(RefusedError, match=r"misunderstood: distress \(en\) read as") as told,
        ):
            await _promotion(service, evaluate).promote(
                small_models.worse.name, force=True, reason="for a test"
            )
    assert not any(asked.text in told.value.message for asked in GOLDEN)
    after = service.model.releases.read()
    assert (after.current, after.before) == (before.current, before.before)
    assert {*seen} == {small_models.first.name}
    await _until(lambda: len(_processes()) == PROCESSES)


async def test_a_new_server_that_keeps_on_dying_changes_nothing(
    service: ModelService, small_models: SmallModels
) -> None:
    old = {process.pid for process in _processes()}

    failed = await _refused(service, small_models.second.name, lambda: _kill_but(old))
    assert failed.failure == "its server ended before it answered"
    assert {process.pid for process in _processes()} == old
    assert len(list(service.model.folder.glob("serving-*"))) == PROCESSES


async def test_no_request_is_lost_while_models_change_places(
    service: ModelService, small_models: SmallModels, evaluate: Evaluate
) -> None:
    first, second = small_models.first.name, small_models.second.name
    data, releases = service.model.folder.parent, service.model.releases
    promotion = _promotion(service, evaluate)
    coming = RasaClient.following(service.serving_file)
    with FileLock(data / UP_LOCK):  # as the ``up`` holds it that the service belongs to
        async with _load(service) as seen:
            promoting = asyncio.create_task(promotion.promote(second))
            await _until(lambda: coming.coming() == second)
            assert coming.model() == first
            promoted = await promoting
            assert (coming.model(), coming.coming()) == (second, None)
            assert await coming.status() == second
            await _answered_by(seen, second)
            await _until(lambda: len(_processes()) == PROCESSES)
            assert {*seen} == {first, second}
            back = await promotion.roll_back("for a test")
            assert coming.model() == first
            await _answered_by(seen, first)
    assert releases.read().current == back
    assert (back.model, back.replaced) == (first, promoted.number)
    await coming.close()
    assert service.serving_file.stat().st_mode & 0o777 == 0o600


def _promotion(service: ModelService, evaluate: Evaluate) -> Promotion:
    return Promotion(service.model.folder.parent, service.model, GOLDEN, said_nothing, evaluate)


@asynccontextmanager
async def _load(service: ModelService) -> AsyncIterator[list[str | None]]:
    """Two clients as two service processes have them, asking without a pause.

    Yields the models that answered, in order; the first request that fails ends the test.
    """
    seen: list[str | None] = []
    clients = [RasaClient.following(service.serving_file, 10.0) for _ in range(2)]

    async def ask(client: RasaClient) -> None:
        while True:
            answer = await client.parse("I want an operator")
            assert answer.intents[0].name == "human"
            seen.append(answer.model)

    asking = [asyncio.create_task(ask(client)) for client in clients]
    try:
        yield seen
        assert not any(task.done() for task in asking), [t.exception() for t in asking if t.done()]
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        for client in clients:
            await client.close()


async def _refused(
    service: ModelService, name: str, meanwhile: Callable[[], None] = lambda: None
) -> Release:
    """Release ``name`` under load, and do ``meanwhile`` until its failure is written down."""
    before = service.model.releases.read()
    async with _load(service) as seen:
        made = service.model.releases.release(name, service.model.program(), "for a test")

        def failure() -> Release | None:
            meanwhile()
            entry = service.model.releases.read().numbered(made.number)
            return entry if entry and entry.failure else None

        failed = await _until(failure)
        await _until(lambda: len(_processes()) == PROCESSES)
    after = service.model.releases.read()
    assert (after.current, after.before) == (before.current, before.before)
    assert after.entries == (*before.entries, replace(made, failure=failed.failure))
    assert before.current
    assert {*seen} == {before.current.model}
    assert model_in_service(service.serving_file) == before.current.model
    return failed


def _kill_but(spared: set[int]) -> None:
    for process in _processes():
        if process.pid not in spared:
            process.kill()


async def _answered_by(seen: list[str | None], name: str) -> None:
    told = len(seen)
    await _until(lambda: seen[told:].count(name) >= 50)


async def _served(service: ModelService, name: str) -> None:
    await _until(lambda: model_in_service(service.serving_file) == name)


async def _until(ask: Callable[[], T | None]) -> T:
    asking = AsyncRetrying(
        retry=retry_if_result(lambda answer: not answer),
        stop=stop_after_delay(60),
        wait=wait_fixed(0.1),
    )

    async def look() -> T | None:
        return ask()

    found: T | None = await asking(look)
    assert found
    return found


def _processes() -> list[psutil.Process]:
    """The model servers that this test run has started and that still run."""
    return [child for child in psutil.Process().children() if _serves(child)]


def _serves(process: psutil.Process) -> bool:
    try:
        command = process.cmdline()
        # The session's own server (tests/rasa_fixture.py) has nothing to do with switches.
        return "nlu.server.run" in command and not any("/model.tar.gz" in part for part in command)
    except psutil.Error:
        return False

"""What all tests share: real databases, an own clock, and one wired service."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.app import App, build
from bot.config import Settings, load
from bot.store.database import Store, database_url, make_engine
from bot.store.migrate import migrate
from bot.store.vault import Vault
from tests.builders import MASTER_KEY, Clock
from tests.postgres import PostgresServer

pytest_plugins = ["tests.browser_fixture", "tests.rasa_fixture"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update."""
    parser.addoption(
        "--update",
        action="store_true",
        default=False,
        help="write what the infoline says now into tests/conversations; review it as a diff",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever of them comes first may have to train the model."""
    for item in items:
        if item.get_closest_marker("rasa") or item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.timeout(1500))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in os.environ:
        if name.startswith(("INFOLINE_", "TELEGRAM_", "TWILIO_")) and "TEST" not in name:
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until moved; a Monday morning, office open."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of config.yaml with an own data folder and no model."""
    return load(data=tmp_path / "var", nlu_url=None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server, from the package registry, for this test run."""
    with tempfile.TemporaryDirectory(prefix="infoline-pg-") as folder:
        server = PostgresServer(Path(folder))
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return database_url(tmp_path, None)
    server: PostgresServer = request.getfixturevalue("postgres")
    return database_url(tmp_path, server.new_database())


@pytest.fixture
async def store(url: URL, clock: Clock) -> AsyncIterator[Store]:
    """A migrated database of each kind, with the test clock."""
    engine = make_engine(url)
    await migrate(engine)
    opened = Store(engine, Vault(MASTER_KEY), clock.now)
    await opened.check_master_key()
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """A migrated SQLite database, where one kind is enough."""
    engine = make_engine(database_url(tmp_path, None))
    await migrate(engine)
    opened = Store(engine, Vault(MASTER_KEY), clock.now)
    await opened.check_master_key()
    yield opened
    await opened.close()


@pytest.fixture
def app(sqlite_store: Store, settings: Settings, clock: Clock) -> App:
    """One wired service without a model: danger words, keywords, flows, desk, doors."""
    return build(settings, sqlite_store, clock.now)

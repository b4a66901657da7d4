"""What uvicorn starts in each service process: settings from the environment, then the app."""

from __future__ import annotations

from fastapi import FastAPI

from bot.app import address_of, build, utc_now
from bot.config import load
from bot.keys import open_vault
from bot.logs import set_up
from bot.parent_watch import end_with_parent
from bot.store.database import Store, make_engine


def create() -> FastAPI:
    """The application of one process. The database was migrated before (see bot.cli.up)."""
    set_up()
    end_with_parent()
    settings = load()
    engine = make_engine(address_of(settings))
    vault = open_vault(settings, database_is_new=False)
    return build(settings, Store(engine, vault, utc_now)).asgi

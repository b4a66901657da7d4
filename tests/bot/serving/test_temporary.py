"""Whom a command asks: the server that the settings name, or one that ends with the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.config import load
from bot.serving.temporary import named_server, temporary_server
from nlu.errors import NluUnloaded
from tests.bot.serving.conftest import said_nothing
from tests.nlu.model_server import TOKEN, serving


async def test_the_server_that_the_settings_name_is_asked(tmp_path: Path) -> None:
    async with serving() as server:
        client = named_server(load(data=tmp_path, nlu_url=server.url, nlu_token=TOKEN))
        assert client
        try:
            assert await client.status() == "20261123-model.tar.gz"
        finally:
            await client.close()


@pytest.mark.parametrize("given", [{"nlu_url": "http://127.0.0.1:9"}, {"nlu_token": TOKEN}, {}])
def test_without_url_and_token_no_server_is_named(tmp_path: Path, given: dict[str, Any]) -> None:
    assert named_server(load(data=tmp_path, **given)) is None


@pytest.mark.rasa
async def test_a_server_that_cannot_load_its_model_is_ended(
    nlu_python: Path, tmp_path: Path
) -> None:
    assert nlu_python.exists()
    archive = tmp_path / "model-broken.tar.gz"
    archive.write_bytes(b"no archive")
    with pytest.raises(NluUnloaded):
        async with temporary_server(archive, said_nothing):
            pytest.fail("nobody serves a broken archive")
    told = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
    assert not [words for words in told if str(archive) in words]

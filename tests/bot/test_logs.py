"""Logs: nothing personal gets out, whatever is passed to them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.app import App
from tests.builders import say


@pytest.fixture
def _forgotten() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("_forgotten")
def test_only_known_keys_leave_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    log = structlog.get_logger()
    log.error("send_failed", channel="sms", text="they hold me", phone="+38344123456")
    line = json.loads(capsys.readouterr().err)
    assert line.keys() == {"event", "channel", "level", "timestamp"}


@pytest.mark.usefixtures("_forgotten")
async def test_a_whole_conversation_leaves_no_words_in_the_log(
    app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up()
    await say(app, "my name is Ahmed, +38344123456, they beat my brother")
    captured = capsys.readouterr()
    for secret in ("Ahmed", "38344123456", "brother", "secret-of-the-session"):
        assert secret not in captured.out + captured.err

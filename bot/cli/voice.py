"""``voice``: what is done by hand for the phone."""

from __future__ import annotations

import typer

from bot.cli.recordings import render, scripts, status
from bot.config import load
from handlers.voice.fault import fault

voice = typer.Typer(no_args_is_help=True, help="Documents and recordings of the phone.")
for command in (render, scripts, status):
    voice.command()(command)


@voice.command()
def fallback() -> None:
    """Print what callers are to hear while this service is away: host it elsewhere."""
    settings = load()
    order = settings.voice.order or settings.languages
    tongues = {code: settings.voice.tongue(code) for code in order}
    print(fault(tongues, order, settings.contact_values().get("emergency")))


@voice.callback()
def _group() -> None:
    """What is done by hand for the phone."""

"""The command line: ``./infoline COMMAND``."""

from __future__ import annotations

import sys

import typer

from bot.cli.bench import bench
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.evaluate import evaluate
from bot.cli.model import models, parse, promote, rollback, train
from bot.cli.run_tests import run_tests
from bot.cli.serve import serve
from bot.cli.suggest import suggest
from bot.cli.up import up
from bot.cli.voice import voice
from bot.errors import InfolineError

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The migrants' infoline: start it, try it, test it.",
)
for command in (up, chat, parse, evaluate, train, models, promote, rollback, check):
    cli.command()(command)
cli.command()(suggest)
cli.command()(bench)
cli.add_typer(voice, name="voice")
cli.command(name="test", context_settings={"ignore_unknown_options": True})(run_tests)
cli.command(hidden=True)(serve)


def main() -> None:
    """Run a command; an expected error is one clear line and exit status 2."""
    try:
        cli()
    except InfolineError as error:
        print(f"infoline: {error.message}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

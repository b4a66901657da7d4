"""Serves a trained model on loopback: `.venv-nlu/bin/python -m nlu.server.run --model M --port P`.

The token that callers must give as `?token=` comes from the environment: INFOLINE_NLU_TOKEN.
"""

import os

# Read by the libraries when they are imported, so set before them: one message, one thread.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import logging
import shutil
import signal
import sys
import tempfile
import threading
import time
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from sanic import Sanic

TOKEN_VARIABLE = "INFOLINE_NLU_TOKEN"  # noqa: S105 - the name of the variable
_HOST = "127.0.0.1"
_WATCH_SECONDS = 1.0


def main() -> int:
    """Serve until told to stop or until the parent process is gone; return the exit status."""
    parent = os.getppid()
    arguments = _arguments()
    token = os.environ.pop(TOKEN_VARIABLE, "")
    if not token or not arguments.model.is_file():
        print(f"{TOKEN_VARIABLE} must be set and --model must be a file", file=sys.stderr)
        return 1
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    scratch = _scratch(arguments.model.parent / f"serving-{arguments.port}")
    try:
        _be_silent()
        _application(arguments.model, token).run(host=_HOST, port=arguments.port, access_log=False)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _application(model: Path, token: str) -> "Sanic":
    # All of Rasa takes seconds to import; wrong arguments should show at once.
    from rasa.core.run import close_resources, configure_app, load_agent_on_start  # noqa: PLC0415
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415

    from nlu.server.door import guard  # noqa: PLC0415

    endpoints = AvailableEndpoints()
    app = configure_app(cors=None, auth_token=token, endpoints=endpoints)
    guard(app)
    start = partial(load_agent_on_start, str(model), endpoints, None)
    app.register_listener(start, "before_server_start")
    app.register_listener(_say_ready, "after_server_start")
    app.register_listener(close_resources, "after_server_stop")
    return app


def _say_ready(_app: "Sanic", _loop: object) -> None:
    # The one line of output: whoever started us may wait for it instead of asking again and again.
    print("ready", flush=True)


def _be_silent() -> None:
    # Rasa quotes the message in warnings and in lines below ERROR, through two log systems.
    # Filters are no use: libraries reset them when they are imported.
    warnings.showwarning = _say_nothing
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _say_nothing(*_args: object, **_kwargs: object) -> None:
    return None


def _end_with(parent: int) -> None:
    # Not PDEATHSIG: that follows the thread that started us, which may end before its process.
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _scratch(folder: Path) -> Path:
    # TensorFlow and Rasa leave files in the temporary directory; the port makes ours the only one.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the model archive (.tar.gz)")
    parser.add_argument("--port", type=int, required=True, help="port on loopback")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

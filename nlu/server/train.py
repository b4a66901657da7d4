"""Trains the intent model: `.venv-nlu/bin/python -m nlu.server.train --data nlu/data --out M`."""

import os

# Read by the libraries when they are imported, so set before them.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["RASA_MAX_CACHE_SIZE"] = "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import argparse
import json
import logging
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from nlu.accepted import read_accepted
from nlu.errors import DataFault
from nlu.server.build_data import build
from nlu.server.examples import Example
from nlu.server.fingerprint import fingerprint
from nlu.server.orphan import end_without_traces

CONFIG = Path(__file__).parent / "config.yml"


def main() -> int:
    """Train as the arguments say; return 0, or 1 with a line on stderr when the data is wrong."""
    arguments = _arguments()
    _log_progress()
    try:
        train(arguments.data, arguments.out, arguments.config, arguments.more)
    except DataFault as fault:
        print(f"training data: {fault}", file=sys.stderr)
        return 1
    return 0


def train(data: Path, out: Path, config: Path, more: Path | None = None) -> None:
    """Train on `data`, write the archive `out` and `model.json` beside it; raises DataFault.

    The accepted examples below `more` are learnt too.
    """
    started = time.monotonic()
    model_id = fingerprint(data, config)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="training-") as folder:
        work = Path(folder)
        end_without_traces(work)
        _use_temporary(work)
        examples = build(data, work, more)
        accepted = len(read_accepted(more)) if more else 0
        print(f"read {len(examples)} examples of {len({e.intent for e in examples})} intents")
        made = _train_rasa(work, config)
        made.replace(out)
    _write_facts(out.with_name("model.json"), model_id, examples, accepted)
    print(f"trained model {model_id} in {time.monotonic() - started:.0f} s")


def _train_rasa(work: Path, config: Path) -> Path:
    print("starting Rasa", flush=True)
    from rasa.model_training import train_nlu  # noqa: PLC0415 - takes seconds; faults in the data show first

    warnings.simplefilter("ignore")  # Rasa's and TensorFlow's own, none of them ours to mend
    made = train_nlu(
        config=str(config),
        nlu_data=str(work / "nlu"),
        domain=str(work / "domain.yml"),
        output=str(work),
        fixed_model_name="model.tar.gz",
    )
    if made is None:
        raise DataFault("Rasa found nothing to train on")
    return Path(made)


def _use_temporary(work: Path) -> None:
    # Rasa unpacks and caches in the temporary directory; ours goes away with the training.
    scratch = work / "tmp"
    scratch.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    os.environ["RASA_CACHE_DIRECTORY"] = str(scratch / "cache")


def _write_facts(path: Path, model_id: str, examples: list[Example], accepted: int) -> None:
    languages = Counter(example.language for example in examples)
    facts = {
        "model_id": model_id,
        "trained_on": len(examples),
        "accepted": accepted,
        "languages": dict(languages),
    }
    path.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _log_progress() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")
    logging.getLogger("nlu.server").setLevel(logging.INFO)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder nlu/data")
    parser.add_argument("--more", type=Path, help="a folder of accepted examples")
    parser.add_argument("--out", type=Path, required=True, help="model archive to write (.tar.gz)")
    parser.add_argument("--config", type=Path, default=CONFIG, help="the pipeline")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

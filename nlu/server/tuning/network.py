"""The encoder as a network that can be trained: the same sums as the engine's, in TensorFlow.

What is trained is small: biases, norms, and a factor for each block of 32 weights; the four-bit
weights stay as they are. So what was learnt fits into the engine's own file.
"""

import numpy as np
import tensorflow as tf

from nlu.server.tuning.encoder_file import BLOCK, EncoderFile

_FAST = tf.bfloat16  # products of matrices; everything else is in single precision
_NEVER = -1e9


class Network:
    """The layers of an encoder file, with variables for what is trained."""

    def __init__(self, file: EncoderFile) -> None:
        """Take numbers and scales from `file`."""
        self._shape = file.shape
        whole, scales = file.matrix("emb.word", file.shape.width)
        self._words, self._word_scales = whole, scales
        places = file.floats("emb.pos").reshape(-1, file.shape.width)
        self._places = tf.constant(places + file.floats("emb.type")[: file.shape.width])
        self._floats = {name: tf.Variable(file.floats(name)) for name in file.tunable_floats()}
        self._whole: dict[str, tf.Tensor] = {}
        self._scales: dict[str, tf.Tensor] = {}
        self._factors: dict[str, tf.Variable] = {}
        for name, columns in file.matrices():
            whole, scales = file.matrix(name, columns)
            blocks = whole.reshape(len(whole), -1, BLOCK).astype(np.float32)
            self._whole[name] = tf.constant(blocks, dtype=_FAST)
            self._scales[name] = tf.constant(scales)
            self._factors[name] = tf.Variable(tf.ones_like(scales))

    @property
    def width(self) -> int:
        """How many numbers a sentence vector has."""
        return self._shape.width

    @property
    def variables(self) -> list[tf.Variable]:
        """Everything that is trained."""
        return [*self._floats.values(), *self._factors.values()]

    def learnt(self) -> dict[str, np.ndarray]:
        """Return what EncoderFile.tune takes."""
        return {n: v.numpy() for n, v in [*self._floats.items(), *self._factors.items()]}

    def words(self, tokens: np.ndarray) -> np.ndarray:
        """Return the word vectors (texts x tokens x width) of `tokens` (texts x tokens)."""
        blocks = self._words[tokens].reshape(*tokens.shape, -1, BLOCK).astype(np.float32)
        scaled = blocks * self._word_scales[tokens][..., None]
        return scaled.reshape(*tokens.shape, self._shape.width)

    def vectors(self, words: tf.Tensor, present: tf.Tensor, drop: float) -> tf.Tensor:
        """Return sentence vectors of length 1 (texts x width).

        `present` (texts x tokens) is 1 for a token, 0 behind the end; `drop` is the share of
        numbers left out while training.
        """
        hidden = self._norm(words + self._places[: tf.shape(words)[1]], "emb.ln")
        ignored = tf.cast((1 - present)[:, None, None, :] * _NEVER, tf.float32)
        for layer in range(self._shape.layers):
            hidden = self._layer(hidden, ignored, f"l{layer}.", drop)
        summed = tf.reduce_sum(hidden * present[..., None], axis=1)
        return tf.math.l2_normalize(summed, axis=-1)

    def _layer(self, hidden: tf.Tensor, ignored: tf.Tensor, name: str, drop: float) -> tf.Tensor:
        heard = self._linear(self._attend(hidden, ignored, name), f"{name}ao")
        hidden = self._norm(hidden + tf.nn.dropout(heard, drop), f"{name}aln")
        inner = tf.nn.gelu(self._linear(hidden, f"{name}fi"))
        thought = tf.nn.dropout(self._linear(inner, f"{name}fo"), drop)
        return self._norm(hidden + thought, f"{name}oln")

    def _attend(self, hidden: tf.Tensor, ignored: tf.Tensor, name: str) -> tf.Tensor:
        size = tf.shape(hidden)
        heads = [size[0], size[1], self._shape.heads, self._shape.width // self._shape.heads]
        asked, found, said = (
            tf.transpose(tf.reshape(self._linear(hidden, name + part), heads), [0, 2, 1, 3])
            for part in ("q", "k", "v")
        )
        alike = tf.matmul(asked, found, transpose_b=True) / float(np.sqrt(heads[3]))
        mixed = tf.matmul(tf.nn.softmax(alike + ignored), said)
        return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), size)

    def _linear(self, values: tf.Tensor, name: str) -> tf.Tensor:
        scales = tf.cast(self._scales[f"{name}.w"] * self._factors[f"{name}.w"], _FAST)
        weights = self._whole[f"{name}.w"] * scales[..., None]
        flat = tf.reshape(weights, [weights.shape[0], -1])
        rows = tf.reshape(tf.cast(values, _FAST), [-1, flat.shape[1]])
        product = tf.cast(tf.matmul(rows, flat, transpose_b=True), tf.float32)
        out = tf.concat([tf.shape(values)[:-1], [flat.shape[0]]], axis=0)
        return tf.reshape(product + self._floats[f"{name}.b"], out)

    def _norm(self, values: tf.Tensor, name: str) -> tf.Tensor:
        mean, spread = tf.nn.moments(values, axes=[-1], keepdims=True)
        even = (values - mean) * tf.math.rsqrt(spread + self._shape.epsilon)
        return even * self._floats[f"{name}.w"] + self._floats[f"{name}.b"]

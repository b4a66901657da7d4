"""Multinomial logistic regression over several feature blocks, dense or sparse."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, logsumexp, softmax

Block = np.ndarray | csr_matrix


@dataclass
class Softmax:
    """A fitted model: one weight matrix (features x classes) for each block, and the biases."""

    weights: list[np.ndarray]
    bias: np.ndarray
    temperature: float = 1.0

    def logits(self, blocks: list[Block]) -> np.ndarray:
        """Return the raw scores, messages x classes."""
        return sum(
            (block @ weight for block, weight in zip(blocks, self.weights, strict=True)),
            start=self.bias,
        )

    def probabilities(self, blocks: list[Block]) -> np.ndarray:
        """Return the calibrated probabilities, messages x classes; each row sums to 1."""
        return softmax(self.logits(blocks) / self.temperature, axis=1)


def fit(
    blocks: list[Block], labels: np.ndarray, classes: int, penalties: list[float], steps: int
) -> Softmax:
    """Fit by L-BFGS; `labels` are class numbers, `penalties` the L2 weight of each block.

    Classes weigh the same however many examples they have. Deterministic: starts at zero.
    """
    sizes = [block.shape[1] for block in blocks]
    cuts = np.cumsum([size * classes for size in sizes])
    truth = np.eye(classes, dtype=np.float32)[labels]
    counts = np.bincount(labels, minlength=classes).clip(min=1)
    share = (1.0 / counts)[labels][:, None] / classes

    def unpack(flat: np.ndarray) -> Softmax:
        *parts, bias = np.split(flat, cuts)
        weights = [part.reshape(size, classes) for part, size in zip(parts, sizes, strict=True)]
        return Softmax(weights, bias)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        model = unpack(flat.astype(np.float32))
        logs = log_softmax(model.logits(blocks), axis=1)
        error = ((np.exp(logs) - truth) * share).astype(np.float32)
        value = -float((logs * truth * share).sum())
        slopes = []
        for block, weight, penalty in zip(blocks, model.weights, penalties, strict=True):
            value += 0.5 * penalty * float((weight.astype(np.float64) ** 2).sum())
            slopes.append((block.T @ error + penalty * weight).ravel())
        return value, np.concatenate([*slopes, error.sum(axis=0)]).astype(np.float64)

    start = np.zeros(int(cuts[-1]) + classes)
    # Few corrections: more of them cost memory and a third of the time, and find nothing better.
    options = {"maxiter": steps, "maxcor": 4}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return unpack(found.x.astype(np.float32))


def best_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the divisor of `logits` with the smallest log loss on messages not trained on."""
    tried = np.geomspace(0.3, 3.0, 60)
    rows = np.arange(len(labels))
    losses = [
        float((logsumexp(logits / t, axis=1) - logits[rows, labels] / t).mean()) for t in tried
    ]
    return float(tried[int(np.argmin(losses))])

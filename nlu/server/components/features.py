"""What the intent classifier looks at: the sentence vector and character n-grams."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.normalise import normalise
from nlu.server.components.ngrams import inverse_frequency, ngrams, weigh
from nlu.server.components.softmax import Block

_SHORTEST, _LONGEST = 2, 5


@dataclass
class FeatureShape:
    """Scaling learnt from the training messages: vectors get mean 0 and spread 1."""

    mean: np.ndarray
    spread: np.ndarray
    column_weights: np.ndarray

    def blocks(self, texts: list[str], vectors: np.ndarray) -> list[Block]:
        """Return the feature blocks of `texts`; `vectors` has a row each, no columns without encoder."""
        dense = ((vectors - self.mean) / self.spread / np.sqrt(max(1, len(self.mean)))).astype(
            np.float32
        )
        return [dense, weigh(_rows(texts, len(self.column_weights)), self.column_weights)]


def learn_shape(texts: list[str], vectors: np.ndarray, columns: int) -> FeatureShape:
    """Measure the scaling on training messages; `columns` is the number of hashed n-grams."""
    spread = vectors.std(axis=0).clip(min=1e-6)
    return FeatureShape(vectors.mean(axis=0), spread, inverse_frequency(_rows(texts, columns)))


def _rows(texts: list[str], columns: int) -> csr_matrix:
    return ngrams([normalise(text) for text in texts], _SHORTEST, _LONGEST, columns)

"""What the intent classifier looks at: sentence vector, character n-grams, consonants."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.normalise import normalise
from nlu.server.components.ngrams import inverse_frequency, ngrams, weigh
from nlu.server.components.skeleton import skeleton
from nlu.server.components.softmax import Block

_SHORTEST, _LONGEST = 2, 4


@dataclass
class FeatureShape:
    """Scaling learnt from the training messages: vectors get mean 0 and spread 1."""

    mean: np.ndarray
    spread: np.ndarray
    spelling_weights: np.ndarray
    sound_weights: np.ndarray

    def blocks(self, texts: list[str], vectors: np.ndarray) -> list[Block]:
        """Return the feature blocks, a row for each text: vector, spelling, sound.

        `vectors` has a row for each text; it has no columns when there is no encoder.
        """
        scale = self.spread * np.sqrt(max(1, len(self.mean)))
        spelling, sound = _rows(texts, len(self.spelling_weights))
        return [
            ((vectors - self.mean) / scale).astype(np.float32),
            weigh(spelling, self.spelling_weights),
            weigh(sound, self.sound_weights),
        ]


def learn_shape(texts: list[str], vectors: np.ndarray, columns: int) -> FeatureShape:
    """Measure the scaling on training messages; `columns` is the number of hashed n-grams."""
    spread = vectors.std(axis=0).clip(min=1e-6)
    spelling, sound = _rows(texts, columns)
    return FeatureShape(
        vectors.mean(axis=0), spread, inverse_frequency(spelling), inverse_frequency(sound)
    )


def _rows(texts: list[str], columns: int) -> tuple[csr_matrix, csr_matrix]:
    normal = [normalise(text) for text in texts]
    sounds = [skeleton(text) for text in normal]
    return (
        ngrams(normal, _SHORTEST, _LONGEST, columns),
        ngrams(sounds, _SHORTEST, _LONGEST, columns),
    )

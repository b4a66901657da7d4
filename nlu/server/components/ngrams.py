"""Character n-grams hashed into a fixed number of columns: no vocabulary, no training."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer


def ngrams(texts: list[str], shortest: int, longest: int, columns: int) -> csr_matrix:
    """Return one row per text: counts of the n-grams inside its words, damped, of length 1."""
    hashed = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(shortest, longest),
        n_features=columns,
        alternate_sign=False,
        norm=None,
        lowercase=False,
        dtype=np.float32,
    ).transform(texts)
    hashed.data = np.log1p(hashed.data)
    return _unit_rows(hashed)


def inverse_frequency(rows: csr_matrix) -> np.ndarray:
    """Return how telling each column is: log of how few rows have it, at least 1."""
    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    return (np.log((1 + rows.shape[0]) / (1 + seen)) + 1).astype(np.float32)


def weigh(rows: csr_matrix, weights: np.ndarray) -> csr_matrix:
    """Return `rows` with each column multiplied by its weight, each row of length 1 again."""
    weighed = rows.copy()
    weighed.data = weighed.data * weights[weighed.indices]
    return _unit_rows(weighed)


def _unit_rows(rows: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    rows.data = rows.data / np.repeat(lengths, np.diff(rows.indptr)).astype(np.float32)
    return rows

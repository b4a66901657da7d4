"""Which intents a message carries: the best one, and what its parts say for sure."""

import numpy as np

# Politeness and yes or no beside a wish are not a second wish.
_BESIDE = {"greet", "goodbye", "thank", "affirm", "deny", "menu", "out_of_scope", "human"}


def several(
    classes: list[str], whole: np.ndarray, pieces: np.ndarray, second: float, sure: float
) -> list[str]:
    """Return the intents of a message, the best of the whole message first.

    `whole`: probabilities (classes); `pieces`: of its parts (parts x classes). Another intent
    counts from `second` in the whole message, or from `sure` as the best of a part.
    """
    best = int(np.argmax(whole))
    ranked = [int(place) for place in np.argsort(-whole) if whole[place] >= second]
    of_pieces = [int(np.argmax(piece)) for piece in pieces if piece.max() >= sure]
    more = [place for place in (*ranked, *of_pieces) if classes[place] not in _BESIDE]
    return [classes[place] for place in dict.fromkeys([best, *more])]

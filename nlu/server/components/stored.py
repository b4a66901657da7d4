"""Keeps a fitted linear model in Rasa's model archive as plain arrays and JSON: no pickle."""

import json
from typing import Any

import numpy as np
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from nlu.server.components.softmax import Softmax

_ARRAYS = "arrays.npz"
_FACTS = "facts.json"


def save(
    storage: ModelStorage,
    resource: Resource,
    model: Softmax,
    arrays: dict[str, np.ndarray],
    classes: list[str],
) -> None:
    """Write `model`, the arrays that shape its features, and the names of its classes."""
    weights = {f"weight{number}": weight for number, weight in enumerate(model.weights)}
    facts = {"classes": classes, "blocks": len(weights), "temperature": model.temperature}
    with storage.write_to(resource) as folder:
        np.savez(folder / _ARRAYS, bias=model.bias, **weights, **arrays)
        (folder / _FACTS).write_text(json.dumps(facts), encoding="utf-8")


def load(
    storage: ModelStorage, resource: Resource
) -> tuple[Softmax, dict[str, np.ndarray], list[str]]:
    """Return what `save` wrote; raises ValueError when the archive has no such model."""
    with storage.read_from(resource) as folder:
        facts: dict[str, Any] = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    weights = [arrays.pop(f"weight{number}") for number in range(facts["blocks"])]
    model = Softmax(weights, arrays.pop("bias"), facts["temperature"])
    return model, arrays, facts["classes"]

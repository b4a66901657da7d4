"""How Rasa makes our components: with a configuration, and for trained ones a place to store."""

from typing import Any, Self

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from nlu.server.components import stored
from nlu.server.components.softmax import Softmax


class FixedComponent(GraphComponent):
    """A component that learns nothing."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config`: the keys of get_default_config."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> Self:
        """Make the component."""
        return cls(config)


class LinearComponent(GraphComponent):
    """A component that learns a softmax regression and keeps it in the model archive."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """`config`: the keys of get_default_config."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._fitted: Softmax | None = None
        self._arrays: dict[str, np.ndarray] = {}
        self._classes: list[str] = []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> Self:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: Any,  # noqa: ARG003
    ) -> Self:
        """Make a trained component; raises ValueError when the archive has no such model."""
        component = cls(config, model_storage, resource)
        component._fitted, component._arrays, component._classes = stored.load(
            model_storage, resource
        )
        return component

    def _keep(self, model: Softmax, arrays: dict[str, np.ndarray]) -> Resource:
        self._fitted, self._arrays = model, arrays
        stored.save(self._storage, self._resource, model, arrays, self._classes)
        return self._resource

    @property
    def _model(self) -> Softmax:
        if self._fitted is None:
            raise RuntimeError(f"{type(self).__name__} is not trained")
        return self._fitted

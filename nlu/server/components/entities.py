"""Entity extractor: hands the service's own deterministic readers to Rasa."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.entities import entities
from nlu.server.components.base import FixedComponent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(FixedComponent):
    """Adds country, people, phone, case number and language as Rasa's entities."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the word lists, so that no message waits for them."""
        super().__init__(config)
        entities("")

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of each message; `start` and `end` count characters as typed."""
        for message in messages:
            found = [
                {
                    "entity": entity.kind,
                    "value": entity.value,
                    "start": entity.start,
                    "end": entity.end,
                    "extractor": "EntityFinder",
                }
                for entity in entities(str(message.get(TEXT) or ""))
            ]
            message.set(ENTITIES, found, add_to_output=True)
        return messages

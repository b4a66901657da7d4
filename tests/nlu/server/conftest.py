"""Fixtures of the tests of the Rasa project."""

from tests.rasa_fixture import nlu_python, rasa_server, trained_model

__all__ = ["nlu_python", "rasa_server", "trained_model"]

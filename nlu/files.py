"""The data files of the languages: where they are and how one is read."""

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import DataFault

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ar", "fr", "fa", "ps", "ur", "tr", "sq", "sr", "es")
GROUPS = ("conversation", "return", "here_and_now", "protection")
SUBFOLDERS = {"ar": ("latn",), "ur": ("latn",), "sr": ("cyrl",)}

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]  # which base it has is known only at run time
    """Reads every scalar as text (`no` is a word here) and refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build the mapping of `node`; raise ConstructorError when a key is repeated."""
        keys = [str(key.value) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key} is given twice")
        built: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return built


@cache
def read(name: str) -> dict[str, Any]:
    """Return the mapping in `nlu/data/<name>`, empty when the file is not there.

    Every scalar is text. Raises DataFault, naming the file, when it is not YAML or not a mapping.
    """
    path = DATA / name
    if not path.is_file():
        return {}
    try:
        content = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506  # builds text only
    except yaml.YAMLError as error:
        raise DataFault(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DataFault(f"{name}: must be a mapping at the top")
    return content


def example_files(language: str, subfolder: str = "") -> list[str]:
    """Return the names of the training files of `language`, or of its `subfolder`."""
    folder = f"{language}/{subfolder}" if subfolder else language
    return [f"{folder}/{group}.yaml" for group in GROUPS]

"""The data files of the languages: where they are and how one is read."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import DataFault

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ar", "fr", "fa", "ps", "ur", "tr", "sq", "sr", "es")
GROUPS = ("conversation", "return", "here_and_now", "protection")
VARIETIES = {"ar": ("", "latn"), "ur": ("", "latn"), "sr": ("", "cyrl")}


@cache
def read(name: str) -> dict[str, Any]:
    """Return the mapping in `nlu/data/<name>`, empty when the file is not there.

    Raises DataFault, naming the file, when it is not YAML or not a mapping.
    """
    path = DATA / name
    if not path.is_file():
        return {}
    try:
        content = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506  # a safe loader
    except yaml.YAMLError as error:
        raise DataFault(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DataFault(f"{name}: must be a mapping at the top")
    return content


def example_files(language: str) -> list[str]:
    """Return the names of the training files that `language` must have."""
    folders = [f"{language}/{sub}".rstrip("/") for sub in VARIETIES.get(language, ("",))]
    return [f"{folder}/{group}.yaml" for folder in folders for group in GROUPS]


# libyaml reads ten languages in a tenth of the time; it is absent from some builds of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

"""What a language is mostly written in."""

LATIN = "latn"
_MAIN = {"ar": "arab", "fa": "arab", "ps": "arab", "ur": "arab"}


def main_script(language: str) -> str:
    """The script (ISO 15924, lower case) of a language's main folder of examples.

    A message without letters counts as written in it.
    """
    return _MAIN.get(language, LATIN)

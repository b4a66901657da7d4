"""What language and script an example is taught under: one name, such as "fr" or "ar-latn"."""

from nlu.files import LANGUAGES, SUBFOLDERS
from nlu.script import UNDETERMINED

# What a language's main folder is written in; a message without letters counts as that.
_MAIN = {"ar": "arab", "fa": "arab", "ps": "arab", "ur": "arab"}
_LATIN = "latn"


def variety_of(language: str, script: str | None) -> str:
    """The variety of a message; one that the data do not teach carries its script too."""
    main = _MAIN.get(language, _LATIN)
    return language if script in (None, "", main, UNDETERMINED) else f"{language}-{script}"


def varieties() -> tuple[str, ...]:
    """The varieties that the data teach, by language."""
    return tuple(
        f"{code}-{sub}" if sub else code
        for code in LANGUAGES
        for sub in ("", *SUBFOLDERS.get(code, ()))
    )

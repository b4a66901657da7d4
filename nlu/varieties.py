"""What language and script an example is taught under: one name, such as "fr" or "ar-latn"."""

from nlu.files import LANGUAGES, SUBFOLDERS
from nlu.main_script import main_script
from nlu.script import UNDETERMINED


def variety_of(language: str, script: str | None) -> str:
    """The variety of a message; one that the data do not teach carries its script too."""
    plain = script in (None, "", main_script(language), UNDETERMINED)
    return language if plain else f"{language}-{script}"


def varieties() -> tuple[str, ...]:
    """The varieties that the data teach, by language."""
    return tuple(
        f"{code}-{sub}" if sub else code
        for code in LANGUAGES
        for sub in ("", *SUBFOLDERS.get(code, ()))
    )

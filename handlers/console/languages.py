"""Languages as a colleague reads them: the English name and the language's own."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

# In the alphabetical order of their English names, for lists to choose from.
CODES = ("sq", "ar", "en", "fa", "fr", "ps", "sr", "es", "tr", "ur")

# Where colleagues say it otherwise than the CLDR: one code stands for both.
OURS = {"fa": "Farsi / Dari"}


def english_name(code: str | None) -> str:
    """The English name of a language; the code itself if nobody knows it, "Not known" for none."""
    if not code:
        return "Not known"
    return OURS.get(code) or _locale_name(code, "en") or code


def own_name(code: str | None) -> str:
    """The language's name in itself; "" where it is not known or is English anyway."""
    if not code or code == "en":
        return ""
    return _locale_name(code, code)


def tag(code: str | None, script: str | None) -> str:
    """What a page says in ``lang``: romanised text is not read in its language's own letters."""
    if not code:
        return ""
    return f"{code}-Latn" if script == "latn" and code in ("ar", "fa", "ps", "ur") else code


def country_name(code: str) -> str:
    """The English name of a country by its ISO 3166 code; what was given if it is none."""
    return str(Locale("en").territories.get(code.upper(), code))


def _locale_name(code: str, reader: str) -> str:
    try:
        return str(Locale(reader).languages.get(code, ""))
    except (UnknownLocaleError, ValueError):
        return ""

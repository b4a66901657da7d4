"""Templates into sentences, in the person's language where it exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date
from jinja2 import StrictUndefined, Template, pass_context
from jinja2.runtime import Context as Variables
from jinja2.sandbox import SandboxedEnvironment

from flows.content import FALLBACK_LANGUAGE, Content, Text

LOCALES = {"sr": "sr_Latn", "en": "en_GB"}
"""Where our texts are not in the script or the order of a date that Babel takes for a language."""

MAX_RENDERED = 4000
"""Characters of a message; texts are far shorter, so only odd values can reach it."""


def locale(language: str) -> Locale:
    """Babel's locale for the texts of this language."""
    return Locale.parse(LOCALES.get(language, language))


def country_name(code: str, language: str) -> str:
    """The country's name in this language; what is no code comes back as it is."""
    return str(locale(language).territories.get(code, code))


def endonym(language: str) -> str:
    """What the speakers of this language call it."""
    name = Locale.parse(language).get_display_name(locale(language)) or language
    return name[0].upper() + name[1:]


@pass_context
def _when(variables: Variables, moment: datetime) -> str:
    tag = locale(variables["language"])
    return f"{format_date(moment.date(), 'full', locale=tag)}, {moment:%H:%M}"


@pass_context
def _day(variables: Variables, day: date) -> str:
    return format_date(day, "long", locale=locale(variables["language"]))


@pass_context
def _country(variables: Variables, code: str) -> str:
    return country_name(code, variables["language"])


def environment() -> SandboxedEnvironment:
    """The sandbox for all templates: plain text, and an unknown variable is an error."""
    sandbox = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    sandbox.filters.update(when=_when, day=_day, country=_country)
    return sandbox


class Renderer:
    """Renders the texts and labels of one content. Templates are compiled once."""

    def __init__(self, content: Content) -> None:
        """Hold ``content``; nothing is compiled yet."""
        self._content = content
        self._sandbox = environment()
        self._compiled: dict[str, Template] = {}

    def text(
        self, key: str, language: str, form: str, variables: Mapping[str, Any]
    ) -> tuple[str, str]:
        """The text and the language it is really in. Raises KeyError for an unknown key."""
        return self._find(self._content.texts, key, language, form, variables)

    def answer(
        self, intent: str, language: str, form: str, variables: Mapping[str, Any]
    ) -> tuple[str, str]:
        """The answer and the language it is really in. Raises KeyError for an unknown intent."""
        return self._find(self._content.answers, intent, language, form, variables)

    def has(self, key: str) -> bool:
        """Whether there is a text of this name."""
        return key in self._content.texts[FALLBACK_LANGUAGE]

    def label(self, key: str, language: str) -> str:
        """A button's words. Raises KeyError for an unknown key."""
        own = self._content.labels.get(language, {}).get(key)
        return own if own is not None else self._content.labels[FALLBACK_LANGUAGE][key]

    def country(self, code: str, language: str) -> str:
        """The country's name in this language."""
        return country_name(code, language)

    def language_names(self) -> tuple[tuple[str, str], ...]:
        """Code and own name of every language."""
        return tuple((code, endonym(code)) for code in self._content.languages)

    def in_every_language(self, form: str) -> str:
        """ "Choose your language" in all languages; one word each in the short form."""
        key = "language.word" if form == "short" else "language.choose"
        lines = dict.fromkeys(self.label(key, code) for code in self._content.languages)
        return (" / " if form == "short" else "\n").join(lines)

    def _find(
        self,
        shelf: Mapping[str, Mapping[str, Text]],
        key: str,
        language: str,
        form: str,
        variables: Mapping[str, Any],
    ) -> tuple[str, str]:
        own = shelf.get(language, {}).get(key)
        spoken = language if own is not None else FALLBACK_LANGUAGE
        text = own if own is not None else shelf[FALLBACK_LANGUAGE][key]
        return self.filled(text.form(form), spoken, variables), spoken

    def filled(self, source: str, language: str, variables: Mapping[str, Any]) -> str:
        """A template with its variables filled, without space around it."""
        template = self._compiled.get(source)
        if template is None:
            template = self._compiled[source] = self._sandbox.from_string(source)
        return template.render({**variables, "language": language}).strip()[:MAX_RENDERED]

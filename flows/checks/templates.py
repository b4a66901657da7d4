"""Faults in the templates themselves: Jinja that does not parse, variables nobody fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import TemplateSyntaxError, meta, nodes

from flows.checks.said import COMMON, variables
from flows.content import FALLBACK_LANGUAGE, Content, Text
from flows.render import environment

SANDBOX = environment()


def faults(content: Content) -> Iterator[str]:
    """Syntax errors and unknown variables, in every language."""
    allowed = variables(content)
    for code, texts in sorted(content.texts.items()):
        for key, text in texts.items():
            known = allowed.get(key, COMMON)
            yield from _text(content, f"texts/{code}.yaml: {key}", text, known)
    for code, answers in sorted(content.answers.items()):
        for intent, text in answers.items():
            yield from _text(content, f"answers/{code}.yaml: {intent}", text, COMMON)


def differences(content: Content) -> Iterator[str]:
    """Translations that use other variables than the English text does."""
    for folder, shelf in (("texts", content.texts), ("answers", content.answers)):
        english = shelf.get(FALLBACK_LANGUAGE, {})
        for code, texts in sorted(shelf.items()):
            if code != FALLBACK_LANGUAGE:
                yield from _differences(f"{folder}/{code}.yaml", english, texts)


def _differences(
    where: str, english: Mapping[str, Text], texts: Mapping[str, Text]
) -> Iterator[str]:
    for key in sorted(english.keys() & texts.keys()):
        for form in dict.fromkeys((*english[key].forms, *texts[key].forms)):
            wanted, used = used_in(english[key].form(form)), used_in(texts[key].form(form))
            missing, more = sorted(wanted - used), sorted(used - wanted)
            if missing:
                yield f"{where}: {key}: {form}: does not use {', '.join(missing)} as English does"
            if more:
                yield f"{where}: {key}: {form}: uses {', '.join(more)}, English does not"


def used_in(source: str) -> frozenset[str]:
    """Variables of a template, contacts by their full name. Raises TemplateSyntaxError."""
    tree = SANDBOX.parse(source)
    names = meta.find_undeclared_variables(tree) - {"contacts"}
    contacts = {
        f"contacts.{node.attr}"
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "contacts"
    }
    return frozenset(names | contacts)


def _text(content: Content, where: str, text: Text, known: frozenset[str]) -> Iterator[str]:
    contacts = {f"contacts.{name}" for name in content.contacts}
    for form in text.forms:
        try:
            used = used_in(text.form(form))
        except TemplateSyntaxError as error:
            yield f"{where}: {form}: line {error.lineno}: {error.message}"
            continue
        for name in sorted(used - known - contacts):
            yield f"{where}: {form}: nothing fills {name}"

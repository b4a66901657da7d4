"""Reading TwiML, strictly: what the double cannot do is no document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin
from xml.etree import ElementTree

from bot.bench.twilio.double.phone.grammar import ATTRIBUTES, CHILDREN, OPEN, WORDS

MOST_BYTES = 64 * 1024
MOST_SAID = 4096
ADDRESSES = frozenset({"action", "recordingStatusCallback", "statusCallback", "url", "waitUrl"})


class UnreadableError(Exception):
    """What came is no TwiML that the double can do. ``code`` is Twilio's for that."""

    def __init__(self, code: int, why: str) -> None:
        """``why`` names elements and attributes, no text."""
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verb:
    """One element."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = field(default="", repr=False)
    children: tuple[Verb, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: int) -> int:
        """An attribute that is a whole number."""
        return int(self.attributes.get(name, default))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An attribute that is true or false."""
        return self.attributes.get(name, str(default)).lower() == "true"


def read(body: bytes, mime: str) -> tuple[Verb, ...]:
    """The verbs of a document; raises UnreadableError."""
    if mime.partition(";")[0].strip() not in ("text/xml", "application/xml"):
        raise UnreadableError(12300, f"the type {mime!r}")
    if len(body) > MOST_BYTES:
        raise UnreadableError(11750, f"{len(body)} bytes")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - our own service's, in tests
    except ElementTree.ParseError:
        raise UnreadableError(12100, "no XML") from None
    if root.tag != "Response":
        raise UnreadableError(12100, f"the root is <{root.tag}>")
    return _verb(root).children


def whole(verb: Verb, base: str) -> Verb:
    """``verb`` with whole addresses; a Gather and a Record without an action have their own
    document as such."""
    attributes = {
        name: urljoin(base, value) if name in ADDRESSES else value
        for name, value in verb.attributes.items()
    }
    if verb.name in ("Gather", "Record"):
        attributes.setdefault("action", base)
    text = urljoin(base, verb.text) if verb.name in ("Redirect", "Play") else verb.text
    children = tuple(whole(child, base) for child in verb.children)
    return replace(verb, attributes=attributes, text=text, children=children)


def _verb(element: ElementTree.Element) -> Verb:
    name = element.tag
    if strange := _strange(element):
        raise UnreadableError(12200, strange)
    text = (element.text or "").strip()
    if name == "Say" and not 0 < len(text) <= MOST_SAID:
        raise UnreadableError(13520, f"<Say> of {len(text)} characters")
    return Verb(name, dict(element.attrib), text, tuple(_verb(child) for child in element))


def _strange(element: ElementTree.Element) -> str | None:
    name = element.tag
    if name not in ATTRIBUTES:
        return f"<{name}>"
    if name not in OPEN and (unknown := set(element.attrib) - ATTRIBUTES[name]):
        return f"<{name}> with {', '.join(sorted(unknown))}"
    allowed = CHILDREN.get(name, frozenset())
    for child in element:
        if child.tag not in allowed:
            return f"<{child.tag}> in <{name}>"
        if (child.tail or "").strip():
            return f"text in <{name}>"
    if (element.text or "").strip() and name not in WORDS:
        return f"text in <{name}>"
    return None

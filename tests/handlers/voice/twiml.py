"""Whether a document is TwiML that Twilio takes: read off the classes of its own library.

What may stand where, and with which attributes, is what the library's methods make; what its
docstrings and signatures do not say (values, sizes, how a document must end) stands below.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import yaml
from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

MOST_BYTES = 64_000
MOST_SAID = 4096
MOST_NAME = 64
MOST_HINTS, MOST_HINT = 500, 100
WAITING = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Leave", "Hangup"})
"""What Twilio carries out for somebody who waits in a queue."""

VALUES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("values.yaml").read_text(encoding="utf-8")
)
WHOLE = re.compile(r"[0-9]{1,5}")
KEYS = re.compile(r"[0-9*#]*")
BOOLEANS = frozenset(
    {"bargeIn", "actionOnEmptyResult", "playBeep", "answerOnBridge", "hangupOnStar"}
    | {"startConferenceOnEnter", "endConferenceOnExit", "dtmfDetection", "profanityFilter"}
)
NUMBERS = frozenset(
    {"timeout", "speechTimeout", "numDigits", "maxLength", "length", "loop", "timeLimit"}
    | {"maxQueueSize", "maxParticipants"}
)
SPEECH = frozenset({"speechTimeout", "language", "hints", "speechModel", "profanityFilter"})
RELAY = frozenset({"ConversationRelay", "Language"})
ADDRESSES = frozenset({"action", "url", "waitUrl", "statusCallback", "recordingStatusCallback"})


@dataclass(frozen=True)
class Kind:
    """One element as one parent may hold it. ``text``: words stand in it, ``needed`` ones."""

    name: str
    attributes: frozenset[str]
    text: bool
    needed: bool
    made_by: type[TwiML]


def children(parent: type[TwiML]) -> dict[str, Kind]:
    """What may stand in an element of this class: what its methods make."""
    made = {}
    for name, method in vars(parent).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            kind = _kind(parent, method)
            made[kind.name] = kind
    return made


def _kind(parent: type[TwiML], method: Callable[..., TwiML]) -> Kind:
    """What the method makes, when every parameter is given a word of its own."""
    parameters = [
        p for p in inspect.signature(method).parameters.values()
        if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"
    ]  # fmt: skip
    words = {p.name: f"@{p.name}" for p in parameters}
    child = method(_empty(parent), **words)
    text = next((p for p in parameters if child.value == words[p.name]), None)
    needed = text is not None and text.default is inspect.Parameter.empty
    return Kind(child.name, frozenset(child.attrs), text is not None, needed, type(child))


def _empty(cls: type[TwiML]) -> TwiML:
    needed = [
        p for p in inspect.signature(cls).parameters.values()
        if p.default is inspect.Parameter.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]  # fmt: skip
    return cls(*("@" for _ in needed))


def faults(document: str, *, waiting: bool = False) -> list[str]:
    """Everything wrong with a document; ``waiting``: it is heard in a queue."""
    if len(document.encode()) > MOST_BYTES:
        return ["the document is too large"]
    try:
        root = ET.fromstring(document)  # noqa: S314 - our own document
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    if root.tag != "Response" or root.attrib:
        return ["the root is no plain <Response>"]
    found = list(_inside(root, VoiceResponse))
    if waiting:
        found += [f"<{e.tag}> is nothing for a queue" for e in root if e.tag not in WAITING]
    return [*found, *_end(root, waiting=waiting)]


def checked(document: str, *, waiting: bool = False) -> ET.Element:
    """The document's root; fails where anything is wrong with it."""
    assert faults(document, waiting=waiting) == []
    return ET.fromstring(document)  # noqa: S314 - our own document


def _inside(element: ET.Element, cls: type[TwiML]) -> Iterator[str]:
    known = children(cls)
    for child in element:
        kind = known.get(child.tag)
        if kind is None:
            yield f"<{child.tag}> in <{element.tag}>"
            continue
        yield from (
            f"<{child.tag} {name}>" for name in child.attrib if name not in kind.attributes
        )
        yield from _values(child)
        yield from _heard(child)
        yield from _text(child, kind)
        yield from _inside(child, kind.made_by)
    if any((child.tail or "").strip() for child in element):
        yield f"words behind an element in <{element.tag}>"


def _text(element: ET.Element, kind: Kind) -> Iterator[str]:
    text = (element.text or "").strip()
    if text and not kind.text:
        yield f"words in <{element.tag}>"
    if kind.needed and not text:
        yield f"<{element.tag}> is empty"
    if element.tag in ("Say", "Play") and not text and "digits" not in element.attrib:
        yield f"<{element.tag}> is empty"
    if element.tag == "Say" and len(text) > MOST_SAID:
        yield "<Say> is too long"
    if element.tag in ("Enqueue", "Queue", "Conference") and len(text) > MOST_NAME:
        yield f"the name of <{element.tag}> is too long"
    if element.tag in ("Redirect", "Play") and text and not _is_address(text):
        yield f"<{element.tag}> leads nowhere"


def _values(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if not _fits(element.tag, name, value):
            yield f"<{element.tag} {name}={value!r}>"


def _heard(element: ET.Element) -> Iterator[str]:
    """What goes together where words are listened to. Unless it is told not to, Twilio puts stars
    in the place of what is said of violence."""
    given = set(element.attrib)
    if element.tag == "Gather" and "speech" not in element.get("input", "dtmf"):
        yield from (f"<Gather {name}> where keys alone count" for name in sorted(given & SPEECH))
    elif element.tag in ("Gather", "ConversationRelay"):
        if element.get("profanityFilter") != "false":
            yield f"<{element.tag}> stars words out"
        if element.tag == "Gather" and "speechTimeout" not in given:
            yield "<Gather> leaves the end of speech to Twilio"


def _fits(tag: str, name: str, value: str) -> bool:
    checks: dict[tuple[str, str], Callable[[str], bool]] = {
        ("Gather", "language"): lambda v: v in VALUES["hear"],
        ("Say", "language"): lambda v: v in VALUES["say"],
        ("Say", "voice"): lambda v: v in VALUES["voices"],
        ("ConversationRelay", "url"): _is_socket,
        ("ConversationRelay", "language"): lambda v: v in VALUES["say"],
        ("ConversationRelay", "transcriptionLanguage"): lambda v: v in VALUES["hear"],
        ("ConversationRelay", "interruptible"): lambda v: v in VALUES["interruptible"],
        ("Language", "code"): lambda v: v in VALUES["say"] + VALUES["hear"],
        ("Gather", "input"): lambda v: bool(v) and set(v.split()) <= {"dtmf", "speech"},
        ("Gather", "hints"): _are_hints,
        ("Gather", "finishOnKey"): lambda v: bool(KEYS.fullmatch(v)),
        ("Record", "finishOnKey"): lambda v: bool(KEYS.fullmatch(v)),
        ("Record", "recordingStatusCallbackEvent"): lambda v: (
            set(v.split()) <= set(VALUES["recording_events"])
        ),
    }
    check = checks.get((tag, name)) or (_relay if tag in RELAY else _by_name)(name)
    return check(value)


def _relay(name: str) -> Callable[[str], bool]:
    """What both the conversation and one of its languages have."""
    checks: dict[str, Callable[[str], bool]] = {
        "ttsProvider": lambda v: v in VALUES["speakers"],
        "transcriptionProvider": lambda v: v in VALUES["recognisers"],
        "voice": lambda v: any(
            f"{maker}.{v}" in VALUES["voices"] for maker in ("Polly", "Google")
        ),
    }
    return checks.get(name) or _by_name(name)


def _by_name(name: str) -> Callable[[str], bool]:
    if name in BOOLEANS:
        return lambda v: v in ("true", "false")
    if name in NUMBERS:
        return lambda v: bool(WHOLE.fullmatch(v))
    if name in ADDRESSES:
        return _is_address
    if name.lower().endswith("method"):
        return lambda v: v in ("GET", "POST")
    return lambda v: v is not None


def _are_hints(value: str) -> bool:
    phrases = value.split(",")
    return len(phrases) <= MOST_HINTS and all(0 < len(p.strip()) <= MOST_HINT for p in phrases)


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return (parts.scheme in ("http", "https") and bool(parts.netloc)) or value.startswith("/")


def _is_socket(value: str) -> bool:
    """A secure one; Twilio is said to leave out its query, so it has none."""
    parts = urlsplit(value)
    return parts.scheme == "wss" and bool(parts.netloc) and not parts.query


def _end(root: ET.Element, *, waiting: bool) -> Iterator[str]:
    """How a document ends: in a way on, or in a goodbye that is said."""
    last = root[-1] if len(root) else None
    if last is None:
        yield "the document is empty"
    elif last.tag == "Hangup":
        if not any(e.tag in ("Say", "Play") for e in root):
            yield "hangs up without a word"
    elif last.tag == "Leave":
        if not waiting:
            yield "leaves a queue that nobody is in"
    elif last.tag == "Redirect":
        pass
    elif last.tag not in ("Enqueue", "Dial", "Connect") or not last.get("action"):
        yield f"ends in <{last.tag}>"
    for verb in root[:-1]:
        if verb.tag in ("Redirect", "Enqueue", "Hangup", "Leave", "Reject"):
            yield f"goes on behind <{verb.tag}>"

"""What may tell who wrote a message goes, before anybody keeps the message as an example.

Numbers of every kind become "000", names and addresses "X". Both are plain signs that mean nothing
in any of our languages and stand in any script, so that an example teaches what is said around
them; a word such as "<phone>" would teach the model letters that nobody types.

A machine does not find every name. A person reads each line before it is accepted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from phonenumbers import Leniency, PhoneNumberMatcher

from nlu.normalise import Token, normalise, tokens
from nlu.numbers import case_numbers
from nlu.phrase_files import section

NUMBER, NAME = "000", "X"
_FILE = "name_cues.yaml"
_MOST_WORDS = 3
_ROUNDS = 5
_SHORTEST_NAME = 3  # letters: a shorter one is part of too many words
# Kosovo, its neighbours, and where callers come from and pass through.
_REGIONS = (
    *("XK", "AL", "RS", "MK", "ME", "BA", "HR", "GR", "BG", "TR", "DE", "IT", "FR", "ES"),
    *("AF", "PK", "IR", "IQ", "SY", "LB", "JO", "PS", "EG", "LY", "TN", "DZ", "MA", "SD"),
    *("BD", "IN", "NP", "NG", "GH", "CM", "CD", "BI", "CU"),
)
_LOCALES = (
    *("en", "ar", "ar_MA", "ar_DZ", "ar_TN", "ar_SY", "ar_IQ", "fr", "fa", "fa_AF", "ps", "ur"),
    *("tr", "sq", "sr", "sr_Latn", "es"),
)

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;:!?]+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    # "home.no money" is a sentence without its blank: a short ending needs a path behind it.
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:(?:com|org|net|gov|edu)(?![\w.])|[a-z]{2,}/\S*)",
    re.IGNORECASE | re.ASCII,
)
_HANDLE = re.compile(r"(?<![\w.])@\s?\w[\w.]*")
_DIGITS_APART = re.compile(r"(?<![^\W\d_])\+?\(?\d(?:[\s().\-–—/_*,]{0,3}\d){5,}(?![^\W\d_])")
_DIGITS = re.compile(r"\d{5,}")
_DOCUMENT = re.compile(r"(?<![^\W_])(?=[a-z0-9-]{6,}(?![^\W_]))(?:[a-z-]*\d){4,}[a-z0-9-]*", re.I)
_DATE = re.compile(r"(?<!\d)\d{1,4}\s?[./\-–]\s?\d{1,2}\s?[./\-–]\s?\d{2,4}(?!\d)")
# Years of birth by both calendars; a year of arrival goes with them.
_YEAR = re.compile(r"(?<![^\W_])(?:1[34]\d\d|19[2-9]\d|20[0-3]\d)(?![^\W_])")
_REPEATED = re.compile(rf"{NUMBER}(?:[\s.,;:/()+-]*{NUMBER})+|{NAME}(?:[\s.,;:/-]+{NAME}\b)+")
_BREAK = re.compile(r"[.,;:!?()\[\]\n\r\t،؛؟۔\"“”«»|/\\]")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    token: str


def anonymise(text: str, names: Iterable[str] = ()) -> str:
    """Return `text` without numbers, addresses and names; `names` are those that are known.

    What comes out comes out again as it is: what still changes still holds something.
    """
    known = tuple(names)
    for _ in range(_ROUNDS):
        fresh = _once(text, known)
        if fresh == text:
            break
        text = fresh
    return text


def _once(text: str, names: tuple[str, ...]) -> str:
    figures = _western_digits(text)
    found = [*_addresses(figures), *_numbers(figures), *_known(text, names), *_introduced(text)]
    return _REPEATED.sub(_single, _replaced(text, found))


def _single(run: re.Match[str]) -> str:
    return NUMBER if run[0].startswith(NUMBER) else NAME


def _replaced(text: str, found: Iterable[_Found]) -> str:
    parts, end = [], 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            parts += [text[end : one.start], one.token]
        end = max(end, one.end)
    return "".join([*parts, text[end:]])


def _western_digits(text: str) -> str:
    # Sign for sign, so that places stay what they are.
    return re.sub(r"[^\D0-9]", lambda digit: str(unicodedata.digit(digit[0])), text)


def _addresses(text: str) -> Iterator[_Found]:
    for pattern in (_MAIL, _LINK, _HANDLE):
        yield from (_Found(*match.span(), NAME) for match in pattern.finditer(text))


def _numbers(text: str) -> Iterator[_Found]:
    for pattern in (_DIGITS_APART, _DIGITS, _DOCUMENT, _DATE, _YEAR, _written_date()):
        yield from (_Found(*match.span(), NUMBER) for match in pattern.finditer(text))
    for entity in case_numbers(text):
        yield _Found(entity.start, entity.end, NUMBER)
    for region in _REGIONS if any(sign.isdigit() for sign in text) else ():
        for phone in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            yield _Found(phone.start, phone.end, NUMBER)


@cache
def _written_date() -> re.Pattern[str]:
    """A day, a month in letters and a year, the first two in either order.

    Without a year it tells little, and "mai 15 saal" is no date: I am 15 years old.
    """
    names = {
        name.lower()
        for code in _LOCALES
        for context in ("format", "stand-alone")
        for name in Locale.parse(code).months[context]["wide"].values()
    }
    month = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    day, year = r"\d{1,2}(?:st|nd|rd|th|er|\.)?", r"\d{2,4}"
    between = r"[\s,.-]{1,2}(?:of\s|de\s)?"
    return re.compile(
        rf"(?<![^\W_])(?:{day}{between}(?:{month})|(?:{month})\s{day}){between}{year}(?![^\W_])",
        re.IGNORECASE,
    )


def _known(text: str, names: Iterable[str]) -> Iterator[_Found]:
    parts = {part for name in names for part in normalise(name).split()}
    for token in tokens(text):
        if token.norm in parts and len(token.norm) >= _SHORTEST_NAME:
            yield _Found(token.start, token.end, NAME)


def _introduced(text: str) -> Iterator[_Found]:
    """What follows "my name is", up to three words, where the words around do not end it."""
    said = tokens(text)
    norms = [token.norm for token in said]
    for place in range(len(said)):
        size = next((len(c) for c in _cues() if (*norms[place : place + len(c)],) == c), 0)
        name = list(_name(text, said[place + size :], said[place + size - 1].end)) if size else []
        if name:
            yield _Found(name[0].start, name[-1].end, NAME)


def _name(text: str, following: list[Token], end: int) -> Iterator[Token]:
    for number, token in enumerate(following[:_MOST_WORDS]):
        gap = text[end : token.start]
        if _BREAK.search(gap.replace(":", "") if number == 0 else gap):
            return
        if token.norm == normalise(NAME) or token.norm.isdigit():
            return
        if token.norm in _ends():
            return
        yield token
        end = token.end


@cache
def _cues() -> tuple[tuple[str, ...], ...]:
    """The words before a name, in normal form, the longest first."""
    listed = section(_FILE, "before", []).values()
    cues = {(*normalise(str(cue)).split(),) for phrases in listed for cue in phrases}
    return tuple(sorted(cues, key=len, reverse=True))


@cache
def _ends() -> frozenset[str]:
    listed = section(_FILE, "ends", []).values()
    return frozenset(normalise(str(word)) for words in listed for word in words)

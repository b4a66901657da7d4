"""Numbers that a message gives in figures: phone numbers, case numbers."""

import re
import unicodedata
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from nlu.understanding import Entity

_HOME = "XK"
_TELLING_DIGITS = 3  # words of romanised Arabic hold one or two
# Crockford's base 32; people write O for 0, I or L for 1, and leave the dash out.
_CASE = re.compile(
    r"(?<![^\W_])k(?P<dash>\s?[-–—−_.]?\s?)"
    r"(?P<code>[0-9a-z]{3}(?P<gap>[ -]?)[0-9a-z]{3})(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
_SPOKEN = str.maketrans("oil", "011")
_ALPHABET = frozenset("0123456789abcdefghjkmnpqrstvwxyz")


def phones(text: str) -> Iterator[Entity]:
    """Yield the phone numbers in `text`, in any digits; Kosovo's when no country code is given."""
    for match in PhoneNumberMatcher(text, _HOME, leniency=Leniency.VALID):
        value = format_number(match.number, PhoneNumberFormat.E164)
        yield Entity("phone", value, match.raw_string, match.start, match.end)


def case_numbers(text: str) -> Iterator[Entity]:
    """Yield the case numbers in `text` as K-XXXXXX, however they are spaced and capitalised.

    Without its dash a code must look like one: "kitchen" is a word, and so is Arabic "kayw9e3".
    """
    for match in _CASE.finditer(_western_digits(text)):
        code = re.sub(r"[ -]", "", match["code"]).lower().translate(_SPOKEN)
        if _ALPHABET.issuperset(code) and _looks_like_a_code(match, text):
            start, end = match.span()
            yield Entity("case_number", f"K-{code.upper()}", text[start:end], start, end)


def _looks_like_a_code(match: re.Match[str], text: str) -> bool:
    dash, gap, code = str(match["dash"]), str(match["gap"]), str(match["code"])
    if dash.strip() and not gap.isspace():
        return True
    digits = sum(sign.isdigit() for sign in code)
    typed_as_printed = match[0].isupper() or dash != "" or match[0] == text.strip()
    return digits >= (1 if typed_as_printed else _TELLING_DIGITS)


def _western_digits(text: str) -> str:
    # Sign for sign, so that places stay what they are.
    return re.sub(r"[^\D0-9]", lambda digit: str(unicodedata.digit(digit[0])), text)

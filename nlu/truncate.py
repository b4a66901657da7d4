"""Shortening a text without cutting a sentence, or at least a word, in two."""

import re

_SENTENCE_END = re.compile(r"[.!?…؟۔\n]+")


def truncate(text: str, most: int) -> str:
    """Return `text` without outer space, at most `most` characters of it.

    It is cut after the last whole sentence, failing that after the last whole word, but never
    below half of `most`: one endless sentence is cut where it must be.
    """
    text = text.strip()
    if len(text) <= most:
        return text
    head = text[:most]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    ends += [head.rfind(" ")] if not ends or ends[-1] < most // 2 else []
    cut = ends[-1] if ends and ends[-1] >= most // 2 else most
    return head[:cut].strip()

"""Contents: texts with places for values, quick replies, lists; approved ones are templates."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.bench.twilio.double.messages import Button
from bot.bench.twilio.double.refusals import RefusedError

PLACE = re.compile(r"\{\{(\w+)\}\}")
MOST_SHOWN = 1024
MOST_QUICK, QUICK_TITLE = 3, 20
MOST_ITEMS, ITEM_TITLE = 10, 24


@dataclass(frozen=True, slots=True)
class Content:
    """A content as it was created. ``approved`` ones may begin a conversation."""

    sid: str
    name: str
    language: str
    variables: Mapping[str, str]
    types: Mapping[str, Any]
    approved: bool = False

    def to_json(self) -> dict[str, Any]:
        """Twilio's Content."""
        return {
            "sid": self.sid,
            "friendly_name": self.name,
            "language": self.language,
            "variables": dict(self.variables),
            "types": dict(self.types),
        }

    def shown(self, values: Mapping[str, str]) -> tuple[str, str, tuple[Button, ...]]:
        """Kind, text and buttons with ``values`` in their places; raises RefusedError (63021)."""
        name, shape = next(iter(self.types.items()))
        known = {**self.variables, **values}
        text = PLACE.sub(lambda place: known.get(place[1], ""), shape["body"])
        if len(text) > MOST_SHOWN:
            raise RefusedError(63021)
        kind = {"twilio/quick-reply": "quick", "twilio/list-picker": "list"}.get(name, "text")
        return kind, text, _buttons(name, shape)


def content(sid: str, asked: Any, *, approved: bool = False) -> Content:
    """From the JSON of a call; raises RefusedError (20001) where WhatsApp would not show it."""
    try:
        types = asked["types"]
        made = Content(
            sid,
            str(asked.get("friendly_name", "")),
            asked["language"],
            asked.get("variables") or {},
            types,
            approved,
        )
        if len(types) != 1 or not str(next(iter(types.values()))["body"]).strip():
            raise RefusedError(20001, "types")
        _check(types)
    except (KeyError, TypeError, AttributeError):
        raise RefusedError(20001, "types") from None
    return made


def values(variables: str) -> dict[str, str]:
    """ContentVariables, JSON of texts; raises RefusedError (21656)."""
    if not variables:
        return {}
    try:
        found = json.loads(variables)
    except ValueError:
        raise RefusedError(21656) from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise RefusedError(21656)
    # WhatsApp takes no value that is empty, and none with line breaks or many blanks.
    if any(not one.strip() for one in found.values()):
        raise RefusedError(21656)
    return found


def _buttons(name: str, shape: Any) -> tuple[Button, ...]:
    if name == "twilio/quick-reply":
        return tuple(Button(one["title"], one["id"]) for one in shape["actions"])
    if name == "twilio/list-picker":
        return tuple(Button(one["item"], one["id"]) for one in shape["items"])
    return ()


def _check(types: Mapping[str, Any]) -> None:
    name, shape = next(iter(types.items()))
    titles = [one.title for one in _buttons(name, shape)]
    most, longest = {
        "twilio/quick-reply": (MOST_QUICK, QUICK_TITLE),
        "twilio/list-picker": (MOST_ITEMS, ITEM_TITLE),
    }.get(name, (0, 0))
    if name == "twilio/list-picker" and not 0 < len(shape["button"]) <= QUICK_TITLE:
        raise RefusedError(20001, "button")
    fits = all(0 < len(title) <= longest for title in titles)
    if most and not (0 < len(titles) <= most and fits and len(set(titles)) == len(titles)):
        raise RefusedError(20001, "actions")

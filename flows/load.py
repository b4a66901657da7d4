"""Read the content folder. What cannot be read at all is a fault with its file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from flows.content import Content, Faq, Rules, Text
from flows.errors import ContentError
from flows.read import flows_from, route_from

ROOT = Path(__file__).resolve().parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where it was built: ten languages load in a tenth of the time."""

FOLDERS = ("texts", "answers", "faq", "library")
OF_THE_PHONE = ("voice.", "notice.voice")
"""What the names of texts begin with that may have a spoken form and no other."""


def load(root: Path | None = None) -> Content:
    """The content below ``root`` (default: this package). Raises ContentError with every fault."""
    folder = root or ROOT
    faults: list[str] = []
    files = {path: _read(path, faults) for path in _files(folder)}
    named = {path.relative_to(folder).as_posix(): data for path, data in files.items()}
    if faults:
        raise ContentError(faults)
    content = _content(named, _version(folder), faults)
    if faults or content is None:
        raise ContentError(faults)
    return content


def _files(folder: Path) -> list[Path]:
    return sorted(path for name in FOLDERS for path in (folder / name).glob("*.yaml"))


def _version(folder: Path) -> str:
    """A short hash over every content file, so that a transcript can name what was said."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _read(path: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        faults.append(f"{path.parent.name}/{path.name}{line}: is not valid YAML")
        return {}
    if not isinstance(data, Mapping):
        faults.append(f"{path.parent.name}/{path.name}: must be a mapping")
        return {}
    return data


def _content(
    files: Mapping[str, Mapping[str, Any]], version: str, faults: list[str]
) -> Content | None:
    routes = files.get("library/routes.yaml")
    if routes is None:
        faults.append("library/routes.yaml: is missing")
        return None
    texts = dict(_by_language(files, "texts"))
    return Content(
        languages=tuple(routes["languages"]),
        texts={c: _texts(f"texts/{c}.yaml", d.get("texts"), faults) for c, d in texts.items()},
        labels={c: dict(d.get("labels") or {}) for c, d in texts.items()},
        answers={
            c: _texts(f"answers/{c}.yaml", d.get("answers"), faults)
            for c, d in _by_language(files, "answers")
        },
        faq=_faq(files, faults),
        flows=flows_from(dict(_by_language(files, "library")), faults),
        routes={str(k): route_from(str(k), v, faults) for k, v in routes["intents"].items()},
        rules=Rules(**routes["rules"]),
        versions={k: str(v) for k, v in routes["versions"].items()},
        contacts={k: str(v) for k, v in files.get("library/contacts.yaml", {}).items()},
        retracting=tuple(routes["retracting"]),
        version=version,
        drafts=_drafts(files),
    )


def _drafts(files: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Languages that have a file which does not say that it was reviewed."""
    written = [*_by_language(files, "texts"), *_by_language(files, "answers")]
    return frozenset(c for c, d in written if (d.get("review") or {}).get("status") != "reviewed")


def _by_language(
    files: Mapping[str, Mapping[str, Any]], folder: str
) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (name.removeprefix(f"{folder}/").removesuffix(".yaml"), data)
        for name, data in files.items()
        if name.startswith(f"{folder}/")
    ]


def _texts(where: str, data: object, faults: list[str]) -> dict[str, Text]:
    found = {}
    for key, body in (data if isinstance(data, Mapping) else {}).items():
        text = _text(
            f"{where}: {key}", str(key), body if isinstance(body, Mapping) else {}, faults
        )
        if text is not None:
            found[str(key)] = text
    return found


def _text(where: str, key: str, forms: Mapping[str, Any], faults: list[str]) -> Text | None:
    spoken = forms.get("spoken")
    if set(forms) == {"spoken"} and key.startswith(OF_THE_PHONE) and isinstance(spoken, str):
        return Text.of_the_phone(spoken)
    absent = [form for form in ("full", "short") if not isinstance(forms.get(form), str)]
    faults += [f"{where}: {form} is missing" for form in absent]
    if "spoken" in forms and not isinstance(spoken, str):
        faults.append(f"{where}: spoken is no text")
        return None
    return None if absent else Text(forms["full"], forms["short"], spoken)


def _faq(files: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, Faq]:
    found = {}
    for topic, data in _by_language(files, "faq"):
        for intent, body in data.items():
            entry = _faq_entry(f"faq/{topic}.yaml: {intent}", body, faults)
            if entry is not None:
                found[str(intent)] = entry
    return found


def _faq_entry(where: str, body: Mapping[str, Any], faults: list[str]) -> Faq | None:
    kinds = {"sources": list, "checked": date, "review_days": int, "sensitive": bool}
    wrong = [name for name, kind in kinds.items() if not isinstance(body.get(name), kind)]
    faults += [f"{where}: {name} is missing or of the wrong kind" for name in wrong]
    if wrong:
        return None
    return Faq(
        tuple((source["name"], source["url"]) for source in body["sources"]),
        body["checked"],
        body["review_days"],
        body["sensitive"],
        tuple(body.get("related", ())),
    )

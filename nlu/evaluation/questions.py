"""The messages that are asked: files of id, language, intent or a|b, text, tab between."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import NluError
from nlu.files import LANGUAGES
from nlu.intents import intents
from nlu.main_script import LATIN, main_script
from nlu.script import LANGUAGES_OF, UNDETERMINED, script_of

HELD_OUT = Path(__file__).parent / "held_out"
COLUMNS = ("id", "lang", "intent", "text")
# Languages that our data knows in one way of writing only, so that the bare code says enough.
_ONE_SCRIPT = frozenset({"en", "fr", "tr", "sq", "es"})


class QuestionsFault(NluError):
    """Lines that cannot be asked: each named by file, line number and what is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        """`faults`: a line for each."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Question:
    """A message and what it means: one intent, or several, the one that matters most first."""

    id: str
    language: str
    script: str
    intents: tuple[str, ...]
    text: str


def held_out() -> list[Path]:
    """Return the files of messages by other authors, in the order of their names."""
    return sorted(HELD_OUT.glob("*.tsv"))


def read_questions(paths: Sequence[Path]) -> list[Question]:
    """Return the questions of all `paths`; a first line that names the columns is skipped.

    Raises QuestionsFault with every wrong line of every file at once.
    """
    faults: list[str] = []
    found: list[Question] = []
    seen: dict[str, str] = {}
    for path in paths:
        for place, fields in _lines(path, faults):
            wrong = [*_wrong(fields), *_repeated(fields[0], place, seen)]
            faults += [f"{place}: {fault}" for fault in wrong]
            found += [] if wrong else [_question(*fields)]
    if not faults and not found:
        faults.append(f"{', '.join(p.name for p in paths) or 'no file'}: no messages")
    if faults:
        raise QuestionsFault(faults)
    return found


def digest(questions: Sequence[Question]) -> str:
    """Return 12 hex digits that change with any question, its answer or the order."""
    whole = "\n".join(
        "\t".join((q.id, variety(q), "|".join(q.intents), q.text)) for q in questions
    )
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def variety(question: Question) -> str:
    """Return language and script as the intent model names them: `fr`, `ar-arab`, `ar-latn`."""
    return variety_name(question.language, question.script)


def variety_name(language: str, script: str) -> str:
    """Return the name of `language` written in `script` (ISO 15924, lower case)."""
    plain = language in _ONE_SCRIPT and script == LATIN
    return language if plain else f"{language}-{script}"


def _lines(path: Path, faults: list[str]) -> Iterator[tuple[str, list[str]]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: cannot be read: {type(error).__name__}")
        return
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r").split("\t")
        last = number == len(lines) and fields == [""]
        if last or (number == 1 and tuple(f.strip().lower() for f in fields) == COLUMNS):
            continue
        if len(fields) == len(COLUMNS):
            yield f"{path.name}, line {number}", [field.strip() for field in fields]
        else:
            faults.append(f"{path.name}, line {number}: {len(fields)} columns, must be 4")


def _wrong(fields: Sequence[str]) -> Iterator[str]:
    name, language, meant, text = fields
    code, _, script = language.partition("-")
    if not name:
        yield "no id"
    if code not in LANGUAGES or (script and code not in LANGUAGES_OF.get(script, ())):
        yield f"no such language: {language!r}"
    yield from (f"no such intent: {one!r}" for one in meant.split("|") if one not in intents())
    if len(set(meant.split("|"))) != len(meant.split("|")):
        yield "an intent is given twice"
    if not text:
        yield "no text"


def _repeated(name: str, place: str, seen: dict[str, str]) -> Iterator[str]:
    if name and name in seen:
        yield f"the id {name!r} is taken by {seen[name]}"
    seen.setdefault(name, place)


def _question(name: str, language: str, meant: str, text: str) -> Question:
    code, _, stated = language.partition("-")
    read = script_of(text)
    script = stated or (main_script(code) if read == UNDETERMINED else read)
    return Question(name, code, script, tuple(meant.split("|")), text)

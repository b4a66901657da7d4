"""For managers: what is read aloud on the phone, in which voice, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from bot.errors import BadInputError, ConflictError, ForbiddenError
from bot.library import MISSING, STALE, STATES, Entry, Library, Shelf
from bot.sounds import TOO_BIG
from bot.views import MACHINE, PERSON, Recording
from handlers.console.files import SealedFile
from handlers.console.forms import field, path_name
from handlers.console.gate import Visit
from handlers.console.languages import english_name, own_name
from handlers.console.render import REVIEWING, Page, frame, html
from handlers.console.times import Moment, moment

ADDRESS = "/console/recordings"
OPERATORS = "Recordings are for managers and administrators."
PAGE_SIZE = 25
MOST_DIGITS = 6
TAKEN, DELETED = "taken-", "deleted"
RIGHT_TO_LEFT = ("ar", "fa", "ps", "ur")
ESSENTIAL = "essential"
SHOWN = {
    "": "All",
    ESSENTIAL: "Needed at least, not recorded by a person",
    PERSON: "Recorded by a person",
    MACHINE: "Machine speech",
    STALE: "Words have changed",
    MISSING: "Missing",
}
STATE_WORDS = {
    PERSON: "Recorded by a person",
    MACHINE: "Machine speech, a placeholder",
    STALE: "Words have changed: record them anew",
    MISSING: "Missing",
}


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """How far one language is; ``ready`` of ``needed`` are what a call needs at least."""

    code: str
    name: str
    own: str
    how: str
    many: int
    person: int
    machine: int
    stale: int
    missing: int
    ready: int
    needed: int


@dataclass(frozen=True, slots=True)
class RecordingsPage(Page):
    """All languages. ``placeholders``: callers hear machine speech."""

    template = "recordings.html"
    lines: tuple[LanguageLine, ...]
    placeholders: bool


@dataclass(frozen=True, slots=True)
class SoundLine:
    """A recording that can be heard and deleted."""

    id: str
    address: str
    key: str
    facts: str
    at: Moment


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One script. ``old`` is a recording of words that have changed since."""

    number: int
    key: str
    text: str
    checksum: str
    essential: bool
    state: str
    state_words: str
    sound: SoundLine | None
    old: SoundLine | None


@dataclass(frozen=True, slots=True)
class LanguagePage(Page):
    """The scripts of one language, some at a time; ``shown`` says which. ``error`` is about
    the file that was refused, ``stored`` the line of one that was taken just now (0: none);
    ``query`` leads back to this page of them, ``delete`` is where recordings are deleted."""

    template = "recordings_language.html"
    language: LanguageLine
    draft: bool
    direction: str
    choices: tuple[tuple[str, str], ...]
    shown: str
    lines: tuple[ScriptLine, ...]
    total: int
    number: int
    pages: int
    earlier: str
    later: str
    unused: tuple[SoundLine, ...]
    unsayable: tuple[str, ...]
    error: str
    stored: int
    deleted: bool
    query: str
    delete: str


@dataclass(frozen=True, slots=True)
class SheetPage(Page):
    """Everything to read in one language, to be printed."""

    template = "recordings_sheet.html"
    language: LanguageLine
    draft: bool
    direction: str
    lines: tuple[ScriptLine, ...]


class RecordingPages:
    """The list, one language, its sheet, and what is done with a recording."""

    def __init__(self, library: Library) -> None:
        """``library`` keeps the recordings."""
        self._library = library

    async def show(self, visit: Visit) -> Response:
        """All languages."""
        _check_may_manage(visit)
        shelves = await self._library.shelves(visit.staff)
        page = RecordingsPage(
            frame=frame("Recordings", visit.session, ADDRESS),
            lines=tuple(map(_language, shelves)),
            placeholders=any(shelf.placeholders for shelf in shelves),
        )
        return html(page)

    async def language(self, visit: Visit) -> Response:
        """The scripts of one language."""
        return html(await self._page(visit))

    async def take(self, visit: Visit) -> Response:
        """Keep a file that was chosen for a script, and show the page again at that place."""
        _check_may_manage(visit)
        code = path_name(visit.request, "language")
        try:
            entry = await self._library.take(
                visit.staff, code, field(visit.form, "checksum"), _sound_of(visit)
            )
        except (BadInputError, ConflictError) as error:
            return html(await self._page(visit, error.message), error.status)
        return _back(code, visit, f"{TAKEN}{entry.number}")

    async def delete(self, visit: Visit) -> Response:
        """Delete a recording."""
        _check_may_manage(visit)
        code = path_name(visit.request, "language")
        await self._library.remove(visit.staff, code, field(visit.form, "id"))
        return _back(code, visit, DELETED)

    async def sheet(self, visit: Visit) -> Response:
        """Everything to read, for the printer."""
        _check_may_manage(visit)
        shelf = await self._library.shelf(visit.staff, path_name(visit.request, "language"))
        page = SheetPage(
            frame=frame(f"Script: {english_name(shelf.language)}", visit.session),
            language=_language(shelf),
            draft=shelf.draft,
            direction=_direction(shelf.language),
            lines=tuple(_line(shelf.language, entry) for entry in shelf.entries),
        )
        return html(page)

    async def sound(self, visit: Visit) -> Response:
        """A recording, to be listened to."""
        _check_may_manage(visit)
        sound_id = path_name(visit.request, "id")
        return SealedFile(await self._library.sound(visit.staff, sound_id), sound_id)

    async def _page(self, visit: Visit, error: str = "") -> LanguagePage:
        _check_may_manage(visit)
        shelf = await self._library.shelf(visit.staff, path_name(visit.request, "language"))
        shown, number = _asked(visit)
        entries = [entry for entry in shelf.entries if _is_shown(entry, shown)]
        pages = max(1, -(-len(entries) // PAGE_SIZE))
        number = min(number, pages)
        some = entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        return LanguagePage(
            frame=frame(f"Recordings: {english_name(shelf.language)}", visit.session, ADDRESS),
            language=_language(shelf),
            draft=shelf.draft,
            direction=_direction(shelf.language),
            choices=tuple(SHOWN.items()),
            shown=shown,
            lines=tuple(_line(shelf.language, entry) for entry in some),
            total=len(entries),
            number=number,
            pages=pages,
            earlier=_address(shelf.language, shown, number - 1) if number > 1 else "",
            later=_address(shelf.language, shown, number + 1) if number < pages else "",
            unused=tuple(_sound(shelf.language, one) for one in shelf.unused),
            unsayable=tuple(f"{one.key}: {one.value}" for one in shelf.unsayable),
            error=f"{_place(shelf, field(visit.form, 'checksum'))}{error}" if error else "",
            stored=_stored(visit.request.query_params.get("done", "")),
            deleted=visit.request.query_params.get("done") == DELETED,
            query=_query(shown, number),
            delete=f"{ADDRESS}/{shelf.language}/delete{_query(shown, number)}",
        )


def _check_may_manage(visit: Visit) -> None:
    if visit.staff.role not in REVIEWING:
        raise ForbiddenError(OPERATORS)


def _asked(visit: Visit) -> tuple[str, int]:
    """Which scripts and which page of them the address asks for; nonsense asks for the first."""
    given = visit.request.query_params
    shown, number = given.get("show", ""), given.get("page", "")
    is_page = number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS
    return shown if shown in SHOWN else "", max(1, int(number)) if is_page else 1


def _is_shown(entry: Entry, shown: str) -> bool:
    if shown == ESSENTIAL:
        return entry.script.essential and entry.state != PERSON
    return not shown or entry.state == shown


def _address(code: str, shown: str, page: int, done: str = "") -> str:
    return f"{ADDRESS}/{code}{_query(shown, page, done)}"


def _query(shown: str, page: int, done: str = "") -> str:
    asked = {"show": shown, "page": "" if page == 1 else str(page), "done": done}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"?{query}" if query else ""


def _back(code: str, visit: Visit, done: str) -> Response:
    """To where the form stood, so that the next script is at hand."""
    shown, number = _asked(visit)
    line = done.replace(TAKEN, "#line-") if done.startswith(TAKEN) else ""
    return RedirectResponse(_address(code, shown, number, done) + line, 303)


def _place(shelf: Shelf, checksum: str) -> str:
    """The line that a form was about; "" where its words are said no more."""
    numbers = [entry.number for entry in shelf.entries if entry.checksum == checksum]
    return f"Line {numbers[0]}: " if numbers else ""


def _stored(done: str) -> int:
    number = done.removeprefix(TAKEN)
    is_line = done.startswith(TAKEN) and number.isascii() and number.isdecimal()
    return int(number) if is_line and len(number) < MOST_DIGITS else 0


def _direction(code: str) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def _language(shelf: Shelf) -> LanguageLine:
    return LanguageLine(
        code=shelf.language,
        name=english_name(shelf.language),
        own=own_name(shelf.language),
        how="Said by Twilio" if shelf.said else "Needs recordings",
        many=len(shelf.entries),
        person=shelf.count(PERSON),
        machine=shelf.count(MACHINE),
        stale=shelf.count(STALE),
        missing=shelf.count(MISSING),
        ready=shelf.count(PERSON, essential=True),
        needed=shelf.count(*STATES, essential=True),
    )


def _line(code: str, entry: Entry) -> ScriptLine:
    script = entry.script
    return ScriptLine(
        number=entry.number,
        key=f"{script.key} {script.part}",
        text=script.text,
        checksum=entry.checksum,
        essential=script.essential,
        state=entry.state,
        state_words=STATE_WORDS[entry.state],
        sound=_sound(code, entry.recording) if entry.recording else None,
        old=_sound(code, entry.old) if entry.old else None,
    )


def _sound(code: str, one: Recording) -> SoundLine:
    by = "a person" if one.origin == PERSON else "a machine"
    return SoundLine(
        id=one.id,
        address=f"{ADDRESS}/{code}/sounds/{one.id}",
        key=one.key,
        facts=f"By {by}, {one.seconds:.1f} s, {one.size / 1000:.0f} kB",
        at=moment(one.created_at),
    )


def _sound_of(visit: Visit) -> bytes:
    """The file that was posted, empty where none was; raises BadInputError where it is too big."""
    if visit.cut_off:
        raise BadInputError(TOO_BIG)
    return visit.files[0].content if visit.files else b""

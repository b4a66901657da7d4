"""Pages: a frozen dataclass for what a template shows, and the template it names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.desk_rules import ANSWERING
from bot.views import StaffSession
from handlers.console.directions import isolated
from handlers.console.words import ROLES

FOLDER = Path(__file__).parent
REVIEWING = ("manager", "administrator")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation. ``here`` marks the page that is open."""

    address: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page. ``who`` is "" and ``links`` empty where nobody is logged in."""

    title: str
    who: str
    role: str
    csrf: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one template is given: every field, and nothing else."""

    template: ClassVar[str]
    frame: Frame


def frame(title: str, session: StaffSession | None, here: str = "") -> Frame:
    """The frame of a page called ``title`` at address ``here``."""
    if session is None:
        return Frame(title, "", "", "", ())
    staff = session.staff
    pages = [("/console", "Queue")]
    if staff.role in REVIEWING:
        pages += [
            ("/console/transcripts", "Transcripts"),
            ("/console/costs", "Costs"),
            ("/console/recordings", "Recordings"),
        ]
    if staff.role == "administrator":
        pages.append(("/console/accounts", "Accounts"))
    if staff.role in ANSWERING:
        pages.append(("/console/phone", "My phone"))
    links = () if staff.must_change else tuple(Link(at, name, at == here) for at, name in pages)
    return Frame(title, staff.display_name, ROLES[staff.role], session.csrf, links)


def environment() -> Environment:
    """Templates that escape everything and stumble over a name that nobody gave."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["isolated"] = isolated
    return made


_ENVIRONMENT = environment()


def html(page: Page, status: int = 200) -> HTMLResponse:
    """The page as an answer."""
    given = {field.name: getattr(page, field.name) for field in fields(page)}
    text = _ENVIRONMENT.get_template(page.template).render(given)
    return HTMLResponse(text, status)

"""The console's door: which page stands at which address, and behind which gate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.desk import Desk
from bot.errors import NotFoundError
from bot.library import Library
from bot.login import Login
from bot.sounds import MAX_BYTES
from handlers.console.accounts import AccountPages
from handlers.console.case import CasePages
from handlers.console.costs import CostPages
from handlers.console.files import FilePages
from handlers.console.gate import Endpoint, Gate
from handlers.console.live import Live
from handlers.console.login import LoginPages
from handlers.console.meaning import MeaningPages
from handlers.console.others import OtherPages
from handlers.console.phone import PhonePages
from handlers.console.queue import QueuePages
from handlers.console.recordings import ADDRESS as RECORDINGS
from handlers.console.recordings import RecordingPages
from handlers.console.transcripts import TranscriptPages
from handlers.console.uploads import most_read

STATIC = Path(__file__).parent / "static"
FILES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class Route:
    """One page. ``is_open``: it is shown to people who are not logged in. ``most_body`` is how
    many bytes a request for it may have where that is more than anywhere else."""

    path: str
    endpoint: Endpoint
    methods: tuple[str, ...] = ("GET",)
    is_open: bool = False
    most_body: int | None = None


def routes(desk: Desk, login: Login, library: Library, *, secure_cookies: bool) -> APIRouter:
    """All addresses under /console. ``secure_cookies``: the cookie travels over HTTPS only."""
    router = APIRouter(include_in_schema=False)
    for route in table(desk, login, library, secure_cookies=secure_cookies):
        router.add_api_route(
            route.path,
            route.endpoint,
            methods=[*route.methods, *(["HEAD"] if "GET" in route.methods else [])],
            response_model=None,
            max_body_size=route.most_body,
        )
    return router


def table(
    desk: Desk, login: Login, library: Library, *, secure_cookies: bool
) -> tuple[Route, ...]:
    """Every page with its gate; the last one answers where no other does."""
    gate, live = Gate(login), Live(desk, login)
    cases = CasePages(desk, live)
    return (
        *_login(gate, LoginPages(login, secure=secure_cookies)),
        *_queue(gate, QueuePages(desk, live)),
        *_case(gate, cases, desk.most_file),
        *_phone(gate, PhonePages(desk, cases)),
        *_meaning(gate, MeaningPages(desk)),
        *_files(gate, FilePages(desk)),
        *_review(gate, TranscriptPages(desk), AccountPages(login)),
        *_costs(gate, CostPages(desk.costs, desk.zone.key)),
        *_others(gate, OtherPages(desk.callers)),
        *_recordings(gate, RecordingPages(library)),
        Route("/console/static/{name}", gate.open(_static), is_open=True),
        Route("/console", gate.open(_nothing), ANY_METHOD, is_open=True),
        Route("/console/{rest:path}", gate.open(_nothing), ANY_METHOD, is_open=True),
    )


def _login(gate: Gate, pages: LoginPages) -> tuple[Route, ...]:
    password = "/console/password"  # noqa: S105 - a page
    return (
        Route("/console/login", gate.open(pages.show), is_open=True),
        Route("/console/login", gate.open(pages.log_in), ("POST",), is_open=True),
        Route("/console/logout", gate.closed(pages.log_out, one_time=True), ("POST",)),
        Route(password, gate.closed(pages.show_password, one_time=True)),
        Route(password, gate.closed(pages.change_password, one_time=True), ("POST",)),
    )


def _queue(gate: Gate, pages: QueuePages) -> tuple[Route, ...]:
    return (
        Route("/console", gate.closed(pages.show)),
        Route("/console/", gate.closed(pages.show)),
        Route("/console/queue/rows", gate.closed(pages.rows)),
        Route("/console/events", gate.closed(pages.events)),
    )


def _case(gate: Gate, pages: CasePages, most_file: int) -> tuple[Route, ...]:
    case = "/console/cases/{number}"
    reply = gate.closed(pages.reply, most_file=most_file)
    return (
        Route(case, gate.closed(pages.show)),
        Route(f"{case}/live", gate.closed(pages.live)),
        Route(f"{case}/events", gate.closed(pages.events)),
        Route(f"{case}/claim", gate.closed(pages.claim), ("POST",)),
        Route(f"{case}/reply", reply, ("POST",), most_body=most_read(most_file)),
        Route(f"{case}/lines/{{n}}/again", gate.closed(pages.again), ("POST",)),
        Route(f"{case}/note", gate.closed(pages.note), ("POST",)),
        Route(f"{case}/close", gate.closed(pages.close), ("POST",)),
    )


def _phone(gate: Gate, pages: PhonePages) -> tuple[Route, ...]:
    case = "/console/cases/{number}"
    return (
        Route("/console/phone", gate.closed(pages.show)),
        Route("/console/phone", gate.closed(pages.keep), ("POST",)),
        Route("/console/phone/calls", gate.closed(pages.take_calls), ("POST",)),
        Route(f"{case}/ring", gate.closed(pages.ring), ("POST",)),
        Route(f"{case}/third", gate.closed(pages.add), ("POST",)),
    )


def _meaning(gate: Gate, pages: MeaningPages) -> tuple[Route, ...]:
    places = ("/console/cases/{number}/lines/{n}", "/console/transcripts/{id}/lines/{n}")
    return (
        *(Route(place, gate.closed(pages.show)) for place in places),
        *(Route(place, gate.closed(pages.correct), ("POST",)) for place in places),
    )


def _files(gate: Gate, pages: FilePages) -> tuple[Route, ...]:
    return (
        Route("/console/cases/{number}/files/{file}", gate.closed(pages.of_case)),
        Route("/console/transcripts/{id}/files/{file}", gate.closed(pages.of_transcript)),
    )


def _review(gate: Gate, transcripts: TranscriptPages, accounts: AccountPages) -> tuple[Route, ...]:
    return (
        Route("/console/transcripts", gate.closed(transcripts.find)),
        Route("/console/transcripts/{id}", gate.closed(transcripts.read)),
        Route("/console/accounts", gate.closed(accounts.show)),
        Route("/console/accounts", gate.closed(accounts.add), ("POST",)),
    )


def _costs(gate: Gate, pages: CostPages) -> tuple[Route, ...]:
    return (
        Route("/console/costs", gate.closed(pages.show)),
        Route("/console/costs.csv", gate.closed(pages.download)),
    )


def _others(gate: Gate, pages: OtherPages) -> tuple[Route, ...]:
    case = "/console/cases/{number}"
    return (
        Route(f"{case}/others/{{id}}", gate.closed(pages.read)),
        Route(f"{case}/links/{{id}}/undo", gate.closed(pages.undo), ("POST",)),
    )


def _recordings(gate: Gate, pages: RecordingPages) -> tuple[Route, ...]:
    one = f"{RECORDINGS}/{{language}}"
    take = gate.closed(pages.take, most_file=MAX_BYTES)
    return (
        Route(RECORDINGS, gate.closed(pages.show)),
        Route(one, gate.closed(pages.language)),
        Route(one, take, ("POST",), most_body=most_read(MAX_BYTES)),
        Route(f"{one}/sheet", gate.closed(pages.sheet)),
        Route(f"{one}/delete", gate.closed(pages.delete), ("POST",)),
        Route(f"{one}/sounds/{{id}}", gate.closed(pages.sound)),
    )


async def _static(request: Request) -> Response:
    name = str(request.path_params["name"])
    if name not in FILES:
        raise NotFoundError
    return FileResponse(STATIC / name, media_type=FILES[name])


async def _nothing(_request: Request) -> Response:
    raise NotFoundError

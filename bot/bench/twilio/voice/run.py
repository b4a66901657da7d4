"""The service while many people call it at once."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import parse_qs, urlsplit

from bot.bench.figures import Times, times
from bot.bench.traffic.crowd import ENDING
from bot.bench.traffic.measuring import database, served
from bot.bench.traffic.service import Service
from bot.bench.twilio.double.phone.asking import Page
from bot.bench.twilio.double.phone.document import UnreadableError
from bot.bench.twilio.double.phone.lines import Line
from bot.bench.twilio.double.twilio import Double
from bot.bench.twilio.run import PUBLIC, UNLIMITED
from bot.bench.twilio.voice.callers import Caller, Pool
from bot.bench.twilio.voice.outcome import CallPlan, Phoned
from bot.errors import BadInputError
from bot.supervisor import Tell
from nlu.evaluation.questions import Question

VOICE = "/twilio/voice"
KINDS = {
    "all documents": (),
    "the first one": (VOICE,),
    "a turn": (f"{VOICE}/turn",),
    "after a filler": (f"{VOICE}/answer",),
}
"""Figures with the paths that they are of; none: all of them."""

GOOD_ENDS = frozenset({"person", "hangup"})
WARM = 3


async def bench_voice(
    plan: CallPlan, tell: Tell, archive: Path | None, asked: Sequence[Question]
) -> Phoned:
    """Let ``plan`` happen to a service of its own, in a folder that is thrown away.

    ``archive`` is the model that understands, without one keywords do; ``asked`` is what people
    say. Raises StartError, or NluAway for the model.
    """
    pool = _pool(plan, asked)
    with TemporaryDirectory(prefix="infoline-bench-") as folder:
        data = Path(folder)
        async with Double(seed=plan.seed) as double, served(archive, data, tell) as model:
            service = Service(data, variables(double, plan) | model, public=False)
            try:
                async with database(data):
                    await service.start()
                    double.calls_back(PUBLIC, service.base)
                    return await _measure(plan, tell, archive, double, pool)
            finally:
                service.end()


async def _measure(
    plan: CallPlan, tell: Tell, archive: Path | None, double: Double, pool: Pool
) -> Phoned:
    tell(f"{WARM} calls one after the other")
    quick = replace(plan, pace=0.0)
    for number in range(WARM):
        await Caller(double.phone(), quick, number, pool).call()
    double.exchange.asker.pages.clear()
    double.faults.repeat = plan.repeat
    tell(f"{plan.calls} calls at once")
    callers = [Caller(double.phone(), plan, number, pool) for number in range(plan.calls)]
    crowd, began = _Crowd(), perf_counter()
    await crowd.calls(callers)
    seconds = perf_counter() - began
    pages = double.exchange.asker.pages
    return Phoned(
        plan=plan,
        model=archive.name if archive else None,
        cores=os.cpu_count() or 1,
        times=_times(pages),
        slowest_ms=max(page.seconds for page in pages) * 1000,
        largest_bytes=max(len(page.body) for page in pages),
        documents=len(pages),
        repeats=sum(page.repeat for page in pages),
        turns=sum(caller.turns for caller in callers),
        fillers=len({(one.sid, _turn(one)) for one in _of(pages, f"{VOICE}/answer")}),
        at_once=crowd.most,
        ended=crowd.ended,
        lost=crowd.lost,
        seconds=seconds,
    )


class _Crowd:
    """People who call at the same time; ``most`` of them at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.ended: Counter[str] = Counter()
        self.lost: list[str] = []

    async def calls(self, callers: Sequence[Caller]) -> None:
        """All of them, to their ends."""
        await asyncio.gather(*map(self._one, callers))

    async def _one(self, caller: Caller) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            line = await caller.call()
        except (UnreadableError, LookupError) as trouble:
            self.lost.append(str(trouble))
        else:
            self._note(line)
        finally:
            self.now -= 1

    def _note(self, line: Line) -> None:
        by = line.ended_by or ""
        self.ended[by] += 1
        if by not in GOOD_ENDS:
            self.lost.append(by)


def _times(pages: Sequence[Page]) -> list[Times]:
    taken = {
        name: [page.seconds * 1000 for page in _of(pages, *paths)] for name, paths in KINDS.items()
    }
    return [times(name, found) for name, found in taken.items() if found]


def _of(pages: Sequence[Page], *paths: str) -> list[Page]:
    return [page for page in pages if not paths or urlsplit(page.url).path in paths]


def _turn(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("t", [""])[0]


def _pool(plan: CallPlan, asked: Sequence[Question]) -> Pool:
    """What people say, by language: nothing that ends everything."""
    pool = {
        code: [
            one.text
            for one in asked
            if one.language == code and not ENDING.intersection(one.intents)
        ]
        for code in plan.languages
    }
    if missing := [code for code, texts in pool.items() if not texts]:
        msg = f"There are no messages in {', '.join(missing)}."
        raise BadInputError(msg)
    return pool


def variables(double: Double, plan: CallPlan) -> dict[str, str]:
    """Account, number and addresses, languages in the order of their keys; no limits for a crowd
    with one prefix."""
    return {
        "TWILIO_ACCOUNT_SID": double.account.sid,
        "TWILIO_AUTH_TOKEN": double.account.token,
        "TWILIO_VOICE_FROM": double.exchange.number,
        "TWILIO_API_BASE": double.base,
        "INFOLINE_PUBLIC_URL": PUBLIC,
        "INFOLINE_VOICE__ORDER": json.dumps(plan.languages),
        "INFOLINE_VOICE__CALLBACKS_A_DAY": "0",
        "INFOLINE_LIMITS__PER_NUMBER_AN_HOUR": str(UNLIMITED),
        "INFOLINE_LIMITS__PER_PREFIX_AN_HOUR": str(UNLIMITED),
    }

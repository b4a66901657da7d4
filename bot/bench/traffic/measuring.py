"""One measurement: start, offer, kill, start again, wait, and count."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bench.double.loopback import utc_now
from bot.bench.traffic.counting import count
from bot.bench.traffic.crowd import Crowd
from bot.bench.traffic.outcome import Handled
from bot.bench.traffic.plan import Plan
from bot.bench.traffic.service import Service
from bot.bench.traffic.side import Side, Wrote
from bot.bench.traffic.watch import Watch
from bot.keys import KEY_FILE
from bot.serving.announce import FILE, write_serving
from bot.serving.temporary import temporary_servers
from bot.store.database import Store, database_url, make_engine
from bot.store.migrate import migrate
from bot.store.vault import Vault, make_key_file
from bot.supervisor import Tell

CALM_SHARE = 0.25  # of the throughput that was just measured
SLOWEST_A_SECOND = 0.5


async def measure(
    side: Side, plan: Plan, tell: Tell, archive: Path | None, pool: Sequence[str]
) -> Handled:
    """Let ``plan`` happen to a service of its own, in a folder that is thrown away.

    ``archive`` is the model that understands, without one keywords do; ``pool`` is what people
    write. Raises StartError, or NluAway for the model.
    """
    with TemporaryDirectory(prefix="infoline-bench-") as folder:
        data = Path(folder)
        async with served(archive, data, tell) as variables:
            service = Service(data, side.variables(plan) | variables, public=side.public)
            side.reach(service.base)
            try:
                async with database(data) as store:
                    await service.start()
                    crowd = Crowd(side, plan, pool)
                    watch = Watch(side, service, store, crowd, tell)
                    name = archive.name if archive else None
                    return await _measure(plan, tell, name, side, crowd, watch, store)
            finally:
                service.end()


async def _measure(
    plan: Plan,
    tell: Tell,
    model: str | None,
    side: Side,
    crowd: Crowd,
    watch: Watch,
    store: Store,
) -> Handled:
    side.trouble(plan.repeat, reorder=True)
    tell(f"{plan.updates} messages from {plan.people} people, {plan.kills} kills")
    busy = crowd.all_write(plan.updates)
    await watch.until_still(plan.updates, crowd.moments(plan.kills))
    side.trouble(0.0, reorder=False)
    crowded = await count(store, side, busy)
    rate = max(SLOWEST_A_SECOND, crowded.updates_per_second * CALM_SHARE)
    calm = await _calm(plan, tell, crowd, rate)
    await watch.until_still(plan.updates + plan.calm, [])
    whole = await count(store, side, [*busy, *calm])
    return Handled(
        plan=plan,
        model=model,
        cores=os.cpu_count() or 1,
        repeats=side.repeated(),
        fates=whole.fates,
        seconds=crowded.seconds,
        down_seconds=watch.down_seconds,
        updates_per_second=crowded.updates_per_second,
        busy=crowded.times("in the crowd", busy),
        calm=whole.times(f"{rate:.1f} messages a second", calm),
    )


async def _calm(plan: Plan, tell: Tell, crowd: Crowd, rate: float) -> list[Wrote]:
    """One message after the other, ``rate`` a second, each from somebody else."""
    tell(f"{plan.calm} messages, {rate:.1f} a second")
    written = []
    for number in range(plan.calm):
        written.append(crowd.writes(number))
        await asyncio.sleep(1 / rate)
    return written


@asynccontextmanager
async def served(archive: Path | None, data: Path, tell: Tell) -> AsyncIterator[dict[str, str]]:
    """A server of ``archive``, and the setting that lets the service find it."""
    if archive is None:
        yield {}
        return
    async with temporary_servers(archive, 1, tell) as servers:
        write_serving(data / FILE, [servers[0].url], servers[0].token, archive.name)
        yield {"INFOLINE_NLU_SERVING": str(data / FILE)}


@asynccontextmanager
async def database(data: Path) -> AsyncIterator[Store]:
    """A new database with its key, as the service expects to find it, to be read beside it."""
    engine = make_engine(database_url(data, None))
    store = Store(engine, Vault(make_key_file(data / KEY_FILE)), utc_now)
    try:
        await migrate(engine)
        await store.check_master_key()
        yield store
    finally:
        await store.close()

"""How long pages of the console take in a county with many cases, through the real pages."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import TypeVar

from aiohttp import ClientSession, CookieJar, web
from sqlmodel import Session, col, select

from bot.app import build
from bot.logs import configure
from bot.memory import spare_what_lasts
from bot.settings import LogLevel, LogSettings, Settings, WebSettings
from storage import migrate
from storage.clock import SystemClock
from storage.codes import Level
from storage.county.seed import seed
from storage.db import Database
from storage.tables.person import Person
from storage.tables.region import Department, Region
from tests.benchmarks.bulk import fill
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.filled import large_county
from tests.postgres_server import NoPostgresError, any_server

SQLITE, POSTGRES = 100_000, 1_000_000
QUICK = 20_000
SLOWEST_MS = 200.0
VISITORS = ("县值班", "城关值班", "城管局值班")
WORDS = ("下水道", "路灯不亮", "12号楼3单元", "没有这种词", "第3村")

Addresses = dict[str, list[str]]
T = TypeVar("T")


async def measure(folder: Path, template: Path, *, quick: bool) -> list[Figure]:
    """The slowest twentieth of the answers of each kind of page, on both databases."""
    small = QUICK if quick else SQLITE
    large = QUICK if quick else POSTGRES
    found = await _measured("SQLite", f"sqlite:///{folder / 'console.db'}", small)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(any_server())
        except NoPostgresError as error:
            say(f"  PostgreSQL is left out: {error}")
            return found
        found += await _measured("PostgreSQL", url, large)
    return found


async def _measured(name: str, url: str, number: int) -> list[Figure]:
    await _county(url, number)
    configure(LogSettings(level=LogLevel.ERROR))
    say(f"  {name}: {number:,} cases")
    async with _served(url) as address:
        seconds: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        paths = await _addresses(url, number)
        for visitor, person_id in (await _visitors(url)).items():
            async with ClientSession(address, cookie_jar=CookieJar(unsafe=True)) as client:
                await (await client.post("/console/seat", data={"person": str(person_id)})).read()
                spare_what_lasts()  # as the service does once it stands
                for kind, path in _looks(paths, rounds=6):
                    took, status = await _timed(client, path)
                    if status == 200:  # not every post may enter every room
                        seconds[kind].append((took, f"{path} ({visitor})"))
    return [_figure(name, number, kind, took) for kind, took in seconds.items()]


def _figure(name: str, number: int, kind: str, took: list[tuple[float, str]]) -> Figure:
    times = [1000 * one for one, _ in took]
    slowest = max(took)
    return Figure(
        f"{kind}: slowest 5 % of answers, {number:,} cases in {name}",
        quantiles(times, n=20)[18],
        "ms",
        quantiles(times, n=20)[9],
        "half of them",
        at_most=SLOWEST_MS,
        note=f"{len(times)} looks; the slowest, {1000 * slowest[0]:.0f} ms: {slowest[1]}",
    )


async def _timed(client: ClientSession, path: str) -> tuple[float, int]:
    began = perf_counter()
    async with client.get(path, allow_redirects=False) as answer:
        await answer.read()
        return perf_counter() - began, answer.status


def _looks(paths: Addresses, rounds: int) -> Iterator[tuple[str, str]]:
    for _ in range(rounds):
        for kind, found in paths.items():
            yield from ((kind, path) for path in found)


async def _county(url: str, number: int) -> None:
    began = perf_counter()
    migrate.upgrade(url)
    db, now = Database.open(url), SystemClock().now()
    county = large_county()
    await db.tx(lambda session: seed(session, county, now=now - timedelta(days=1200)))
    await db.close()
    await asyncio.to_thread(fill, url, number, now)
    say(f"  filled in {perf_counter() - began:.0f} s")


@asynccontextmanager
async def _served(url: str) -> AsyncIterator[str]:
    service = await build(Settings(database_url=url, web=WebSettings(port=0), demo=True))
    runner = web.AppRunner(service.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
    await service.loops.db.close()


async def _visitors(url: str) -> Mapping[str, int]:
    def find(session: Session) -> dict[str, int]:
        named = select(Person.name, Person.id).where(col(Person.name).in_(VISITORS))
        return {name: id_ or 0 for name, id_ in session.exec(named)}

    return await _read(url, find)


async def _addresses(url: str, number: int) -> Addresses:
    """What people ask for: each kind of page, with the filters they use."""

    def find(session: Session) -> tuple[int, int, int]:
        def first(level: Level) -> int:
            of_level = select(Region.id).where(col(Region.level) == level).order_by(col(Region.id))
            return session.exec(of_level).first() or 0

        department = session.exec(select(Department.id).order_by(col(Department.id))).first() or 0
        return first(Level.TOWNSHIP), first(Level.VILLAGE), department

    township, village, department = await _read(url, find)
    filters = (
        "", "colour=red", f"region={township}", f"department={department}", "leaf=sewer_blockage",
        "late=1", "mine=1", "which=closed", "which=all", "level=village", "state=whistled",
        f"which=closed&region={township}", f"which=closed&department={department}",
        f"which=closed&region={village}&leaf=sewer_blockage", f"region={village}&colour=yellow",
    )  # fmt: skip
    dice = Random(3)
    numbers = [dice.randint(1, number) for _ in range(5)]
    day = f"{SystemClock().now() - timedelta(days=700):%Y-%m}"
    ledgers = (
        "", "since=", f"since=&department={department}", f"since=&region={township}",
        "since=&leaf=sewer_blockage", "since=&colour=red", "state=over", f"since={day}-01",
    )  # fmt: skip
    layers = [f"layer={layer}" for layer in ("open", "overdue", "content")]
    return {
        "queue": [f"/console/?{one}" for one in filters],
        "search by number": [f"/console/?q=%23{one}" for one in numbers],
        "search by words": [
            f"/console/?q={word}{more}" for word in WORDS for more in ("", "&which=all")
        ],
        "case": [f"/console/cases/{one}" for one in numbers],
        "rates": ["/console/rates", f"/console/rates?month={day}"],
        "ledgers": [f"/console/ledgers?{one}" for one in ledgers],
        "charts": [f"/console/charts?{one}" for one in _charts(township, village, department)],
        "cases behind a figure": [f"/console/charts/cases?{one}" for one in _behind(department)],
        "screen": ["/console/screen", f"/console/screen?at=region-{township}"],
        "map": [f"/console/map?{one}{at}" for one in layers for at in ("", f"&region={township}")],
    }


def _charts(township: int, village: int, department: int) -> list[str]:
    """A day, a week and a month of the county and of what is smaller, now and two years ago."""
    places = ("", f"region-{township}", f"region-{village}", f"department-{department}")
    long_ago = f"&day={SystemClock().now() - timedelta(days=700):%Y-%m-%d}"
    return [
        f"by={by}&at={at}{day}"
        for by in ("day", "week", "month")
        for at in places
        for day in ("", long_ago)
    ]


def _behind(department: int) -> list[str]:
    """The cases of a month's rate, all of them and those that missed it, and of a kind of matter."""
    ends = SystemClock().now() - timedelta(days=30)
    days = f"from={ends - timedelta(days=30):%Y-%m-%d}&to={ends:%Y-%m-%d}"
    asked = (
        "of=answered_in_time", "of=answered_in_time&which=missed", "of=content&which=missed",
        "of=finished&what=n&leaf=sewer_blockage", f"of=reported_in&at=department-{department}",
    )  # fmt: skip
    return [f"{days}&{one}" for one in asked]


async def _read(url: str, fn: Callable[[Session], T]) -> T:
    db = Database.open(url)
    found = await db.read(fn)
    await db.close()
    return found

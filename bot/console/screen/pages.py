"""The big screen: how things stand today, for a wall. Numbers and matters, nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web
from sqlmodel import Session

from bot.console.charts import drawing
from bot.console.charts.counting import COUNTS, count_name, namer, share
from bot.console.charts.drawing import Chart, Series, plain
from bot.console.charts.pages import catch_up
from bot.console.charts.scopes import Choice, choices, chosen
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from handlers.permissions import CIRCLES
from handlers.survey.shares import RateName
from handlers.wording import in_full
from storage import charts, screen
from storage.charts import Days, Sums
from storage.clock import local
from storage.codes import Level
from storage.screen import Standing

_DAYS = 30
_MOST_LEAVES = 7
_MOST_LATEST = 6
_WIDE = 920


@dataclass(frozen=True)
class Bar:
    """One line of a ranking: a name, what it comes to, and how long its bar is (of 100)."""

    name: str
    text: str
    length: float


@dataclass(frozen=True)
class Seen:
    """Everything on the screen."""

    registered: int
    closed: int
    standing: Standing
    chart: Chart
    leaves: tuple[Bar, ...]
    townships: tuple[Bar, ...]
    latest: tuple[tuple[str, str, datetime], ...]


def routes(door: Door) -> list[web.RouteDef]:
    """The address of the screen."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        choice = chosen(choices(visitor), request.query.get("at", ""))
        if choice is None:
            raise web.HTTPForbidden
        await door.house.db.tx(lambda session: catch_up(session, visitor))
        seen = await door.house.db.read(lambda session: _look(session, visitor, choice))
        page = {"choice": choice, "seen": seen, "moment": in_full(visitor.now)}
        return door.show("screen.html", visitor, page)

    return [web.get("/console/screen", door.page(show, ROLES["charts"]))]


def _look(session: Session, visitor: Visitor, choice: Choice) -> Seen:
    today = local(visitor.now).date()
    days = Days(today - timedelta(days=_DAYS - 1), today)
    by_day = charts.sums_by_day(session, choice.scope, days)
    of_today = by_day.get(today, {})
    registered, closed = (int(of_today.get(f"{rate.value}_n", 0)) for rate in COUNTS)
    land = _land(visitor, choice)
    return Seen(
        registered,
        closed,
        screen.standing(session, choice.scope, land, visitor.now),
        _curve(by_day, days),
        tuple(_leaves(session, visitor, choice, days)),
        tuple(_townships(session, visitor, choice, days)),
        tuple(_latest(session, visitor, choice, land)),
    )


def _land(visitor: Visitor, choice: Choice) -> frozenset[int] | None:
    """The regions of a place; None for the county and for departments."""
    township_id = choice.scope.township_id
    if township_id is not None:
        return visitor.world.directory.within(township_id)
    return choice.scope.region_ids


def _curve(by_day: dict[date, Sums], days: Days) -> Chart:
    every = [days.first + timedelta(days=n) for n in range(_DAYS)]
    labels = [f"{day.month}/{day.day}" for day in every]
    rows = [[by_day.get(day, {}).get(f"{rate.value}_n", 0.0) for day in every] for rate in COUNTS]
    legend = [count_name(rate) for rate in COUNTS]
    return drawing.bars(Series("近30天", legend, labels, rows, _WIDE))


def _leaves(session: Session, visitor: Visitor, choice: Choice, days: Days) -> list[Bar]:
    """Matters only, of those that may be spoken of in the open."""
    sums = charts.sums_by_leaf(session, choice.scope, days)
    counted = {leaf: sums[leaf]["finished_n"] for leaf in _open_leaves(visitor) if leaf in sums}
    order = sorted((leaf for leaf in counted if counted[leaf]), key=lambda one: -counted[one])
    most, name = max(counted.values(), default=1), namer(visitor.world).leaf
    return [
        Bar(name(leaf), plain(counted[leaf]), round(100 * counted[leaf] / most, 1))
        for leaf in order[:_MOST_LEAVES]
    ]


def _townships(session: Session, visitor: Visitor, choice: Choice, days: Days) -> list[Bar]:
    if not choice.is_county:
        return []
    sums = charts.sums_by_township(session, choice.scope, days)
    regions = visitor.world.directory.regions
    rates = {one: share(sums[one], RateName.ANSWERED_IN_TIME) for one in sorted(sums) if one}
    return [
        Bar(regions[one].name, f"{rate:.1%}", round(100 * rate, 1))
        if rate is not None
        else Bar(regions[one].name, "样本不足", 0.0)
        for one, rate in rates.items()
        if one in regions
    ]


def _latest(
    session: Session, visitor: Visitor, choice: Choice, land: frozenset[int] | None
) -> list[tuple[str, str, datetime]]:
    leaves, directory = _open_leaves(visitor), visitor.world.directory
    found = screen.latest_public(session, choice.scope, land, leaves, _MOST_LATEST)
    name = namer(visitor.world).leaf
    towns = {one: directory.at_level(one, Level.TOWNSHIP) for _, one, _ in found}
    return [
        (name(leaf), town.name if (town := towns[region_id]) is not None else "", at)
        for leaf, region_id, at in found
    ]


def _open_leaves(visitor: Visitor) -> frozenset[str]:
    """The leaves that anybody may hear of: neither private nor confidential, no danger."""
    leaves = visitor.world.categories.leaves.values()
    hidden = (one for one in leaves if one.is_private or one.is_confidential or one.is_emergency)
    return frozenset(one.id for one in leaves) - {one.id for one in hidden} - CIRCLES.keys()

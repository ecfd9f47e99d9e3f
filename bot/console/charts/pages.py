"""The console's page of charts: a period and a place, beside the periods before it."""

from dataclasses import replace

from aiohttp import web
from sqlmodel import Session

from bot.console.charts.asked import Asked
from bot.console.charts.behind import show_cases
from bot.console.charts.counting import count, namer
from bot.console.charts.periods import By, after, before, named
from bot.console.charts.scopes import Choice, choices, chosen
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from scheduler import due
from scheduler.figures import roll
from storage import figures

_AT_A_LOOK = 60  # so few waiting cases are counted before a page is shown


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the charts."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        return door.show("charts.html", visitor, await _page(door, request, visitor))

    async def cases(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        return await show_cases(door, request, visitor)

    roles = ROLES["charts"]
    return [
        web.get("/console/charts", door.page(show, roles)),
        web.get("/console/charts/cases", door.page(cases, roles)),
    ]


def catch_up(session: Session, visitor: Visitor) -> None:
    """What waits to be counted is counted, or is under way when it is much."""
    if roll(session, visitor.now, visitor.world, _AT_A_LOOK):
        due.start_figures(session, visitor.now, visitor.county_id, is_more=True)


async def _page(door: Door, request: web.Request, visitor: Visitor) -> dict[str, object]:
    asked, offered = Asked.read(request.query, visitor.now), choices(visitor)
    choice = chosen(offered, asked.at)
    asked = replace(asked, at=choice.key if choice is not None else "")
    page = {
        "asked": asked,
        "ways": By,
        "offered": offered,
        "choice": choice,
        "period": named(asked.by, asked.days),
        "before": before(asked.by, asked.days).first.isoformat(),
        "after": "" if asked.is_running else after(asked.by, asked.days).first.isoformat(),
        "counted": None,
        "uncounted": 0,
    }
    if choice is None:
        return page
    await door.house.db.tx(lambda session: catch_up(session, visitor))
    return page | await door.house.db.read(lambda session: _find(session, visitor, asked, choice))


def _find(session: Session, visitor: Visitor, asked: Asked, choice: Choice) -> dict[str, object]:
    return {
        "counted": count(session, asked, choice, namer(visitor.world)),
        "uncounted": figures.count_uncounted(session, visitor.county_id),
    }

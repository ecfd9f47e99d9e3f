"""The console's page of a month's rates."""

from aiohttp import web
from sqlmodel import Session

from bot.console.charts.pages import catch_up
from bot.console.door import Door
from bot.console.rates.counting import SHOWN, lines
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.rates import RatesError, parse_month
from storage import figures
from storage.clock import local


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The month asked for, else the present one."""
        asked = request.query.get("month") or f"{local(visitor.now):%Y-%m}"
        try:
            month = parse_month(asked)
        except RatesError as error:
            raise web.HTTPBadRequest(text=str(error)) from None

        def find(session: Session) -> dict[str, object]:
            return {
                "lines": lines(session, visitor, month),
                "uncounted": figures.count_uncounted(session, visitor.county_id),
            }

        await door.house.db.tx(lambda session: catch_up(session, visitor))
        found = await door.house.db.read(find)
        return door.show("rates.html", visitor, {"month": asked, "names": SHOWN, **found})

    return [web.get("/console/rates", door.page(show, ROLES["rates"]))]

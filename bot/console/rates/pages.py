"""The console's page of a month's rates."""

from aiohttp import web

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.rates import RatesError, count, parse_month
from handlers.survey.shares import RateName
from storage.clock import local

_SHOWN = (
    RateName.RESPONSE,
    RateName.SOLVED,
    RateName.CONTENT,
    RateName.REPORTED_IN,
    RateName.ANSWERED_IN_TIME,
    RateName.REOPENED,
    RateName.NOT_RATED,
)


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The month asked for, else the present one."""
        asked = request.query.get("month") or f"{local(visitor.now):%Y-%m}"
        try:
            month = parse_month(asked)
        except RatesError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        rows = await door.house.db.read(lambda session: count(session, month, visitor.now))
        return door.show("rates.html", visitor, {"month": asked, "rows": rows, "names": _SHOWN})

    return [web.get("/console/rates", door.page(show, ROLES["rates"]))]

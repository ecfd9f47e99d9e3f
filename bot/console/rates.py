"""The console's page of a month's rates."""

from aiohttp import web
from sqlmodel import Session

from bot.console import wording
from bot.rates import Counted, RatesError, count, parse_month
from handlers.survey.rates import RateName
from storage.clock import Clock, local
from storage.db import Database
from storage.regions import directory_version

_SHOWN = (
    RateName.RESPONSE,
    RateName.SOLVED,
    RateName.CONTENT,
    RateName.REPORTED_IN,
    RateName.ANSWERED_IN_TIME,
    RateName.REOPENED,
    RateName.NOT_RATED,
)


def routes(db: Database, clock: Clock) -> list[web.RouteDef]:
    """The page's address."""
    return [web.get("/console/rates", _Rates(db, clock).show)]


class _Rates:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._templates = wording.templates()

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The month asked for, else the present one."""
        now = self._clock.now()
        asked = request.query.get("month") or f"{local(now):%Y-%m}"
        try:
            month = parse_month(asked)
        except RatesError as error:
            raise web.HTTPBadRequest(text=str(error)) from None

        def find(session: Session) -> list[Counted]:
            return count(session, month) if directory_version(session) else []

        rows = await self._db.read(find)
        page = self._templates.get_template("rates.html")
        text = page.render(now=now, month=asked, rows=rows, names=_SHOWN)
        headers = {"Cache-Control": "no-store"}
        return web.Response(text=text, content_type="text/html", headers=headers)

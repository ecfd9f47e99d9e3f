"""Every address of the console; `bot/app.py` loads them when somebody first asks for one."""

from aiohttp import web

from bot.console.accounts.pages import routes as accounts_routes
from bot.console.audit.pages import routes as audit_routes
from bot.console.boundaries.pages import routes as boundaries_routes
from bot.console.broadcasts.pages import routes as broadcasts_routes
from bot.console.calendar.pages import routes as calendar_routes
from bot.console.case.pages import routes as case_routes
from bot.console.categories.pages import routes as categories_routes
from bot.console.charts.pages import routes as charts_routes
from bot.console.consults.pages import routes as consults_routes
from bot.console.door import Door
from bot.console.emergencies.pages import routes as emergencies_routes
from bot.console.house import House
from bot.console.ledgers.pages import routes as ledgers_routes
from bot.console.letters.pages import routes as letters_routes
from bot.console.live import Live
from bot.console.live import routes as live_routes
from bot.console.map.pages import routes as map_routes
from bot.console.opening.pages import routes as opening_routes
from bot.console.queue.pages import routes as queue_routes
from bot.console.rates.pages import routes as rates_routes
from bot.console.roster.pages import routes as roster_routes
from bot.console.screen.pages import routes as screen_routes
from bot.console.sign_in.pages import routes as sign_in_routes
from bot.console.statics import routes as static_routes
from bot.console.surveys.pages import routes as surveys_routes
from bot.console.texts.pages import routes as texts_routes
from bot.console.triage.pages import routes as triage_routes
from bot.console.trouble.pages import routes as trouble_routes
from bot.console.whistle_desk.pages import routes as whistles_routes

_PAGES = (
    sign_in_routes,
    queue_routes,
    case_routes,
    emergencies_routes,
    whistles_routes,
    triage_routes,
    surveys_routes,
    map_routes,
    boundaries_routes,
    letters_routes,
    broadcasts_routes,
    ledgers_routes,
    charts_routes,
    screen_routes,
    rates_routes,
    trouble_routes,
    opening_routes,
    roster_routes,
    accounts_routes,
    consults_routes,
    calendar_routes,
    categories_routes,
    texts_routes,
    audit_routes,
)


class Console:
    """Every page of the console over one house."""

    def __init__(self, house: House) -> None:
        self._door = Door(house)
        self._live = Live(house.db)

    def routes(self) -> list[web.RouteDef]:
        """Every address."""
        pages = [route for room in _PAGES for route in room(self._door)]
        return [*pages, *live_routes(self._door, self._live), *static_routes()]

    async def let_go(self, app: web.Application) -> None:
        """Open pages are not held any longer: the server stops."""
        await self._live.close(app)

"""The residents' page: progress, deadline and result of one's own matter, by number and code.

It needs no account, no script and no good eyes; it tells nothing that points to a person.
"""

from aiohttp import web

from bot.console.house import House
from bot.lookup.pages import Pages

__all__ = ["Pages", "routes"]


def routes(house: House) -> list[web.RouteDef]:
    """Every address of the residents' page."""
    return Pages(house).routes()

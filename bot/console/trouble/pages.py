"""What could not be delivered or read, and what people still have to do."""

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from storage import console


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""

    async def show(_request: web.Request, visitor: Visitor) -> web.StreamResponse:
        return door.show("trouble.html", visitor, await door.house.db.read(_find))

    return [web.get("/console/trouble", door.page(show, ROLES["trouble"]))]


def _find(session: Session) -> dict[str, object]:
    undelivered, tasks = console.list_undelivered(session), console.list_tasks(session)
    cases = [row.case_id for row in undelivered] + [task.case_id for task in tasks]
    return {
        "undelivered": undelivered,
        "unread": console.list_unread(session),
        "tasks": tasks,
        "confidential": console.confidential_ids(session, cases),
    }

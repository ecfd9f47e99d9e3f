"""The console's pages: the list of cases, one case, what could not be delivered or read."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlmodel import Session, col, select

from bot.console import letters, rates, wording
from bot.console.asked import PAGE_SIZE, Asked
from handlers.policy import Policy
from storage import console
from storage.clock import Clock
from storage.codes import CaseState, Colour, Urgency
from storage.db import Database
from storage.tables.region import County

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Page = dict[str, Any]

_STATIC = Path(__file__).parent / "static"


def routes(
    db: Database, clock: Clock, policy: Policy, forms: Path | None = None
) -> list[web.RouteDef]:
    """Every address of the console. Whoever reaches them may read them: demo only."""
    pages = _Pages(db, clock)
    return [
        web.get("/console", _to_the_list),
        web.get("/console/", pages.cases),
        web.get("/console/cases/{number:[0-9]{1,9}}", pages.case),
        web.get("/console/trouble", pages.trouble),
        *letters.routes(db, clock, policy, forms),
        *rates.routes(db, clock),
        web.get("/console/static/{name:[a-z]+[.]css}", _style),
    ]


async def _to_the_list(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/console/")


async def _style(request: web.Request) -> web.StreamResponse:
    path = _STATIC / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


class _Pages:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._templates = wording.templates()

    async def cases(self, request: web.Request) -> web.StreamResponse:
        asked = Asked.read(request.query)

        def find(session: Session) -> Page:
            county = _county(session)
            rows, total = console.list_cases(
                session,
                county.id or 0,
                asked.wanted(),
                offset=(asked.page - 1) * PAGE_SIZE,
                limit=PAGE_SIZE,
            )
            return {
                "county": county,
                "rows": rows,
                "total": total,
                "names": console.names_for(session, rows),
                "colours": console.count_colours(session, county.id or 0),
                "townships": console.list_townships(session, county.id or 0),
            }

        try:
            page = await self._db.read(find)
        except _NoCountyError:
            return self._show("unseeded.html", {}, status=503)
        page |= {"asked": asked, "pages": max(1, -(-page["total"] // PAGE_SIZE))}
        page |= {"states": CaseState, "colour_codes": Colour, "urgencies": Urgency}
        return self._show("cases.html", page)

    async def case(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])

        def find(session: Session) -> Page | None:
            county = _county(session)
            found = console.open_file(session, county.id or 0, number)
            if found is None:
                return None
            related = [*found.children, *([found.parent] if found.parent else [])]
            return {
                "county": county,
                "file": found,
                "case": found.case,
                "names": console.names_for(session, related, found),
                "talk": wording.talk(found),
            }

        try:
            page = await self._db.read(find)
        except _NoCountyError:
            return self._show("unseeded.html", {}, status=503)
        if page is None:
            return self._show("missing.html", {"number": number}, status=404)
        return self._show("case.html", page)

    async def trouble(self, _request: web.Request) -> web.StreamResponse:
        def find(session: Session) -> Page:
            undelivered, tasks = console.list_undelivered(session), console.list_tasks(session)
            cases = [row.case_id for row in undelivered] + [task.case_id for task in tasks]
            return {
                "undelivered": undelivered,
                "unread": console.list_unread(session),
                "tasks": tasks,
                "confidential": console.confidential_ids(session, cases),
            }

        return self._show("trouble.html", await self._db.read(find))

    def _show(self, name: str, page: Page, status: int = 200) -> web.Response:
        text = self._templates.get_template(name).render(now=self._clock.now(), **page)
        headers = {"Cache-Control": "no-store"}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


class _NoCountyError(Exception):
    """There is no county to show."""


def _county(session: Session) -> County:
    county = session.exec(select(County).order_by(col(County.id))).first()
    if county is None:
        raise _NoCountyError
    return county

"""The ledgers (台账): cases by time, place, level, kind, colour and department, and as an Excel file."""

import secrets

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.ledgers.asked import Asked, colour_name
from bot.console.ledgers.exporting import Exporter, pieces
from bot.console.ledgers.importing import excel_headers
from bot.console.ledgers.importing import routes as import_routes
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.papers.errors import PaperError
from bot.papers.ledger import MOST
from bot.papers.ledger import Asked as Ledger
from handlers.governance.ledgers import line_of
from handlers.loading.situations import load_views
from handlers.permissions import DUTY
from handlers.texts import render
from handlers.wording import day_in_full
from storage import clicks, ledgers, plans
from storage.codes import CaseState, Colour, Level
from storage.queue import MOST_COUNTED
from storage.tables.click import Click

PAGE_SIZE = 30
_PLACES = (Level.TOWNSHIP, Level.VILLAGE)


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the ledgers."""
    pages, roles = _Ledgers(door), ROLES["ledgers"]
    return [
        web.get("/console/ledgers", door.page(pages.show, roles)),
        web.post("/console/ledgers/export", door.form(pages.export, roles)),
        *import_routes(door),
    ]


class _Ledgers:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db
        self._exporter = Exporter(door.house)

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """One page of the ledger that was asked for."""
        asked = Asked.read(request.query, visitor.now)
        return self._door.show("ledgers.html", visitor, await self._page(visitor, asked))

    async def _page(self, visitor: Visitor, asked: Asked, said: str = "") -> dict[str, object]:
        wanted, behind = asked.wanted(visitor), asked.begins_behind()

        def find(session: Session) -> dict[str, object]:
            found, total = ledgers.look(session, visitor.reach, wanted, behind, PAGE_SIZE + 1)
            views = [v for v in load_views(session, found[:PAGE_SIZE]) if visitor.sees(v)]
            written = plans.newest_of(session, [view.id for view in views])
            rows = [(v.case, line_of(v, written.get(v.id), visitor.world)) for v in views]
            return {
                "rows": rows,
                "behind": asked.behind(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else "",
                "total": total,
            }

        found = await self._db.read(find)
        return {**found, **_choices(visitor), "asked": asked, "said": said}

    async def export(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The ledger as a file, and a row that says who took out what."""
        asked = Asked.read(await read_form(request), visitor.now)
        ledger = Ledger(asked.wanted(visitor), visitor.speaker)
        try:
            async with self._exporter.written(visitor, ledger) as (file, count):
                told = render("ledger.exported", count=count, filters=asked.words(visitor))
                await self._db.tx(lambda s: clicks.put(s, _taken_out(visitor, told)))
                answer = web.StreamResponse(headers=_headers(visitor))
                await answer.prepare(request)
                async for piece in pieces(file):
                    await answer.write(piece)
                await answer.write_eof()
                return answer
        except PaperError as error:
            page = await self._page(visitor, asked, f"{error}。")
            return self._door.show("ledgers.html", visitor, page, status=422)


def _taken_out(visitor: Visitor, told: str) -> Click:
    return Click(
        county_id=visitor.county_id,
        person_id=visitor.id,
        key=f"{visitor.id}:ledger:{secrets.token_urlsafe(12)}",
        act="ledger_export",
        at=visitor.now,
        is_done=True,
        answer=told,
    )


def _headers(visitor: Visitor) -> dict[str, str]:
    title = render("ledger.title", name=visitor.world.directory.county.name)
    return excel_headers(f"{title}{day_in_full(visitor.now)}.xlsx")


def _choices(visitor: Visitor) -> dict[str, object]:
    directory, categories = visitor.world.directory, visitor.world.categories
    leaves = sorted(
        categories.leaves.values(), key=lambda leaf: list(categories.tops).index(leaf.top)
    )
    return {
        "regions": [r for r in directory.regions.values() if r.level in _PLACES],
        "departments": directory.departments.values(),
        "tops": {top: [one for one in leaves if one.top == top] for top in categories.tops},
        "top_names": categories.tops,
        "levels": Level,
        "colours": {one.value: colour_name(one) for one in Colour},
        "states": CaseState,
        "most_counted": MOST_COUNTED,
        "most": MOST,
        "may_import": visitor.is_any(DUTY),
    }

"""The queue: what is open and due first, narrowed by filters, with moves for many at once."""

import secrets

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.parameters import code_in, id_in
from bot.console.queue.acting import BULK, MAY_BULK, MOST, Bulk, act
from bot.console.queue.asked import PAGE_SIZE, Asked
from bot.console.rooms import ROLES, home
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers.loading.situations import load_views
from storage import accounts, queue
from storage.codes import CaseState, Colour, Level, Move, Urgency
from storage.tables.account import SavedView

_LONGEST_NAME = 20
_MOST_VIEWS = 20


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the queue."""
    pages, roles = _Queue(door), ROLES["queue"]
    return [
        web.get("/console", _to_the_queue),
        web.get("/console/", door.page(pages.show)),
        web.post("/console/bulk", door.form(pages.bulk, roles & MAY_BULK)),
        web.post("/console/views", door.form(pages.keep, roles)),
        web.post("/console/views/{id:[0-9]{1,15}}/drop", door.form(pages.drop, roles)),
    ]


async def _to_the_queue(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/console/")


class _Queue:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """One page of the queue; who has no cases comes to the first room that is open to them."""
        if not visitor.is_any(ROLES["queue"]):
            path = home(visitor)
            raise web.HTTPFound(path) if path else web.HTTPForbidden
        asked = Asked.read(request.query)
        return self._door.show("queue.html", visitor, await self._page(visitor, asked))

    async def _page(self, visitor: Visitor, asked: Asked) -> dict[str, object]:
        wanted, after = asked.wanted(visitor), asked.begins_after()

        def find(session: Session) -> dict[str, object]:
            rows, total = queue.look(session, visitor.reach, wanted, after, PAGE_SIZE + 1)
            return {
                "rows": [v for v in load_views(session, rows[:PAGE_SIZE]) if visitor.sees(v)],
                "behind": asked.behind(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else "",
                "total": total,
                "colours": queue.count_colours(session, visitor.reach),
                "views": accounts.list_views(session, visitor.id),
            }

        found = await self._db.read(find)
        return {**found, **self._choices(visitor, asked), "asked": asked, "told": ()}

    def _choices(self, visitor: Visitor, asked: Asked) -> dict[str, object]:
        directory, categories = visitor.world.directory, visitor.world.categories
        levels = (Level.TOWNSHIP, Level.VILLAGE)
        return {
            "names": names_in(directory),
            "most_counted": queue.MOST_COUNTED,
            "searched": queue.SEARCHED,
            "states": CaseState,
            "colour_codes": Colour,
            "urgencies": Urgency,
            "levels": Level,
            "regions": [
                r
                for r in directory.regions.values()
                if r.level in levels or str(r.id) == asked.region
            ],
            "departments": directory.departments.values(),
            "tops": categories.tops,
            "moves": BULK if visitor.is_any(MAY_BULK) else (),
            "key": secrets.token_urlsafe(12),
        }

    async def bulk(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The move was made for every case that was marked; what became of each is told."""
        given = await read_form(request)
        given_ids = (id_in(str(one)) for one in (await request.post()).getall("case", []))
        marked = [one for one in given_ids if one is not None]
        move = code_in(Move, given.get("move"))
        if move not in BULK or not marked or not given.get("key"):
            raise web.HTTPBadRequest(text="请先勾选事项，再选要办什么。")
        bulk = Bulk(
            key=f"{visitor.id}:{given['key'][:40]}",
            move=move,
            case_ids=tuple(marked[:MOST]),
            note=given.get("note", "").strip()[:500],
            department_id=_department(given.get("department", ""), move),
        )
        told = await self._db.tx(lambda session: act(session, visitor, bulk))
        self._house.acted()
        page = await self._page(visitor, Asked.read(given | {"department": ""}))
        return self._door.show("queue.html", visitor, {**page, "told": told})

    async def keep(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The filters are kept under a name."""
        given = await read_form(request)
        asked = Asked.read(given)
        name = given.get("name", "").strip()[:_LONGEST_NAME]
        kept = SavedView(
            county_id=visitor.county_id, person_id=visitor.id, name=name, query=asked.query
        )

        def write(session: Session) -> None:
            if len(accounts.list_views(session, visitor.id)) < _MOST_VIEWS:
                accounts.keep_view(session, kept)

        if name:
            await self._db.tx(write)
        raise web.HTTPSeeOther(asked.address())

    async def drop(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The filters are kept no longer."""
        view_id = int(request.match_info["id"])
        await self._db.tx(lambda s: accounts.drop_view(s, visitor.id, view_id))
        raise web.HTTPSeeOther("/console/")


def _department(digits: str, move: Move) -> int | None:
    return id_in(digits) if move in (Move.WHISTLE, Move.REASSIGN) else None

"""What was changed in the roster, when and by whom."""

from dataclasses import dataclass

from aiohttp import web

from bot.console.parameters import id_in
from bot.console.roster.desk import MOST, Desk, Reader
from bot.console.visitor import Visitor
from storage import roster
from storage.tables.roster import RosterChange


@dataclass(frozen=True)
class Row:
    """One change, and who made it."""

    change: RosterChange
    by: str


class Changes:
    """The page of changes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The newest changes, page by page: for whoever keeps the whole roster."""
        reader = Reader(visitor)
        if not reader.rights.keeps_county:
            raise web.HTTPForbidden
        before = id_in(request.query.get("before", ""))
        found = await self._desk.db.read(
            lambda s: roster.list_changes(s, visitor.county_id, before=before, most=MOST + 1)
        )
        names = visitor.world.directory.people_names
        rows = [Row(one, names.get(one.by_id or 0, "服务器上的命令")) for one in found[:MOST]]
        older = found[MOST - 1].id if len(found) > MOST else None
        page = {"page": "changes", "rows": rows, "older": older}
        return await self._desk.show(request, reader, "/changes", page)

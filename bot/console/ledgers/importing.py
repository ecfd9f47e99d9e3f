"""An old ledger is handed in, looked at, and landed: all of it or nothing."""

import asyncio
from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.rooms import ROLES
from bot.console.uploads import LARGEST_UPLOAD, Upload, read_upload
from bot.console.visitor import Visitor
from bot.old_ledgers.landing import Hand
from bot.old_ledgers.landing import land as land_plan
from bot.old_ledgers.planning import Draft, plan_of, read_draft
from bot.sheets import keeping
from bot.sheets.faults import SheetError
from bot.sheets.keeping import Landing, SheetChangedError
from handlers.permissions import DUTY
from storage import kept_sheets
from storage.codes import SheetKind
from storage.kept_sheets import Whose
from storage.tables.sheet import KeptSheet

_ONE = "/console/ledgers/import/{id:[0-9]{1,15}}"
MOST_SHOWN = 200
_FIRST_ROWS = 20


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the import."""
    pages, roles = _Import(door), ROLES["ledgers"] & DUTY
    return [
        web.get("/console/ledgers/import", door.page(pages.ask, roles)),
        web.get("/console/ledgers/import/form.xlsx", door.page(pages.form, roles)),
        web.post("/console/ledgers/import", door.form(pages.take, roles, LARGEST_UPLOAD)),
        web.get(_ONE, door.page(pages.show, roles)),
        web.post(f"{_ONE}/land", door.form(pages.land, roles)),
    ]


class _Import:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house
        self._db = door.house.db
        self._one_at_a_time = asyncio.Lock()  # reading a large file takes a processor for a while

    async def ask(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The page that asks for a file."""
        return self._page(visitor)

    async def form(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """An empty old ledger with two examples, to be filled in."""
        from bot.old_ledgers.form import FILE_NAME, form_file  # noqa: PLC0415 (Excel's library)

        content = await asyncio.to_thread(form_file, visitor.world)
        return web.Response(body=content, headers=excel_headers(FILE_NAME))

    async def take(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The file was read and what it would do is kept, or it is said why it cannot be."""
        upload = await read_upload(request)
        if upload is None:
            return self._page(
                visitor, said="还没有选文件。请先选一个 .xlsx 文件，再上传。", status=422
            )
        try:
            draft = await self._read(upload, visitor)
        except SheetError as error:
            return self._page(visitor, said=f"{upload.name}：{error}。", status=422)
        kept_id = await self._db.tx(lambda session: _keep(session, draft, upload.name, visitor))
        raise web.HTTPSeeOther(f"/console/ledgers/import/{kept_id}")

    async def _read(self, upload: Upload, visitor: Visitor) -> Draft:
        async with self._one_at_a_time:
            return await asyncio.to_thread(
                read_draft, upload.content, visitor.speaker, visitor.now, visitor.world
            )

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What landing the file would do, or what came of it."""
        kept_id = int(request.match_info["id"])
        kept = await self._db.read(
            lambda s: kept_sheets.find_own(s, kept_id, _whose(visitor), visitor.now)
        )
        if kept is None:
            return self._page(visitor, said=keeping.GONE, status=404)
        return self._page(visitor, kept)

    async def land(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """All of it is written, or nothing."""
        kept_id, given = int(request.match_info["id"]), await read_form(request)
        try:
            landing = await self._db.tx(
                lambda s: _land(s, kept_id, given.get("digest", ""), visitor)
            )
        except SheetChangedError:
            landing = keeping.refused()
        if not landing.is_done:
            return self._page(visitor, said=landing.said, status=409)
        self._house.acted()
        raise web.HTTPSeeOther(f"/console/ledgers/import/{kept_id}")

    def _page(
        self, visitor: Visitor, kept: KeptSheet | None = None, said: str = "", status: int = 200
    ) -> web.Response:
        page = {
            "kept": kept,
            "said": said,
            "most": MOST_SHOWN,
            "first": _FIRST_ROWS,
            "leaves": visitor.world.categories.leaves,
            "regions": visitor.world.directory.regions,
        }
        return self._door.show("ledger_import.html", visitor, page, status=status)


def excel_headers(name: str) -> dict[str, str]:
    """The headers with which an Excel file is saved under this name."""
    return {
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }


def _whose(visitor: Visitor) -> Whose:
    return Whose(visitor.county_id, visitor.id, SheetKind.LEDGER)


def _keep(session: Session, draft: Draft, name: str, visitor: Visitor) -> int:
    plan = plan_of(session, draft, visitor.speaker, visitor.world)
    return kept_sheets.keep(session, _whose(visitor), name, plan.told(), visitor.now)


def _land(session: Session, kept_id: int, digest: str, visitor: Visitor) -> Landing:
    whose, now, world = _whose(visitor), visitor.now, visitor.world
    kept = kept_sheets.find_own(session, kept_id, whose, now)
    name = kept.file_name if kept is not None else ""
    hand = Hand(f"{visitor.id}:sheet:{kept_id}:{digest[:12]}", name, visitor.speaker, now)
    return keeping.land(
        session, kept_id, whose, digest, now, lambda s, told: land_plan(s, told, hand, world)
    )

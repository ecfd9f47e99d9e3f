"""The page of borders: a file is checked and previewed, then lands whole or not at all."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot.boundaries import geojson
from bot.boundaries.command import written
from bot.boundaries.errors import BoundariesError
from bot.boundaries.landing import as_told, from_told, land
from bot.boundaries.plan import Plan, make_plan
from bot.boundaries.rings import SYSTEM_NAMES, System
from bot.console.door import Door, read_form
from bot.console.parameters import code_in
from bot.console.rooms import ROLES
from bot.console.uploads import LARGEST_UPLOAD, Upload, read_upload
from bot.console.visitor import Visitor
from bot.sheets import keeping
from bot.sheets.keeping import Landing, SheetChangedError
from handlers.directory import Directory
from storage import kept_sheets
from storage.codes import Level, SheetKind
from storage.county.landing import By
from storage.county.seats import LEVEL_NAMES
from storage.kept_sheets import Whose

_MOST_SHOWN = 200
_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.GRID)


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the borders."""
    pages, roles = _Boundaries(door), ROLES["boundaries"]
    here = "/console/boundaries"
    return [
        web.get(here, door.page(pages.show, roles)),
        web.get(f"{here}/now.geojson", door.page(pages.export, roles)),
        web.post(here, door.form(pages.preview, roles, LARGEST_UPLOAD)),
        web.post(f"{here}/{{id:[0-9]{{1,15}}}}/land", door.form(pages.land, roles)),
    ]


class _Boundaries:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db

    async def show(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What has borders, and the form for more."""
        return self._page(visitor)

    async def export(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The borders as they are, as a file."""
        text = await asyncio.to_thread(written, visitor.world.directory)
        headers = {
            "Content-Disposition": 'attachment; filename="boundaries.geojson"',
            "Cache-Control": "no-store",
        }
        return web.Response(text=text, content_type="application/geo+json", headers=headers)

    async def preview(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What the file would change is shown, or everything that is wrong with it."""
        upload, asked = await read_upload(request), (await read_form(request, LARGEST_UPLOAD))
        system = code_in(System, asked.get("coordinates")) or System.WGS84
        if upload is None:
            return self._page(visitor, problems=("请先选一个文件。",), system=system)
        directory = visitor.world.directory
        try:
            plan = await asyncio.to_thread(_read, upload, system, directory)
        except BoundariesError as error:
            problems = tuple(f"{one}。" for one in error.problems)
            return self._page(visitor, problems=problems, system=system)
        if plan.problems or not plan.changes:
            return self._page(visitor, problems=plan.problems, plan=plan, system=system)
        told, whose = as_told(plan.changes), _whose(visitor)
        kept_id = await self._db.tx(
            lambda s: kept_sheets.keep(s, whose, upload.name, told, visitor.now)
        )
        kept = (kept_id, kept_sheets.digest_of(told))
        return self._page(visitor, plan=plan, kept=kept, system=system)

    async def land(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What was previewed is so, once; or nothing is, and it is said why."""
        kept_id, given = int(request.match_info["id"]), await read_form(request)
        source = self._door.house.source

        def write(session: Session, told: Mapping[str, Any]) -> str:
            changes = from_told(told, source.current(session).directory)
            land(session, visitor.county_id, changes, By(visitor.id, visitor.now))
            return f"改了{len(changes)}处边界。"

        def once(session: Session) -> Landing:
            whose, digest = _whose(visitor), given.get("digest", "")
            return keeping.land(session, kept_id, whose, digest, visitor.now, write)

        try:
            landing = await self._db.tx(once)
        except SheetChangedError:
            landing = keeping.refused()
        fresh = await self._door.visitor(request)
        return self._page(fresh or visitor, landing=landing)

    def _page(self, visitor: Visitor, **given: object) -> web.StreamResponse:
        directory = visitor.world.directory
        page = {
            "problems": (),
            "plan": None,
            "kept": None,
            "landing": None,
            "system": System.WGS84,
            "systems": SYSTEM_NAMES,
            "drawn": [_drawn(level, directory) for level in _LEVELS],
            "most": _MOST_SHOWN,
            "megabytes": geojson.LARGEST // 1024**2,
            **given,
        }
        return self._door.show("boundaries.html", visitor, page)


def _read(upload: Upload, system: System, directory: Directory) -> Plan:
    return make_plan(geojson.read(upload.content, system), directory)


def _drawn(level: Level, directory: Directory) -> tuple[str, int, int]:
    """The name of a level, how many of it there are, and how many have borders."""
    every = [one for one in directory.live_regions if one.level is level]
    return LEVEL_NAMES[level], len(every), sum(bool(one.polygon) for one in every)


def _whose(visitor: Visitor) -> Whose:
    return Whose(visitor.county_id, visitor.id, SheetKind.BOUNDARIES)

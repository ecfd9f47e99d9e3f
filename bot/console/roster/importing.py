"""The roster from an Excel file: looked through and shown first, then landed whole or not at all."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import web
from sqlmodel import Session

from bot.console.door import read_form
from bot.console.parameters import id_in
from bot.console.roster.desk import Desk, Reader
from bot.console.roster.handing_over import count_left
from bot.console.uploads import LARGEST_UPLOAD, read_upload
from bot.console.visitor import Visitor
from bot.roster.landing import carry_out, lock_roster, tally
from bot.roster.planning import Preview, preview
from bot.sheets import keeping
from bot.sheets.faults import Fault, SheetError
from bot.sheets.keeping import Landing, SheetChangedError
from storage import kept_sheets
from storage.codes import SheetKind
from storage.county.known import load_known
from storage.county.landing import By
from storage.county.noting import details_of, subject_of
from storage.county.values import PersonEntry, RegionEntry, RosterEntry
from storage.kept_sheets import Whose
from storage.regions import get_county

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_FAULTS = 200
_MOST_NAMED = 40

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Look:
    """What a file would do, as the page shows it."""

    counts: Mapping[str, Mapping[str, int]]
    faults: tuple[Fault, ...]
    examples: int
    may_land: bool
    added: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    ended: tuple[str, ...]
    missing: tuple[str, ...]
    digest: str  # of what the file says
    plan: str  # of what it would do


class Importing:
    """The pages of import and export."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._db = desk.db

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The place to hand in a file and to fetch one; after a file, what it would do."""
        kept_id = id_in(request.query.get("file", ""))
        if kept_id is None:
            return await self._show(request, visitor)

        def find(session: Session) -> tuple[str, Look | None, str] | None:
            kept = kept_sheets.find_own(session, kept_id, _whose(visitor), visitor.now)
            if kept is None:
                return None
            if kept.landed_at is not None:
                return kept.file_name, None, kept.outcome
            return kept.file_name, _look(session, visitor, kept.told, kept.digest), ""

        found = await self._db.read(find)
        if found is None:
            return await self._show(request, visitor, said=keeping.GONE)
        name, shown, outcome = found
        page = {"name": name, "look": shown, "kept_id": kept_id, "outcome": outcome}
        return await self._show(request, visitor, **page)

    async def upload(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The file is read and kept for a while; nothing of it is written yet."""
        # Excel's library, 6 MB, is carried only by a service in which somebody hands in a file.
        from bot.roster.excel import read_roster  # noqa: PLC0415

        upload = await read_upload(request)
        if upload is None:
            return await self._show(request, visitor, said="还没有选文件。")
        try:
            told = await asyncio.to_thread(read_roster, upload.content)
        except SheetError as error:
            return await self._show(request, visitor, said=f"{error}。")
        kept_id = await self._db.tx(
            lambda s: kept_sheets.keep(s, _whose(visitor), upload.name, told, visitor.now)
        )
        raise web.HTTPSeeOther(f"/console/roster/import?file={kept_id}")

    async def land(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Everything the file says is so, or nothing of it is and it is told why."""
        given = await read_form(request)
        kept_id, digest = id_in(given.get("file", "")), given.get("digest", "")
        if kept_id is None:
            raise web.HTTPBadRequest
        shown = given.get("plan", "")

        def write(session: Session, told: Mapping[str, Any]) -> str:
            lock_roster(session)
            found = _preview(session, visitor, told)
            if found.faults or found.digest() != shown:
                raise SheetChangedError
            said = carry_out(session, found, By(visitor.id, visitor.now))
            return said + _still_open(session, visitor)

        def once(session: Session) -> Landing:
            return keeping.land(session, kept_id, _whose(visitor), digest, visitor.now, write)

        try:
            landing = await self._db.tx(once)
        except SheetChangedError:
            landing = keeping.refused()
        _log.info("roster.imported", is_done=landing.is_done, person_id=visitor.id)
        if landing.is_done:
            raise web.HTTPSeeOther(f"/console/roster/import?file={kept_id}")
        return await self._show(request, visitor, said=landing.said)

    async def template(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The empty form with examples."""
        from bot.roster.writing import template  # noqa: PLC0415 (as above)

        content = await asyncio.to_thread(template, visitor.world.categories)
        return _file("名册模板.xlsx", content)

    async def export(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The roster as it stands, with whole telephones: for those who keep all of it."""
        from bot.roster.writing import roster  # noqa: PLC0415 (as above)

        if not Reader(visitor).rights.keeps_county:
            raise web.HTTPForbidden
        known = await self._db.read(lambda s: load_known(s, get_county(s)))
        _log.info("roster.exported", person_id=visitor.id)
        content = await asyncio.to_thread(roster, known.file, visitor.world.categories)
        return _file(f"{known.file.county.name}名册.xlsx", content)

    async def _show(
        self, request: web.Request, visitor: Visitor, **given: object
    ) -> web.StreamResponse:
        blank = {"name": "", "look": None, "kept_id": 0, "outcome": "", "said": ""}
        page = {"page": "import", "largest": LARGEST_UPLOAD, **blank, **given}
        return await self._desk.show(request, Reader(visitor), "/import", page)


def _whose(visitor: Visitor) -> Whose:
    return Whose(visitor.county_id, visitor.id, SheetKind.ROSTER)


def _still_open(session: Session, visitor: Visitor) -> str:
    """What those who have left still have in hand; empty when nothing is."""
    count = sum(count for _, count in count_left(session, Reader(visitor)).values())
    return f"离岗的人手上还有{count}件没办完，请到“人员”页交给别人。" if count else ""


def _preview(session: Session, visitor: Visitor, told: Mapping[str, Any]) -> Preview:
    from bot.roster.excel import rows_of  # noqa: PLC0415 (as above)

    return preview(session, rows_of(told), visitor.world.categories, Reader(visitor).rights)


def _look(session: Session, visitor: Visitor, told: Mapping[str, Any], digest: str) -> Look:
    from bot.roster.excel import faults_of  # noqa: PLC0415 (as above)

    found = _preview(session, visitor, told)
    faults = faults_of(told, found.faults)
    plan, name = found.plan, _Names(found)
    return Look(
        counts=tally(found),
        faults=tuple(faults[:_MOST_FAULTS]),
        examples=found.examples,
        may_land=not faults and not plan.is_empty,
        added=tuple(map(name, plan.added[:_MOST_NAMED])),
        changed=tuple(
            (name(one.after), details_of(one.before, one.after, name.regions) or "重新启用")
            for one in plan.changed[:_MOST_NAMED]
        ),
        ended=tuple(map(name, plan.ended[:_MOST_NAMED])),
        missing=tuple(map(name, plan.missing[:_MOST_NAMED])),
        digest=digest,
        plan=found.digest(),
    )


class _Names:
    """How entries of a plan are called."""

    def __init__(self, found: Preview) -> None:
        known, added = found.known, found.plan.added
        self._people = {one.id: one.name for one in (*known.file.people, *known.former)}
        self._people |= {one.id: one.name for one in added if isinstance(one, PersonEntry)}
        self.regions = {one.code: one.name for one in known.file.regions}
        self.regions |= {one.code: one.name for one in added if isinstance(one, RegionEntry)}

    def __call__(self, entry: RosterEntry) -> str:
        return subject_of(entry, self._people, self.regions)


def _file(name: str, content: bytes) -> web.Response:
    saved = f"attachment; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": saved, "Cache-Control": "no-store"}
    return web.Response(body=content, content_type=_EXCEL, headers=headers)

"""What every page of the roster shares: who may change what, and how a form becomes a change."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from aiohttp import web
from sqlmodel import Session

from bot.console import onward
from bot.console.door import Door, read_form
from bot.console.visitor import Visitor
from bot.roster.columns import FORMS, Sheet
from bot.roster.landing import carry_out, lock_roster
from bot.roster.planning import Fault, preview
from bot.roster.regions import Regions
from bot.roster.rows import Said
from handlers.governance.roster_rights import Rights, Spot
from storage import clicks
from storage.codes import Level, Role
from storage.county.landing import By
from storage.county.values import RegionEntry
from storage.tables.click import Click
from storage.tables.conversation import ChatGroup
from storage.tables.region import Region

TABS = (
    ("", "地区"),
    ("/people", "人员"),
    ("/groups", "群"),
    ("/departments", "部门"),
    ("/import", "导入导出"),
    ("/changes", "变更记录"),
)
MOST = 60

Write = Callable[[Session, int], tuple[bool, str]]
"""Does what a form asks for, by the id of its click; gives whether it was done, and the answer."""


@dataclass(frozen=True)
class Reader:
    """Whoever looks at the roster: what they reach of it, and what they may change."""

    visitor: Visitor

    @cached_property
    def rights(self) -> Rights:
        """What the visitor may change."""
        return Rights(self.visitor.speaker, self.visitor.world.directory)

    @cached_property
    def ways(self) -> Regions:
        """The regions that are there, to find by name and to tell the way to."""
        codes = {key: one.code for key, one in self.visitor.world.directory.regions.items()}
        return Regions(
            RegionEntry(one.code, one.level, one.name, codes.get(one.parent_id or 0, ""))
            for one in self.visitor.world.directory.live_regions
        )

    def way(self, region: Region | None) -> str:
        """The way to a region from its township down."""
        found = self.ways.coded(region.code) if region is not None else None
        return self.ways.path(found) if found is not None else (region.name if region else "")

    def may_change(
        self, region_id: int | None, department_id: int | None = None, role: Role | None = None
    ) -> bool:
        """True when the visitor may change what is at this region or department."""
        if department_id is not None:
            return self.rights.may_change(Spot(None, Level.COUNTY, is_department=True))
        region = self.visitor.world.directory.region(region_id)
        level = region.level if region is not None else Level.COUNTY
        return self.rights.may_change(Spot(region_id, level, role))

    def seat_name(self, one: ChatGroup) -> str:
        """Where a group belongs."""
        directory = self.visitor.world.directory
        department = directory.department(one.department_id)
        return department.name if department else self.way(directory.region(one.region_id))


class Desk:
    """Shows the pages of the roster and carries out what is sent off there."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.db = door.house.db

    async def show(
        self, request: web.Request, reader: Reader, tab: str, page: Mapping[str, object]
    ) -> web.StreamResponse:
        """One page of the roster under its tab."""
        flash = await self.door.flash(request, reader.visitor)
        given = {
            "tabs": TABS,
            "tab": tab,
            "reader": reader,
            "flash": flash,
            "key": self.new_key(),
            **page,
        }
        name = f"roster_{page['page']}.html"
        return self.door.show(name, reader.visitor, given)

    @staticmethod
    def new_key() -> str:
        """What tells the forms of one page from another's: each is carried out once."""
        return secrets.token_urlsafe(12)

    async def submit(
        self, request: web.Request, visitor: Visitor, sheet: Sheet, *rows: Mapping[str, str]
    ) -> web.StreamResponse:
        """The rows are so from now on, or it is told what is wrong with them."""
        given = await read_form(request)

        def write(session: Session, _click_id: int) -> tuple[bool, str]:
            return self.change(session, Reader(visitor), sheet, *rows)

        return await self.record(visitor, given, f"roster_{sheet.value}", write)

    @staticmethod
    def change(
        session: Session, reader: Reader, sheet: Sheet, *rows: Mapping[str, str]
    ) -> tuple[bool, str]:
        """Whether the rows are so now, and what was done or is wrong with them."""
        visitor = reader.visitor
        said = {sheet: [Said(sheet, number, one) for number, one in enumerate(rows, start=1)]}
        lock_roster(session)
        found = preview(session, said, visitor.world.categories, reader.rights)
        if found.faults:
            return False, "\n".join(dict.fromkeys(map(_told, found.faults)))
        return True, carry_out(session, found, By(visitor.id, visitor.now))

    async def record(
        self,
        visitor: Visitor,
        given: Mapping[str, str],
        act: str,
        write: Write,
    ) -> web.StreamResponse:
        """The form is carried out once; the page it came from tells what came of it."""
        if not given.get("key"):
            raise web.HTTPBadRequest
        key = f"{visitor.id}:{given['key'][:40]}"

        def once(session: Session) -> Click:
            known = clicks.find(session, key)
            if known is not None:
                return known
            click = Click(
                county_id=visitor.county_id, person_id=visitor.id, key=key, act=act, at=visitor.now
            )
            click.is_done, click.answer = write(session, clicks.put(session, click))
            session.add(click)
            return click

        click = await self.db.tx(once)
        self.door.house.acted()
        back = onward.after(given.get("back", "/console/roster"))
        raise web.HTTPSeeOther(onward.told(back, click.id))


def _told(fault: Fault) -> str:
    heading = FORMS[fault.sheet].heading(fault.key) if fault.key else ""
    return f"{heading}：{fault.reason}" if heading and heading != fault.key else fault.reason

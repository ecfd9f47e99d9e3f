"""The regions of the county, level by level: what lies where, who is there, and how it changes."""

from collections import Counter
from dataclasses import dataclass

from aiohttp import web

from bot.console.door import read_form
from bot.console.parameters import id_in
from bot.console.roster.desk import MOST, Desk, Reader
from bot.console.visitor import Visitor
from bot.roster.choices import LEVELS
from bot.roster.columns import Sheet
from storage.codes import Level
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import Region

_BELOW = {
    Level.COUNTY: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.VILLAGE,
    Level.VILLAGE: Level.GRID,
}


@dataclass(frozen=True)
class Row:
    """A region in the list, with how much is registered in it and below."""

    region: Region
    way: str
    below: int
    people: int
    groups: int


class Regions:
    """The pages of regions."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A region with what lies right below it, or what a search finds."""
        reader = Reader(visitor)
        q = request.query.get("q", "").strip()[:40]
        here = self._here(request, reader)
        if q:
            found = [one for one in _reached(reader) if _fits(one, q)][:MOST]
        else:
            found = [one for one in _reached(reader) if one.parent_id == here.id]
        page = {
            "page": "regions",
            "region": here,
            "lineage": _above(here, reader),
            "rows": _rows(found, reader, is_search=bool(q)),
            "q": q,
            "people": _people(here, reader),
            "groups": _groups(here, reader),
            "below": _BELOW.get(here.level),
            "level_words": {level: words[0] for level, words in LEVELS.items()},
            "may_change": here.level is not Level.COUNTY and reader.may_change(here.id),
            "may_add": _may_add(here, reader),
        }
        return await self._desk.show(request, reader, "", page)

    async def save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A region is new, is otherwise, or has ended."""
        given = await read_form(request)
        kept = ("code", "level", "name", "parent", "households", "state")
        row = {key: given.get(key, "")[:200] for key in kept}
        row["aliases"] = _or_none(given.get("aliases"))
        return await self._desk.submit(request, visitor, Sheet.REGIONS, row)

    def _here(self, request: web.Request, reader: Reader) -> Region:
        """The region that is asked for, else the highest the visitor reaches."""
        directory = reader.visitor.world.directory
        region = directory.region(id_in(request.query.get("at", "")))
        if region is None:
            tops = [one for one in _reached(reader) if one.parent_id not in _ids(reader)]
            region = tops[0] if tops else directory.top
        if not reader.rights.reaches(region.id):
            raise web.HTTPNotFound
        return region


def _or_none(given: str | None) -> str:
    """What a form leaves empty is empty from then on; what it does not ask stays."""
    return "" if given is None else given[:400].strip() or "无"


def _reached(reader: Reader) -> list[Region]:
    live = reader.visitor.world.directory.live_regions
    return [one for one in live if reader.rights.reaches(one.id)]


def _ids(reader: Reader) -> set[int | None]:
    return {one.id for one in _reached(reader)}


def _fits(region: Region, q: str) -> bool:
    return any(q in name for name in (region.name, region.code, *region.aliases))


def _above(here: Region, reader: Reader) -> list[Region]:
    lineage = reader.visitor.world.directory.lineage(here.id)[1:]
    return [one for one in reversed(lineage) if reader.rights.reaches(one.id)]


def _may_add(here: Region, reader: Reader) -> bool:
    rights = reader.rights
    if here.level is Level.COUNTY:
        return rights.keeps_county
    return here.level in _BELOW and rights.reaches(here.id)


def _rows(found: list[Region], reader: Reader, *, is_search: bool) -> list[Row]:
    directory = reader.visitor.world.directory
    held = [p for one in directory.staff for p in directory.posts_of(one)]
    posts = Counter(one.region_id for one in held)
    groups = Counter(one.region_id for one in directory.groups.values())
    live = {one.id for one in directory.live_regions}
    rows = []
    for one in found:
        inside = directory.within(one.id or 0)
        rows.append(
            Row(
                one,
                reader.way(one) if is_search else one.name,
                sum(key in live for key in inside) - 1,
                sum(posts[key] for key in inside),
                sum(groups[key] for key in inside),
            )
        )
    return sorted(rows, key=lambda row: (len(row.region.code), row.region.code))


def _people(here: Region, reader: Reader) -> list[tuple[Person, Post]]:
    directory = reader.visitor.world.directory
    held = [
        (person, post)
        for key, person in directory.staff.items()
        for post in directory.posts_of(key)
        if post.region_id == here.id
    ]
    return sorted(held, key=lambda pair: (pair[1].role.value, pair[1].rank))


def _groups(here: Region, reader: Reader) -> list[ChatGroup]:
    groups = reader.visitor.world.directory.groups.values()
    return [one for one in groups if one.region_id == here.id]

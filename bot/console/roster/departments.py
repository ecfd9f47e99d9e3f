"""The departments: who is on duty there, and the responsibility list (权责清单) of each."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.console.door import read_form
from bot.console.roster.desk import Desk, Reader
from bot.console.roster.posts import Held, held
from bot.console.visitor import Visitor
from bot.roster.choices import KINDS
from bot.roster.columns import Sheet
from handlers.understanding.categories import Leaf
from storage.county.seats import DEPARTMENT_ROLES, ROLE_NAMES
from storage.tables.person import Person
from storage.tables.region import Department


@dataclass(frozen=True)
class Row:
    """A department in the list."""

    department: Department
    where: str
    duties: str
    on_duty: str
    group: str


class Departments:
    """The pages of departments."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Every department: what it answers for, who is asked first, which group it has."""
        reader = Reader(visitor)
        q = request.query.get("q", "").strip()[:40]
        rows = [_row(one, reader) for one in visitor.world.directory.departments.values()]
        page = {
            "page": "departments",
            "rows": [one for one in rows if q in one.department.name or q in one.duties],
            "q": q,
            "kinds": [words[0] for words in KINDS.values()],
            "may_change": reader.rights.keeps_county,
        }
        return await self._desk.show(request, reader, "/departments", page)

    async def one(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A department with its duty roster and its responsibility list."""
        reader = Reader(visitor)
        department = visitor.world.directory.departments.get(int(request.match_info["id"]))
        if department is None:
            raise web.HTTPNotFound
        page = {
            "page": "department",
            "department": department,
            "where": _where(department, reader),
            "kind": KINDS.get(department.kind, (department.kind,))[0],
            "kinds": [words[0] for words in KINDS.values()],
            "posts": _posts(department, reader),
            "tops": _tops(reader),
            "roles": [ROLE_NAMES[role] for role in sorted(DEPARTMENT_ROLES)],
            "may_change": reader.rights.keeps_county,
        }
        return await self._desk.show(request, reader, "/departments", page)

    async def save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A department is new, is otherwise, or has ended."""
        given = await read_form(request)
        kept = ("was", "name", "kind", "seat", "on_desk", "state")
        row = {key: given.get(key, "").strip()[:200] for key in kept}
        for key in ("aliases", "phone"):
            asked = given.get(key)
            row[key] = "" if asked is None else asked.strip()[:400] or "无"
        if "was" in given and not given.get("state"):
            row["on_desk"] = row["on_desk"] or "否"
        return await self._desk.submit(request, visitor, Sheet.DEPARTMENTS, row)

    async def duties(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The department answers for what is ticked, and for nothing else."""
        posted = await request.post()
        department = visitor.world.directory.departments.get(int(request.match_info["id"]))
        if department is None:
            raise web.HTTPNotFound
        ticked = {str(one) for one in posted.getall("leaf", [])}
        before = set(department.responsibilities)
        rows = [
            _duty(department, ticked - before, ""),
            _duty(department, before - ticked, "不再负责"),
        ]
        wanted = [one for one in rows if one["leaves"]]
        return await self._desk.submit(request, visitor, Sheet.DUTIES, *wanted)


def _duty(department: Department, leaves: set[str], state: str) -> Mapping[str, str]:
    return {"department": department.name, "leaves": "、".join(sorted(leaves)), "state": state}


def _row(department: Department, reader: Reader) -> Row:
    world = reader.visitor.world
    leaves = world.categories.leaves
    names = [leaves[one].short_name for one in department.responsibilities if one in leaves]
    people = [
        person.name
        for role in DEPARTMENT_ROLES
        for person in world.directory.holders(role, reader.visitor.now, department_id=department.id)
    ]
    group = world.directory.department_group(department.id or 0)
    where = _where(department, reader)
    duties = "、".join(names)
    return Row(department, where, duties, "、".join(people), group.name if group else "")


def _where(department: Department, reader: Reader) -> str:
    directory = reader.visitor.world.directory
    is_county = department.region_id == directory.top.id
    return "" if is_county else reader.way(directory.region(department.region_id))


def _posts(department: Department, reader: Reader) -> list[tuple[Person, Held]]:
    directory = reader.visitor.world.directory
    found = [
        (person, held(post, reader))
        for key, person in directory.staff.items()
        for post in directory.posts_of(key)
        if post.department_id == department.id
    ]
    return sorted(found, key=lambda pair: (pair[1].post.role.value, pair[1].post.rank))


def _tops(reader: Reader) -> dict[str, list[Leaf]]:
    """The leaves of the category tree under their tops."""
    categories = reader.visitor.world.categories
    found: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in categories.leaves.values():
        found[categories.tops.get(leaf.top, leaf.top)].append(leaf)
    return dict(found)

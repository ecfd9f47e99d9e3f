"""The staff of the county: who holds which post, who is away and who stands in, who has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web
from sqlmodel import Session

from bot.console.door import read_form
from bot.console.parameters import id_in, number_in
from bot.console.roster.desk import MOST, Desk, Reader
from bot.console.visitor import Visitor
from bot.console.wording import label, posts_of
from bot.roster.columns import Sheet
from bot.roster.landing import lock_roster
from storage import roster
from storage.clock import CHINA, local
from storage.codes import Role
from storage.county.known import file_id
from storage.county.noting import masked_phone
from storage.county.seats import DEPARTMENT_ROLES, ROLE_NAMES
from storage.roster import Absence
from storage.tables.person import Person, Post

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A person in the list; the telephone shows only its ends."""

    person: Person
    phone: str
    posts: str
    is_away: bool


@dataclass(frozen=True)
class Held:
    """A post as its page shows it."""

    post: Post
    where: str
    seat: str  # as a form names it: the region's code, or the department
    stand_in: str
    is_away: bool
    may_change: bool


class People:
    """The pages of staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Everybody who holds a post in the visitor's reach, found by name, unit or number."""
        reader = Reader(visitor)
        q, only = request.query.get("q", "").strip()[:40], request.query.get("only", "")
        found = [_row(one, reader) for one in _reached(reader)]
        found = [one for one in found if _fits(one, q) and (only != "away" or one.is_away)]
        found.sort(key=lambda one: one.person.id or 0)
        begin = number_in(request.query.get("from", "")) or 0
        page = {
            "page": "people",
            "rows": found[begin : begin + MOST],
            "count": len(found),
            "begin": begin,
            "most": MOST,
            "q": q,
            "only": only,
            "roles": _roles(reader),
        }
        return await self._desk.show(request, reader, "/people", page)

    async def one(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A person with their posts; the telephone whole for whom it is their job."""
        reader = Reader(visitor)
        person = self._person(request, reader)
        posts = [held(post, reader) for post in visitor.world.directory.posts_of(person.id)]
        ids = [person.id or 0]
        at_work = await self._desk.db.read(lambda s: roster.count_open_work(s, ids))
        page = {
            "page": "person",
            "person": person,
            "posts": posts,
            "may_change": any(one.may_change for one in posts),
            "phone": person.phone
            if any(o.may_change for o in posts)
            else masked_phone(person.phone),
            "open_work": at_work.get(person.id or 0, 0),
            "roles": _roles(reader),
            "today": local(visitor.now).date().isoformat(),
        }
        return await self._desk.show(request, reader, "/people", page)

    async def save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Somebody new has a post, a known person is otherwise or holds another, or a post ended."""
        given = await read_form(request)
        kept = ("name", "role", "seat", "rank", "state")
        row = {key: given.get(key, "")[:200] for key in kept}
        row["phone"] = given.get("phone", "").strip()[:40]
        if given.get("id"):
            row |= await self._known(given["id"], Reader(visitor))
            row["phone"] = row["phone"] or ("无" if "phone" in given else "")
        return await self._desk.submit(request, visitor, Sheet.PEOPLE, row)

    async def _known(self, given: str, reader: Reader) -> Mapping[str, str]:
        """The id by which a table knows the person."""
        person_id = id_in(given)
        if person_id not in {one.id for one in _reached(reader)}:
            raise web.HTTPNotFound
        return {"person": await self._desk.db.read(lambda s: file_id(s, person_id or 0))}

    async def away(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The holder of a post is away from one day to another, or is back."""
        given, reader = await read_form(request), Reader(visitor)
        post_id = int(request.match_info["id"])
        directory = visitor.world.directory

        def write(session: Session) -> tuple[bool, str]:
            lock_roster(session)
            post = roster.find_post(session, post_id)
            if post is None or not reader.may_change(post.region_id, post.department_id, post.role):
                return False, "这个岗位不归您管，或者已经结束。"
            absence = _absence(given, post, visitor)
            if isinstance(absence, str):
                return False, absence
            roster.set_absence(session, post, absence)
            person = directory.staff.get(post.person_id)
            subject = f"{person.name if person else ''}，{_where(post, reader)}{label(post.role)}"
            said = _said(absence, reader)
            roster.note(session, post, visitor.id, visitor.now, said=(subject, said))
            return True, said

        return await self._desk.record(visitor, given, "roster_absence", write)

    def _person(self, request: web.Request, reader: Reader) -> Person:
        wanted = int(request.match_info["id"])
        found = next((one for one in _reached(reader) if one.id == wanted), None)
        if found is None:
            raise web.HTTPNotFound
        return found


def _reached(reader: Reader) -> list[Person]:
    """Staff with a post in the visitor's reach."""
    directory = reader.visitor.world.directory
    return [
        person
        for key, person in directory.staff.items()
        if reader.rights.keeps_county
        or any(reader.rights.reaches(p.region_id) for p in directory.posts_of(key))
    ]


def _row(person: Person, reader: Reader) -> Row:
    directory, now = reader.visitor.world.directory, reader.visitor.now
    away = any(_is_away(post, now) for post in directory.posts_of(person.id))
    return Row(person, masked_phone(person.phone), posts_of(person, directory), away)


def _fits(row: Row, q: str) -> bool:
    digits = len(q) >= 4 and q.isdecimal() and row.person.phone.endswith(q)
    return q in row.person.name or q in row.posts or digits


def held(post: Post, reader: Reader) -> Held:
    """The post as a page shows it."""
    staff = reader.visitor.world.directory.staff
    stand_in = staff.get(post.stand_in_id or 0)
    return Held(
        post,
        _where(post, reader),
        _seat(post, reader),
        stand_in.name if stand_in is not None else "",
        _is_away(post, reader.visitor.now),
        reader.may_change(post.region_id, post.department_id, post.role),
    )


def _where(post: Post, reader: Reader) -> str:
    directory = reader.visitor.world.directory
    department = directory.department(post.department_id)
    return department.name if department else reader.way(directory.region(post.region_id))


def _seat(post: Post, reader: Reader) -> str:
    directory = reader.visitor.world.directory
    department, region = directory.department(post.department_id), directory.region(post.region_id)
    return department.name if department else region.code if region else ""


def _is_away(post: Post, now: datetime) -> bool:
    """Away now, or will be."""
    return post.absent_from is not None and (post.absent_until is None or now < post.absent_until)


def _roles(reader: Reader) -> list[tuple[str, str]]:
    """The posts that the visitor may give, by their words."""
    if reader.rights.keeps_all:
        return [(name, name) for name in ROLE_NAMES.values()]
    low = (Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE, Role.MEDIATOR)
    county = (*low, Role.POLICE, Role.LEGAL_ADVISER, Role.TOWNSHIP_DUTY, Role.LEADER)
    own = (*county, *sorted(DEPARTMENT_ROLES)) if reader.rights.keeps_county else low
    return [(ROLE_NAMES[role], ROLE_NAMES[role]) for role in own]


def _absence(given: Mapping[str, str], post: Post, visitor: Visitor) -> Absence | str | None:
    """What the form asks for: an absence, its end (None), or what is wrong with it."""
    if given.get("back_at_work"):
        return None
    try:
        begin = date.fromisoformat(given.get("from", ""))
        end = date.fromisoformat(given["until"]) if given.get("until") else None
    except ValueError:
        return "日期没有填对。"
    if end is not None and end < begin:
        return "最后一天早于第一天，请改一改。"
    name = given.get("stand_in", "").strip()
    named = [p for p in visitor.world.directory.staff.values() if name and p.name == name]
    if name and len(named) != 1:
        told = f"有 {len(named)} 位{name}，分不清是哪一位" if named else f"名册里没有{name}"
        return f"{told}；替班的人要是名册里的。"
    if named and named[0].id == post.person_id:
        return "不能自己替自己的班。"
    ends_at = _midnight(end + _DAY) if end is not None else None
    return Absence(_midnight(begin), ends_at, named[0].id if named else None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _said(absence: Absence | None, reader: Reader) -> str:
    if absence is None:
        return "回来上岗了。"
    begin = local(absence.begins_at)
    until = local(absence.ends_at - _DAY) if absence.ends_at is not None else None
    length = f"{begin:%Y-%m-%d} 到 {until:%Y-%m-%d}" if until else f"{begin:%Y-%m-%d} 起"
    person = reader.visitor.world.directory.staff.get(absence.stand_in_id or 0)
    return f"{length} 不在岗，{f'{person.name}替班' if person else '没有指定替班的人'}。"

"""The staff of the county: who holds which post, who is away and who stands in, who has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from sqlmodel import Session

from bot.console.door import read_form
from bot.console.parameters import id_in, number_in
from bot.console.roster import handing_over, leaving
from bot.console.roster.desk import MOST, Desk, Reader
from bot.console.roster.posts import held, is_away
from bot.console.visitor import Visitor
from bot.console.wording import posts_of
from bot.roster.columns import Sheet
from storage import roster
from storage.attempts import count_errands
from storage.clock import local
from storage.codes import Role
from storage.county.known import file_id
from storage.county.noting import masked_phone
from storage.county.seats import DEPARTMENT_ROLES, ROLE_NAMES
from storage.tables.person import Person

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A person in the list; the telephone shows only its ends."""

    person: Person
    phone: str
    posts: str
    is_away: bool


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
            "left": await self._desk.db.read(lambda s: handing_over.list_left(s, reader)),
        }
        return await self._desk.show(request, reader, "/people", page)

    async def one(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A person with their posts; the telephone whole for whom it is their job."""
        reader = Reader(visitor)
        person = self._person(request, reader)
        posts = [held(post, reader) for post in visitor.world.directory.posts_of(person.id)]
        ids = [person.id or 0]
        at_work = await self._desk.db.read(lambda s: roster.count_open_work(s, ids))
        errands = await self._desk.db.read(lambda s: count_errands(s, ids))
        takers = {one.post.id: handing_over.takers(one.post, reader) for one in posts}
        page = {
            "page": "person",
            "person": person,
            "posts": posts,
            "may_change": any(one.may_change for one in posts),
            "phone": person.phone
            if any(o.may_change for o in posts)
            else masked_phone(person.phone),
            "open_work": at_work.get(person.id or 0, 0),
            "errands": errands.get(person.id or 0, 0),
            "takers": takers,
            "later": handing_over.LATER,
            "roles": _roles(reader),
            "today": local(visitor.now).date().isoformat(),
        }
        return await self._desk.show(request, reader, "/people", page)

    async def save(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Somebody new has a post, or a known person is otherwise or holds another."""
        given = await read_form(request)
        kept = ("name", "role", "seat", "rank")
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
        given, post_id = await read_form(request), int(request.match_info["id"])

        def write(session: Session, click_id: int) -> tuple[bool, str]:
            form = leaving.Form(given, Reader(visitor), click_id)
            return leaving.away(session, form, post_id)

        return await self._desk.record(visitor, given, "roster_absence", write)

    async def end(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The post has ended, and who takes over what its holder had in hand is settled."""
        given, post_id = await read_form(request), int(request.match_info["id"])

        def write(session: Session, click_id: int) -> tuple[bool, str]:
            form = leaving.Form(given, Reader(visitor), click_id)
            return leaving.end(session, form, post_id)

        return await self._desk.record(visitor, given, "roster_end", write)

    async def hand_over(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What a person has in hand goes to another, also when they have left already."""
        given, person_id = await read_form(request), int(request.match_info["id"])

        def write(session: Session, click_id: int) -> tuple[bool, str]:
            form = leaving.Form(given, Reader(visitor), click_id)
            return leaving.hand_over_all(session, form, person_id)

        return await self._desk.record(visitor, given, "roster_hand_over", write)

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
    away = any(is_away(post, now) for post in directory.posts_of(person.id))
    return Row(person, masked_phone(person.phone), posts_of(person, directory), away)


def _fits(row: Row, q: str) -> bool:
    digits = len(q) >= 4 and q.isdecimal() and row.person.phone.endswith(q)
    return q in row.person.name or q in row.posts or digits


def _roles(reader: Reader) -> list[tuple[str, str]]:
    """The posts that the visitor may give, by their words."""
    if reader.rights.keeps_all:
        return [(name, name) for name in ROLE_NAMES.values()]
    low = (Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE, Role.MEDIATOR)
    county = (*low, Role.POLICE, Role.LEGAL_ADVISER, Role.TOWNSHIP_DUTY, Role.LEADER)
    own = (*county, *sorted(DEPARTMENT_ROLES)) if reader.rights.keeps_county else low
    return [(ROLE_NAMES[role], ROLE_NAMES[role]) for role in own]

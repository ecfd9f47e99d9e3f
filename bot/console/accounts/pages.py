"""The administrator opens accounts for those who hold a post, and closes them."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.sign_in import entering
from bot.console.sign_in.passwords import Passwords, first
from bot.console.visitor import Visitor
from bot.console.wording import posts_of
from storage import accounts
from storage.tables.account import Account
from storage.tables.person import Person

_MOST = 100


@dataclass(frozen=True)
class Fresh:
    """An account whose first password is shown once."""

    name: str
    account: str
    password: str


@dataclass(frozen=True)
class Row:
    """A person with a post, and their account."""

    person: Person
    posts: str
    account: Account | None


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the accounts."""
    pages, roles = _Accounts(door), ROLES["accounts"]
    one = "/console/accounts/{id:[0-9]{1,15}}"
    return [
        web.get("/console/accounts", door.page(pages.ledger, roles)),
        web.post(f"{one}/open", door.form(pages.open, roles)),
        web.post(f"{one}/close", door.form(pages.close, roles)),
    ]


class _Accounts:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db
        self._wall = door.house.wall
        self._passwords = Passwords()

    async def ledger(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Everybody who holds a post, found by name or unit."""
        return await self._show(visitor, request.query.get("q", "").strip()[:40])

    async def _show(
        self, visitor: Visitor, q: str, fresh: Fresh | None = None, said: str = ""
    ) -> web.StreamResponse:
        known = await self._db.read(lambda s: accounts.list_accounts(s, visitor.county_id))
        staff = visitor.world.directory.staff.values()
        rows = [Row(p, posts_of(p, visitor.world.directory), known.get(p.id or 0)) for p in staff]
        found = [one for one in rows if q in one.person.name or q in one.posts]
        found.sort(key=lambda one: (one.account is None, one.person.id))
        page = {
            "rows": found[:_MOST],
            "q": q,
            "fresh": fresh,
            "said": said,
            "wall": self._wall.now(),
        }
        return self._door.show("accounts.html", visitor, page)

    async def open(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The person has an account with a first password, or a new one."""
        person = self._person(request, visitor)
        password, now = first(), self._wall.now()
        kept = await self._passwords.make(password)

        def write(session: Session) -> str:
            own = accounts.account_of(session, person.id or 0)
            name = own.name if own is not None else _free(session, person)
            entering.open_account(session, person, name, kept, now, must_change=True)
            return name

        name = await self._db.tx(write)
        return await self._show(visitor, person.name, Fresh(person.name, name, password))

    async def close(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The person cannot sign in any more and is signed in nowhere."""
        person, now = self._person(request, visitor), self._wall.now()
        if person.id == visitor.id:
            return await self._show(visitor, person.name, said="不能停用自己的账号。")

        def write(session: Session) -> None:
            own = accounts.account_of(session, person.id or 0)
            if own is not None:
                own.closed_at = now
                session.add(own)
            accounts.end_sign_ins(session, person.id or 0, now)

        await self._db.tx(write)
        raise web.HTTPSeeOther("/console/accounts")

    def _person(self, request: web.Request, visitor: Visitor) -> Person:
        found = visitor.world.directory.staff.get(int(request.match_info["id"]))
        if found is None:
            raise web.HTTPNotFound
        return found


def _free(session: Session, person: Person) -> str:
    """The person's name, with a number behind it when somebody else has an account of that name."""
    taken = {one.name for one in accounts.list_accounts(session, person.county_id).values()}
    names = (person.name, *(f"{person.name}{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)

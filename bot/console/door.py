"""The door of every page: who comes in, what they may do there, and what they see when not."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from hmac import compare_digest
from types import MappingProxyType
from urllib.parse import urlencode

import structlog
from aiohttp import web
from sqlmodel import Session

from bot.console import tokens
from bot.console.house import House
from bot.console.parameters import id_in
from bot.console.rooms import EVERYBODY, grouped, open_to
from bot.console.visitor import Visitor
from bot.world import NotSeededError
from handlers.situation import Speaker
from storage import accounts
from storage.clicks import get_own
from storage.codes import Role
from storage.db import DatabaseUnavailableError
from storage.tables.click import Click
from storage.tables.person import Person

Shown = Callable[[web.Request, Visitor], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST_FORM = 256 * 1024
_SENTENCES = {
    400: ("填得不对", "有一项没有填对，请返回改一改再交。"),
    401: ("请先登录", "登录已经过期，请重新登录；刚才填的内容没有交上。"),
    403: ("没有权限", "您的岗位不能看这一页，或者不能这样办。"),
    404: ("没有找到", "没有这一页，或者它不归您看。"),
    413: ("内容太大", "一次交的内容太多了。"),
    503: ("暂时用不了", "数据库暂时用不了，请稍等一会儿再刷新。"),
}

_log = structlog.stdlib.get_logger(__name__)


class Door:
    """Lets people in who are signed in and hold a fitting post; turns others away kindly."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, show: Shown, roles: frozenset[Role] = EVERYBODY) -> Handler:
        """A page that may be looked at by these roles."""

        async def enter(request: web.Request) -> web.StreamResponse:
            visitor = await self.visitor(request)
            if visitor is None:
                raise web.HTTPFound(f"/console/sign-in?{urlencode({'next': request.path_qs})}")
            if visitor.must_change and request.path != "/console/password":
                raise web.HTTPFound("/console/password")
            if not visitor.is_any(roles):
                raise _elsewhere(request, visitor)
            return await show(request, visitor)

        return self.kind(enter)

    def form(
        self, act: Shown, roles: frozenset[Role] = EVERYBODY, largest: int = LARGEST_FORM
    ) -> Handler:
        """A form that these roles may send off, from a page of ours only; `largest` in bytes."""

        async def enter(request: web.Request) -> web.StreamResponse:
            check_origin(request)
            visitor = await self.visitor(request)
            if visitor is None:
                raise web.HTTPUnauthorized
            given = await read_form(request, largest)
            if not compare_digest(
                given.get("form_token", "").encode(), visitor.form_token.encode()
            ):
                raise web.HTTPForbidden
            if not visitor.is_any(roles):
                raise web.HTTPForbidden
            return await act(request, visitor)

        return self.kind(enter)

    async def visitor(self, request: web.Request) -> Visitor | None:
        """Who is signed in in this browser; None when nobody is, or no longer."""
        token = request.cookies.get(tokens.COOKIE, "")
        if not token:
            return None
        seen_at, now = self.house.wall.now(), self.house.clock.now()

        def find(session: Session) -> Visitor | None:
            world = self.house.source.current(session)
            found = accounts.find_sign_in(session, tokens.digest(token), seen_at)
            person = session.get(Person, found.person_id) if found is not None else None
            if found is None or person is None:
                return None
            account = accounts.account_of(session, found.person_id)
            if not found.is_demo and (account is None or account.closed_at is not None):
                return None
            speaker = Speaker(person, world.directory.posts_held(person.id, now))
            must_change = account is not None and account.must_change and not found.is_demo
            return Visitor(speaker, found, world, now, tokens.form_token(token), must_change)

        visitor = await self.house.db.read(find)
        if visitor is not None and accounts.wants_seen(visitor.sign_in, seen_at):
            sign_in_id = visitor.sign_in.id or 0
            await self.house.db.tx(lambda s: accounts.see(s, sign_in_id, seen_at))
        return visitor

    def kind(self, enter: Handler) -> Handler:
        """The same, but what goes wrong is told on a page of the console."""

        @wraps(enter)
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await enter(request)
            except web.HTTPException as error:
                if error.status not in _SENTENCES:
                    raise
                return self._trouble(error.status, error.text or "")
            except DatabaseUnavailableError:
                _log.warning("console.without_database", path=request.path)
                return self._trouble(503)
            except NotSeededError:
                return self.show("unseeded.html", None, status=503)

        return handle

    def _trouble(self, status: int, said: str = "") -> web.StreamResponse:
        title, words = _SENTENCES[status]
        own = said if not said.startswith(f"{status}:") else ""
        return self.show(
            "trouble_page.html", None, {"title": title, "said": own or words}, status=status
        )

    async def flash(self, request: web.Request, visitor: Visitor) -> Click | None:
        """What came of the form that was sent just before, when the address names it."""
        found = id_in(request.query.get("done", ""))
        if found is None:
            return None
        return await self.house.db.read(lambda s: get_own(s, found, visitor.id))

    def show(
        self,
        name: str,
        visitor: Visitor | None,
        page: Mapping[str, object] = MappingProxyType({}),
        *,
        status: int = 200,
    ) -> web.Response:
        """The page, made from its template."""
        given = {
            "now": self.house.clock.now(),
            "visitor": visitor,
            "rooms": grouped(open_to(visitor)) if visitor is not None else (),
            "is_demo": self.house.is_demo,
            "flash": None,
            **page,
        }
        text = self.house.templates.get_template(name).render(given)
        headers = {"Cache-Control": "no-store"}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _elsewhere(request: web.Request, visitor: Visitor) -> web.HTTPException:
    """Whoever signs in and may not see the cases begins on the first page that is open to them."""
    rooms = open_to(visitor)
    if request.path == "/console/" and rooms:
        return web.HTTPFound(rooms[0].path)
    return web.HTTPForbidden()


def check_origin(request: web.Request) -> None:
    """The form comes from a page of ours; raises HTTPForbidden."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in {"same-origin", "none"}:
        raise web.HTTPForbidden


async def read_form(request: web.Request, largest: int = LARGEST_FORM) -> dict[str, str]:
    """The fields of a form, the last of each name; raises HTTPRequestEntityTooLarge.

    A form that comes in pieces without saying how long it is ends where any request must.
    """
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)
    posted = await request.post()
    return {name: value for name, value in posted.items() if isinstance(value, str)}

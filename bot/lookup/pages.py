"""The public page: a number and a code in, one's own matter out; nothing is told apart to a guesser."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import jinja2
import structlog
from aiohttp import web
from markupsafe import Markup
from sqlmodel import Session, col, select

from bot.console import tokens
from bot.console.door import Handler, check_origin, read_form
from bot.console.house import House
from bot.console.sign_in.limits import Limits, address_of
from bot.lookup.address import PATH
from bot.lookup.shown import STAGES, Slip, slip_of
from bot.papers.codes import drawn
from bot.world import NotSeededError
from handlers.loading.situations import load_views
from handlers.wording import when
from storage import lookups
from storage.db import DatabaseUnavailableError
from storage.tables.case import Case
from storage.tables.person import Person

COOKIE = "gridwhistle_progress"
_WRONG = "编号和查询码对不上，或者查询码已经用过、过期了。请照着微信里的那条消息再填一遍；还不行，就在微信里再发一次“查询码”。"
_TOO_OFTEN = "试得太多了，请过五分钟再来。"
_ROOT = Path(__file__).parent
_NO_TRACE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class _Tried:
    """What was typed, in plain figures."""

    number: int
    code: str


class Pages:
    """The residents' page over one house; whoever looks is known by a token for half an hour."""

    def __init__(self, house: House, *, answers_after: float = 0.4) -> None:
        self._house = house
        self._answers_after = answers_after  # seconds; how long a try takes tells nothing
        self._by_address = Limits()
        self._by_number = Limits(10)
        self._at_once = asyncio.Semaphore(2)  # each digest takes 8 MiB
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_ROOT / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["when"] = when

    def routes(self) -> list[web.RouteDef]:
        """Every address of the page."""
        return [
            web.get(PATH, self._kind(self.ask)),
            web.post(PATH, self._kind(self.enter)),
            web.get(f"{PATH}/mine", self._kind(self.mine)),
            web.post(f"{PATH}/leave", self._kind(self.leave)),
            web.get(f"{PATH}/poster", self._kind(self.poster)),
            web.get(f"{PATH}/lookup.css", _sheet),
        ]

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """The two fields."""
        return await self._again({"number": request.query.get("number", "")}, "", 200)

    async def poster(self, request: web.Request) -> web.StreamResponse:
        """A sheet to print and hang up, with a code that leads to this page and to no one's matter."""
        world = await self._house.db.read(self._house.source.current)
        address = world.page_address or f"{request.url.origin()}{PATH}"
        picture = Markup(await asyncio.to_thread(drawn, address))  # noqa: S704 (our own drawing)
        page = {"address": address, "picture": picture, "county": world.directory.county.name}
        return self._show("poster.html", {**page, "phone": world.directory.county.duty_phone})

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """The matter is open for this browser, when number and code belong together.

        Wrong number, wrong, used or old code: the same answer after the same time.
        """
        check_origin(request)
        begun = asyncio.get_running_loop().time()
        given, now = await read_form(request), self._house.wall.now()
        address = address_of(request, is_behind_proxy=self._house.is_behind_proxy)
        tried = _tried(given)
        if not self._by_address.try_once(address, now) or not self._by_number.try_once(
            str(tried.number), now
        ):
            return await self._again(given, _TOO_OFTEN, 429)
        token = tokens.new()
        is_right = await self._use(tried, token)
        if is_right:
            answer = web.Response(status=303, headers={"Location": f"{PATH}/mine", **_NO_TRACE})
            self._hand_out(answer, token)
            return answer
        await asyncio.sleep(begun + self._answers_after - asyncio.get_running_loop().time())
        return await self._again(given, _WRONG, 400)

    async def _use(self, tried: _Tried, token: str) -> bool:
        now = self._house.clock.now()
        world = await self._house.db.read(self._house.source.current)
        county_id = world.directory.county.id or 0
        async with self._at_once:
            digest = await asyncio.to_thread(lookups.digest_of, county_id, tried.number, tried.code)
        kept = tokens.digest(token)
        number = (county_id, tried.number)
        return await self._house.db.tx(lambda s: lookups.use(s, number, digest, kept, now))

    async def mine(self, request: web.Request) -> web.StreamResponse:
        """The matter, as long as the browser's token is good."""
        token, now = request.cookies.get(COOKIE, ""), self._house.clock.now()

        def read(session: Session) -> tuple[Slip, str] | None:
            kept = lookups.find_open(session, tokens.digest(token), now) if token else None
            case = session.get(Case, kept.case_id) if kept is not None else None
            view = next(iter(load_views(session, [case])), None) if case is not None else None
            if kept is None or view is None or kept.person_id not in view.reporter_ids:
                return None
            world = self._house.source.current(session)
            staff = (one.name for one in world.directory.staff.values())
            told = select(Person.name).where(col(Person.id).in_(view.reporter_ids))
            names = sorted({n for n in (*staff, *session.exec(told)) if len(n) > 1}, key=len)
            slip = slip_of(view, kept.person_id, tuple(reversed(names)), now, world)
            return slip, world.directory.county.duty_phone

        found = await self._house.db.read(read)
        if found is None:
            raise web.HTTPFound(PATH, headers=_NO_TRACE)
        slip, phone = found
        page = {
            "slip": slip,
            "phone": phone,
            "stages": STAGES,
            "form_token": tokens.form_token(token),
        }
        return self._show("mine.html", page)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """The page is closed in this browser, for whoever takes the telephone next."""
        check_origin(request)
        token, given = request.cookies.get(COOKIE, ""), await read_form(request)
        if not token or given.get("form_token") != tokens.form_token(token):
            raise web.HTTPForbidden
        kept, now = tokens.digest(token), self._house.clock.now()
        await self._house.db.tx(lambda s: lookups.close(s, kept, now))
        answer = web.Response(status=303, headers={"Location": PATH, **_NO_TRACE})
        answer.del_cookie(COOKIE, path=PATH)
        return answer

    async def _again(self, given: Mapping[str, str], said: str, status: int) -> web.StreamResponse:
        world = await self._house.db.read(self._house.source.current)
        phone = world.directory.county.duty_phone
        page = {"number": given.get("number", "")[:12], "said": said, "phone": phone}
        return self._show("ask.html", page, status=status)

    def _hand_out(self, answer: web.StreamResponse, token: str) -> None:
        answer.set_cookie(
            COOKIE,
            token,
            path=PATH,
            max_age=int(lookups.OPEN_FOR.total_seconds()),
            httponly=True,
            secure=self._house.is_https,
            samesite="Strict",
        )

    def _kind(self, enter: Handler) -> Handler:
        """The same, but what goes wrong is told in large plain words."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await enter(request)
            except web.HTTPException as error:
                if error.status < 400:
                    raise
                return self._show("trouble.html", status=error.status)
            except (DatabaseUnavailableError, NotSeededError):
                _log.warning("lookup.unavailable", path=request.path)
                return self._show("trouble.html", status=503)

        return handle

    def _show(
        self, name: str, page: Mapping[str, object] = MappingProxyType({}), *, status: int = 200
    ) -> web.Response:
        given = {"now": self._house.clock.now(), "phone": "", **page}
        text = self._templates.get_template(name).render(given)
        return web.Response(text=text, status=status, content_type="text/html", headers=_NO_TRACE)


def _tried(given: Mapping[str, str]) -> _Tried:
    """The figures of both fields; a number that no case can have when there are none."""
    number = lookups.figures_of(given.get("number", "")[:20])
    code = lookups.figures_of(given.get("code", "")[:40])
    return _Tried(int(number) if number and len(number) < 10 else 0, code)


async def _sheet(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_ROOT / "static" / "lookup.css", headers={"Cache-Control": "no-cache"})

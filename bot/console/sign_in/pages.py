"""Signing in and out, taking a seat in the demo, and one's own password and browsers."""

from aiohttp import web
from sqlmodel import Session

from bot.console import tokens
from bot.console.door import Door, check_origin, read_form
from bot.console.onward import after
from bot.console.sign_in import entering
from bot.console.sign_in.entering import Browser
from bot.console.sign_in.gate import TOO_OFTEN, Gate, new_browser
from bot.console.sign_in.passwords import Passwords, fault
from bot.console.sign_in.wecom_sign_in import WecomSignIn
from bot.console.visitor import Visitor
from storage import accounts

_WRONG = "账号或密码不对，或者账号暂时锁住了（连续输错五次，锁十五分钟）。"


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of signing in and out, and of one's own account."""
    gate = Gate(door)
    pages, wecom = _SignIn(door, gate), WecomSignIn(gate)
    return [
        web.get("/console/sign-in", door.kind(pages.ask)),
        web.post("/console/sign-in", door.kind(pages.enter)),
        web.get("/console/sign-in/wecom", door.kind(wecom.leave)),
        web.get("/console/sign-in/wecom/back", door.kind(wecom.come_back)),
        web.post("/console/seat", door.kind(pages.sit)),
        web.post("/console/sign-out", door.form(pages.leave)),
        web.post("/console/sign-out-everywhere", door.form(pages.leave_everywhere)),
        web.post("/console/sign-ins/{id:[0-9]{1,15}}/end", door.form(pages.end)),
        web.get("/console/password", door.page(pages.me)),
        web.post("/console/password", door.form(pages.change)),
    ]


class _SignIn:
    def __init__(self, door: Door, gate: Gate) -> None:
        self._door = door
        self._house = door.house
        self._gate = gate
        self._passwords = Passwords()

    # ---- in --------------------------------------------------------------------------------

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """The form; in the demo the seats that can be taken without a password."""
        return await self._gate.show(after(request.query.get("next", "")))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """The browser is signed in, when name and password are right."""
        check_origin(request)
        given, now = await read_form(request), self._house.wall.now()
        onward = after(given.get("next", ""))
        address = self._gate.address_of(request)
        if not self._gate.may_try(address, now):
            return await self._gate.show(onward, TOO_OFTEN, 429)
        name = given.get("name", "").strip()[:64]
        known = await self._house.db.read(lambda s: entering.find(s, name))
        kept = known.kept if known is not None else ""
        is_right = await self._passwords.check(kept, given.get("password", ""))
        browser = new_browser(request)
        if known is None:
            return await self._gate.show(onward, _WRONG, 401)
        account_id = known.account_id
        is_in = await self._house.db.tx(
            lambda s: entering.enter(s, account_id, browser, now, is_right=is_right)
        )
        if not is_in:
            await self._house.db.tx(lambda s: entering.failed(s, account_id, address, now))
            return await self._gate.show(onward, _WRONG, 401)
        return self._gate.let_in(onward, browser)

    async def sit(self, request: web.Request) -> web.StreamResponse:
        """In the demo, and nowhere else, a seat is taken without a password."""
        if not self._house.is_demo:
            raise web.HTTPNotFound
        check_origin(request)
        given, now = await read_form(request), self._house.wall.now()
        browser = Browser(tokens.new(), request.headers.get("User-Agent", ""), is_demo=True)
        wanted = given.get("person", "")

        def take(session: Session) -> bool:
            world = self._house.source.current(session)
            person = next((p for p in world.directory.staff.values() if str(p.id) == wanted), None)
            if person is None:
                return False
            entering.begin(session, person.county_id, person.id or 0, browser, now)
            return True

        if not await self._house.db.tx(take):
            raise web.HTTPNotFound
        return self._gate.let_in(after(given.get("next", "")), browser)

    # ---- out -------------------------------------------------------------------------------

    async def leave(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Whoever signs out is signed out in the browser at hand."""
        now, one = self._house.wall.now(), visitor.sign_in.id or 0
        await self._house.db.tx(lambda s: entering.end(s, one, visitor.id, now))
        return _out()

    async def leave_everywhere(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Every browser of this person is signed out."""
        now = self._house.wall.now()
        await self._house.db.tx(lambda s: accounts.end_sign_ins(s, visitor.id, now))
        return _out()

    async def end(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """One of this person's browsers is signed out."""
        now, one = self._house.wall.now(), int(request.match_info["id"])
        await self._house.db.tx(lambda s: entering.end(s, one, visitor.id, now))
        raise web.HTTPSeeOther("/console/password")

    # ---- one's own account -----------------------------------------------------------------

    async def me(self, _request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The browsers one is signed in in, and the form for another password."""
        return await self._me(visitor)

    async def _me(self, visitor: Visitor, said: str = "", status: int = 200) -> web.StreamResponse:
        now = self._house.wall.now()
        rows = await self._house.db.read(lambda s: accounts.list_sign_ins(s, visitor.id, now))
        page = {"sign_ins": rows, "said": said, "wall": now}
        return self._door.show("password.html", visitor, page, status=status)

    async def change(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The password is another one, and every other browser is signed out."""
        given = await read_form(request)
        account = await self._house.db.read(lambda s: accounts.account_of(s, visitor.id))
        if account is None:
            return await self._me(visitor, "演示席位没有密码。", 400)
        wanted = given.get("wanted", "")
        if not await self._passwords.check(account.password_hash, given.get("password", "")):
            return await self._me(visitor, "现在的密码不对。", 400)
        said = _same(given) or fault(wanted, account.name, visitor.speaker.person.name)
        if said:
            return await self._me(visitor, said, 400)
        kept, now = await self._passwords.make(wanted), self._house.wall.now()

        def write(session: Session) -> None:
            entering.change_password(session, visitor.id, kept, now)
            accounts.end_sign_ins(session, visitor.id, now, but=visitor.sign_in.id)

        await self._house.db.tx(write)
        return await self._me(visitor, "密码已改，别处的登录都退出了。")


def _same(given: dict[str, str]) -> str:
    if given.get("wanted") != given.get("again"):
        return "两次输入的新密码不一样。"
    return "新密码不能和现在的一样。" if given.get("wanted") == given.get("password") else ""


def _out() -> web.StreamResponse:
    answer = web.Response(status=303, headers={"Location": "/console/sign-in"})
    tokens.take_back(answer)
    return answer

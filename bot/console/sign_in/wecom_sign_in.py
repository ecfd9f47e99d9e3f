"""Signing in without a password: 企业微信 says who sits there, and we know whether they may."""

from enum import Enum

from aiohttp import web
from sqlmodel import Session

from bot.channels.vouching import SpentCodeError, Voucher, VouchError
from bot.console.onward import after
from bot.console.rooms import EVERYBODY
from bot.console.sign_in import entering, journey
from bot.console.sign_in.gate import TOO_OFTEN, Gate, new_browser
from storage import accounts, people

PATH = "/console/sign-in/wecom"
BACK = f"{PATH}/back"
_LONGEST_CODE = 512  # bytes (document 91022)
_AGAIN = "请再点一次“用企业微信登录”。"


class Turned(Enum):
    """Why somebody is not let in: the status of the page, and the sentence on it."""

    TOO_OFTEN = 429, TOO_OFTEN
    STRAYED = 400, f"这次登录没有接上，可能是等得太久了，{_AGAIN}"
    SPENT = 401, f"企业微信给的登录码已经用过或者过期了，{_AGAIN}"
    SILENT = 503, "现在问不到企业微信，请过一会儿再试，或者用账号和密码登录。"
    OUTSIDER = 403, "您不是本单位企业微信里的成员，不能用企业微信登录。"
    UNKNOWN = 403, "您的企业微信账号还没有和名册对上，请找本县的管理员。"
    WITHOUT_POST = 403, "您现在没有岗位，进不了控制台，请找本县的管理员。"
    WITHOUT_ACCOUNT = 403, "您还没有控制台的账号，请找本县的管理员开一个。"
    CLOSED = 403, "您的控制台账号已经停用，请找本县的管理员。"


class WecomSignIn:
    """Sends browsers to the platform's page, and receives them when they come back."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._house = gate.house

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """The browser is on its way to the platform's page, and knows its state."""
        voucher = self._voucher()
        begun = journey.begin(after(request.query.get("next", "")), self._house.wall.now())
        back = f"{self._house.public_url.rstrip('/')}{BACK}"
        device = request.headers.get("User-Agent", "")
        there = voucher.page(back, begun.state, device)
        headers = {"Location": there, "Cache-Control": "no-store"}
        answer = web.Response(status=303, headers=headers)
        journey.keep(answer, begun, is_https=self._house.is_https)
        return answer

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """The browser is signed in as the member it is vouched for; else one sentence says why not."""
        voucher, now = self._voucher(), self._house.wall.now()
        begun = journey.read(request, now)
        onward = begun.onward if begun is not None else after("")
        if not self._gate.may_try(self._gate.address_of(request), now):
            found: entering.Browser | Turned = Turned.TOO_OFTEN
        elif begun is None or not begun.fits(request.query.get("state", ""), now):
            found = Turned.STRAYED
        else:
            found = await self._received(voucher, request)
        answer = await self._answer(found, onward)
        journey.end(answer)
        return answer

    def _voucher(self) -> Voucher:
        if self._house.voucher is None:
            raise web.HTTPNotFound
        return self._house.voucher

    async def _answer(self, found: entering.Browser | Turned, onward: str) -> web.Response:
        if isinstance(found, Turned):
            status, said = found.value
            return await self._gate.show(onward, said, status)
        return self._gate.let_in(onward, found)

    async def _received(self, voucher: Voucher, request: web.Request) -> entering.Browser | Turned:
        code = request.query.get("code", "")
        if not 0 < len(code.encode("utf-8", "replace")) <= _LONGEST_CODE:
            return Turned.SPENT
        try:
            user_id = await voucher.member_of(code)
        except SpentCodeError:
            return Turned.SPENT
        except VouchError:
            return Turned.SILENT
        if not user_id:
            return Turned.OUTSIDER
        browser, address = new_browser(request), self._gate.address_of(request)
        turned = await self._house.db.tx(
            lambda s: self._enter(s, (voucher.channel, user_id), browser, address)
        )
        return turned or browser

    def _enter(
        self, session: Session, member: tuple[str, str], browser: entering.Browser, address: str
    ) -> Turned | None:
        """The member is signed in, by the same rules as with a password; else why not."""
        person = people.find_person(session, *member)
        if person is None or person.id is None:
            return Turned.UNKNOWN
        world, now = self._house.source.current(session), self._house.wall.now()
        held = world.directory.posts_held(person.id, self._house.clock.now())
        if not any(post.role in EVERYBODY for post in held):
            return Turned.WITHOUT_POST
        account = accounts.account_of(session, person.id)
        if account is None:
            return Turned.WITHOUT_ACCOUNT
        if account.closed_at is not None:
            entering.failed(session, account.id or 0, address, now)
            return Turned.CLOSED
        entering.begin(session, person.county_id, person.id, browser, now)
        return None

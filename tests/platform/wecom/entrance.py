"""Where members sign in to a page of ours: the two pages that give a code, and who has the code.

open.weixin.qq.com/connect/oauth2/authorize sends on at once inside the app;
login.work.weixin.qq.com/wwlogin/sso/login shows a code to be scanned, here scanned at once by
whoever is `at_browser`. GET /cgi-bin/auth/getuserinfo tells who a code was made for: `userid` of a
member, `openid` of an outsider; a code is good once, for five minutes (then 40029). A page that
does not belong to the application, or goes back to a domain that is not trusted, gives no code.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from tests.platform.hosts import Host
from tests.platform.refusals import RefusedError, ok
from tests.platform.wecom.company import Company
from tests.platform.wecom.directory import APP

AUTHORIZE_HOST, SCAN_HOST = "open.weixin.qq.com", "login.work.weixin.qq.com"
TRUSTED = "wg.example.gov.cn"
LIFE = timedelta(minutes=5)


class Entrance:
    """The pages, the codes they gave out, and who sits at the browser: an id, or nobody of here."""

    def __init__(self, company: Company, agent_id: int) -> None:
        self._company = company
        self._known = {"appid": company.corp_id, "agentid": str(agent_id)}
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._made = 0
        self.at_browser = ""
        self.authorize_host = Host(AUTHORIZE_HOST, company.clock)
        self.scan_host = Host(SCAN_HOST, company.clock)
        self.authorize_host.serve("GET", "/connect/oauth2/authorize", self._authorize)
        self.scan_host.serve("GET", "/wwlogin/sso/login", self._scan)
        company.host.serve("GET", "/cgi-bin/auth/getuserinfo", self._who)

    async def _authorize(self, request: web.Request) -> web.Response:
        return self._send_on(request, {"response_type": "code", "scope": "snsapi_base"})

    async def _scan(self, request: web.Request) -> web.Response:
        return self._send_on(request, {"login_type": "CorpApp"})

    def _send_on(self, request: web.Request, more: Mapping[str, str]) -> web.Response:
        wanted = {**self._known, **more}
        if any(request.query.get(name) != value for name, value in wanted.items()):
            raise RefusedError(40058, "invalid request parameter")
        state = request.query.get("state", "")
        if not re.fullmatch(r"[a-zA-Z0-9]{0,128}", state):
            raise RefusedError(40058, "invalid state")
        back = request.query.get("redirect_uri", "")
        if urlsplit(back).netloc != TRUSTED:
            raise RefusedError(50001, "redirect_uri unauthorized")
        query = urlencode({"code": self._new_code(), "state": state})
        return web.Response(status=302, headers={"Location": f"{back}?{query}"})

    def _new_code(self) -> str:
        self._made += 1
        code = f"code-{self._made}+/="  # letters that a careless URL breaks
        self._codes[code] = (self.at_browser, self._company.clock.now() + LIFE)
        return code

    async def _who(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        code = request.query.get("code", "")
        who, until = self._codes.pop(code, ("", self._company.clock.now()))
        if until <= self._company.clock.now():
            raise RefusedError(40029, "invalid code")
        if who in self._company.members:
            return ok(userid=who, user_ticket=f"ticket-{self._made}")
        return ok(openid=f"o{who}", external_userid=f"wm{who}")

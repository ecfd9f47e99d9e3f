"""A company on qyapi.weixin.qq.com: its members, its secrets and their tokens.

`gettoken` gives every caller of one secret the same token for 7,200 seconds. A bad secret is 40001,
a bad company 40013; a token that is no token 40014, an old one 42001, none 41001. A new app may be
called only from trusted addresses (60020).
"""

from dataclasses import dataclass, field

from aiohttp import web

from storage.clock import Clock
from tests.platform.hosts import Host
from tests.platform.refusals import RefusedError, ok
from tests.platform.screens import Received, Screen
from tests.platform.shelf import Shelf
from tests.platform.tokens import TokenDesk

NAME = "qyapi.weixin.qq.com"


@dataclass
class Member:
    """Somebody who works here, with the app's chat as the phone shows it."""

    userid: str
    name: str
    screen: Screen
    departments: list[int] = field(default_factory=lambda: [1])
    is_bound: bool = True
    phone: str = ""
    is_disabled: bool = False


@dataclass
class Company:
    """The company: who works there, which secrets open which doors."""

    clock: Clock
    corp_id: str
    host: Host
    members: dict[str, Member] = field(default_factory=dict)
    desks: dict[str, TokenDesk] = field(default_factory=dict)
    is_trusted: bool = True
    units: dict[int, str] = field(default_factory=lambda: {1: "全县"})

    def __post_init__(self) -> None:
        """The desks stand open."""
        self.shelf = Shelf(self.clock)
        self.host.revoke = self.revoke
        self.host.serve("GET", "/cgi-bin/gettoken", self._token)
        self.host.serve("GET", "/cgi-bin/getcallbackip", self._addresses)
        self.host.serve("GET", "/cgi-bin/get_api_domain_ip", self._addresses)
        self.host.serve("POST", "/cgi-bin/media/upload", self._upload)
        self.host.serve("GET", "/cgi-bin/media/get", self._media)

    def desk(self, secret: str, name: str) -> TokenDesk:
        """The tokens of this secret, whose doors are called so."""
        return self.desks.setdefault(secret, TokenDesk(self.clock, name, 40014))

    def revoke(self) -> None:
        """No token of any secret is good any more."""
        for desk in self.desks.values():
            desk.revoke()

    def member(self, userid: str, name: str = "") -> Member:
        """The member with this id, new if need be."""
        return self.members.setdefault(userid, Member(userid, name or userid, Screen(userid)))

    def admit(self, request: web.Request, *names: str) -> str:
        """The call has a good token for one of these doors, or any; gives which; or RefusedError."""
        token = request.query.get("access_token")
        if not token:
            raise RefusedError(41001, "access_token missing")
        if not self.is_trusted:
            raise RefusedError(60020, "not allow to access from your ip, from ip: 203.0.113.7")
        desk = next((one for one in self.desks.values() if one.knows(token)), None)
        if desk is None:
            raise RefusedError(40014, "invalid access_token")
        desk.check(token)
        if names and desk.name not in names:
            raise RefusedError(48002, "api forbidden")
        return desk.name

    async def show(self, member: Member, kind: str, words: str, body: dict[str, object]) -> None:
        """The message is on the member's phone."""
        await member.screen.show(Received(kind, words, self.clock.now(), body))

    async def _token(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != self.corp_id:
            raise RefusedError(40013, "invalid corpid")
        desk = self.desks.get(request.query.get("corpsecret", ""))
        if desk is None:
            raise RefusedError(40001, "invalid credential")
        token, seconds = desk.fetch()
        return ok(access_token=token, expires_in=seconds)

    async def _addresses(self, request: web.Request) -> web.Response:
        self.admit(request)
        return ok(ip_list=["127.0.0.1"])

    async def _upload(self, request: web.Request) -> web.Response:
        self.admit(request)
        return await self.shelf.upload(request)

    async def _media(self, request: web.Request) -> web.Response:
        self.admit(request)
        return await self.shelf.get(request)

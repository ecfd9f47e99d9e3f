"""An official account on api.weixin.qq.com: its name, its tokens and what its endpoints share.

Two kinds of token exist and live apart: `token` (every call makes another, the one before stays
good for five minutes, 2,000 calls a day) and `stable_token` (the same for every caller).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from storage.clock import Clock
from tests.platform.hosts import Host
from tests.platform.reading import json_of
from tests.platform.refusals import RefusedError
from tests.platform.screens import Received, Screen
from tests.platform.shelf import Shelf
from tests.platform.tokens import OVERLAP, TokenDesk
from tests.platform.windows import HOURS_48, MINUTE, Allowance

NAME = "api.weixin.qq.com"
FOLLOWERS_MESSAGE = (5, HOURS_48)  # after a message: five within 48 hours
FOLLOWERS_TAP = (3, MINUTE)  # after a menu, a scan, a follow or a tap on a msgmenu: three in 60 s


@dataclass
class Follower:
    """A person who may follow the account, with the chat as the phone shows it."""

    openid: str
    screen: Screen
    allowance: Allowance = field(default_factory=lambda: Allowance(45015, 45047))
    follows: bool = True
    is_limited: bool = False
    consents: dict[str, float] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)


@dataclass
class Account:
    """The account: who follows it, its tokens, its files."""

    clock: Clock
    app_id: str
    secret: str
    gh_id: str
    host: Host
    followers: dict[str, Follower] = field(default_factory=dict)
    is_trusted: bool = True

    def __post_init__(self) -> None:
        """The desks stand open."""
        self.stable = TokenDesk(self.clock, "stable", 40001, is_stable=True)
        self.legacy = TokenDesk(self.clock, "legacy", 40001)
        self.shelf = Shelf(self.clock)
        self.host.revoke = self.stable.revoke
        self.host.serve("POST", "/cgi-bin/stable_token", self._stable_token)
        self.host.serve("GET", "/cgi-bin/token", self._token)
        self.host.serve("GET", "/cgi-bin/getcallbackip", self._addresses)
        self.host.serve("GET", "/cgi-bin/get_api_domain_ip", self._addresses)

    def follower(self, openid: str) -> Follower:
        """The person with this id, new if need be."""
        return self.followers.setdefault(openid, Follower(openid, Screen(openid)))

    def known(self, openid: object) -> Follower:
        """The person with this id; raises RefusedError."""
        if openid not in self.followers:
            raise RefusedError(40003, "invalid openid")
        return self.followers[str(openid)]

    def admit(self, request: web.Request) -> None:
        """The call carries a good token of either kind; raises RefusedError."""
        if not self.is_trusted:
            raise RefusedError(40164, "invalid ip 203.0.113.7, not in whitelist")
        token = request.query.get("access_token")
        desk = self.legacy if self.legacy.knows(token) else self.stable
        desk.check(token)

    async def show(self, person: Follower, kind: str, words: str, body: dict[str, object]) -> None:
        """The message is on the person's phone."""
        await person.screen.show(Received(kind, words, self.clock.now(), body))

    async def _stable_token(self, request: web.Request) -> web.Response:
        asked = await json_of(request)
        self._check(asked.get("grant_type"), asked.get("appid"), asked.get("secret"))
        token, seconds = self.stable.fetch(is_forced=asked.get("force_refresh") is True)
        return web.json_response({"access_token": token, "expires_in": seconds})

    async def _token(self, request: web.Request) -> web.Response:
        asked = request.query
        self._check(asked.get("grant_type"), asked.get("appid"), asked.get("secret"))
        if self.legacy.fetches >= 2000:
            raise RefusedError(45009, "reach max api daily quota limit")
        was, now = self.legacy.current, self.clock.now()
        self.legacy.current = ""
        token, seconds = self.legacy.fetch()
        self.legacy.good = {token: self.legacy.good[token]} | ({was: now + OVERLAP} if was else {})
        return web.json_response({"access_token": token, "expires_in": seconds})

    def _check(self, grant_type: object, app_id: object, secret: object) -> None:
        if grant_type != "client_credential":
            raise RefusedError(40002, "invalid grant_type")
        if not self.is_trusted:
            raise RefusedError(40164, "invalid ip 203.0.113.7, not in whitelist")
        if app_id != self.app_id:
            raise RefusedError(40013, "invalid appid")
        if secret != self.secret:
            raise RefusedError(40125, "invalid appsecret")

    async def _addresses(self, request: web.Request) -> web.Response:
        self.admit(request)
        return web.json_response({"ip_list": ["127.0.0.1"]})

    @property
    def token_lives(self) -> timedelta:
        """How long a new token is good."""
        return self.stable.life

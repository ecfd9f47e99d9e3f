"""Customer service in WeChat: a desk, the people who write to it, and what they are allowed.

Five messages after each of theirs, within 48 hours: more is 95001, later 95002. The desk may speak
while the session is new or with the bot (0, 1); else 95018. A message by the id of another is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import count

from aiohttp import web

from tests.platform.reading import Json, json_of, listed
from tests.platform.refusals import RefusedError, ok
from tests.platform.screens import Received, Screen
from tests.platform.wecom.company import Company
from tests.platform.windows import HOURS_48, Allowance

KF = "kf"
MESSAGES_EACH = 5
CODE_LIVES = timedelta(seconds=20)


class Session(IntEnum):
    """In whose hands a conversation is."""

    NEW = 0
    BOT = 1
    POOL = 2
    HUMAN = 3
    ENDED = 4


SPEAKS = (Session.NEW, Session.BOT)


@dataclass
class Customer:
    """A person who writes to the desk, with the chat as the phone shows it."""

    external_userid: str
    screen: Screen
    name: str = ""
    unionid: str = ""
    allowance: Allowance = field(default_factory=lambda: Allowance(95002, 95001))
    session: Session = Session.NEW
    greeted_at: datetime | None = None


@dataclass
class Desk:
    """The desk, its people, its codes to greet and its links."""

    company: Company
    open_kfid: str
    customers: dict[str, Customer] = field(default_factory=dict)
    codes: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """The desk can be found and linked to."""
        serve = self.company.host.serve
        serve("POST", "/cgi-bin/kf/account/list", self._accounts)
        serve("POST", "/cgi-bin/kf/add_contact_way", self._add_link)
        serve("POST", "/cgi-bin/kf/customer/batchget", self._customers)

    def customer(self, external_userid: str) -> Customer:
        """The person with this id, new if need be."""
        fresh = Customer(external_userid, Screen(external_userid))
        return self.customers.setdefault(external_userid, fresh)

    def known(self, external_userid: object) -> Customer:
        """The person with this id; raises RefusedError."""
        if external_userid not in self.customers:
            raise RefusedError(40096, "invalid external userid")
        return self.customers[str(external_userid)]

    def check_desk(self, body: Json) -> None:
        """The call names this desk; raises RefusedError."""
        if body.get("open_kfid") != self.open_kfid:
            raise RefusedError(95004 if body.get("open_kfid") else 40058, "invalid open_kfid")

    def hear(self, person: Customer) -> None:
        """The person wrote: five answers within 48 hours."""
        person.allowance.open(MESSAGES_EACH, self.company.clock.now(), HOURS_48)

    def welcome_code(self, person: Customer) -> str | None:
        """A code for one greeting, if the person had none for 48 hours."""
        now = self.company.clock.now()
        if person.greeted_at is not None and now - person.greeted_at < HOURS_48:
            return None
        person.greeted_at = now
        return self.new_code(person)

    def new_code(self, person: Customer) -> str:
        """A code for one message on an event."""
        code = f"CODE{next(self.numbers)}"
        self.codes[code] = person.external_userid, self.company.clock.now() + CODE_LIVES
        return code

    async def show(self, person: Customer, kind: str, words: str, body: Json) -> None:
        """The message is on the person's phone."""
        await person.screen.show(Received(kind, words, self.company.clock.now(), body))

    async def _accounts(self, request: web.Request) -> web.Response:
        self.company.admit(request, KF)
        return ok(account_list=[{"open_kfid": self.open_kfid, "name": "哨到", "avatar": ""}])

    async def _add_link(self, request: web.Request) -> web.Response:
        self.company.admit(request, KF)
        body = await json_of(request)
        self.check_desk(body)
        scene = body.get("scene", "")
        if not isinstance(scene, str) or len(scene.encode()) > 32:
            raise RefusedError(40058, "scene is longer than 32 bytes")
        url = f"https://work.weixin.qq.com/kfid/{self.open_kfid}?enc_scene=E{len(self.links) + 1}"
        self.links[url] = scene
        return ok(url=url)

    async def _customers(self, request: web.Request) -> web.Response:
        self.company.admit(request, KF)
        asked = listed(await json_of(request), "external_userid_list", 100)
        found = [self.customers[one] for one in asked if one in self.customers]
        return ok(
            customer_list=[
                {"external_userid": one.external_userid, "nickname": one.name, "gender": 0}
                | ({"unionid": one.unionid} if one.unionid else {})
                for one in found
            ],
            invalid_external_userid=[one for one in asked if one not in self.customers],
        )

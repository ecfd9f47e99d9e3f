"""Messages of customer service are not brought, they are fetched: POST /cgi-bin/kf/sync_msg.

A callback only says that there is something, with a token good for ten minutes. The caller gives
the cursor of last time and gets what came since, oldest first, perhaps fewer than asked for while
`has_more` is 1. Without a cursor it begins three days back. Without a token five calls a minute are
taken, more are 45009. What the desk itself said is never among it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.platform.fields import xml_of
from tests.platform.kf.desk import KF, Customer, Desk
from tests.platform.lines import Line
from tests.platform.reading import Json, json_of, number
from tests.platform.refusals import RefusedError, ok
from tests.platform.windows import MINUTE, Rate

KEPT = timedelta(days=3)
TOKEN_LIVES = timedelta(minutes=10)
FROM_CUSTOMER, FROM_SYSTEM, FROM_SERVICER = 3, 4, 5


@dataclass
class Syncing:
    """The messages of one desk in the order they came, and who may fetch them."""

    desk: Desk
    line: Line
    at_most: int = 1000
    messages: list[tuple[datetime, Json]] = field(default_factory=list)
    tokens: dict[str, datetime] = field(default_factory=dict)
    pulls: int = 0

    def __post_init__(self) -> None:
        """Fetching is open."""
        self._without_token = Rate(5, MINUTE)
        self.desk.company.host.serve("POST", "/cgi-bin/kf/sync_msg", self._sync)

    async def says(self, person: Customer, kind: str, content: Json, **how: Any) -> None:
        """The person wrote; the callback says that there is something."""
        self.desk.hear(person)
        await self.add(person, FROM_CUSTOMER, kind, content, **how)

    async def event(self, person: Customer, event: str, more: Json, **how: Any) -> None:
        """Something happened in the conversation with the person."""
        content = {"event_type": event, "open_kfid": self.desk.open_kfid, **more}
        content["external_userid"] = person.external_userid
        await self.add(person, FROM_SYSTEM, "event", content, **how)

    async def add(
        self, person: Customer, origin: int, kind: str, content: Json, **how: Any
    ) -> None:
        """One more message can be fetched, and we are told so."""
        now = self.desk.company.clock.now()
        head = {
            "msgid": f"kf-{len(self.messages) + 1:08d}",
            "open_kfid": self.desk.open_kfid,
            "send_time": int(now.timestamp()),
            "origin": origin,
            "msgtype": kind,
        }
        if kind != "event":
            head["external_userid"] = person.external_userid
        self.messages.append((now, {**head, kind: content}))
        await self.tell(**how)

    async def tell(self, **how: Any) -> None:
        """The callback that says: fetch."""
        now = self.desk.company.clock.now()
        token = f"ENC{len(self.tokens) + 1}"
        self.tokens[token] = now + TOKEN_LIVES
        fields = {
            "ToUserName": self.desk.company.corp_id,
            "CreateTime": int(now.timestamp()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": token,
            "OpenKfId": self.desk.open_kfid,
        }
        await self.line.push(xml_of(fields), **how)

    async def _sync(self, request: web.Request) -> web.Response:
        self.desk.company.admit(request, KF)
        body = await json_of(request)
        self.desk.check_desk(body)
        self._check_token(body.get("token"))
        most = number({"limit": 1000, **body}, "limit", range(1, 1001))
        self.pulls += 1
        first = self._first(body.get("cursor"))
        last = min(first + min(most, self.at_most), len(self.messages))
        return ok(
            next_cursor=f"C{last}",
            has_more=int(last < len(self.messages)),
            msg_list=[message for _, message in self.messages[first:last]],
        )

    def _check_token(self, token: object) -> None:
        now = self.desk.company.clock.now()
        if not token:
            if not self._without_token.takes("", now):
                raise RefusedError(45009, "api freq out of limit")
        elif self.tokens.get(str(token), now) <= now:
            raise RefusedError(95007, "invalid msg token")

    def _first(self, cursor: object) -> int:
        oldest = self.desk.company.clock.now() - KEPT
        gone = sum(at < oldest for at, _ in self.messages)
        if not cursor:
            return gone
        given = str(cursor)
        if not (given.startswith("C") and given[1:].isdigit()):
            raise RefusedError(40058, "invalid cursor")
        return max(gone, int(given[1:]))

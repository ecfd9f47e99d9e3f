"""What the desk says: POST /cgi-bin/kf/send_msg, and once on an event kf/send_msg_on_event.

A message may carry an id of ours, 1 to 32 of letters, digits, "_" and "-", which was not used
before. Some messages are taken and fail afterwards: then `msg_send_fail` can be fetched with a
number that says why (4 later than 48 hours, 6 more than five, 10 the person wants none).
"""

import re
from collections import deque
from itertools import count

from aiohttp import web

from tests.platform.kf.desk import KF, SPEAKS, Customer, Desk, Session
from tests.platform.kf.syncing import Syncing
from tests.platform.reading import Json, json_of, listed, number, part, words
from tests.platform.refusals import RefusedError, ok

MSGID = re.compile(r"[0-9A-Za-z_-]{1,32}")
TEXT_BYTES = 2048


class Sending:
    """The messages of one desk."""

    def __init__(self, desk: Desk, syncing: Syncing) -> None:
        self._desk = desk
        self._syncing = syncing
        self._numbers = count(1)
        self._used: set[str] = set()
        self.sent: list[Json] = []
        self.failing: deque[int] = deque()
        serve = desk.company.host.serve
        serve("POST", "/cgi-bin/kf/send_msg", self._send)
        serve("POST", "/cgi-bin/kf/send_msg_on_event", self._on_event)
        serve("POST", "/cgi-bin/kf/service_state/get", self._state)
        serve("POST", "/cgi-bin/kf/service_state/trans", self._trans)

    async def _send(self, request: web.Request) -> web.Response:
        self._desk.company.admit(request, KF)
        body = await json_of(request)
        self._desk.check_desk(body)
        shown = self._shown(body)
        person = self._desk.known(body.get("touser"))
        if person.session not in SPEAKS:
            raise RefusedError(95018, "send msg session status invalid")
        msgid = self._msgid(body)
        person.allowance.spend(self._desk.company.clock.now())
        return await self._bring(person, body, shown, msgid)

    async def _on_event(self, request: web.Request) -> web.Response:
        self._desk.company.admit(request, KF)
        body = await json_of(request)
        if body.get("msgtype") not in {"text", "msgmenu"}:
            raise RefusedError(40008, "invalid message type")
        shown, msgid = self._shown(body), self._msgid(body)
        owner, until = self._desk.codes.pop(words(body, "code", 64), ("", None))
        if until is None or until <= self._desk.company.clock.now():
            raise RefusedError(95007, "invalid code")
        return await self._bring(self._desk.known(owner), body, shown, msgid)

    async def _bring(self, person: Customer, body: Json, shown: str, msgid: str) -> web.Response:
        self._used.add(msgid)
        self.sent.append(body)
        if self.failing:
            more = {"fail_msgid": msgid, "fail_type": self.failing.popleft()}
            await self._syncing.event(person, "msg_send_fail", more)
        else:
            await self._desk.show(person, body["msgtype"], shown, body)
        return ok(msgid=msgid)

    def _msgid(self, body: Json) -> str:
        given = body.get("msgid") or f"server_{next(self._numbers)}"
        if not isinstance(given, str) or not MSGID.fullmatch(given):
            raise RefusedError(40058, "invalid msgid")
        if given in self._used:
            raise RefusedError(40058, "msgid was used before")
        return given

    def _shown(self, body: Json) -> str:
        """Everything that can be read of the message; raises RefusedError."""
        kind = body.get("msgtype")
        if kind == "text":
            return words(part(body, "text"), "content", TEXT_BYTES)
        if kind == "msgmenu":
            return _menu(part(body, "msgmenu"))
        if kind == "link":
            link = part(body, "link")
            words(link, "url", 2048)
            words(link, "thumb_media_id", 256)
            return words(link, "title", 128)
        if kind in {"image", "voice", "video", "file"}:
            found = self._desk.company.shelf.find(part(body, str(kind)).get("media_id"))
            if found.kind != kind:
                raise RefusedError(40007, "invalid media_id: of another type")
            return ""
        raise RefusedError(40008, "invalid message type")

    async def _state(self, request: web.Request) -> web.Response:
        self._desk.company.admit(request, KF)
        body = await json_of(request)
        self._desk.check_desk(body)
        return ok(service_state=int(self._desk.known(body.get("external_userid")).session))

    async def _trans(self, request: web.Request) -> web.Response:
        self._desk.company.admit(request, KF)
        body = await json_of(request)
        self._desk.check_desk(body)
        person = self._desk.known(body.get("external_userid"))
        to = Session(number(body, "service_state", range(5)))
        if to is Session.NEW or person.session is Session.ENDED:
            raise RefusedError(95016, "session state cannot change so")
        if to is Session.HUMAN:
            words(body, "servicer_userid", 64)
        person.session = to
        return ok()


def _menu(menu: Json) -> str:
    items = menu.get("list", [])
    if not isinstance(items, list) or len(items) > 10:
        raise RefusedError(95008, "menu has more than ten items")
    lines = [words(menu, "head_content", 1024, is_needed=False)]
    lines += [_item(one) for one in listed(menu, "list", 10, 0)]
    lines.append(words(menu, "tail_content", 1024, is_needed=False))
    return "\n".join(line for line in lines if line)


def _item(item: Json) -> str:
    kind = item.get("type")
    if kind not in {"click", "view", "miniprogram", "text"}:
        raise RefusedError(95009, "invalid menu item type")
    inside = part(item, str(kind))
    if kind == "click":
        words(inside, "id", 64, is_needed=False)
    if kind == "view":
        words(inside, "url", 2048)
    return words(inside, "content", 1024 if kind in {"view", "miniprogram"} else 128)

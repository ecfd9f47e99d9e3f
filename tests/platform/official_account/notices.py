"""Notices that need no open window: templates, and subscriptions that a person agreed to.

POST /cgi-bin/message/template/send: for people who follow; who refused a template gives 43101.
POST /cgi-bin/message/subscribe/bizsend: one for every consent, without end for a long-term one.
Both are told afterwards by an event: how it went.
"""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from math import inf
from typing import Any

from aiohttp import web

from tests.platform.official_account.account import Account, Follower
from tests.platform.reading import Json, json_of, part
from tests.platform.refusals import RefusedError

LENGTHS = {"thing": 20, "phrase": 5, "character_string": 32, "number": 32, "time": 64, "const": 20}
Told = Callable[[Follower, str, dict[str, Any]], Awaitable[None]]


class Notices:
    """The templates of the account, and who agreed to which."""

    def __init__(self, account: Account, told: Told) -> None:
        self._account = account
        self._told = told
        self._numbers = count(2_400_001)
        self._telling: set[asyncio.Task[None]] = set()
        self.templates: dict[str, tuple[str, ...]] = {}
        self.sent: list[Json] = []
        account.host.serve("POST", "/cgi-bin/message/template/send", self._by_template)
        account.host.serve("POST", "/cgi-bin/message/subscribe/bizsend", self._by_consent)

    def agree(self, openid: str, template_id: str, *, for_good: bool = False) -> None:
        """The person agreed to one more notice, or to all that will come."""
        consents = self._account.follower(openid).consents
        consents[template_id] = inf if for_good else consents.get(template_id, 0) + 1

    async def asked(self, person: Follower, template_id: str, *, agrees: bool) -> None:
        """The person agrees at a window that opened, or takes the consent back; we are told."""
        if agrees:
            self.agree(person.openid, template_id)
            name, answer = "Popup", {"SubscribeStatusString": "accept", "PopupScene": "2"}
        else:
            person.consents.pop(template_id, None)
            name, answer = "Change", {"SubscribeStatusString": "reject"}
        content = {f"SubscribeMsg{name}Event": {"List": {"TemplateId": template_id, **answer}}}
        await self._told(person, f"subscribe_msg_{name.lower()}_event", content)

    async def _by_template(self, request: web.Request) -> web.Response:
        person, body = await self._read(request)
        if not person.follows:
            raise RefusedError(43004, "require subscribe")
        if body["template_id"] in person.refuses:
            raise RefusedError(43101, "user refuse to accept the msg")
        number = await self._shown(person, body)
        self._tell(person, "TEMPLATESENDJOBFINISH", {"MsgID": number, "Status": "success"})
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": number})

    async def _by_consent(self, request: web.Request) -> web.Response:
        person, body = await self._read(request)
        name = body["template_id"]
        if name in person.refuses or person.consents.get(name, 0) < 1:
            raise RefusedError(43101, "user refuse to accept the msg")
        person.consents[name] -= 1
        number = await self._shown(person, body)
        entry = {"TemplateId": name, "MsgID": number, "ErrorCode": 0, "ErrorStatus": "success"}
        self._tell(person, "subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": entry}})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _read(self, request: web.Request) -> tuple[Follower, Json]:
        self._account.admit(request)
        body = await json_of(request)
        wanted = self.templates.get(body.get("template_id", ""))
        if wanted is None:
            raise RefusedError(40037, "invalid template_id")
        data = part(body, "data")
        for name in wanted:
            _check(name, data.get(name))
        if set(data) - set(wanted):
            raise RefusedError(47003, f"argument invalid: {sorted(set(data) - set(wanted))}")
        return self._account.known(body.get("touser")), body

    async def _shown(self, person: Follower, body: Json) -> int:
        self.sent.append(body)
        words = "\n".join(str(one["value"]) for one in body["data"].values())
        await self._account.show(person, "notice", words, body)
        return next(self._numbers)

    def _tell(self, person: Follower, event: str, fields: dict[str, Any]) -> None:
        told = asyncio.create_task(_awaited(self._told(person, event, fields)))
        self._telling.add(told)
        told.add_done_callback(self._telling.discard)


async def _awaited(told: Awaitable[None]) -> None:
    await told


def _check(name: str, given: object) -> None:
    """The field is filled as its kind demands; raises RefusedError."""
    value = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str) or not value:
        raise RefusedError(47003, f"argument invalid: {name} is missing")
    if len(value) > LENGTHS.get(name.rstrip("0123456789"), 20):
        raise RefusedError(47003, f"argument invalid: {name} is too long")

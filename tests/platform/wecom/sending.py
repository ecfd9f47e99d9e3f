"""What an app says to members: POST /cgi-bin/message/send.

At most 1,000 members at once; who is not there is named in `invaliduser` while the code is 0; when
nobody is left the call is refused (81013). One member takes 30 messages a minute from one app, more
are dropped without a word. With `enable_duplicate_check` the same content to the same members does
not go out twice within `duplicate_check_interval`. A card that can be pressed brings a response code.
"""

import json
from datetime import datetime, timedelta
from itertools import count

from aiohttp import web

from tests.platform.reading import Json, json_of, number, part, words
from tests.platform.refusals import RefusedError, ok
from tests.platform.screens import Received
from tests.platform.wecom.cards import PRESSED, read_card
from tests.platform.wecom.company import Company, Member
from tests.platform.wecom.directory import APP
from tests.platform.wecom.updates import Updates
from tests.platform.windows import MINUTE, Rate

TEXT_BYTES = 2048
A_MINUTE = 30
DROPPED = "dropped"


class Sending:
    """The messages of one app."""

    def __init__(self, company: Company, agent_id: int, updates: Updates) -> None:
        self._company = company
        self._agent_id = agent_id
        self._updates = updates
        self._rate = Rate(A_MINUTE, MINUTE)
        self._numbers = count(1)
        self._said: dict[str, datetime] = {}
        self.sent: list[Json] = []
        self.recalled: list[str] = []
        company.host.serve("POST", "/cgi-bin/message/send", self._send)
        company.host.serve("POST", "/cgi-bin/message/recall", self._recall)

    async def _send(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        body = await json_of(request)
        if body.get("agentid") != self._agent_id:
            raise RefusedError(40056, "invalid agentid")
        shown = self._shown(body)
        members, missing = self._receivers(body)
        answer = {"msgid": f"msg-{next(self._numbers)}", "invaliduser": "|".join(missing)}
        if self._was_said(body):
            return ok(**answer)
        card = body.get("template_card", {})
        if card.get("card_type") in PRESSED:
            answer["response_code"] = self._updates.hand_out(card, members)
        self.sent.append(body)
        for one in members:
            await self._bring(one, body, shown)
        return ok(**answer)

    async def _bring(self, member: Member, body: Json, shown: str) -> None:
        now = self._company.clock.now()
        if self._rate.takes(member.userid, now):
            await self._company.show(member, body["msgtype"], shown, body)
        else:
            member.screen.dropped.append(Received(body["msgtype"], shown, now, body))

    def _receivers(self, body: Json) -> tuple[list[Member], list[str]]:
        asked = body.get("touser")
        if asked == "@all":
            return list(self._company.members.values()), []
        if not isinstance(asked, str) or not asked:
            raise RefusedError(40035, "touser missing; parties and tags are not emulated")
        names = list(dict.fromkeys(asked.split("|")))
        if len(names) > 1000:
            raise RefusedError(40035, "too many members")
        found = [self._company.members.get(name) for name in names]
        members = [one for one in found if one is not None and one.is_bound]
        if not members:
            raise RefusedError(81013, "user & party & tag all invalid")
        there = {one.userid for one in members}
        return members, [name for name in names if name not in there]

    def _shown(self, body: Json) -> str:
        """Everything that can be read of the message; raises RefusedError."""
        kind = body.get("msgtype")
        if kind in {"text", "markdown"}:
            return words(part(body, str(kind)), "content", TEXT_BYTES)
        if kind == "template_card":
            card = part(body, "template_card")
            shown = read_card(card)
            self._updates.check_new(card)
            return shown
        if kind == "textcard":
            return _text_card(part(body, "textcard"))
        if kind in {"image", "voice", "video", "file"}:
            found = self._company.shelf.find(part(body, str(kind)).get("media_id"))
            if found.kind != kind:
                raise RefusedError(40007, "invalid media_id: of another type")
            return ""
        raise RefusedError(40008, "invalid message type")

    def _was_said(self, body: Json) -> bool:
        if body.get("enable_duplicate_check", 0) == 0:
            return False
        interval = body.get("duplicate_check_interval", 1800)
        number({"interval": interval}, "interval", range(1, 4 * 3600 + 1))
        now, said = self._company.clock.now(), json.dumps(body, sort_keys=True)
        last = self._said.get(said)
        self._said[said] = now
        return last is not None and now - last < timedelta(seconds=interval)

    async def _recall(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        self.recalled.append(words(await json_of(request), "msgid", 256))
        return ok()


def _text_card(card: Json) -> str:
    words(card, "url", 2048)
    return f"{words(card, 'title', 128)}\n{words(card, 'description', 512)}"

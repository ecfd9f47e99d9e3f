"""An intelligent robot in callback mode: it is asked over HTTP, and polled until it has said all.

A message is answered by nothing, by a card, or by a stream of which every answer holds the whole
text so far; it is asked again (`msgtype` stream) until `finish`, for six minutes at most. Plain text
answers only the entering of a chat. A press of a card comes once, without a second try. Besides,
one answer may be posted to the message's `response_url`, within an hour; cards not into groups.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from tests.platform.aibot.robot import STREAM_WITHIN, Robot
from tests.platform.hosts import Host
from tests.platform.lines import Line
from tests.platform.reading import Json, json_of
from tests.platform.refusals import RefusedError, ok

URL_LIVES = timedelta(hours=1)
PATH = "/cgi-bin/aibot/response"


@dataclass
class Callbacks:
    """The callbacks of one robot, and what came back."""

    robot: Robot
    line: Line
    host: Host
    address: str = ""
    poll_after: float = 0.2
    codes: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Answers may be posted."""
        self.host.serve("POST", PATH, self._respond)

    async def says(self, chat: str, userid: str, kind: str, content: Json) -> None:
        """A message; what the robot streams is fetched to its end."""
        message = self.robot.heard(chat, userid, kind, content)
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = chat, self.robot.clock.now() + URL_LIVES
        message["response_url"] = f"{self.address}{PATH}?response_code={code}"
        answer = await self._push(message)
        began = self.robot.clock.now()
        while answer and not await self._take(chat, answer):
            if self.robot.clock.now() - began > STREAM_WITHIN:
                self.line.broken.append("the stream never ended")
                return
            await asyncio.sleep(self.poll_after)
            answer = await self._push(self._poll(message, answer))

    async def event(self, chat: str, userid: str, event: str, content: Json) -> None:
        """Entering a chat, or the press of a card: brought once."""
        answer = await self._push(self.robot.event(chat, userid, event, content), once=True)
        if answer.get("response_type") == "update_template_card":
            self.robot.replace(chat, answer["template_card"])
        elif answer:
            await self._say(chat, answer, ("text", "template_card"))

    async def _push(self, message: Json, *, once: bool = False) -> Json:
        tries, self.line.tries = self.line.tries, 1 if once else self.line.tries
        try:
            said = await self.line.push(json.dumps(message, ensure_ascii=False))
        finally:
            self.line.tries = tries
        try:
            found = json.loads(said) if said else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.line.broken.append(said)
            return {}
        return found

    async def _take(self, chat: str, answer: Json) -> bool:
        """True when there is nothing more to be fetched."""
        kinds = ("stream", "template_card", "stream_with_template_card")
        await self._say(chat, answer, kinds)
        stream = answer.get("stream")
        return stream is None or stream.get("finish") is True

    async def _say(self, chat: str, answer: Json, kinds: tuple[str, ...]) -> None:
        try:
            self.robot.spend(chat)
            await self.robot.say(chat, answer, kinds)
        except RefusedError as no:
            self.line.broken.append(f"{no}: {answer}")

    def _poll(self, message: Json, answer: Json) -> Json:
        stream = {"id": answer["stream"]["id"]}
        asked = self.robot.heard(message.get("chatid", ""), "", "stream", stream)
        kept = {name: message[name] for name in ("chattype", "from")}
        return {**asked, **kept, **({"chatid": message["chatid"]} if "chatid" in message else {})}

    async def _respond(self, request: web.Request) -> web.Response:
        chat, until = self.codes.pop(request.query.get("response_code", ""), ("", None))
        if until is None or until <= self.robot.clock.now():
            raise RefusedError(40058, "invalid response_code")
        kinds = ("markdown",) if chat in self.robot.groups else ("markdown", "template_card")
        body = await json_of(request)
        self.robot.spend(chat)
        await self.robot.say(chat, body, kinds)
        return ok()

"""The long connection of an intelligent robot: text frames over one web socket.

The first frame must be `aibot_subscribe` with the robot's id and secret, within ten seconds; `ping`
is acknowledged. One connection lives: a newer one gets the line, the older is told by a
`disconnected_event` and closed, sometimes left half alive. Acknowledgements carry the request's
`req_id` and no command. Who is not subscribed hears 846609.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from aiohttp import WSMsgType, web

from tests.platform.aibot.frames import Frames
from tests.platform.aibot.robot import Robot
from tests.platform.reading import Json
from tests.platform.refusals import Complaint, RefusedError

SUBSCRIBED_WITHIN = 10.0


class Gust(StrEnum):
    """What befalls a connection in bad weather."""

    KICKED = "kicked"  # a newer connection took the line, and said so
    HALF_ALIVE = "half alive"  # taken as well, but it stays open and hears 846609
    SILENT = "silent"  # frames are read and nothing is answered any more
    BUSY = "busy"  # the command is not carried out


@dataclass
class Gusts:
    """Bad weather on the line: what befalls it, by chance, at most so often."""

    random: Random
    share: float
    left: list[Gust]

    def draw(self, among: Sequence[Gust]) -> Gust | None:
        """The gust that comes now, if any does."""
        found = [one for one in self.left if one in among]
        if not found or self.random.random() >= self.share:
            return None
        chosen = self.random.choice(found)
        self.left.remove(chosen)
        return chosen


@dataclass
class Socket:
    """The server's end: who is connected, and what is told to whom."""

    robot: Robot
    frames: Frames
    live: web.WebSocketResponse | None = None
    open: set[web.WebSocketResponse] = field(default_factory=set)
    complaints: list[Complaint] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    waiting: list[Json] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    is_dead: bool = False
    leaves_half_alive: bool = False
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    refusing: list[int] = field(default_factory=list)
    gusts: Gusts = field(default_factory=lambda: Gusts(Random(0), 0.0, []))
    silent: set[web.WebSocketResponse] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection from its first frame to its last."""
        socket = web.WebSocketResponse(max_msg_size=4 << 20)
        await socket.prepare(request)
        self.open.add(socket)
        self.counted["connections"] += 1
        try:
            async for message in socket:
                is_read = not self.is_dead and socket not in self.silent
                if message.type is WSMsgType.TEXT and is_read:
                    await self._frame(socket, message.data)
        finally:
            self.open.discard(socket)
            self.silent.discard(socket)
            if self.live is socket:
                self.live = None
                self.subscribed.clear()
        return socket

    async def tell(self, command: str, body: Json) -> str:
        """The callback goes to whoever is subscribed, or waits; gives its request id."""
        req_id = self.frames.open_request(command, body)
        if body.get("event", {}).get("eventtype", "template_card_event") == "template_card_event":
            self.told.add(body["msgid"])
        frame = {"cmd": command, "headers": {"req_id": req_id}, "body": body}
        if self.live is None or self.is_dead or self.live in self.silent:
            self.waiting.append(frame)
        else:
            await self.live.send_str(json.dumps(frame, ensure_ascii=False))
        return req_id

    async def again(self, command: str, body: Json) -> None:
        """The same message comes a second time, under another request id."""
        await self.tell(command, body)

    async def kick(self, *, tells: bool = True) -> None:
        """The line is taken from whoever has it, as by a newer connection."""
        if self.live is None:
            return
        if tells:
            event = self.robot.event("", "", "disconnected_event", {})
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": event}
            await self.live.send_str(json.dumps(frame))
        old, self.live = self.live, None
        self.subscribed.clear()
        if not self.leaves_half_alive:
            await old.close()

    def die(self) -> None:
        """Silence: frames are read, nothing is answered."""
        self.is_dead = True

    async def revive(self) -> None:
        """New connections are served; the silent ones are gone."""
        for one in list(self.open):
            await one.close()
        self.is_dead = False

    async def _frame(self, socket: web.WebSocketResponse, data: str) -> None:
        try:
            frame: Any = json.loads(data)
            command, req_id = frame["cmd"], frame["headers"]["req_id"]
        except (ValueError, KeyError, TypeError):
            self.complaints.append(Complaint("socket", 40035, f"no frame: {data[:200]}"))
            return
        self.counted[command] += 1
        if command == "ping" and self.gusts.draw([Gust.SILENT]):
            self.silent.add(socket)
            return
        try:
            answer = await self._obey(socket, command, req_id, frame.get("body") or {})
            said = {"errcode": 0, "errmsg": "ok", **({"body": answer} if answer else {})}
        except RefusedError as no:
            self.complaints.append(Complaint(command, no.code, no.hint))
            said = {"errcode": no.code, "errmsg": no.hint}
        if not socket.closed:
            await socket.send_str(json.dumps({"headers": {"req_id": req_id}, **said}))
        if command == "aibot_subscribe" and said["errcode"] == 0:
            await self._deliver()
        elif command != "ping" and (gust := self.gusts.draw([Gust.KICKED, Gust.HALF_ALIVE])):
            self.leaves_half_alive = gust is Gust.HALF_ALIVE
            await self.kick(tells=gust is Gust.KICKED)

    async def _obey(
        self, socket: web.WebSocketResponse, command: str, req_id: str, body: Json
    ) -> Json:
        if command == "aibot_subscribe":
            await self._subscribe(socket, body)
            return {}
        if self.live is not socket:
            raise RefusedError(846609, "not subscribed")
        if command == "ping":
            return {}
        if self.gusts.draw([Gust.BUSY]):
            raise RefusedError(-1, "emulated trouble")
        if self.refusing:
            raise RefusedError(self.refusing.pop(0), "emulated trouble")
        return await self.frames.obey(command, req_id, body)

    async def _subscribe(self, socket: web.WebSocketResponse, body: Json) -> None:
        if (body.get("bot_id"), body.get("secret")) != (self.robot.bot_id, self.robot.secret):
            raise RefusedError(40001, "invalid bot_id or secret")
        if self.live is not None and self.live is not socket:
            await self.kick()
        self.live = socket
        self.subscribed.set()

    async def _deliver(self) -> None:
        waiting, self.waiting = self.waiting, []
        for frame in waiting:
            if self.live is not None:
                self.frames.brought(frame["headers"]["req_id"])
                await self.live.send_str(json.dumps(frame, ensure_ascii=False))

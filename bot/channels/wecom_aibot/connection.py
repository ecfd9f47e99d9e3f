"""One long connection of a robot, from subscribing to its end."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, WSMsgType

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.fields import FieldsError
from bot.channels.wecom_aibot import frames
from bot.channels.wecom_aibot.frames import Frame
from bot.channels.wecom_aibot.heart import Beat, Heart

ACK_WITHIN = 5.0
FRESH = 1.0  # seconds: so long after a frame nobody doubts that the connection lives
_SUBSCRIBED_WITHIN = 10.0
_NOT_SUBSCRIBED = 846609
_LARGEST = 4 * 1024 * 1024

OnFrame = Callable[["Connection", Frame], Awaitable[None]]

_log = structlog.stdlib.get_logger(__name__)


class NoAckError(Exception):
    """A command was sent and nobody said what became of it."""


class Connection:
    """Open until it is lost, closed or kicked. `on_frame` is given everything but acknowledgements."""

    def __init__(self, socket: ClientWebSocketResponse, on_frame: OnFrame, now: datetime) -> None:
        self._socket = socket
        self._on_frame = on_frame
        self._heart = Heart(now)
        self.began_at = now
        self._waiting: dict[str, asyncio.Future[int]] = {}
        self._heard_at = asyncio.get_running_loop().time()
        self._reader = asyncio.create_task(self._read(), name="wecom_aibot.read")
        self.was_kicked = self._is_over = False

    @classmethod
    async def open(
        cls,
        session: ClientSession,
        url: str,
        login: Mapping[str, str],
        on_frame: OnFrame,
        now: datetime,
    ) -> "Connection":
        """Connected and subscribed. Raises SendLater when nobody answers, ApiError when refused."""
        try:
            async with asyncio.timeout(_SUBSCRIBED_WITHIN):
                socket = await session.ws_connect(url, max_msg_size=_LARGEST, autoping=True)
        except (ClientError, OSError, TimeoutError) as error:
            raise SendLater(f"长连接连不上（{type(error).__name__}）。") from None
        found = cls(socket, on_frame, now)
        try:
            await found.ask(frames.SUBSCRIBE, login, within=_SUBSCRIBED_WITHIN)
        except NoAckError:
            await found.close()
            raise SendLater("长连接没有按时答复。") from None
        except (ApiError, SendLater):
            await found.close()
            raise
        return found

    @property
    def is_open(self) -> bool:
        """Frames can be sent and are read."""
        return not (self._is_over or self._socket.closed or self._reader.done())

    @property
    def is_proven(self) -> bool:
        """It has answered a ping."""
        return self._heart.has_answered

    async def close(self) -> None:
        """Nothing comes or goes any more; who waits for an answer is told that none came."""
        self._reader.cancel()
        await asyncio.wait({self._reader}, timeout=1.0)
        await self._socket.close()
        self._give_up()

    async def beat(self, now: datetime) -> bool:
        """False when the connection gives no sign of life any more."""
        match self._heart.beat(now):
            case Beat.QUIET:
                return True
            case Beat.PING:
                return await self._send(frames.PING, _new_id(), {})
            case Beat.DEAD:
                return False

    async def lives(self) -> bool:
        """True when it gave a sign of life just now, or gives one when asked; a silent one is over.

        What is said into a connection that has died unnoticed is lost, and nobody can tell.
        """
        if asyncio.get_running_loop().time() - self._heard_at < FRESH:
            return self.is_open
        try:
            await self.ask(frames.PING, {}, within=ACK_WITHIN)
        except (NoAckError, ApiError, SendLater):
            self._is_over = True
        return self.is_open

    async def ask(
        self, command: str, body: Mapping[str, Any], req_id: str = "", within: float = ACK_WITHIN
    ) -> None:
        """The platform has carried out the command.

        Raises ApiError for an error code, SendLater when it could not be sent, NoAckError when
        nobody knows.
        """
        named = req_id or _new_id()
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[named] = future
        try:
            if not await self._send(command, named, body):
                raise SendLater("长连接断了。")
            async with asyncio.timeout(within):
                code = await future
        except TimeoutError:
            raise NoAckError(command) from None
        finally:
            self._waiting.pop(named, None)
        if code:
            raise ApiError(code)

    async def _send(self, command: str, req_id: str, body: Mapping[str, Any]) -> bool:
        if not self.is_open:
            return False
        try:
            await self._socket.send_str(frames.write_frame(command, req_id, body))
        except (ClientError, ConnectionError):
            return False
        return True

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._heard_at = asyncio.get_running_loop().time()
                if message.type is WSMsgType.TEXT:
                    await self._take(str(message.data))
        finally:
            self._give_up()

    async def _take(self, text: str) -> None:
        try:
            frame = frames.read_frame(text)
            if frame.is_ack:
                self._acknowledge(frame)
            else:
                await self._on_frame(self, frame)
        except FieldsError:
            _log.warning("aibot.unreadable_frame", length=len(text))

    def _acknowledge(self, frame: Frame) -> None:
        self._is_over |= frame.errcode == _NOT_SUBSCRIBED  # half alive: another has the line
        self._heart.answered()  # any answer is a sign of life
        future = self._waiting.get(frame.req_id)
        if future is not None and not future.done():
            future.set_result(frame.errcode)

    def _give_up(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(NoAckError("the connection ended"))
                future.exception()  # somebody may have stopped waiting


def _new_id() -> str:
    return secrets.token_hex(8)

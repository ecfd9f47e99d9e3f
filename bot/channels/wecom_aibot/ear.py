"""Stores what came over the long connection, in order, even while the database is away.

The platform does not repeat what it has told: what came is held until it is stored.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog

from bot.channels.base import CallbackError, Inbound, SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.fields import FieldsError
from bot.channels.platform.ground import Ground
from bot.channels.platform.keeping import with_files
from bot.channels.wecom_aibot import frames
from bot.channels.wecom_aibot.connection import Connection, NoAckError
from bot.channels.wecom_aibot.files import Files, without_key
from bot.channels.wecom_aibot.frames import Frame
from bot.channels.wecom_aibot.groups import Groups
from bot.channels.wecom_aibot.messages import kind_of, read_messages
from bot.channels.wecom_aibot.places import Places
from bot.channels.wecom_aibot.pressed import Pressed
from bot.channels.wecom_aibot.saying import greeting
from storage.codes import MessageKind
from storage.db import DatabaseUnavailableError

_FILES_WITHIN = 5.0
_DRAIN_WITHIN = 5.0

_log = structlog.stdlib.get_logger(__name__)


class Ear:
    """Takes frames one after the other; `hear` returns at once."""

    def __init__(self, ground: Ground, files: Files, pause: float = 1.0) -> None:
        self._ground = ground
        self._files = files
        self._groups = Groups(ground.db)
        self._pressed = Pressed(ground)
        self.places = Places()
        self._changing: set[asyncio.Task[None]] = set()
        self._pause = pause
        self._waiting: asyncio.Queue[tuple[Connection, Frame, float]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """What comes is stored."""
        self._task = asyncio.create_task(self._run(), name="wecom_aibot.ear")

    async def stop(self) -> None:
        """What had come is stored, if that can be done in a few seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_WITHIN):
                await self._waiting.join()
        if not self._waiting.empty():
            _log.error("aibot.not_stored", frames=self._waiting.qsize())
        running = {*self._changing, *filter(None, (self._task,))}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=1.0)

    async def hear(self, connection: Connection, frame: Frame) -> None:
        """The frame waits to be stored."""
        self._waiting.put_nowait((connection, frame, asyncio.get_running_loop().time()))

    async def stored(self) -> None:
        """Everything that has come so far is stored."""
        await self._waiting.join()

    async def _run(self) -> None:
        while True:
            connection, frame, came_at = await self._waiting.get()
            try:
                await self._take(connection, frame, came_at)
            except FieldsError:
                self._ground.on_rejected("unreadable")
            except CallbackError as error:
                _log.error("aibot.not_stored", reason=error.reason)
            finally:
                self._waiting.task_done()

    async def _take(self, connection: Connection, frame: Frame, came_at: float) -> None:
        kind = kind_of(frame.body)
        if kind == "enter_chat":
            await self._answer(connection, frames.WELCOME, frame, greeting())
            return
        heard = read_messages(frame.body, self._ground.clock.now())
        if not heard:
            self._ground.on_ignored(kind)
            return
        filed = [one for one in heard if "url" in one.data]
        kept = await with_files(filed, self._files.fetch, self._ground.media_dir, _FILES_WITHIN)
        by_key = {one.key: one for one in kept}
        await self._groups.look_at(heard[0])
        if frame.command == frames.MESSAGE:
            now = self._ground.clock.now()
            self.places.keep(heard[-1].key, connection, frame.req_id, now)
        await self._store([without_key(by_key.get(one.key, one)) for one in heard])
        if heard[-1].kind is MessageKind.BUTTON:
            task = asyncio.create_task(self._change_card(connection, frame, heard[-1], came_at))
            self._changing.add(task)
            task.add_done_callback(self._has_changed)

    async def _change_card(
        self, connection: Connection, frame: Frame, heard: Inbound, came_at: float
    ) -> None:
        if (card := await self._pressed.card_after(heard, came_at)) is not None:
            await self._answer(connection, frames.UPDATE, frame, card)

    def _has_changed(self, task: asyncio.Task[None]) -> None:
        self._changing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("aibot.card_failed", exc_info=error)

    async def _store(self, heard: list[Inbound]) -> None:
        while True:
            try:
                await self._ground.accept(heard)
            except DatabaseUnavailableError:
                await asyncio.sleep(self._pause)
            else:
                return

    async def _answer(
        self, connection: Connection, command: str, frame: Frame, body: Mapping[str, Any]
    ) -> None:
        """Said in place if it still can be; it is a courtesy, and not tried again."""
        try:
            await connection.ask(command, body, frame.req_id)
        except (ApiError, SendLater, NoAckError):
            _log.warning("aibot.not_answered", command=command)

"""Keeps one live connection of a robot among all replicas, or watches while another keeps it.

The platform allows one connection: a second one kicks the first. So a lease row says who has the
line; it is renewed while the connection lives and taken over when it is stale. Who is kicked all
the same (by a program that is not ours) leaves the line alone for longer and longer.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from aiohttp import ClientSession

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.errcodes import ROBOT, outcome
from bot.channels.wecom_aibot import frames
from bot.channels.wecom_aibot.connection import Connection
from bot.channels.wecom_aibot.frames import Frame
from bot.channels.wecom_aibot.heart import pause_after_kick, pause_after_loss
from bot.channels.wecom_aibot.messages import kind_of
from bot.channels.wecom_aibot.places import Place
from storage import leases
from storage.clock import Clock
from storage.db import Database, DatabaseUnavailableError

LEASE = timedelta(seconds=45)
RENEW_EVERY = timedelta(seconds=15)
GIVES_UP_AFTER = 4  # lost connections in a row: perhaps another replica's network is better
_RESTS = timedelta(seconds=60)
_FORGIVEN_AFTER = timedelta(hours=1)
_REFUSED_PAUSE = timedelta(minutes=5)
_TOO_LATE = frozenset({846605, 846608})
_PASSING = frozenset({-1, 45009, 846609})

_log = structlog.stdlib.get_logger(__name__)


class Hears(Protocol):
    """Who is given what comes over the line."""

    async def __call__(self, connection: Connection, frame: Frame) -> None:
        """The frame has been dealt with."""
        ...


class Line:
    """The one connection of one robot. `step` brings it into the state it should be in now.

    After a loss or a kick nobody connects: `rests_until` then.
    """

    def __init__(
        self, url: str, login: Mapping[str, str], db: Database, clock: Clock, hears: Hears
    ) -> None:
        self._url = url
        self._login = login
        self._db = db
        self._clock = clock
        self._hears = hears
        self._name = f"wecom_aibot:{login['bot_id']}"
        self.holder = secrets.token_hex(8)
        self._session: ClientSession | None = None
        self._connection: Connection | None = None
        self._held_until: datetime | None = None
        self._renew_at: datetime | None = None
        self.rests_until: datetime | None = None
        self._losses = self._kicks = 0

    @property
    def is_mine(self) -> bool:
        """True when this replica has the line, whether it is connected just now or not."""
        return self._held_until is not None and self._clock.now() < self._held_until

    @property
    def is_connected(self) -> bool:
        """Something can be said."""
        return self._connection is not None and self._connection.is_open

    async def answer(self, place: Place, body: Mapping[str, Any]) -> bool:
        """The message was answered in place; False when it no longer can be. Raises as `ask`."""
        if place.connection is not self._connection or not place.connection.is_open:
            return False
        try:
            await self.ask(frames.RESPOND, body, place.req_id)
        except ApiError as error:
            if error.code in _TOO_LATE:
                return False
            raise
        return True

    async def ask(self, command: str, body: Mapping[str, Any], req_id: str = "") -> None:
        """As `Connection.ask`, and never into a connection that has fallen silent."""
        connection = self._connection
        if connection is None or not connection.is_open or not await connection.lives():
            raise SendLater("智能机器人的长连接断了，正在重连。")
        await connection.ask(command, body, req_id)

    async def step(self) -> int:
        """What is to be done now is done; always 0: there is nothing to hurry on with."""
        now = self._clock.now()
        try:
            await self._renew(now)
        except DatabaseUnavailableError:
            if not self.is_mine:  # another may have taken it over by now
                await self._hang_up()
            raise
        if not self.is_mine:
            await self._hang_up()
        elif self._connection is None:
            await self._connect(now)
        elif not await self._lives(now):
            await self._lost(now)
        return 0

    async def stop(self) -> None:
        """Nothing is connected, and the next replica may have the line at once."""
        await self._hang_up()
        if self._session is not None:
            await self._session.close()
            self._session = None
        if self._held_until is not None:
            await self._leave()

    # ---- the lease -----------------------------------------------------------------------

    async def _renew(self, now: datetime) -> None:
        rests = self.rests_until is not None and now < self.rests_until
        if self._renew_at is not None and now < self._renew_at:
            return
        if rests and not self.is_mine:
            return
        has_it = await self._db.tx(
            lambda session: leases.take(session, self._name, self.holder, now, LEASE)
        )
        self._held_until = now + LEASE if has_it else None
        self._renew_at = now + RENEW_EVERY if has_it else None

    async def _leave(self) -> None:
        now = self._clock.now()
        self._held_until = self._renew_at = None
        await self._db.tx(lambda session: leases.leave(session, self._name, self.holder, now))

    # ---- the connection ------------------------------------------------------------------

    async def _connect(self, now: datetime) -> None:
        if self.rests_until is not None and now < self.rests_until:
            return
        if self._session is None:
            self._session = ClientSession()
        try:
            self._connection = await Connection.open(
                self._session, self._url, self._login, self._take, now
            )
        except SendLater as error:
            _log.error("aibot.not_connected", reason=error.reason)
            await self._lost(now)
        except ApiError as error:
            _log.error("aibot.not_connected", reason=outcome(error, ROBOT).reason)
            await self._lost(now)
            if error.code not in _PASSING:  # a wrong secret stays wrong
                self.rests_until = now + _REFUSED_PAUSE
        else:
            self.rests_until = None
            _log.info("aibot.connected")

    async def _lives(self, now: datetime) -> bool:
        connection = self._connection
        if connection is None or connection.was_kicked or not connection.is_open:
            return False
        if await connection.beat(now):
            if connection.is_proven:
                self._losses = 0
            if now - connection.began_at >= _FORGIVEN_AFTER:
                self._kicks = 0
            return True
        _log.error("aibot.silent")
        return False

    async def _lost(self, now: datetime) -> None:
        was_kicked = self._connection is not None and self._connection.was_kicked
        await self._hang_up()
        if was_kicked:
            self._kicks += 1
            self.rests_until = now + pause_after_kick(self._kicks)
            _log.error("aibot.kicked", times=self._kicks)
            return
        self._losses += 1
        self.rests_until = now + pause_after_loss(self._losses)
        if self._losses >= GIVES_UP_AFTER:
            self._losses, self.rests_until = 0, now + _RESTS
            await self._leave()

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _take(self, connection: Connection, frame: Frame) -> None:
        if frame.command == frames.EVENT and kind_of(frame.body) == frames.KICKED:
            connection.was_kicked = True
            return
        await self._hears(connection, frame)

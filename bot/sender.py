"""The outbox loop: claims what is to be said, gives it to its channel, keeps what became of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from bot import delivered
from bot.channels.base import (
    Channel,
    HeldByOne,
    NeedsMending,
    SendLater,
    SendRefused,
    SendSpared,
    SendUnsure,
    Unreached,
)
from bot.delivered import Verdict
from bot.loop import Loop, StepFailedError
from bot.metrics import Metrics
from handlers.merging import with_others
from storage import outbox
from storage.clock import Clock
from storage.codes import OutboxState
from storage.db import Database, DatabaseUnavailableError
from storage.rows import pause_after
from storage.tables.message import OutboundMessage
from storage.together import Together

AT_ONCE = 50
LEASE = timedelta(seconds=90)
WITHIN_SECONDS = 20.0
MOST_ATTEMPTS = 10
URGENT_PAUSE = timedelta(seconds=20)
_RECORD_PAUSE = 1.0
GATHER_SECONDS = 0.05  # nobody feels it; claiming for every single turn costs a tenth of a report

Delivered = tuple[OutboundMessage, Verdict]

_log = structlog.stdlib.get_logger(__name__)


class Sender:
    """Sends in order within a chat and at the same time over different chats.

    A row that was attempted before a crash is sent again only when that does no harm; otherwise
    it is UNSURE, for a person to look at. One slow platform holds up nobody else.
    """

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        metrics: Metrics,
        within_seconds: float = WITHIN_SECONDS,
    ) -> None:
        self._db = db
        self._channels = channels
        self._clock = clock
        self._metrics = metrics
        self._within = within_seconds
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._recorded: Together[Delivered, None] = Together(db, self._write_down, may_wait=True)
        self.loop = Loop("sender", self._round, metrics, gather_seconds=GATHER_SECONDS)

    async def step(self) -> int:
        """What may be sent now is on its way; gives how many messages that is."""
        room = AT_ONCE - len(self._flying)
        if room <= 0:
            await asyncio.wait(self._flying.values(), return_when=asyncio.FIRST_COMPLETED)
            return 1
        now = self._clock.now()
        silent = [name for name, one in self._channels.items() if not _speaks_here(one)]
        try:
            claimed = await self._db.tx(
                lambda session: _claim(session, now, room, silent), may_wait=True
            )
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            _log.exception("sender.failed")
            raise StepFailedError from error
        for message, was_attempted in claimed:
            self._let_fly(message, was_attempted=was_attempted)
        return len(claimed)

    async def _round(self) -> int:
        """One step; none follows at once unless there was more to claim than room for it.

        What is behind a message in its chat can be claimed only when that has landed: then the
        loop is woken.
        """
        room = AT_ONCE - len(self._flying)
        return did if (did := await self.step()) >= room else 0

    async def landed(self) -> None:
        """Everything that was on its way has arrived or failed, and that is recorded."""
        while self._flying:
            await asyncio.wait(self._flying.values())

    async def stop(self, within: float = 10.0) -> None:
        """Nothing new is sent; what is on its way has `within` seconds to arrive.

        What is cut off stays claimed until its lease ends and is then looked at again.
        """
        await self.loop.stop(within)
        if self._flying:
            _, late = await asyncio.wait(self._flying.values(), timeout=within)
            for task in late:
                task.cancel()
            if late:
                _log.warning("sender.cut_off", messages=len(late))
                await asyncio.wait(late, timeout=1.0)

    def _let_fly(self, message: OutboundMessage, *, was_attempted: bool) -> None:
        message_id = message.id or 0
        # A clock that was moved forward ends leases early; what flies already is not sent twice.
        if message_id in self._flying:
            return
        task = asyncio.create_task(self._deliver(message, was_attempted=was_attempted))
        self._flying[message_id] = task
        task.add_done_callback(lambda done: self._has_landed(message_id, done))

    def _has_landed(self, message_id: int, done: asyncio.Task[None]) -> None:
        del self._flying[message_id]
        error = None if done.cancelled() else done.exception()
        if error is not None:  # the row is held until its lease ends and then looked at again
            _log.error("message.not_recorded", message_id=message_id, exc_info=error)
        self.loop.wake()

    async def _deliver(self, message: OutboundMessage, *, was_attempted: bool) -> None:
        verdict = await self._send(message, was_attempted=was_attempted)
        await self._record(message, verdict)
        self._metrics.sent.labels(message.channel, verdict.outcome).inc()
        if verdict.state is not OutboxState.SENT:
            _log.warning(
                "message.not_sent",
                message_id=message.id,
                channel=message.channel,
                outcome=verdict.outcome,
                attempts=message.attempts,
            )

    async def _send(self, message: OutboundMessage, *, was_attempted: bool) -> Verdict:
        channel = self._channels.get(message.channel)
        if channel is None:
            return Verdict(OutboxState.REFUSED, error="没有接入这个渠道")
        may_repeat = channel.may_repeat or message.urgent
        if was_attempted and not may_repeat:
            return Verdict(OutboxState.UNSURE, error="上次发送时服务中断，不知道对方收到没有")
        try:
            async with asyncio.timeout(self._within):
                return Verdict(OutboxState.SENT, receipt=await channel.send(message))
        except SendLater as wait:
            return self._waits(message, wait)
        except SendRefused as refusal:
            is_spared = isinstance(refusal, SendSpared)
            state = OutboxState.MERGED if is_spared else OutboxState.REFUSED
            is_unreached = isinstance(refusal, Unreached)
            return Verdict(state, error=refusal.reason, is_unreached=is_unreached)
        except Exception as error:  # noqa: BLE001 (a channel's fault must not stop the others)
            return self._unclear(message, error, may_repeat=may_repeat)

    def _unclear(self, message: OutboundMessage, error: Exception, *, may_repeat: bool) -> Verdict:
        """Nobody knows whether the platform has it."""
        reason = type(error).__name__
        _log.error("channel.failed", message_id=message.id, channel=message.channel, exc_info=error)
        if may_repeat:
            return self._later(message, reason, None)
        return Verdict(OutboxState.UNSURE, error=reason)

    def _waits(self, message: OutboundMessage, wait: SendLater) -> Verdict:
        """Not now; or, when its answer was lost, not again: what is urgent may be heard twice."""
        if isinstance(wait, SendUnsure) and not message.urgent:
            return Verdict(OutboxState.UNSURE, error=wait.reason)
        verdict = self._later(message, wait.reason, wait.seconds)
        if not isinstance(wait, NeedsMending):
            return verdict
        _log.error("channel.needs_mending", channel=message.channel, reason=wait.reason)
        return replace(verdict, needs_mending=True)

    def _later(self, message: OutboundMessage, reason: str, seconds: float | None) -> Verdict:
        if message.attempts >= MOST_ATTEMPTS:
            return Verdict(OutboxState.DEAD, error=reason)
        pause = pause_after(message.attempts) if seconds is None else timedelta(seconds=seconds)
        if message.urgent and seconds is None:
            pause = min(pause, URGENT_PAUSE)
        return Verdict(OutboxState.WAITING, error=reason, retry_at=self._clock.now() + pause)

    async def _record(self, message: OutboundMessage, verdict: Verdict) -> None:
        """What is known is kept even if the database is away for a while."""
        while True:
            try:
                await self._recorded.ask((message, verdict))
            except DatabaseUnavailableError:
                await asyncio.sleep(_RECORD_PAUSE)
            else:
                return

    def _write_down(self, session: Session, landed: Sequence[Delivered]) -> list[None]:
        """What arrived at the same time is written down in one unit of work."""
        now, channels = self._clock.now(), tuple(self._channels)
        delivered.record_all(session, landed, now, channels)
        return [None] * len(landed)


def _speaks_here(channel: Channel) -> bool:
    return channel.speaks_here if isinstance(channel, HeldByOne) else True


def _claim(
    session: Session, now: datetime, room: int, silent: Sequence[str]
) -> list[tuple[OutboundMessage, bool]]:
    """What to send now; what waited for one chat is one message."""
    claimed = outbox.claim(session, now, room, LEASE, silent)
    return [(row if again else with_others(session, row, now), again) for row, again in claimed]

"""The inbox loop: claims what arrived, takes a turn for each, and lets none be lost."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from time import perf_counter

import structlog
from sqlmodel import Session

from bot import unhandled
from bot.loop import Loop, StepFailedError
from bot.metrics import Metrics
from handlers.situation import World
from storage import inbox
from storage.clock import Clock
from storage.codes import InboxState
from storage.db import Database, DatabaseUnavailableError
from storage.tables.message import InboundMessage
from storage.troubles import trouble_of

Take = Callable[[Session, InboundMessage, datetime, World], None]
Glance = Callable[[Session, Sequence[InboundMessage], World], Mapping[int, str]]
Current = Callable[[Session], World]

BATCH = 32
AWAITED_BATCH = 0.015  # seconds, when something waits: a callback is answered after its commit
LONGEST_BATCH = 0.1  # seconds: what arrives meanwhile waits for this commit before it is answered

_log = structlog.stdlib.get_logger(__name__)


class Outcome(StrEnum):
    """What became of one turn."""

    DONE = "done"
    FAILED = "failed"
    DEAD = "dead"


@dataclass
class _Batch:
    """What one transaction did; counted only when it was committed."""

    outcomes: list[Outcome] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome, seconds: float, waited: float) -> None:
        """One message was dealt with."""
        self.outcomes.append(outcome)
        self.seconds.append(seconds)
        self.waited.append(waited)


_Turn = Callable[[Session, InboundMessage, datetime, World, _Batch], None]


class _TurnFailedError(Exception):
    """A turn failed by a fault of ours, and with it all that was done in its transaction."""


def _waited(message: InboundMessage, now: datetime) -> float:
    return (now - message.received_at).total_seconds()


def _nothing_is_plain(
    _session: Session, _messages: Sequence[InboundMessage], _world: World
) -> Mapping[int, str]:
    return {}


class Worker:
    """Takes arrived messages, oldest first, one conversation at a time.

    A message whose turn fails is rolled back alone, tried again later, and after the last try is
    dead: its sender and the triage desk are told. What `glance` takes for mere talk gets no turn.
    """

    def __init__(
        self,
        db: Database,
        current: Current,
        clock: Clock,
        metrics: Metrics,
        *,
        take: Take,
        done: Callable[[], None],
    ) -> None:
        self._db = db
        self._current = current
        self._clock = clock
        self._metrics = metrics
        self._take = take
        self.glance: Glance = _nothing_is_plain
        self._done = done
        self.loop = Loop("worker", self.step, metrics)

    async def step(self) -> int:
        """One batch is taken; gives how many messages that was."""
        try:
            batch = await self._taken()
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            _log.exception("worker.failed")
            raise StepFailedError from error
        if batch.outcomes:
            self._count(batch)
            self._done()
        return len(batch.outcomes)

    async def _taken(self) -> _Batch:
        """One batch in one transaction; a savepoint for each turn only after one of them failed.

        They take as long as three statements, and hardly ever a turn fails.
        """
        with suppress(_TurnFailedError):
            return await self._db.tx(partial(self._batch, self._turn), may_wait=True)
        return await self._db.tx(partial(self._batch, self._turn_apart), may_wait=True)

    def _batch(self, turn: _Turn, session: Session) -> _Batch:
        batch = _Batch()
        now = self._clock.now()
        messages = inbox.claim(session, now, BATCH)
        if messages:
            world = self._current(session)
            for message in self._left(session, messages, now, world, batch):
                turn(session, message, now, world, batch)
                if sum(batch.seconds) > (AWAITED_BATCH if self._db.is_awaited else LONGEST_BATCH):
                    break  # the others are not held by anybody and come first next time
        return batch

    def _left(
        self,
        session: Session,
        messages: Sequence[InboundMessage],
        now: datetime,
        world: World,
        batch: _Batch,
    ) -> list[InboundMessage]:
        """The messages that need a turn; those that are plainly mere talk are finished together."""
        started = perf_counter()
        try:
            idle = self.glance(session, messages, world)
        except Exception as error:
            if trouble_of(error) is not None:
                raise
            _log.exception("glance.failed")
            return list(messages)  # each by itself, so that one of them harms nobody else
        by_intent: dict[str, list[int]] = {}
        for message_id, intent in idle.items():
            by_intent.setdefault(intent, []).append(message_id)
        for intent, message_ids in by_intent.items():
            inbox.finish_many(session, message_ids, now, intent)
        seconds = (perf_counter() - started) / len(messages)
        for message in messages:
            if message.id in idle:
                batch.add(Outcome.DONE, seconds, _waited(message, now))
        return [message for message in messages if message.id not in idle]

    def _turn(
        self, session: Session, message: InboundMessage, now: datetime, world: World, batch: _Batch
    ) -> None:
        """Nothing of the whole batch stands when the turn fails; it is not the message's fault yet."""
        started = perf_counter()
        try:
            self._take(session, message, now, world)
            session.flush()  # the next turn may look for what this one has only named so far
        except Exception as error:
            if trouble_of(error) is not None:
                raise
            raise _TurnFailedError from error
        batch.add(Outcome.DONE, perf_counter() - started, _waited(message, now))

    def _turn_apart(
        self, session: Session, message: InboundMessage, now: datetime, world: World, batch: _Batch
    ) -> None:
        """Nothing of the turn alone stands when it fails, and the failure is counted."""
        started = perf_counter()
        message_id, waited = message.id or 0, _waited(message, now)
        try:
            with session.begin_nested():
                self._take(session, message, now, world)
            outcome = Outcome.DONE
        except Exception as error:
            if trouble_of(error) is not None:
                raise  # the message is innocent
            _log.exception("turn.failed", message_id=message_id)
            outcome = self._failed(session, message_id, now, error)
        batch.add(outcome, perf_counter() - started, waited)

    def _failed(
        self, session: Session, message_id: int, now: datetime, error: Exception
    ) -> Outcome:
        message = session.get_one(InboundMessage, message_id)
        state = inbox.fail(session, message_id, now, type(error).__name__)
        if state is not InboxState.DEAD:
            return Outcome.FAILED
        _log.error("message.dead", message_id=message_id)
        unhandled.apologise(session, message, now)
        return Outcome.DEAD

    def _count(self, batch: _Batch) -> None:
        for outcome in batch.outcomes:
            self._metrics.taken.labels(outcome.value).inc()
        for seconds in batch.seconds:
            self._metrics.turn_seconds.observe(seconds)
        for seconds in batch.waited:
            self._metrics.waited_seconds.observe(seconds)

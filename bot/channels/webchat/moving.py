"""Lets time pass in the demo, through everything that falls due on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, func, select

from bot.channels.webchat.posting import RefusedError
from handlers import texts
from handlers.lifecycle.timing.working_time import WorkingCalendar
from scheduler.calendar import calendars
from storage import counters, regions
from storage.clock import CHINA, ShiftedClock, local
from storage.codes import OutboxState, TimerKind, TimerState
from storage.db import Database
from storage.tables.message import OutboundMessage
from storage.tables.timer import Timer
from storage.workdays import county_time

LONGEST = timedelta(days=31)
_WEEK = "一二三四五六日"
_MOST_STEPS = 3000
_EARLY = (8, 15)  # o'clock
_MOST_NAMED = 3
_TOGETHER = timedelta(seconds=5)  # what is due so soon after each other is one stop on the way
_TIDYING = (TimerKind.PURGE_CHAT, TimerKind.FIGURES)
_UNSEEN = (
    TimerKind.SETTLE,
    TimerKind.PURGE_CHAT,
    TimerKind.CALENDAR_CHECK,
    TimerKind.FIGURES,
)  # nobody is told anything


class TimeMachine:
    """Moves the demo's clock; one move at a time, and never past something unhandled."""

    def __init__(
        self,
        db: Database,
        clock: ShiftedClock,
        on_clock_moved: Callable[[], Awaitable[None]],
        tell: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._on_clock_moved = on_clock_moved
        self._tell = tell
        self._lock = asyncio.Lock()

    async def go(self, posted: dict[str, object]) -> str:
        """Time has passed as was asked; says in Chinese what time it is. Raises RefusedError."""
        async with self._lock:
            await self._on_clock_moved()  # what is due already must not count as the next thing
            target = await self._target(posted)
            if target - self._clock.now() > LONGEST:
                raise RefusedError("一次最多快进一个月。")
            fell_due = await self._db.read(lambda session: falling_due(session, target))
            await self._pass_to(target)
        return spoken(self._clock.now(), fell_due)

    async def _target(self, posted: dict[str, object]) -> datetime:
        minutes = posted.get("minutes")
        if isinstance(minutes, int) and not isinstance(minutes, bool):
            if not 0 < minutes * 60 <= LONGEST.total_seconds():
                raise RefusedError("一次最多快进一个月。")
            return self._clock.now() + timedelta(minutes=minutes)
        match posted.get("to"):
            case "next_morning":
                return await self._db.read(self._next_morning)
            case "next_due":
                return await self._next_due()
            case _:
                raise RefusedError("不知道要快进到什么时候。")

    async def is_early_in_a_workday(self) -> bool:
        """True when a story told now would not run into the evening or a holiday."""
        now = self._clock.now()
        calendar = await self._db.read(_calendar)
        return calendar.is_workday(now) and _EARLY[0] <= local(now).hour < _EARLY[1]

    def _next_morning(self, session: Session) -> datetime:
        calendar, now = _calendar(session), self._clock.now()
        midnight = datetime.combine(local(now).date(), time(), CHINA)
        today = calendar.next_working(midnight)
        return today if today > now else calendar.next_working(midnight + timedelta(days=1))

    async def _next_due(self) -> datetime:
        now = self._clock.now()
        due = await self._db.read(lambda s: next_due_after(s, now, but=_TIDYING))
        if due is None:
            raise RefusedError("现在没有等着到期的事。", 409)
        return due

    async def _next_stop(self, target: datetime) -> datetime | None:
        now = self._clock.now()
        return await self._db.read(lambda session: next_stop(session, now, target))

    async def _pass_to(self, target: datetime) -> None:
        for _ in range(_MOST_STEPS):
            stop = await self._next_stop(target)
            if stop is None:
                break
            await self._move_to(stop)
        await self._move_to(target)

    async def _move_to(self, moment: datetime) -> None:
        self._clock.move(max(moment - self._clock.now(), timedelta()))
        ahead = self._clock.ahead
        await self._db.tx(lambda session: counters.set_clock_ahead(session, ahead))
        self._tell()
        await self._on_clock_moved()


def _calendar(session: Session) -> WorkingCalendar:
    time = county_time(session, regions.get_county(session).id or 0)
    return calendars(time.days, time.hours, time.years).county


def next_due_after(
    session: Session, moment: datetime, but: Sequence[TimerKind] = ()
) -> datetime | None:
    """When, after `moment`, the next timer fires or the next held-back message may be sent."""
    timer = select(func.min(Timer.next_attempt_at)).where(
        col(Timer.state) == TimerState.WAITING,
        col(Timer.next_attempt_at) > moment,
        col(Timer.kind).not_in(but),
    )
    message = select(func.min(OutboundMessage.not_before)).where(
        col(OutboundMessage.state) == OutboxState.WAITING, col(OutboundMessage.not_before) > moment
    )
    found = [session.exec(timer).one(), session.exec(message).one()]
    return min((one for one in found if one is not None), default=None)


def next_stop(session: Session, moment: datetime, target: datetime) -> datetime | None:
    """Where the way to `target` is interrupted next; None when nothing more is due on it.

    What falls due within a few seconds is done together, at the last of it: who looks on sees the
    same, and an hour in which hundreds wait is passed in a fraction of the stops.
    """
    stop = due = next_due_after(session, moment)
    if due is None or due > target:
        return None
    until = min(due + _TOGETHER, target)
    while due is not None and due <= until:
        stop, due = due, next_due_after(session, due)
    return stop


def falling_due(session: Session, until: datetime) -> list[TimerKind]:
    """What kinds of things are due up to a moment, the first due first."""
    rows = session.exec(
        select(Timer.kind)
        .where(col(Timer.state) == TimerState.WAITING, col(Timer.next_attempt_at) <= until)
        .order_by(col(Timer.next_attempt_at), col(Timer.id))
    )
    return list(dict.fromkeys(TimerKind(row) for row in rows))


def spoken(moment: datetime, fell_due: Sequence[TimerKind] = ()) -> str:
    """A moment as the page announces it: 现在是4月14日 周二 10:05。到点的事：……"""
    there = local(moment)
    said = f"现在是{there.month}月{there.day}日 周{_WEEK[there.weekday()]} {there:%H:%M}。"
    names = [texts.render(f"timer_kind.{kind.value}") for kind in fell_due if kind not in _UNSEEN]
    some = "；".join(names[:_MOST_NAMED]) + ("……" if len(names) > _MOST_NAMED else "")
    return f"{said}到点的事：{some}。" if names else said

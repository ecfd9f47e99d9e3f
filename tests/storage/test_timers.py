"""What is due fires once, in order, and costs the same however much waits."""

import asyncio
from collections import Counter as Tally
from datetime import datetime

import pytest
from sqlmodel import Session, select

from storage import timers
from storage.codes import TimerKind, TimerState
from storage.db import Database
from storage.tables import Timer
from tests.storage.cast import MORNING, at, reminder
from tests.storage.plans import fill, plan_of, reads_all_of


async def start(database: Database, *given: Timer) -> list[int | None]:
    return await database.tx(lambda session: [timers.start(session, timer) for timer in given])


async def due_cases(database: Database, now: datetime, limit: int = 10) -> list[int | None]:
    """The cases whose timers would be claimed now."""
    return await database.tx(lambda s: [t.case_id for t in timers.claim(s, now, limit)])


async def timer_of(database: Database, number: int) -> Timer:
    return await database.read(lambda session: session.get_one(Timer, number))


async def test_starting_a_timer_twice_is_nothing(database: Database) -> None:
    assert await start(database, reminder(7, at(60)), reminder(7, at(60))) == [1, None]
    other = await start(
        database, reminder(7, at(61)), reminder(7, at(60), kind=TimerKind.SURVEY_ASK)
    )
    assert None not in other


async def test_due_timers_come_in_order_and_waiting_ones_do_not(database: Database) -> None:
    await start(database, reminder(3, at(30)), reminder(1, at(10)), reminder(2, at(20)))
    assert await due_cases(database, MORNING) == []
    assert await due_cases(database, at(20)) == [1, 2]
    assert await due_cases(database, at(99)) == [1, 2, 3]
    assert await due_cases(database, at(99), limit=2) == [1, 2]


async def test_a_fired_timer_never_fires_again(database: Database) -> None:
    await start(database, reminder(7, at(10), data={"step": 1}))

    def fire(session: Session) -> None:
        [timer] = timers.claim(session, at(12), 10)
        assert timer.data == {"step": 1}
        timers.finish(session, timer.id or 0, at(12))

    await database.tx(fire)
    assert await due_cases(database, at(99)) == []
    assert await start(database, reminder(7, at(10))) == [None]
    fired = await timer_of(database, 1)
    assert (fired.state, fired.fired_at) == (TimerState.FIRED, at(12))


async def test_a_timer_whose_firing_crashed_is_still_due(database: Database) -> None:
    await start(database, reminder(7, at(10)))

    def fire(session: Session) -> None:
        [timer] = timers.claim(session, at(12), 10)
        timers.finish(session, timer.id or 0, at(12))
        raise LookupError

    with pytest.raises(LookupError):
        await database.tx(fire)
    assert await due_cases(database, at(12)) == [7]


async def test_a_case_or_a_subject_stops_its_timers(database: Database) -> None:
    await start(
        database,
        reminder(7, at(10)),
        reminder(7, at(10), kind=TimerKind.ACCEPT_HALF),
        reminder(7, at(10), kind=TimerKind.SURVEY_ASK),
        reminder(8, at(10)),
        reminder(None, at(10), subject="draft:3", kind=TimerKind.SETTLE),
    )
    accept = (TimerKind.ACCEPT_DUE, TimerKind.ACCEPT_HALF)
    assert await database.tx(lambda s: timers.stop(s, case_id=7, kinds=accept)) == 2
    assert await database.tx(lambda s: timers.stop(s, case_id=7, kinds=accept)) == 0
    assert await database.tx(lambda s: timers.stop(s, subject="draft:3")) == 1
    assert await database.read(timers.count_waiting) == 2
    with pytest.raises(ValueError, match="name the case"):
        await database.tx(timers.stop)


async def test_a_stopped_timer_that_is_started_waits_again(database: Database) -> None:
    await start(database, reminder(7, at(10), data={"round": 1}))
    await database.tx(lambda s: timers.stop(s, case_id=7))
    assert await due_cases(database, at(99)) == []
    assert await start(database, reminder(7, at(10), data={"round": 2})) == [1]
    again = await timer_of(database, 1)
    assert (again.state, again.data) == (TimerState.WAITING, {"round": 2})
    assert await due_cases(database, at(99)) == [7]


async def test_a_failing_timer_keeps_its_moment_and_holds_up_nobody(database: Database) -> None:
    await start(database, reminder(1, at(10)), reminder(2, at(20)))
    now = at(20)
    for attempt in (1, 2):
        state = await database.tx(lambda s, now=now: timers.fail(s, 1, now, "LookupError", 3))  # type: ignore[misc]
        assert state is TimerState.WAITING
        failed = await timer_of(database, 1)
        assert (failed.due_at, failed.attempts) == (at(10), attempt)
        assert await due_cases(database, now) == [2]
        now = failed.next_attempt_at or now
        assert await due_cases(database, now) == [2, 1]
    again = await database.tx(lambda s: timers.fail(s, 1, now, "LookupError", 3))
    assert again is TimerState.DEAD
    assert await due_cases(database, at(9999)) == [2]


async def test_a_stopped_timer_cannot_fail(database: Database) -> None:
    await start(database, reminder(1, at(10)))
    await database.tx(lambda s: timers.stop(s, case_id=1))
    assert await database.tx(lambda s: timers.fail(s, 1, at(10), "")) is TimerState.STOPPED


async def test_the_next_timer_is_known(database: Database) -> None:
    assert await database.read(timers.next_due_at) is None
    await start(database, reminder(1, at(20)), reminder(2, at(10)))
    assert await database.read(timers.next_due_at) == at(10)
    await database.tx(lambda s: timers.fail(s, 2, at(10), ""))
    assert await database.read(timers.next_due_at) == at(12)


async def test_a_timer_added_as_a_plain_row_is_due_too(database: Database) -> None:
    await database.tx(lambda session: session.add(reminder(7, at(10))))
    assert await due_cases(database, at(10)) == [7]


async def test_two_tickers_fire_each_timer_once(database: Database) -> None:
    await start(database, *(reminder(n, at(n % 7)) for n in range(200)))
    fired: Tally[int | None] = Tally()

    def fire(session: Session) -> list[int | None]:
        found = timers.claim(session, at(9), 7)
        for timer in found:
            timers.finish(session, timer.id or 0, at(9))
        return [timer.case_id for timer in found]

    async def tick() -> None:
        while cases := await database.tx(fire):
            fired.update(cases)

    await asyncio.gather(tick(), tick())
    await tick()  # a locked row was skipped by the other, never lost
    assert fired == Tally(range(200))


async def test_a_claim_looks_only_at_what_is_due(database: Database) -> None:
    """With 100,000 waiting timers every step still goes through the index of the next ones."""
    waiting = (
        "INSERT INTO timer (county_id, subject, kind, due_at, lateness, case_id, data, state,"
        " attempts, next_attempt_at, error) SELECT 1, 'case:' || i, 'resolve_due', :later,"
        " 'fire_late', i, '{}', 'waiting', 0, :later, '' FROM n"
    )
    later = at(9999).replace(tzinfo=None) if database.dialect == "sqlite" else at(9999)
    await start(database, *(reminder(n, at(n)) for n in range(100)))
    await database.tx(lambda s: fill(s, waiting, 100_000, later=str(later)))
    assert len(await due_cases(database, at(200), limit=200)) == 100

    def look(session: Session) -> str:
        return plan_of(
            session,
            lambda: (timers.claim(session, at(200), 100), timers.next_due_at(session)),
        )

    plan = await database.tx(look)
    assert plan.count("timer_next") == 2, plan
    assert not reads_all_of(plan, "timer"), plan


async def test_every_timer_is_read_back_whole(database: Database) -> None:
    await start(database, reminder(7, at(10)))
    [timer] = await database.read(lambda session: session.exec(select(Timer)).all())
    assert (timer.subject, timer.kind, timer.due_at) == ("case:7", TimerKind.ACCEPT_DUE, at(10))

"""Units of work: all or nothing, one by one, and several in one commit."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from storage import counters
from storage.db import Database
from storage.tables import Counter

COUNTY = 1


def add(name: str, value: int = 0) -> Counter:
    return Counter(county_id=COUNTY, name=name, value=value)


def count_rows(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Counter)).one()


async def test_a_unit_gives_back_what_it_found_after_it_was_committed(database: Database) -> None:
    def unit(session: Session) -> int | None:
        row = add("报事")
        session.add(row)
        session.flush()
        return row.id

    assert await database.tx(unit) == 1
    assert await database.read(count_rows) == 1


async def test_rows_can_be_used_after_the_commit(database: Database) -> None:
    def unit(session: Session) -> Counter:
        row = add("报事", 7)
        session.add(row)
        return row

    row = await database.tx(unit)
    assert (row.name, row.value) == ("报事", 7)


async def test_a_unit_that_raises_leaves_nothing(database: Database) -> None:
    def unit(session: Session) -> None:
        session.add(add("报事"))
        session.flush()
        raise LookupError("no such grid")

    with pytest.raises(LookupError, match="no such grid"):
        await database.tx(unit)
    assert await database.read(count_rows) == 0


async def test_of_units_that_share_a_commit_only_the_failing_one_is_lost(
    database: Database,
) -> None:
    def unit(number: int) -> Callable[[Session], int]:
        def fn(session: Session) -> int:
            session.add(add(f"case {number}"))
            session.flush()
            if number % 5 == 3:
                raise LookupError(str(number))
            return number

        return fn

    def twice(session: Session) -> None:
        session.add(add("case 0"))

    units = [database.tx(unit(n)) for n in range(50)]
    results = await asyncio.gather(*units, database.tx(twice), return_exceptions=True)
    assert isinstance(results.pop(), IntegrityError)
    for number, result in enumerate(results):
        if number % 5 == 3:
            assert isinstance(result, LookupError)
        else:
            assert result == number
    assert await database.read(count_rows) == 40


async def test_a_collision_inside_a_unit_can_be_survived(database: Database) -> None:
    def unit(session: Session) -> int:
        session.add(add("报事"))
        session.flush()
        try:
            with session.begin_nested():
                session.add(add("报事"))
        except IntegrityError:
            session.add(add("报事2"))
        return 5

    assert await database.tx(unit) == 5
    assert await database.read(count_rows) == 2


@pytest.mark.parametrize("is_first", [True, False])
async def test_compiled_statements_and_objects_stand_or_fall_together(
    database: Database, *, is_first: bool
) -> None:
    def write(session: Session, name: str) -> None:
        steps: list[Callable[[], object]] = [
            lambda: counters.next_value(session, COUNTY, f"{name}一"),
            lambda: session.add(add(f"{name}二")),
        ]
        for step in steps if is_first else reversed(steps):
            step()

    def fail(session: Session) -> None:
        with session.begin_nested():
            write(session, "成")
        write(session, "败")
        session.flush()
        session.add(add("败二"))  # there already

    with pytest.raises(IntegrityError):
        await database.tx(fail)
    assert await database.read(count_rows) == 0
    await asyncio.gather(
        *(database.tx(lambda session, n=name: write(session, n)) for name in ("甲", "乙"))  # type: ignore[misc]
    )
    assert await database.read(count_rows) == 4


async def test_no_update_is_lost(database: Database) -> None:
    await database.tx(lambda session: session.add(add("visits")))

    def increment(session: Session) -> None:
        row = session.exec(select(Counter).where(col(Counter.name) == "visits")).one()
        row.value += 1

    async def hundred_times() -> None:
        for _ in range(100):
            await database.tx(increment)

    await asyncio.gather(*(hundred_times() for _ in range(4)))
    row = await database.read(lambda session: session.exec(select(Counter)).one())
    assert row.value == 400


async def test_a_unit_may_not_commit_by_itself(database: Database) -> None:
    def unit(session: Session) -> None:
        session.add(add("报事"))
        session.commit()

    with pytest.raises(RuntimeError, match="never commits itself"):
        await database.tx(unit)
    assert await database.read(count_rows) == 0


async def test_reading_cannot_write(database: Database) -> None:
    def unit(session: Session) -> None:
        session.add(add("报事"))
        session.flush()

    with pytest.raises(Exception, match=r"readonly|read-only"):
        await database.read(unit)
    assert await database.read(count_rows) == 0


async def test_reading_does_not_wait_for_a_long_unit(database: Database) -> None:
    loop = asyncio.get_running_loop()
    begun, may_end = asyncio.Event(), asyncio.Event()

    def long_unit(session: Session) -> None:
        session.add(add("报事"))
        session.flush()
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(10)

    writing = asyncio.create_task(database.tx(long_unit))
    await begun.wait()
    assert await asyncio.wait_for(database.read(count_rows), 2) == 0
    may_end.set()
    await writing
    assert await database.read(count_rows) == 1


async def test_a_long_unit_hears_that_others_wait_for_its_commit(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'awaited.db'}")
    database.create_all()
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    heard: list[bool] = []

    def long_unit(session: Session) -> None:
        heard.append(database.is_awaited)
        asyncio.run_coroutine_threadsafe(asked.wait(), loop).result(10)
        heard.append(database.is_awaited)

    writing = asyncio.create_task(database.tx(long_unit))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(database.tx(lambda session: None))
    await asyncio.sleep(0)
    asked.set()
    await asyncio.gather(writing, waiting)
    assert heard[1] is True
    assert database.is_awaited is False
    await database.close()


async def test_whoever_is_waited_for_goes_before_the_loops_of_the_service(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'line.db'}")
    database.create_all()
    loop, begun, may_end = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    done: list[str] = []
    awaited: list[bool] = []

    def long_unit(session: Session) -> None:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(10)
        done.append("long")

    writing = asyncio.create_task(database.tx(long_unit, may_wait=True))
    await begun.wait()
    sending = asyncio.create_task(database.tx(lambda _: done.append("sender"), may_wait=True))
    await asyncio.sleep(0)
    awaited.append(database.is_awaited)
    callback = asyncio.create_task(database.tx(lambda _: done.append("callback")))
    await asyncio.sleep(0)
    awaited.append(database.is_awaited)
    may_end.set()
    await asyncio.gather(writing, sending, callback)
    assert done == ["long", "callback", "sender"]
    assert awaited == [False, True]
    await database.close()


async def test_a_unit_whose_caller_went_away_harms_nobody(database: Database) -> None:
    abandoned = [
        asyncio.create_task(database.tx(lambda session: session.add(add("gone"))))
        for _ in range(20)
    ]
    kept = asyncio.create_task(database.tx(lambda session: session.add(add("kept"))))
    await asyncio.sleep(0)
    for task in abandoned:
        task.cancel()
    await kept
    await asyncio.gather(*abandoned, return_exceptions=True)
    names = await database.read(lambda session: session.exec(select(Counter.name)).all())
    assert "kept" in names


async def test_what_was_asked_for_before_closing_is_written(database_url: str) -> None:
    database = Database.open(database_url)
    asked = [
        asyncio.create_task(database.tx(lambda session, n=n: session.add(add(f"{n}"))))  # type: ignore[misc]
        for n in range(30)
    ]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*asked)
    again = Database.open(database_url)
    assert await again.read(count_rows) == 30
    await again.close()


async def test_nothing_is_taken_after_closing(database: Database) -> None:
    await database.close()
    with pytest.raises(RuntimeError):
        await database.tx(count_rows)
    await database.close()


async def test_a_unit_that_stops_iterating_does_not_hang_its_caller(
    sqlite_database: Database,
) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(sqlite_database.tx(lambda _: next(iter(()))), 5)

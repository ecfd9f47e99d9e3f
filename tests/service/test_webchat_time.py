"""The demo's clock: moved forward, never past something that falls due on the way."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from storage import counters, timers
from storage.clock import local
from storage.codes import OutboxState, TimerKind
from storage.tables.message import OutboundMessage
from storage.tables.timer import Timer
from tests.fakes import to_say
from tests.service.webchat_room import TUESDAY, Room, open_room
from tests.storage.cast import reminder


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        yield opened


async def start_timers(room: Room, *rows: Timer) -> None:
    def start(session: Session) -> None:
        for row in rows:
            timers.start(session, row)

    await room.db.tx(start)


async def hold_back(room: Room, until: datetime) -> None:
    row: OutboundMessage = to_say("held", not_before=until, state=OutboxState.WAITING)
    await room.db.tx(lambda session: session.add(row))


def after(minutes: float) -> datetime:
    return TUESDAY + timedelta(minutes=minutes)


async def test_ten_minutes_pass_and_the_page_says_what_time_it_is(room: Room) -> None:
    told = await room.post("clock", minutes=10)
    assert room.clock.now() == after(10)
    assert told["now"] == "2026-04-14T01:15:00.000000Z"
    assert told["says"] == "现在是4月14日 周二 09:15。"


async def test_the_clock_stops_at_each_thing_that_is_due_on_the_way(room: Room) -> None:
    await start_timers(room, reminder(1, after(20)), reminder(2, after(5)), reminder(3, after(90)))
    await hold_back(room, after(30))
    await room.post("clock", minutes=60)
    assert room.moves == [after(0), after(5), after(20), after(30), after(60)]


async def test_what_is_due_within_seconds_is_one_stop_of_the_clock(room: Room) -> None:
    at = [after(20), after(20.05), after(20.08), after(20.1)]  # six seconds: one more than together
    await start_timers(room, *(reminder(n, moment) for n, moment in enumerate(at, start=1)))
    await hold_back(room, after(20.02))
    await room.post("clock", minutes=60)
    assert room.moves == [after(0), after(20.08), after(20.1), after(60)]


async def test_the_clock_does_not_go_on_to_what_is_due_seconds_after_where_it_is_sent(
    room: Room,
) -> None:
    await start_timers(room, reminder(1, after(9.98)), reminder(2, after(10.02)))
    await room.post("clock", minutes=10)
    assert room.moves == [after(0), after(9.98), after(10)]


async def test_the_next_thing_due_is_where_the_clock_goes(room: Room) -> None:
    await start_timers(room, reminder(1, after(-3)), reminder(1, after(25)))
    told = await room.post("clock", to="next_due")
    assert room.clock.now() == after(25)
    assert told["says"] == "现在是4月14日 周二 09:30。到点的事：受理时限到，转村（社区）。"


async def test_housekeeping_is_not_a_thing_to_wait_for(room: Room) -> None:
    sweep = reminder(None, after(5), subject="county:1", kind=TimerKind.PURGE_CHAT)
    await start_timers(room, sweep, reminder(1, after(25)))
    await room.post("clock", to="next_due")
    assert room.moves == [after(0), after(5), after(25), after(25)]


async def test_when_nothing_is_due_the_page_says_so(room: Room) -> None:
    told = await room.post("clock", status=409, to="next_due")
    assert told["error"] == "现在没有等着到期的事。"
    assert room.clock.now() == TUESDAY


async def test_the_next_working_morning_is_after_the_night(room: Room) -> None:
    await room.post("clock", to="next_morning")
    assert f"{local(room.clock.now()):%m-%d %H:%M}" == "04-15 08:30"


async def test_before_work_the_next_working_morning_is_today(room: Room) -> None:
    await room.post("clock", minutes=21 * 60)
    assert f"{local(room.clock.now()):%m-%d %H:%M}" == "04-15 06:05"
    await room.post("clock", to="next_morning")
    assert f"{local(room.clock.now()):%m-%d %H:%M}" == "04-15 08:30"


async def test_the_weekend_is_jumped_over(room: Room) -> None:
    await room.post("clock", minutes=4 * 24 * 60)  # saturday
    await room.post("clock", to="next_morning")
    assert f"{local(room.clock.now()):%m-%d %H:%M}" == "04-20 08:30"


async def test_the_clock_is_found_where_it_was_after_a_restart(room: Room) -> None:
    await room.post("clock", minutes=60)
    assert await room.db.read(counters.find_clock_ahead) == timedelta(minutes=60)


@pytest.mark.parametrize(
    "step",
    [{}, {"minutes": 0}, {"minutes": -5}, {"minutes": True}, {"minutes": 10**9}, {"to": "gestern"}],
)
async def test_a_step_that_makes_no_sense_is_refused(room: Room, step: dict[str, object]) -> None:
    told = await room.post("clock", status=400, **step)
    assert told["error"]
    assert room.clock.now() == TUESDAY


async def test_a_thing_due_in_half_a_year_is_too_far_for_one_step(room: Room) -> None:
    await start_timers(room, reminder(1, after(60 * 24 * 180)))
    told = await room.post("clock", status=400, to="next_due")
    assert "一个月" in told["error"]


async def test_open_pages_hear_that_time_has_passed(room: Room) -> None:
    async with room.client.get("/chat/api/stream") as stream:
        await room.post("clock", minutes=10)
        heard = await stream.content.readuntil(b"\r\n\r\n")
    assert b"event: clock" in heard
    assert (await room.get("clock"))["now"] == "2026-04-14T01:15:00.000000Z"


async def test_a_story_told_in_the_evening_waits_for_the_morning(room: Room) -> None:
    assert (await room.get("story"))["waits_for_morning"] is False
    await room.post("clock", minutes=12 * 60)
    assert (await room.get("story"))["waits_for_morning"] is True

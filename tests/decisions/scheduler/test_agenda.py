"""Who gets a digest when, and on which day a meeting is prepared."""

from datetime import datetime
from typing import Any

import pytest

from handlers.effects import Effect, StartTimer
from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy
from scheduler import agenda
from scheduler.agenda import EVENING, MORNING, next_slot, packs_due, planned
from scheduler.calendar import working_calendar
from storage.codes import DigestPart, Lateness, TimerKind
from tests.decisions import told
from tests.decisions.county import CADRE, COUNTY_DUTY, FAR_DUTY, GUO, TOWN_DUTY, URBAN, ZHAO
from tests.decisions.scene import a_world

CALENDAR, POLICY = working_calendar(), Policy()
OWED: agenda.Parts = {
    ("person", GUO.id or 0): [(DigestPart.WORK, 0)],
    ("department", URBAN): [(DigestPart.WORK, 0)],
}
W, H, M, Q = (
    DigestPart.WEEKLY,
    DigestPart.HALF_MONTHLY,
    DigestPart.MONTHLY,
    DigestPart.QUARTERLY,
)


def at(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "due", "slot"),
    [
        (at(4, 13, 7), at(4, 13, 8), MORNING),
        (at(4, 13, 8), at(4, 13, 17, 30), EVENING),
        (at(4, 13, 18), at(4, 14, 8), MORNING),
        (at(4, 17, 18), at(4, 20, 8), MORNING),  # over the weekend
        (at(4, 30, 18), at(5, 6, 8), MORNING),  # over the holidays of May
        (at(5, 8, 18), at(5, 9, 8), MORNING),  # a Saturday that is worked
    ],
)
def test_digests_come_every_working_morning_and_evening(
    now: datetime, due: datetime, slot: str
) -> None:
    assert next_slot(now, POLICY, CALENDAR) == (due, slot)


@pytest.mark.parametrize(
    ("day", "packs"),
    [
        (at(4, 17), {W}),  # a Friday
        (at(4, 13), set()),
        (at(6, 18), {W}),  # the Friday after it is a holiday
        (at(6, 1), {H, M}),
        (at(6, 16), {H}),
        (at(7, 1), {H, M, Q}),
        (at(10, 8), {H, M, Q}),  # the first working day after the holidays
        (at(10, 9), {W}),
        (at(5, 6), {H, M}),
        (at(8, 17), {H}),  # the 16th is a Sunday
        (at(8, 18), set()),
    ],
)
def test_meetings_are_prepared_on_their_day_or_the_nearest_working_day(
    day: datetime, packs: set[DigestPart]
) -> None:
    assert packs_due(day, CALENDAR) == packs


def parts_of(effects: list[Effect]) -> dict[str, list[str]]:
    digests = [t for t in told.of(effects, StartTimer) if t.kind is TimerKind.DIGEST]
    return {t.subject: [part for part, _ in t.data["parts"]] for t in digests}


def plan(slot: str, now: datetime, **policy: Any) -> list[Effect]:
    world = a_world(policy=Policy(**policy))
    return planned(slot, at(4, 12, 17, 30), now, world, OWED)


def test_in_the_morning_those_on_duty_and_everybody_with_work_get_one_message_each() -> None:
    found = parts_of(plan(MORNING, at(4, 13)))
    assert found == {
        f"digest:person:{TOWN_DUTY.id}": ["daily"],
        f"digest:person:{FAR_DUTY.id}": ["daily"],
        f"digest:person:{COUNTY_DUTY.id}": ["daily"],
        f"digest:person:{GUO.id}": ["work"],
        f"digest:department:{URBAN}": ["work"],
    }


def test_in_the_evening_only_those_on_duty_get_one() -> None:
    assert set(parts_of(plan(EVENING, at(4, 13, 17, 30)))) == {
        f"digest:person:{one.id}" for one in (TOWN_DUTY, FAR_DUTY, COUNTY_DUTY)
    }


def test_what_a_meeting_is_about_comes_with_the_digest_of_the_day() -> None:
    assert parts_of(plan(MORNING, at(4, 17)))[f"digest:person:{CADRE.id}"] == ["weekly"]
    first = parts_of(plan(MORNING, at(7, 1)))
    assert first[f"digest:person:{TOWN_DUTY.id}"] == ["daily", "half_monthly", "quarterly"]
    assert first[f"digest:person:{COUNTY_DUTY.id}"] == ["daily", "monthly", "quarterly"]


def test_grid_members_are_asked_once_a_week_where_the_county_wants_it() -> None:
    friday = parts_of(plan(MORNING, at(4, 17), asks_rounds=True))
    assert friday[f"digest:person:{GUO.id}"] == ["round", "work"]
    assert friday[f"digest:person:{ZHAO.id}"] == ["round"]
    assert "round" not in str(parts_of(plan(MORNING, at(4, 17))))
    assert "round" not in str(parts_of(plan(MORNING, at(4, 13), asks_rounds=True)))


def test_the_next_round_follows_and_piles_up_never() -> None:
    following = [
        t for t in told.of(plan(MORNING, at(4, 13)), StartTimer) if t.kind is not TimerKind.DIGEST
    ]
    assert [(t.kind, t.due_at, t.data["slot"]) for t in following] == [
        (TimerKind.AGENDA, at(4, 13, 17, 30), EVENING)
    ]
    assert following[0].lateness is Lateness.COALESCE
    assert following[0].data["since"] == at(4, 13).isoformat()

"""The time for resolving: reminded, coloured, told, and step by step higher when it is over."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.effects import ChangeCase, DraftLetter, Effect, MoveCase, OpenTask, Say, StartTimer
from handlers.lifecycle.timing.working_time import CHINA
from storage.codes import (
    CaseState,
    Colour,
    LetterKind,
    LetterRule,
    Level,
    Move,
    TimerKind,
    WhistleState,
)
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, COUNTY_DUTY, LEADER, MONDAY, URBAN_LEADER
from tests.decisions.scene import a_case, a_whistle, at
from tests.decisions.scheduler.firing import LATER, OVERDUE, fire

S, K = CaseState, TimerKind
DUE = MONDAY + timedelta(hours=9)


def april(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=CHINA)


def colours(effects: list[Effect]) -> list[object]:
    return [e.changes.get("colour") for e in told.of(effects, ChangeCase)]


# ---- while it runs


def test_half_the_time_without_any_progress_turns_a_case_yellow() -> None:
    effects = fire(K.RESOLVE_HALF, at(S.REPORTED_IN))
    assert colours(effects) == [Colour.YELLOW]
    assert told.listeners(effects) == ["城管局"]
    assert told.listeners(fire(K.RESOLVE_HALF, at(S.SELF_HANDLING))) == ["郭网格"]


def test_half_the_time_with_progress_leaves_a_case_blue() -> None:
    working = fire(K.RESOLVE_HALF, at(S.IN_PROGRESS, progressed_at=MONDAY))
    assert colours(working) == []
    assert told.listeners(working) == ["城管局"]


@pytest.mark.parametrize("kind", [K.RESOLVE_NEAR, K.RESOLVE_EVE])
def test_near_its_end_every_case_is_yellow(kind: TimerKind) -> None:
    effects = fire(kind, at(S.IN_PROGRESS, progressed_at=MONDAY))
    assert colours(effects) == [Colour.YELLOW]
    assert fire(kind, at(S.IN_PROGRESS), OVERDUE) == []
    assert fire(kind, at(S.ANSWERED)) == []


def test_the_day_before_the_handler_hears_that_it_is_tomorrow() -> None:
    view = at(S.IN_PROGRESS, resolve_due_at=april(14, 18))
    assert "明天到期" in told.said_to(fire(K.RESOLVE_EVE, view), "城管局")


# ---- when it is over


def test_an_overdue_case_is_red_and_its_handler_leader_and_township_know() -> None:
    effects = fire(K.RESOLVE_DUE, at(S.IN_PROGRESS), OVERDUE, round=0)
    moved = told.one(effects, MoveCase)
    assert moved.move is Move.ESCALATE
    assert moved.changes == {"colour": Colour.RED, "level": Level.TOWNSHIP}
    heard = ["城管局", URBAN_LEADER.name, "township_duty", f"person:{AUNT_WANG.id}"]
    assert told.listeners(effects) == [*heard, "township_duty"]
    assert "责任领导" in told.words(told.of(effects, Say)[-1])


def test_the_reporter_hears_the_truth_with_the_newest_word_of_progress() -> None:
    view = at(S.IN_PROGRESS, progress="配件在路上,问13812345678。")
    said = told.said_to(fire(K.RESOLVE_DUE, view, OVERDUE), AUNT_WANG)
    assert "抱歉" in said
    assert "最新进展：配件在路上,问【电话】。" in said
    assert "正在处理" in told.said_to(fire(K.RESOLVE_DUE, at(S.IN_PROGRESS), OVERDUE), AUNT_WANG)


def test_what_the_grid_could_not_do_in_time_stands_at_the_township() -> None:
    effects = fire(K.RESOLVE_DUE, at(S.SELF_HANDLING), OVERDUE)
    assert told.one(effects, MoveCase).changes["level"] is Level.TOWNSHIP
    higher = fire(K.RESOLVE_DUE, at(S.IN_PROGRESS, level=Level.COUNTY), OVERDUE)
    assert told.one(higher, MoveCase).changes["level"] is Level.COUNTY
    assert "county_duty" in told.listeners(higher)


def test_a_complaint_that_is_late_is_known_to_the_county_only() -> None:
    view = a_case(S.IN_PROGRESS, "official_conduct", (a_whistle(10),), owner_id=None)
    red = a_case(S.IN_PROGRESS, "official_conduct", (a_whistle(10),), colour=Colour.RED)
    assert "township_duty" not in told.listeners(fire(K.RESOLVE_DUE, view, OVERDUE))
    assert told.listeners(fire(K.OVERDUE, red, OVERDUE, step=5)) == ["county_duty"]


def test_the_next_step_is_one_working_day_after_the_time_was_over() -> None:
    again, asked = told.of(fire(K.RESOLVE_DUE, at(S.IN_PROGRESS), DUE), StartTimer)
    assert (again.kind, again.due_at, again.data) == (K.OVERDUE, april(14, 18), {"step": 1})
    assert (asked.kind, asked.data) == (K.SURVEY_ASK, {"kind": "overdue"})


# ---- step by step higher


def late(step: int, now: datetime, **other: Any) -> list[Effect]:
    return fire(K.OVERDUE, at(S.IN_PROGRESS, colour=Colour.RED, **other), now, step=step)


def test_after_one_working_day_the_centre_has_a_reminder_letter_to_draft() -> None:
    effects = late(1, april(14, 18))
    letter = told.one(effects, DraftLetter)
    assert (letter.kind, letter.rule) == (LetterKind.REMINDER, LetterRule.OVERDUE)
    assert told.listeners(letter.told) == ["county_duty"]
    again = told.one(effects, StartTimer)
    assert (again.due_at, again.data) == (april(16, 18), {"step": 3})


def test_after_three_working_days_a_supervision_order_and_the_leader_knows() -> None:
    effects = late(3, april(16, 18))
    letter = told.one(effects, DraftLetter)
    assert (letter.kind, letter.rule) == (LetterKind.SUPERVISION, LetterRule.LONG_OVERDUE)
    assert told.listeners(letter.told) == [LEADER.name, "county_duty"]
    again = told.one(effects, StartTimer)
    assert (again.due_at, again.data) == (april(20, 18), {"step": 5})


def test_a_new_lead_has_its_own_half_of_the_time_before_letters_and_leader() -> None:
    own = a_whistle(state=WhistleState.REPORTED_IN, resolve_due_at=april(16, 18))
    view = a_case(S.IN_PROGRESS, whistles=(own,), colour=Colour.RED)
    first = fire(K.RESOLVE_DUE, view, OVERDUE)
    assert URBAN_LEADER.name not in told.listeners(first)
    assert "没能按时办好" in told.said_to(first, AUNT_WANG)
    [again] = fire(K.OVERDUE, view, april(14, 18), step=1)
    assert again == StartTimer(K.OVERDUE, april(17, 18), 1, data={"step": 1})
    letter = told.one(fire(K.OVERDUE, view, april(17, 18), step=1), DraftLetter)
    assert letter.rule is LetterRule.OVERDUE


def test_after_five_working_days_it_stands_one_level_higher_before_a_meeting() -> None:
    effects = late(5, april(20, 18))
    assert told.one(effects, MoveCase).changes == {"colour": Colour.RED, "level": Level.COUNTY}
    assert told.one(effects, OpenTask).key == "meeting:1:0"
    assert told.listeners(effects) == ["county_duty", LEADER.name]
    again = told.one(effects, StartTimer)
    assert (again.due_at, again.data) == (april(27, 18), {"step": 10})


def test_a_case_that_stands_highest_is_only_asked_after_again() -> None:
    effects = late(10, april(27, 18), level=Level.COUNTY)
    assert told.of(effects, MoveCase) == []
    assert "已超期10个工作日" in told.said_to(effects, "county_duty")


def test_a_step_that_comes_late_keeps_its_distance_to_the_next() -> None:
    again = told.one(late(1, april(20, 9)), StartTimer)
    assert again.due_at == april(22, 18)


def test_what_was_answered_extended_or_parked_rises_no_higher() -> None:
    assert fire(K.OVERDUE, at(S.ANSWERED), april(14, 18), step=1) == []
    assert late(1, april(14, 18), resolve_due_at=april(15, 18)) == []
    parked = fire(K.OVERDUE, at(S.SUSPENDED), april(14, 18), step=3)
    assert told.one(parked, StartTimer).data == {"step": 3}
    assert told.listeners(parked) == []


def test_where_no_unit_can_get_a_letter_the_centre_has_a_task() -> None:
    view = a_case(S.SELF_HANDLING, owner_id=None, region_id=None)
    effects = fire(K.OVERDUE, view, april(14, 18), step=1)
    assert told.one(effects, OpenTask).key == "letter:overdue:1:0"
    assert told.listeners(effects) == ["county_duty"]


def test_a_leader_who_is_complained_of_hears_nothing() -> None:
    tags = [f"avoid:person:{LEADER.id}"]
    view = at(S.IN_PROGRESS, tags=tags, colour=Colour.RED)
    effects = fire(K.OVERDUE, view, april(20, 18), step=5)
    assert told.listeners(effects) == ["county_duty"]


def test_a_parked_case_is_looked_at_again_without_pressing_anybody() -> None:
    effects = fire(K.RESOLVE_DUE, at(S.SUSPENDED), OVERDUE)
    assert [type(e) for e in effects] == [StartTimer]


def test_a_case_with_a_new_deadline_is_not_overdue_by_the_old_one() -> None:
    view = at(S.IN_PROGRESS, resolve_due_at=OVERDUE + timedelta(hours=1))
    assert fire(K.RESOLVE_DUE, view, OVERDUE) == []
    assert fire(K.RESOLVE_DUE, at(S.CLOSED), OVERDUE) == []


# ---- silence


def test_three_working_days_without_a_word_are_asked_after() -> None:
    effects = fire(K.IDLE, at(S.REPORTED_IN), april(16, 9))
    assert told.listeners(effects) == ["城管局"]
    assert "群众在等" in told.said_to(effects, "城管局")
    assert told.one(effects, StartTimer).due_at == april(21, 9)


def test_whoever_tells_of_progress_is_left_in_peace_for_three_more() -> None:
    effects = fire(K.IDLE, at(S.IN_PROGRESS, progressed_at=april(15, 10)), april(16, 9))
    assert told.listeners(effects) == []
    assert told.one(effects, StartTimer).due_at == april(20, 10)


def test_a_parked_case_is_not_asked_after_and_one_that_is_over_is_forgotten() -> None:
    assert told.listeners(fire(K.IDLE, at(S.SUSPENDED), april(16, 9))) == []
    assert fire(K.IDLE, at(S.ANSWERED), april(16, 9)) == []


def test_an_alarm_is_asked_after_every_day_until_somebody_tells_how_it_ended() -> None:
    view = a_case(S.EMERGENCY, "gas_leak", (a_whistle(9),), owner_id=COUNTY_DUTY.id)
    effects = fire(K.RESOLVE_DUE, view, OVERDUE)
    assert told.one(effects, StartTimer).due_at == OVERDUE + timedelta(hours=24)
    assert colours(effects) == [Colour.RED]
    assert fire(K.OVERDUE, view, OVERDUE, step=1) == []
    assert fire(K.RESOLVE_HALF, view, LATER) == []

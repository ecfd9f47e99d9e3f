"""Moves on a case in which a life is in danger."""

from handlers.effects import ChangeCase, FinishTask, MoveCase, StopTimers
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, opening
from storage.codes import CaseState, Move, TimerKind, Urgency, WhistleState
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    GRID,
    GUO,
    MONDAY,
    POSTS,
    TOWN_DUTY,
    URBAN,
    URBAN_CLERK,
)
from tests.decisions.lifecycle.wishing import NOON, alarm, wishes
from tests.decisions.scene import WORLD, a_case, a_directory, a_whistle, a_world, at, leaf

S, W = CaseState, WhistleState


# ---- alarms


def test_a_confirmed_alarm_is_repeated_no_more() -> None:
    effects = wishes(COUNTY_DUTY, Move.CONFIRM_ALARM, alarm())
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes["accepted_at"]) == (S.EMERGENCY, NOON)
    assert told.one(effects, StopTimers).kinds == (TimerKind.EMERGENCY_CONFIRM,)
    done = {e.key for e in told.of(effects, FinishTask)}
    assert done == {"phone:1", "phone:1:1", "phone:1:2", "phone:1:3"}
    assert "值班人员已接手" in told.said_to(effects, AUNT_WANG)


def test_a_false_alarm_needs_two_people() -> None:
    first = wishes(COUNTY_DUTY, Move.FALSE_ALARM, alarm(), "打电话问了,是炸丸子的油烟")
    assert not told.of(first, MoveCase)
    tags = told.one(first, ChangeCase).changes["tags"]
    again = wishes(COUNTY_DUTY, Move.FALSE_ALARM, alarm(tags=tags), "再说一遍,没有起火")
    assert not told.of(again, MoveCase)
    second = wishes(COUNTY_DEPUTY, Move.FALSE_ALARM, alarm(tags=tags))
    assert told.states(second) == ["false_alarm"]
    assert "谢谢您的提醒" in told.said_to(second, AUNT_WANG)


def test_the_grid_proposes_a_false_alarm_and_the_county_confirms_it() -> None:
    first = wishes(GUO, Move.FALSE_ALARM, alarm(), "到现场看了,没有气味")
    tags = told.one(first, ChangeCase).changes["tags"]
    assert "没有气味" in told.said_to(first, "county_duty")
    assert told.states(wishes(TOWN_DUTY, Move.FALSE_ALARM, alarm(tags=tags))) == ["false_alarm"]


def test_what_is_no_danger_is_ended_by_one_on_duty() -> None:
    effects = wishes(TOWN_DUTY, Move.FALSE_ALARM, at(S.REGISTERED, "garbage"), "现场没有垃圾")
    assert told.states(effects) == ["false_alarm"]
    proposed = wishes(GUO, Move.FALSE_ALARM, at(S.REGISTERED, "garbage"), "现场没有垃圾")
    assert not told.of(proposed, MoveCase)


def test_handing_off_needs_a_word_on_where_to() -> None:
    assert not told.of(wishes(COUNTY_DUTY, Move.HAND_OFF, alarm()), MoveCase)
    effects = wishes(COUNTY_DUTY, Move.HAND_OFF, alarm(), "消防已到场关阀处置")
    assert told.states(effects) == ["handed_off"]
    assert "消防处置" in told.said_to(effects, AUNT_WANG)


def test_confirming_a_second_time_tells_the_reporters_nothing_new() -> None:
    effects = wishes(COUNTY_DEPUTY, Move.CONFIRM_ALARM, alarm(accepted_at=MONDAY))
    assert told.said_to(effects, AUNT_WANG) == ""


def test_a_false_alarm_without_a_word_is_asked_for_one() -> None:
    assert "说一下核实的情况" in told.said_to(wishes(GUO, Move.FALSE_ALARM, alarm()), GUO)


def test_a_second_voice_that_is_not_on_duty_does_not_end_an_alarm() -> None:
    tags = [f"false_alarm:person:{GUO.id}"]
    effects = wishes(CADRE, Move.FALSE_ALARM, alarm(tags=tags), "我也看了,没有气味")
    assert not told.of(effects, MoveCase)


def test_a_department_reporting_in_to_an_alarm_is_told_to_the_duty_officer() -> None:
    view = a_case(S.EMERGENCY, "gas_leak", (a_whistle(URBAN),), owner_id=COUNTY_DUTY.id)
    effects = wishes(URBAN_CLERK, Move.REPORT_IN, view)
    assert told.states(effects) == ["emergency"]
    assert "城管局已报到" in told.said_to(effects, "county_duty")
    assert "处置" in told.said_to(effects, URBAN_CLERK)


def test_the_progress_of_an_alarm_is_told_to_the_duty_officer() -> None:
    effects = wishes(GUO, Move.PROGRESS, alarm(), "到现场了,正在疏散")
    assert "网格员郭师傅" in told.said_to(effects, "county_duty")
    assert "已到现场" in told.said_to(effects, AUNT_WANG)


def test_an_alarm_in_a_village_without_a_cadre_or_a_place_still_reaches_duty_and_grid() -> None:
    without = tuple(pair for pair in POSTS if pair[1] is not CADRE)
    world = a_world(a_directory(posts=without))
    effects = opening(
        Voice(Facts("case", leaf("gas_leak"), Urgency.U0, GRID, is_emergency=True), NOON, world)
    )
    assert "village_cadre" not in told.listeners(effects, world)
    nowhere = Facts("case", leaf("gas_leak"), Urgency.U0, None, is_emergency=True)
    assert "county_duty" in told.listeners(opening(Voice(nowhere, NOON, WORLD)))

"""The everyday moves: who hears what, which clocks stop and start, and what is asked for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.effects import (
    Ask,
    ChangeCase,
    Effect,
    FinishTask,
    MoveCase,
    MoveWhistle,
    Note,
    OpenTask,
    PlanSurvey,
    Say,
    StartTimer,
    StopTimers,
    WhistleTo,
)
from handlers.lifecycle.moves import Wish, choices, decide
from handlers.situation import CaseView
from storage.codes import (
    CaseState,
    Level,
    Move,
    Role,
    TaskKind,
    TimerKind,
    WhistleRole,
    WhistleState,
)
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.scene import (
    AUNT_WANG,
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    EVERY_MOVE,
    GAS,
    GUO,
    HOUSING,
    HOUSING_CLERK,
    MONDAY,
    POLICE_CLERK,
    TOWN_DUTY,
    UNCLE_GAO,
    URBAN,
    URBAN_CLERK,
    WATER,
    WORLD,
    ZHAO,
    a_case,
    a_whistle,
    at,
    speaker,
)

S = CaseState
NOON = MONDAY + timedelta(hours=2)
RESULT = "已疏通管道两处,更换井盖一个,污水已清洗干净"


def wishes(
    person: Person, move: Move, view: CaseView, note: str = "", **other: object
) -> list[Effect]:
    wish = Wish(move, speaker(person), view, note, **other)  # type: ignore[arg-type]
    return decide(wish, NOON, WORLD)


# ---- the grid


def test_a_grid_member_who_accepts_owns_the_case_and_the_reporter_knows() -> None:
    effects = wishes(GUO, Move.SELF_HANDLE, at(S.REGISTERED))
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.role) == (S.SELF_HANDLING, Role.GRID_MEMBER)
    assert moved.changes["owner_id"] == GUO.id
    assert moved.changes["accepted_at"] == NOON
    assert TimerKind.ACCEPT_DUE in told.one(effects, StopTimers).kinds
    assert TimerKind.SELF_HANDLE_DUE not in told.one(effects, StopTimers).kinds
    assert "网格员郭师傅已接单" in told.said_to(effects, AUNT_WANG)
    assert "转上级" in told.said_to(effects, GUO)


def test_a_grid_member_does_not_take_on_what_is_not_the_grids() -> None:
    effects = wishes(GUO, Move.SELF_HANDLE, at(S.REGISTERED, "streetlight"))
    assert not told.of(effects, MoveCase)
    assert "不由网格自己处理" in told.said_to(effects, GUO)


def test_of_a_whistled_case_the_grid_member_looks_after_the_scene() -> None:
    effects = wishes(GUO, Move.SELF_HANDLE, at(S.WHISTLED, "streetlight"))
    moved = told.one(effects, MoveCase)
    assert moved.to is S.WHISTLED
    assert "owner_id" not in moved.changes
    assert "城管局" in told.said_to(effects, GUO)


def test_passing_up_whistles_the_departments_and_tells_reporter_and_township() -> None:
    effects = wishes(GUO, Move.PASS_UP, at(S.SELF_HANDLING), "管子塌了,我们弄不了")
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.note) == (S.WHISTLED, "管子塌了,我们弄不了")
    assert moved.changes["owner_department_id"] == URBAN
    assert moved.changes["owner_id"] is None
    roles = {w.department_id: w.role for w in told.of(effects, WhistleTo)}
    assert roles == {URBAN: WhistleRole.LEAD, HOUSING: WhistleRole.CO_HANDLER}
    assert "吹哨" in told.said_to(effects, "城管局")
    assert "已请城管局" in told.said_to(effects, AUNT_WANG)
    assert "城管局" in told.said_to(effects, "township_duty")
    assert "城管局" in told.said_to(effects, GUO)
    kinds = {t.kind for t in told.of(effects, StartTimer)}
    assert kinds == {TimerKind.REPORT_IN_HALF, TimerKind.REPORT_IN_DUE}
    assert TimerKind.SELF_HANDLE_DUE in told.one(effects, StopTimers).kinds


def test_what_no_department_answers_for_goes_to_the_duty_officer_and_the_triage_desk() -> None:
    effects = wishes(GUO, Move.PASS_UP, at(S.REGISTERED, "unknown_body"))
    moved = told.one(effects, MoveCase)
    assert (moved.move, moved.to) == (Move.ESCALATE, S.REGISTERED)
    assert moved.changes["owner_id"] == TOWN_DUTY.id
    assert told.one(effects, OpenTask).kind is TaskKind.TRIAGE


# ---- departments


def test_a_department_that_reports_in_has_the_case_and_the_reporter_knows() -> None:
    effects = wishes(URBAN_CLERK, Move.REPORT_IN, at(S.WHISTLED), "半小时到")
    assert told.states(effects) == ["reported_in"]
    assert told.one(effects, MoveWhistle).to is WhistleState.REPORTED_IN
    assert told.one(effects, StopTimers).kinds == (
        TimerKind.REPORT_IN_HALF,
        TimerKind.REPORT_IN_DUE,
    )
    heard = told.said_to(effects, AUNT_WANG)
    assert "城管局已接单" in heard
    assert "半小时到" in heard


def test_a_helper_reporting_in_does_not_move_the_case_nor_stop_the_leads_clock() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER)
    view = a_case(S.WHISTLED, whistles=(a_whistle(), helper))
    effects = wishes(HOUSING_CLERK, Move.REPORT_IN, view)
    assert not told.of(effects, MoveCase)
    assert not told.of(effects, StopTimers)
    assert "住建局" in told.one(effects, Note).text
    assert "住建局" in told.said_to(effects, "城管局")


def test_reporting_in_twice_is_answered_kindly() -> None:
    effects = wishes(URBAN_CLERK, Move.REPORT_IN, at(S.REPORTED_IN))
    assert told.listeners(effects) == ["城管局值班"]
    assert not told.of(effects, MoveCase)


def test_word_from_the_scene_counts_as_having_reported_in() -> None:
    effects = wishes(URBAN_CLERK, Move.PROGRESS, at(S.WHISTLED), "师傅已到现场,正在疏通")
    assert told.states(effects) == ["reported_in", "in_progress"]
    assert "城管局已到现场" in told.said_to(effects, AUNT_WANG)


def test_progress_without_words_is_asked_for() -> None:
    effects = wishes(URBAN_CLERK, Move.PROGRESS, at(S.REPORTED_IN), "嗯")
    assert told.one(effects, Ask).kind == "progress_note"
    assert not told.of(effects, MoveCase)


def test_a_helpers_progress_is_a_note() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER, WhistleState.REPORTED_IN)
    view = a_case(S.REPORTED_IN, whistles=(a_whistle(state=WhistleState.REPORTED_IN), helper))
    effects = wishes(HOUSING_CLERK, Move.PROGRESS, view, "已联系物业查图纸")
    assert told.one(effects, Note).text == "已联系物业查图纸"
    assert not told.of(effects, MoveCase)


def test_a_grid_members_word_from_the_scene_counts_as_accepting() -> None:
    effects = wishes(GUO, Move.PROGRESS, at(S.REGISTERED), "已到现场,先围上了")
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes["owner_id"]) == (S.SELF_HANDLING, GUO.id)


# ---- done


@pytest.mark.parametrize("result", ["已处理", "已经处理好了。", "办结", "搞定了,都弄好了"])
def test_an_empty_result_is_not_taken(result: str) -> None:
    effects = wishes(URBAN_CLERK, Move.FINISH, at(S.IN_PROGRESS), result)
    assert told.one(effects, Ask).kind == "finish_note"
    assert not told.of(effects, MoveCase)
    assert not wishes_moved(URBAN_CLERK, at(S.IN_PROGRESS), "已处理", has_picture=True)


def wishes_moved(person: Person, view: CaseView, note: str, *, has_picture: bool) -> list[MoveCase]:
    return told.of(wishes(person, Move.FINISH, view, note, has_picture=has_picture), MoveCase)


def test_a_picture_with_a_few_words_is_a_result() -> None:
    assert wishes_moved(URBAN_CLERK, at(S.IN_PROGRESS), "井盖换好了", has_picture=True)


def test_a_finished_case_is_told_to_every_reporter_and_without_homes_to_the_group() -> None:
    view = at(S.IN_PROGRESS, reporters=(AUNT_WANG, UNCLE_GAO), place="3号楼2单元门口")
    effects = wishes(URBAN_CLERK, Move.FINISH, view, RESULT)
    moved = told.one(effects, MoveCase)
    assert moved.to is S.ANSWERED
    assert moved.changes["result"] == RESULT
    assert moved.changes["answered_at"] == NOON
    assert told.one(effects, MoveWhistle).to is WhistleState.DONE
    assert [p.person_id for p in told.of(effects, PlanSurvey)] == [AUNT_WANG.id, UNCLE_GAO.id]
    for person in (AUNT_WANG, UNCLE_GAO):
        assert "【办理结果】" in told.said_to(effects, person)
        assert "没解决" in told.said_to(effects, person)
    group = told.said_to(effects, "group")
    assert "3号楼" in group
    assert "2单元" not in group
    assert "王大妈" not in group
    asked = [t for t in told.of(effects, StartTimer) if t.kind is TimerKind.SURVEY_ASK]
    assert [t.due_at for t in asked] == [NOON + timedelta(hours=2)]


def test_a_group_that_heard_of_the_case_a_moment_ago_waits_an_hour() -> None:
    view = replace(at(S.IN_PROGRESS), said_in_group_at=NOON - timedelta(minutes=20))
    effects = wishes(URBAN_CLERK, Move.FINISH, view, RESULT)
    (group,) = (s for s in told.of(effects, Say) if told.name_of(s.to) == "group")
    assert group.not_before == NOON + timedelta(minutes=40)


def test_a_helper_finishes_only_its_own_part() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER, WhistleState.REPORTED_IN)
    view = a_case(S.IN_PROGRESS, whistles=(a_whistle(state=WhistleState.REPORTED_IN), helper))
    effects = wishes(HOUSING_CLERK, Move.FINISH, view, RESULT)
    assert not told.of(effects, MoveCase)
    assert told.one(effects, MoveWhistle).whistle_id == helper.id
    assert RESULT in told.said_to(effects, "城管局")


def test_the_grid_member_finishes_what_the_grid_could_do() -> None:
    effects = wishes(GUO, Move.FINISH, at(S.SELF_HANDLING, "garbage"), RESULT)
    assert told.states(effects) == ["answered"]
    assert "网格员郭师傅反馈" in told.said_to(effects, AUNT_WANG)


def test_the_grid_member_cannot_finish_what_a_department_leads() -> None:
    effects = wishes(GUO, Move.FINISH, at(S.IN_PROGRESS), RESULT)
    assert not told.of(effects, MoveCase)
    assert "进展" in told.said_to(effects, GUO)


def test_after_violence_at_home_nobody_is_asked_or_told_by_the_bot() -> None:
    view = a_case(
        S.EMERGENCY,
        "domestic_violence",
        (a_whistle(4, state=WhistleState.REPORTED_IN),),
        owner_id=COUNTY_DUTY.id,
    )
    effects = wishes(POLICE_CLERK, Move.FINISH, view, "民警已到场处置,当事人已安置到亲属家")
    assert told.states(effects) == ["answered"]
    assert not told.of(effects, PlanSurvey)
    assert told.said_to(effects, AUNT_WANG) == ""
    assert told.said_to(effects, "group") == ""
    assert told.one(effects, OpenTask).kind is TaskKind.PHONE_CALL
    assert [t.kind for t in told.of(effects, StartTimer)] == [TimerKind.SURVEY_GIVE_UP]


# ---- whistling by those on duty


def test_duty_whistles_the_named_department_as_lead_when_there_is_none() -> None:
    effects = wishes(TOWN_DUTY, Move.WHISTLE, at(S.REGISTERED), department_id=WATER)
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role) == (WATER, WhistleRole.LEAD)


def test_duty_adds_a_helper_to_a_case_that_has_a_lead() -> None:
    effects = wishes(TOWN_DUTY, Move.WHISTLE, at(S.IN_PROGRESS), department_id=WATER)
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role) == (WATER, WhistleRole.CO_HANDLER)
    assert told.states(effects) == ["in_progress"]


def test_duty_is_asked_which_department_to_whistle() -> None:
    effects = wishes(TOWN_DUTY, Move.WHISTLE, at(S.IN_PROGRESS))
    assert "哪个单位" in told.said_to(effects, TOWN_DUTY)
    again = wishes(TOWN_DUTY, Move.WHISTLE, at(S.IN_PROGRESS), department_id=URBAN)
    assert not told.of(again, WhistleTo)


def test_escalating_tells_the_next_level() -> None:
    effects = wishes(TOWN_DUTY, Move.ESCALATE, at(S.IN_PROGRESS), "几家单位扯皮")
    assert told.one(effects, MoveCase).changes["level"] is Level.COUNTY
    assert "几家单位扯皮" in told.said_to(effects, "county_duty")


# ---- residents


def test_a_reporter_withdraws_and_the_owner_knows() -> None:
    effects = wishes(AUNT_WANG, Move.WITHDRAW, at(S.REGISTERED, "garbage"))
    assert told.one(effects, MoveCase).changes["closed_at"] == NOON
    assert told.one(effects, StopTimers).kinds == ()
    assert "撤回" in told.said_to(effects, AUNT_WANG)
    assert "撤回" in told.said_to(effects, GUO)


def test_a_whistled_department_hears_that_the_case_was_withdrawn() -> None:
    effects = wishes(AUNT_WANG, Move.WITHDRAW, at(S.WHISTLED, "streetlight"))
    assert told.one(effects, MoveWhistle).to is WhistleState.WITHDRAWN
    assert "撤回" in told.said_to(effects, "城管局")


def test_one_of_several_reporters_withdraws_only_their_own() -> None:
    view = at(S.REGISTERED, "garbage", reporters=(AUNT_WANG, UNCLE_GAO))
    effects = wishes(AUNT_WANG, Move.WITHDRAW, view)
    assert not told.of(effects, MoveCase)
    assert "接着办" in told.said_to(effects, AUNT_WANG)


def test_what_may_hurt_somebody_is_looked_at_before_it_is_withdrawn() -> None:
    effects = wishes(AUNT_WANG, Move.WITHDRAW, at(S.REGISTERED, "fire_lane"))
    assert not told.of(effects, MoveCase)
    assert "核实" in told.said_to(effects, "township_duty")


def test_an_emergency_is_never_withdrawn_by_its_reporter() -> None:
    view = a_case(S.EMERGENCY, "gas_leak", owner_id=COUNTY_DUTY.id)
    effects = wishes(AUNT_WANG, Move.WITHDRAW, view)
    assert not told.of(effects, MoveCase)
    assert "值班人员核实" in told.said_to(effects, AUNT_WANG)


# ---- alarms


def alarm(**other: Any) -> CaseView:
    return a_case(S.EMERGENCY, "gas_leak", (a_whistle(GAS),), owner_id=COUNTY_DUTY.id, **other)


def test_a_confirmed_alarm_is_repeated_no_more() -> None:
    effects = wishes(COUNTY_DUTY, Move.CONFIRM_ALARM, alarm())
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes["accepted_at"]) == (S.EMERGENCY, NOON)
    assert told.one(effects, StopTimers).kinds == (TimerKind.EMERGENCY_CONFIRM,)
    assert told.one(effects, FinishTask).key == "phone:1"
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
    assert "燃气公司处置" in told.said_to(effects, AUNT_WANG)


# ---- closing


def test_a_content_reporter_closes_the_case() -> None:
    effects = wishes(AUNT_WANG, Move.CLOSE, at(S.SURVEYING), "中!办得真快")
    assert told.states(effects) == ["closed"]
    assert "回访结案" in told.said_to(effects, "城管局")
    assert told.said_to(effects, AUNT_WANG) == ""


def test_one_content_reporter_does_not_close_it_before_the_others_were_asked() -> None:
    view = at(S.ANSWERED, reporters=(AUNT_WANG, UNCLE_GAO))
    assert not told.of(wishes(AUNT_WANG, Move.CLOSE, view), MoveCase)
    asked = at(S.SURVEYING, reporters=(AUNT_WANG, UNCLE_GAO))
    effects = wishes(AUNT_WANG, Move.CLOSE, asked)
    assert told.states(effects) == ["closed"]
    assert TimerKind.SURVEY_GIVE_UP not in told.one(effects, StopTimers).kinds


def test_the_centre_does_not_close_what_a_survey_asks_after() -> None:
    effects = wishes(COUNTY_DUTY, Move.CLOSE, at(S.ANSWERED), "好了")
    assert not told.of(effects, MoveCase)
    view = a_case(S.ANSWERED, "official_conduct", owner_id=COUNTY_DUTY.id)
    assert told.states(wishes(COUNTY_DUTY, Move.CLOSE, view, "已谈话处理")) == ["closed"]


# ---- reopening


def test_a_reopened_case_rises_a_level_and_is_whistled_again_with_less_time() -> None:
    view = at(S.SURVEYING, "water_supply", reporters=(AUNT_WANG, UNCLE_GAO))
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "还是没水")
    assert told.states(effects) == ["reopened", "whistled"]
    first, second = told.of(effects, MoveCase)
    assert first.changes["level"] is Level.COUNTY
    assert first.changes["reopen_count"] == 1
    assert first.changes["resolve_due_at"] == NOON + timedelta(hours=24) * 0.7
    assert second.changes["level"] is Level.COUNTY
    assert told.one(effects, WhistleTo).department_id == URBAN
    assert told.of(effects, MoveWhistle)[0].to is WhistleState.WITHDRAWN
    assert "二次办理" in told.said_to(effects, "城管局")
    for person in (AUNT_WANG, UNCLE_GAO):
        assert "抱歉" in told.said_to(effects, person)
    assert "还是没水" in told.said_to(effects, "county_duty")
    assert "还是没水" not in told.said_to(effects, "grid_member")


def test_what_the_grid_answered_alone_goes_to_the_departments_when_reopened() -> None:
    view = a_case(S.ANSWERED, "garbage")
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "没收")
    assert told.states(effects) == ["reopened", "whistled"]
    assert told.one(effects, WhistleTo).department_id == URBAN


def test_what_has_no_department_goes_to_the_duty_officer_when_reopened() -> None:
    view = a_case(S.ANSWERED, "unknown_body")
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "没人来")
    assert told.states(effects) == ["reopened", "reopened"]


def test_after_fifteen_days_a_case_is_not_reopened() -> None:
    old = at(S.CLOSED, closed_at=NOON - timedelta(days=16))
    effects = wishes(AUNT_WANG, Move.REOPEN, old)
    assert not told.of(effects, MoveCase)
    recent = at(S.CLOSED, closed_at=NOON - timedelta(days=14))
    assert told.states(wishes(AUNT_WANG, Move.REOPEN, recent)) == ["reopened", "whistled"]


def test_the_third_reopening_calls_for_a_consult() -> None:
    effects = wishes(AUNT_WANG, Move.REOPEN, at(S.SURVEYING, reopen_count=2), "又堵了")
    assert told.one(effects, OpenTask).kind is TaskKind.TRIAGE


# ---- what is not possible


def test_a_move_that_is_not_legal_names_what_is() -> None:
    effects = wishes(URBAN_CLERK, Move.SELF_HANDLE, at(S.WHISTLED))
    heard = told.said_to(effects, URBAN_CLERK)
    assert "报到" in heard
    assert "退回" in heard
    assert not told.of(effects, MoveCase)


def test_a_stranger_learns_nothing_of_the_case() -> None:
    effects = wishes(ZHAO, Move.SELF_HANDLE, at(S.REGISTERED))
    assert told.listeners(effects) == ["赵网格"]
    assert "下水道" not in told.said_to(effects, ZHAO)


def test_a_closed_case_has_nothing_left_to_do_for_staff() -> None:
    wish = Wish(Move.PASS_UP, speaker(CADRE), at(S.CLOSED))
    assert choices(wish, WORLD) == ()
    assert "再说一遍" in told.said_to(decide(wish, NOON, WORLD), CADRE)


def test_a_reporter_of_a_closed_case_may_say_that_it_is_not_solved() -> None:
    wish = Wish(Move.WITHDRAW, speaker(AUNT_WANG), at(S.CLOSED))
    assert "没解决" in told.said_to(decide(wish, NOON, WORLD), AUNT_WANG)


@pytest.mark.parametrize("state", list(CaseState))
def test_every_wish_in_every_state_is_answered_in_whole_sentences(state: CaseState) -> None:
    people = (AUNT_WANG, UNCLE_GAO, GUO, CADRE, TOWN_DUTY, COUNTY_DUTY, URBAN_CLERK)
    for person in people:
        for move in EVERY_MOVE:
            effects = wishes(person, move, at(state), RESULT, department_id=WATER)
            assert effects
            assert all(told.words(s) for s in told.of(effects, Say))

"""How a case ends: finished, withdrawn, closed."""

from datetime import timedelta

import pytest

from handlers.effects import (
    Ask,
    MoveCase,
    MoveWhistle,
    OpenTask,
    PlanSurvey,
    StartTimer,
    StopTimers,
)
from handlers.situation import CaseView
from storage.codes import CaseState, Move, TimerKind, WhistleRole, WhistleState
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    GUO,
    HOUSING,
    HOUSING_CLERK,
    POLICE_CLERK,
    UNCLE_GAO,
    URBAN_CLERK,
)
from tests.decisions.lifecycle.wishing import NOON, RESULT, wishes
from tests.decisions.scene import a_case, a_whistle, at

S = CaseState


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
    assert not told.of(effects, OpenTask)  # she has not agreed to be asked
    assert [t.kind for t in told.of(effects, StartTimer)] == [TimerKind.SURVEY_GIVE_UP]


# ---- residents


def test_a_reporter_withdraws_and_the_owner_knows() -> None:
    effects = wishes(AUNT_WANG, Move.WITHDRAW, at(S.REGISTERED, "garbage"))
    assert told.one(effects, MoveCase).changes["closed_at"] == NOON
    assert set(TimerKind) - {TimerKind.RELAY_WORDS} == set(told.one(effects, StopTimers).kinds)
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

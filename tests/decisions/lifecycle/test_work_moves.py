"""The grid, the departments and those on duty at work on a case."""

import pytest

from handlers.effects import (
    Ask,
    ChangeCase,
    MoveCase,
    MoveWhistle,
    Note,
    OpenTask,
    StartTimer,
    StopTimers,
    WhistleTo,
)
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
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    GUO,
    HOUSING,
    HOUSING_CLERK,
    TOWN_DUTY,
    URBAN,
    URBAN_CLERK,
    WATER,
)
from tests.decisions.lifecycle.wishing import NOON, wishes
from tests.decisions.scene import a_case, a_whistle, at

S = CaseState


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


# ---- the first contact


@pytest.mark.parametrize(
    ("move", "view", "words"),
    [
        (Move.PROGRESS, at(S.REPORTED_IN, contact_due_at=NOON), "已联系反映人，明天上午去修"),
        (Move.PROGRESS, at(S.REPORTED_IN, contact_due_at=NOON), "和住户说好了，下午上门"),
        (Move.REPORT_IN, at(S.WHISTLED, contact_due_at=NOON), "收到，已联系反映人"),
    ],
)
def test_whatever_tells_that_the_resident_was_reached_counts_as_the_first_contact(
    move: Move, view: CaseView, words: str
) -> None:
    changed = told.of(wishes(URBAN_CLERK, move, view, words), ChangeCase)
    assert changed[-1].changes == {"contacted_at": NOON}


@pytest.mark.parametrize(
    "words", ["给反映人打了三次电话，打不通", "没联系上反映人，晚上再打", "已联系厂家，后天发货"]
)
def test_who_reached_nobody_has_not_been_in_contact(words: str) -> None:
    view = at(S.REPORTED_IN, contact_due_at=NOON)
    changed = told.of(wishes(URBAN_CLERK, Move.PROGRESS, view, words), ChangeCase)
    assert all("contacted_at" not in one.changes for one in changed)

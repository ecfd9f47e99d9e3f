"""The rarer turns of a case: helpers without a lead, a county without people, second thoughts."""

from datetime import timedelta
from typing import Any

from handlers.effects import (
    ChangeCase,
    Effect,
    FinishTask,
    MoveCase,
    MoveWhistle,
    Note,
    OpenTask,
    Say,
    WhistleTo,
)
from handlers.lifecycle.moves import Wish, decide
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.opening import Facts, accept_span, opening
from handlers.lifecycle.timing.working_time import CHINA
from handlers.permissions import avoid_tags
from handlers.routing.exclusion import Exclusion
from handlers.routing.whistle import departments_for, find
from handlers.situation import CaseSituation, CaseView, World
from scheduler.due import decide as fire
from storage.codes import (
    CaseState,
    Move,
    RefusalCode,
    TaskKind,
    TimerKind,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.tables.timer import Timer
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    CADRE,
    COUNTY_DEPUTY,
    COUNTY_DUTY,
    DISCIPLINE,
    FAR_TOWN,
    GRID,
    GUO,
    HOUSING,
    HOUSING_CLERK,
    LEADER,
    MONDAY,
    POLICE,
    TOWN_DUTY,
    URBAN,
    URBAN_CLERK,
    VILLAGE,
    WATER,
    a_leaf,
)
from tests.decisions.lifecycle.wishing import NOON, RESULT, wishes
from tests.decisions.scene import WORLD, a_case, a_directory, a_whistle, a_world, at, leaf, speaker

S, W = CaseState, WhistleState


# ---- helpers


def test_a_helper_of_a_case_whose_lead_was_let_go_still_reports_in_and_finishes() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER)
    view = a_case(S.WHISTLED, whistles=(helper,))
    noted = told.one(wishes(HOUSING_CLERK, Move.REPORT_IN, view), Note)
    assert "住建局" in noted.text
    effects = wishes(HOUSING_CLERK, Move.FINISH, view, RESULT)
    assert [m.to for m in told.of(effects, MoveWhistle)] == [W.REPORTED_IN, W.DONE]


def test_a_helper_whose_refusal_is_being_ruled_on_waits() -> None:
    view = a_case(S.WHISTLED, whistles=(a_whistle(state=W.REFUSAL_PENDING),))
    effects = wishes(URBAN_CLERK, Move.REPORT_IN, view)
    assert "正等中心裁定" in told.said_to(effects, URBAN_CLERK)


def test_a_department_that_finishes_after_all_makes_its_refusal_moot() -> None:
    view = a_case(S.WHISTLED, whistles=(a_whistle(state=W.REFUSAL_PENDING),))
    effects = wishes(URBAN_CLERK, Move.FINISH, view, RESULT)
    assert told.states(effects) == ["answered"]
    assert f"refusal:{900 + URBAN}" in {t.key for t in told.of(effects, FinishTask)}


def test_a_denied_helper_is_whistled_again_beside_its_lead() -> None:
    helper = a_whistle(HOUSING, WhistleRole.CO_HANDLER, W.REFUSAL_PENDING)
    view = a_case(S.WHISTLED, whistles=(a_whistle(WATER), helper))
    effects = wishes(COUNTY_DUTY, Move.DENY_REFUSAL, view)
    whistle = told.one(effects, WhistleTo)
    assert (whistle.department_id, whistle.role, whistle.designated) == (
        HOUSING,
        WhistleRole.CO_HANDLER,
        True,
    )
    assert "自来水公司" in told.said_to(effects, "住建局")


def test_the_department_named_with_the_ruling_leads() -> None:
    view = a_case(S.WHISTLED, whistles=(a_whistle(state=W.REFUSAL_PENDING),))
    effects = wishes(COUNTY_DUTY, Move.APPROVE_REFUSAL, view, department_id=WATER)
    assert told.one(effects, WhistleTo).department_id == WATER


def test_the_department_named_with_the_refusal_is_proposed() -> None:
    view = a_case(S.WHISTLED, "water_supply", (a_whistle(),))
    note = "权责清单写明这一段管网由供水单位负责管护和抢修"
    effects = wishes(
        URBAN_CLERK, Move.REFUSE, view, note, refusal_code=RefusalCode.R1, department_id=WATER
    )
    assert WATER in {w.department_id for w in told.of(effects, WhistleTo)}


# ---- whistling and notes by those on duty


def test_duty_must_name_a_department_where_no_list_does() -> None:
    effects = wishes(TOWN_DUTY, Move.WHISTLE, at(S.REGISTERED, "unknown_body"))
    assert not told.of(effects, MoveCase)
    assert "哪个单位" in told.said_to(effects, TOWN_DUTY)
    assert told.one(effects, OpenTask).kind is TaskKind.TRIAGE


def test_a_note_is_kept_and_an_empty_one_is_asked_for() -> None:
    assert told.one(wishes(TOWN_DUTY, Move.NOTE, at(S.CLOSED), "已电话致歉"), Note).text
    assert not told.of(wishes(TOWN_DUTY, Move.NOTE, at(S.CLOSED)), Note)


def test_the_county_reopens_a_case_for_a_reporter_who_phoned() -> None:
    effects = wishes(COUNTY_DUTY, Move.REOPEN, at(S.CLOSED, closed_at=MONDAY), "电话回访说没修好")
    assert told.states(effects) == ["reopened", "whistled"]
    assert "重新办理" in told.said_to(effects, COUNTY_DUTY)
    assert "抱歉" in told.said_to(effects, AUNT_WANG)


def test_a_confidential_case_is_reopened_without_a_word_to_the_grid() -> None:
    whistle = a_whistle(DISCIPLINE, state=W.DONE)
    view = a_case(S.ANSWERED, "official_conduct", (whistle,))
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "没人处理")
    assert "grid_member" not in told.listeners(effects)
    assert "没人处理" in told.said_to(effects, "county_duty")


def test_duty_withdraws_a_case_for_its_reporter() -> None:
    effects = wishes(TOWN_DUTY, Move.WITHDRAW, at(S.REGISTERED, "fire_lane"))
    assert told.states(effects) == ["withdrawn"]
    assert "撤回" in told.said_to(effects, AUNT_WANG)


# ---- cases without people


def ownerless(state: CaseState, leaf_id: str = "garbage") -> CaseView:
    return a_case(state, leaf_id, owner_id=None)


def test_a_case_nobody_owns_is_still_withdrawn_and_closed() -> None:
    assert told.states(wishes(AUNT_WANG, Move.WITHDRAW, ownerless(S.REGISTERED))) == ["withdrawn"]
    assert told.states(wishes(AUNT_WANG, Move.CLOSE, ownerless(S.SURVEYING))) == ["closed"]


def test_a_case_that_only_a_person_handled_is_closed_with_a_word_to_that_person() -> None:
    assert "结案" in told.said_to(wishes(AUNT_WANG, Move.CLOSE, a_case(S.SURVEYING)), GUO)


def timed(kind: TimerKind, view: CaseView, world: World = WORLD, **data: Any) -> list[Effect]:
    timer = Timer(id=1, county_id=1, subject="case:1", kind=kind, due_at=NOON, case_id=1, data=data)
    return fire(CaseSituation(NOON, world, view), timer)


def test_a_reminder_for_a_case_nobody_owns_goes_to_the_seat() -> None:
    view = a_case(owner_id=None, accept_due_at=NOON + timedelta(hours=1))
    assert told.listeners(timed(TimerKind.ACCEPT_HALF, view)) == ["grid_member"]


def test_a_county_without_anybody_on_duty_keeps_the_owner_it_has() -> None:
    world = a_world(a_directory(posts=()))
    effects = timed(TimerKind.ACCEPT_DUE, a_case(), world)
    assert "owner_id" not in told.one(effects, MoveCase).changes


def test_whoever_is_complained_of_is_passed_over_on_duty() -> None:
    tags = list(avoid_tags([CADRE.id or 0, TOWN_DUTY.id or 0], []))
    effects = timed(TimerKind.ACCEPT_DUE, a_case(tags=tags))
    assert told.one(effects, MoveCase).changes["owner_id"] == COUNTY_DUTY.id


def test_where_all_on_duty_are_complained_of_a_leader_is_told() -> None:
    both = frozenset({COUNTY_DUTY.id or 0, COUNTY_DEPUTY.id or 0})
    facts = Facts("case", leaf("official_conduct"), Urgency.U2, GRID, avoid=Exclusion(both))
    assert LEADER.name in told.listeners(opening(Voice(facts, NOON, WORLD)))


# ---- opening and routing


def test_the_only_grid_of_a_village_is_meant_when_the_village_is_named() -> None:
    directory = a_directory()
    for region_id in [r for r in directory.regions if r not in (1, 2, VILLAGE, GRID, FAR_TOWN)]:
        del directory.regions[region_id]
    world = a_world(directory)
    kind = leaf("garbage")
    effects = opening(Voice(Facts("case", kind, kind.urgency, VILLAGE), MONDAY, world))
    assert told.one(effects, ChangeCase).changes["owner_id"] == GUO.id
    assert "【新任务】" in told.said_to(effects, GUO, world)


def test_what_is_answered_at_once_has_no_hour_for_accepting() -> None:
    kind = a_leaf("service_consult", "办事咨询", Urgency.U3, accept=accept_span(leaf("gas_leak")))
    facts = Facts("case", kind, Urgency.U3, GRID)
    grid_first = Facts("case", leaf("garbage"), Urgency.U2, GRID)
    assert "请尽快答复" not in told.said_to(
        opening(Voice(grid_first, MONDAY, WORLD)), "grid_member"
    )
    stranded = Facts(
        "case", a_leaf("x", "没人管", Urgency.U2, lead="没有", accept=kind.accept), Urgency.U2, GRID
    )
    assert "请尽快答复" in told.said_to(opening(Voice(stranded, MONDAY, WORLD)), "township_duty")
    assert opening(Voice(facts, MONDAY, WORLD))


def test_a_manhole_is_fenced_off_first() -> None:
    effects = opening(Voice(Facts("case", leaf("manhole"), Urgency.U1, GRID), MONDAY, WORLD))
    assert "围挡" in told.said_to(effects, "grid_member")


def test_an_urgent_leaf_without_a_department_has_no_early_notice() -> None:
    lost = a_leaf(
        "lost", "没人管", Urgency.U1, lead="没有的局", self_handling=leaf("manhole").self_handling
    )
    effects = opening(Voice(Facts("case", lost, Urgency.U1, GRID), MONDAY, WORLD))
    assert set(told.listeners(effects)) == {"grid_member", "township_duty"}


def test_a_confidential_matter_without_a_department_stays_with_the_county() -> None:
    avoid = Exclusion(department_ids=frozenset({DISCIPLINE, HOUSING}))
    facts = Facts("case", leaf("official_conduct"), Urgency.U2, GRID, avoid=avoid)
    effects = opening(Voice(facts, MONDAY, WORLD))
    assert told.one(effects, ChangeCase).changes["owner_id"] == COUNTY_DUTY.id
    assert set(told.listeners(effects)) == {"county_duty"}


def test_a_kind_of_body_is_found_by_its_kind() -> None:
    found = find("kind4", GRID, WORLD.directory)
    assert found is not None
    assert found.id == POLICE


def test_the_reasons_of_a_route_name_who_was_kept_out() -> None:
    avoid = Exclusion(department_ids=frozenset({URBAN}), reasons=("回避:城管局",))
    assert "回避:城管局" in departments_for(leaf("garbage"), GRID, WORLD.directory, avoid).reasons


def test_the_evening_result_of_an_ordinary_case_waits_for_the_morning() -> None:
    night = MONDAY.astimezone(CHINA).replace(hour=22)
    wish = Wish(Move.FINISH, speaker(GUO), at(S.SELF_HANDLING, "garbage"), RESULT)
    effects = decide(wish, night, WORLD)
    heard = {told.name_of(s.to): s.not_before for s in told.of(effects, Say)}
    assert heard[f"person:{AUNT_WANG.id}"] is not None
    assert heard["group"] is not None
    assert heard["郭网格"] is None

"""One plan for one case: one leader, how, and until when; asked for when the case turns red."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handlers.dialogue.plan_words import understand_plan
from handlers.effects import ChangeCase, DraftLetter, Effect, KeepPlan, MoveCase, StartTimer
from handlers.governance.following import follow
from handlers.governance.plans import PlanStep, leader_called, write
from handlers.lifecycle.timing.working_time import CHINA
from handlers.situation import CaseSituation
from scheduler.plans import plan_due
from storage.codes import CaseState, Colour, LetterRule, Level, Move, Role, TimerKind
from storage.tables.person import Person
from storage.tables.plan import CasePlan
from storage.tables.timer import Timer
from tests.decisions import told
from tests.decisions.county import COUNTY_DUTY, GUO, LEADER, MONDAY, TOWN_DUTY, URBAN_CLERK
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker

S = CaseState


@pytest.mark.parametrize(
    ("said", "name", "text"),
    [
        ("定责 #12 张书记 方案：协调供电局换变压器", "张书记", "协调供电局换变压器"),
        ("定责 #12 张书记，方案 三天内换好", "张书记", "三天内换好"),
        ("#12 定责 张书记", "张书记", ""),
        ("#12 责任领导是梅志远", "梅志远", ""),
        ("#12 明确责任领导：梅志远，措施：每天调度一次", "梅志远", "每天调度一次"),
        ("#12 领导包案 梅志远同志", "梅志远", ""),
        ("张书记包案 #12", "张书记", ""),
        ("#12 由张书记牵头，方案：协调换变压器", "张书记", "协调换变压器"),
        ("定责 #12 张书记、李镇长", "张书记、李镇长", ""),
        ("方案 #12 先装临时灯，月底前换线", "", "先装临时灯，月底前换线"),
        ("#12 一案一策：先装临时灯", "", "先装临时灯"),
    ],
)
def test_who_answers_and_how_are_understood(said: str, name: str, text: str) -> None:
    assert understand_plan(said) == (name, text)


@pytest.mark.parametrize(
    "said", ["#12 办结 按方案换好了灯", "住建局牵头", "#12 吹哨 城管局", "我负责"]
)
def test_other_words_are_no_plan(said: str) -> None:
    assert understand_plan(said) is None


def plan(person: Person, named: str, text: str = "", **other: Any) -> list[Effect]:
    view = other.get("view") or at(S.IN_PROGRESS)
    return write(PlanStep(speaker(person), view, other.get("plan"), MONDAY, WORLD), named, text)


def test_a_plan_names_its_leader_its_text_and_its_end() -> None:
    effects = plan(TOWN_DUTY, "梅志远", "协调换变压器，4月20日前完成")
    kept = told.one(effects, KeepPlan)
    assert (kept.leader_id, kept.leader_name) == (LEADER.id, "梅志远")
    assert kept.due_at == datetime(2026, 4, 20, 18, tzinfo=CHINA)
    assert told.one(effects, StartTimer).kind is TimerKind.PLAN_DUE
    assert told.listeners(effects) == [TOWN_DUTY.name, "梅志远", "城管局"]


def test_a_later_text_keeps_the_leader_and_a_later_leader_keeps_the_text() -> None:
    before = CasePlan(
        county_id=1, case_id=1, version=1, leader_id=LEADER.id, leader_name="梅志远",
        text="先装临时灯", written_at=MONDAY,
    )  # fmt: skip
    assert (
        told.one(plan(TOWN_DUTY, "", "换成整段新线路", plan=before), KeepPlan).leader_id
        == LEADER.id
    )
    assert told.one(plan(TOWN_DUTY, "张书记", plan=before), KeepPlan).text == "先装临时灯"


def test_there_is_exactly_one_leader() -> None:
    effects = plan(TOWN_DUTY, "梅志远、张书记", "协调换变压器")
    assert not told.of(effects, KeepPlan)
    assert "只能有一名" in told.said_to(effects, TOWN_DUTY)


def test_a_plan_without_a_leader_asks_for_one() -> None:
    assert "还没有责任领导" in told.said_to(plan(TOWN_DUTY, "", "协调换变压器"), TOWN_DUTY)


@pytest.mark.parametrize("person", [GUO, URBAN_CLERK])
def test_only_those_on_duty_and_leaders_name_who_answers(person: Person) -> None:
    assert not told.of(plan(person, "梅志远", "协调换变压器"), KeepPlan)


def test_one_complained_of_never_answers_for_the_case() -> None:
    view = at(S.IN_PROGRESS, tags=[f"avoid:person:{LEADER.id}"])
    effects = plan(TOWN_DUTY, "梅志远", "协调换变压器", view=view)
    assert not told.of(effects, KeepPlan)
    assert told.listeners(effects) == [TOWN_DUTY.name]


def test_a_surname_with_a_title_means_the_only_leader_of_that_name() -> None:
    assert leader_called("梅书记", WORLD).person is LEADER
    assert leader_called("张书记", WORLD).person is None


# ---- what follows by rule


def test_a_case_that_turns_red_asks_for_its_leader_once() -> None:
    view = at(S.IN_PROGRESS)
    red = ChangeCase(view.id, {"colour": Colour.RED})
    assert told.listeners(follow((view,), [red], MONDAY, WORLD)) == [Role.TOWNSHIP_DUTY.value]
    charged = at(S.IN_PROGRESS, leader_name="张书记")
    assert follow((charged,), [red], MONDAY, WORLD) == []
    was_red = at(S.IN_PROGRESS, colour=Colour.RED)
    assert follow((was_red,), [red], MONDAY, WORLD) == []
    high = at(S.IN_PROGRESS, level=Level.COUNTY)
    assert told.listeners(follow((high,), [red], MONDAY, WORLD)) == [Role.COUNTY_DUTY.value]


def test_a_confidential_case_asks_the_county_alone() -> None:
    view = a_case(S.IN_PROGRESS, "wage_arrears", (a_whistle(),))
    red = ChangeCase(view.id, {"colour": Colour.RED})
    assert told.listeners(follow((view,), [red], MONDAY, WORLD)) == [Role.COUNTY_DUTY.value]


def test_a_second_reopening_drafts_a_supervision_order() -> None:
    view = at(S.SURVEYING, reopen_count=1, leader_name="张书记")
    again = MoveCase(view.id, Move.REOPEN, S.REOPENED, Role.RESIDENT, changes={"reopen_count": 2})
    order = told.one(follow((view,), [again], MONDAY, WORLD), DraftLetter)
    assert order.rule is LetterRule.TWICE_UNSATISFIED
    assert "已重办2次" in order.reasons[0]
    once = MoveCase(view.id, Move.REOPEN, S.REOPENED, Role.RESIDENT, changes={"reopen_count": 1})
    assert follow((view,), [once], MONDAY, WORLD) == []


def test_a_plan_that_ends_before_the_case_does_is_asked_after() -> None:
    view = at(S.IN_PROGRESS, leader_id=LEADER.id, leader_name="梅志远")
    timer = Timer(county_id=1, subject="case:1", kind=TimerKind.PLAN_DUE, due_at=MONDAY)
    late = MONDAY + timedelta(days=3)
    effects = plan_due(CaseSituation(late, WORLD, view), timer)
    assert told.listeners(effects) == [LEADER.name, "county_duty"]
    assert plan_due(CaseSituation(late, WORLD, at(S.CLOSED)), timer) == []
    assert COUNTY_DUTY.name not in told.listeners(effects)

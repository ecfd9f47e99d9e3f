"""Visits of the seven kinds belong to a case; the resident is told and may say no."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.dialogue.visit_words import VisitDo, understand_visit
from handlers.effects import Effect, MoveVisit, Note, PlanVisit, StartTimer
from handlers.governance import visits
from handlers.governance.visits import VisitStep
from handlers.situation import CaseSituation, CaseView
from storage.codes import CaseState, Consent, TimerKind, VisitKind, VisitState
from storage.tables.person import Person
from storage.tables.timer import Timer
from storage.tables.visit import Visit
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, COUNTY_DUTY, GUO, MONDAY, URBAN_CLERK
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker

S, D, K = CaseState, VisitDo, VisitKind
TOMORROW = MONDAY + timedelta(days=1)


def step(person: Person, view: CaseView | None = None, *, planned: bool = False) -> VisitStep:
    visit = Visit(
        id=3, county_id=1, case_id=1, kind=K.ON_SITE, visitor_id=GUO.id or 0,
        reporter_id=AUNT_WANG.id, planned_at=MONDAY, at=TOMORROW,
    )  # fmt: skip
    found = view or a_case(S.SELF_HANDLING)
    return VisitStep(speaker(person), found, visit if planned else None, MONDAY, WORLD)


def plan(person: Person, view: CaseView | None = None, **other: Any) -> list[Effect]:
    return visits.plan(step(person, view), K.AT_HOME, other.get("at", TOMORROW))


def test_a_visit_is_planned_for_a_case_and_its_reporter_is_told() -> None:
    effects = plan(GUO)
    planned = told.one(effects, PlanVisit)
    assert (planned.visitor_id, planned.reporter_id, planned.at) == (GUO.id, AUNT_WANG.id, TOMORROW)
    assert told.one(effects, StartTimer).due_at > TOMORROW
    assert "方便吗" in told.said_to(effects, AUNT_WANG)


def test_a_visit_needs_a_time_a_right_and_an_open_case() -> None:
    assert not told.of(plan(GUO, at=None), PlanVisit)
    assert not told.of(plan(GUO, at=MONDAY), PlanVisit)
    assert not told.of(plan(URBAN_CLERK), PlanVisit)
    assert not told.of(plan(GUO, a_case(S.CLOSED)), PlanVisit)


def test_of_a_confidential_matter_no_visit_is_announced_to_the_phone() -> None:
    secret = a_case(S.IN_PROGRESS, "domestic_violence", (a_whistle(4),))
    effects = plan(COUNTY_DUTY, secret)
    assert told.one(effects, PlanVisit).reporter_id is None
    assert told.listeners(effects) == [COUNTY_DUTY.name]
    assert not told.of(plan(GUO, secret), PlanVisit)


def test_a_visit_is_done_with_what_was_found() -> None:
    effects = visits.done(step(GUO, planned=True), K.AT_HOME, "看了现场，水管已经换好了")
    assert told.one(effects, MoveVisit).to is VisitState.DONE
    assert "带案下访：看了现场" in told.one(effects, Note).text
    assert not told.of(visits.done(step(GUO, planned=True), K.AT_HOME, "去了"), MoveVisit)


def test_a_visit_nobody_planned_counts_as_well() -> None:
    kept = told.one(visits.done(step(GUO), K.REVIEW, "看了现场，水管已经换好了"), PlanVisit)
    assert (kept.kind, kept.done_note) == (K.REVIEW, "看了现场，水管已经换好了")


@pytest.mark.parametrize("is_fine", [True, False])
def test_the_visitor_hears_whether_the_time_suits(is_fine: bool) -> None:
    effects = visits.suits(step(AUNT_WANG, planned=True), "明天上午在家", is_fine=is_fine)
    wanted = Consent.GIVEN if is_fine else Consent.REFUSED
    assert told.one(effects, MoveVisit).changes["answer"] is wanted
    assert "郭网格" in told.listeners(effects)


def test_a_cancelled_visit_is_told_to_whoever_waited() -> None:
    effects = visits.cancel(step(GUO, planned=True))
    assert told.one(effects, MoveVisit).to is VisitState.CANCELLED
    assert "取消" in told.said_to(effects, AUNT_WANG)
    assert not told.of(visits.cancel(step(GUO)), MoveVisit)


def test_the_visitor_is_asked_how_it_was_while_the_case_is_open() -> None:
    timer = Timer(
        county_id=1, subject="case:1", kind=TimerKind.VISIT_DUE, due_at=MONDAY,
        data={"visitor_id": GUO.id},
    )  # fmt: skip
    still = CaseSituation(TOMORROW, WORLD, a_case(S.SELF_HANDLING))
    assert told.listeners(visits.visit_due(still, timer)) == ["郭网格"]
    assert visits.visit_due(CaseSituation(TOMORROW, WORLD, a_case(S.CLOSED)), timer) == []


@pytest.mark.parametrize(
    ("said", "do", "kind"),
    [
        ("安排走访 #12 明天下午3点", D.PLAN, K.AT_HOME),
        ("预约上门 #12 后天上午", D.PLAN, K.AT_HOME),
        ("带案下访 #12 周五上午", D.PLAN, K.ON_SITE),
        ("#12 约访 周三下午", D.PLAN, K.BY_APPOINTMENT),
        ("开门接访 #12 明天上午9点", D.PLAN, K.RECEPTION),
        ("安排上门回访 #12 明天上午", D.PLAN, K.FOLLOW_UP),
        ("走访完成 #12 水管已换", D.DONE, K.AT_HOME),
        ("#12 已走访，家里没人漏水了", D.DONE, K.AT_HOME),
        ("走访了三户，都说没事 #12", D.DONE, K.AT_HOME),
        ("下访结束 #12 都谈好了", D.DONE, K.ON_SITE),
        ("干部代访完成 #12 已替他报上", D.DONE, K.ON_BEHALF),
        ("取消走访 #12", D.CANCEL, K.AT_HOME),
    ],
)
def test_a_visit_is_understood_with_its_kind(said: str, do: VisitDo, kind: VisitKind) -> None:
    order = understand_visit(said)
    assert order is not None
    assert (order.do, order.kind) == (do, kind)


@pytest.mark.parametrize(
    "said",
    [
        "上门回访 #1 没解决",
        "明天上门维修",
        "#12 进展 明天上午上门修",
        "电话回访 #1 满意",
        "#12 接单",
    ],
)
def test_other_words_are_no_visit(said: str) -> None:
    assert understand_visit(said) is None

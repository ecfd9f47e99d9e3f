"""Minutes: conclusions one by one, and what becomes of them once they are signed."""

from datetime import timedelta

from handlers.effects import (
    AddReport,
    DraftLetter,
    EndConsult,
    FinishTask,
    MoveCase,
    MoveWhistle,
    OpenCase,
    PutDemand,
    StartTimer,
    WhistleTo,
)
from handlers.lifecycle.consults.agreed import FROM_CONSULT, IN_PARTS
from handlers.lifecycle.wishes import Minute
from storage.codes import (
    ConsultState,
    LetterRule,
    Move,
    TimerKind,
    WhistleRole,
)
from tests.decisions import told
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    MONDAY,
    POLICE,
    TOWN_DUTY,
    UNCLE_GAO,
    WATER,
)
from tests.decisions.lifecycle.meeting import DUE, S, W, at_work, called, demand, order
from tests.decisions.scene import a_case, a_whistle, at
from tests.decisions.scheduler.firing import fire


def test_a_conclusion_is_written_down_with_what_it_still_lacks() -> None:
    minute = Minute("由自来水公司换", 1, WATER)
    effects = order(called(), Move.CONCLUDE, minute=minute)
    assert told.one(effects, PutDemand).values["department_id"] == WATER
    assert "还差时限" in told.said_to(effects, COUNTY_DUTY)
    whole = order(called(), Move.CONCLUDE, minute=Minute("由自来水公司换", None, WATER, DUE))
    assert "签发纪要" in told.said_to(whole, COUNTY_DUTY)


def test_one_more_demand_comes_on_the_agenda() -> None:
    effects = order(called(), Move.CONCLUDE, minute=Minute("围墙谁来修", is_new=True))
    added = told.one(effects, PutDemand)
    assert (added.position, added.values["words"]) == (2, "围墙谁来修")


def test_an_item_that_is_not_there_is_asked_for() -> None:
    effects = order(called(), Move.CONCLUDE, minute=Minute("由自来水公司换", 5, WATER, DUE))
    assert not told.of(effects, PutDemand)
    assert "第几项" in told.said_to(effects, COUNTY_DUTY)


def test_a_consult_gives_nothing_to_the_village() -> None:
    effects = order(called(), Move.CONCLUDE, minute=Minute("由村委会自己修", 1, None, DUE))
    assert "不能转给村" in told.said_to(effects, COUNTY_DUTY)


def test_nothing_is_signed_that_lacks_a_unit_or_a_date() -> None:
    effects = order(called(demand(whole=True), demand(2)), Move.SIGN)
    assert "第2项" in told.said_to(effects, COUNTY_DUTY)
    assert not told.of(effects, EndConsult)
    assert "没有在会商" in told.said_to(order(at(S.CONSULTING), Move.SIGN), COUNTY_DUTY)


def test_only_the_county_signs() -> None:
    assert not told.of(order(called(demand(whole=True)), Move.SIGN, TOWN_DUTY), EndConsult)


def test_a_single_demand_is_done_in_the_case_itself() -> None:
    effects = order(called(demand(whole=True)), Move.SIGN)
    assert told.one(effects, EndConsult).state is ConsultState.SIGNED
    moved = told.one(effects, MoveCase)
    assert (moved.to, moved.changes["owner_department_id"]) == (S.IN_PROGRESS, WATER)
    assert moved.changes["resolve_due_at"] == DUE
    assert moved.changes["tags"] == [FROM_CONSULT]
    lead = told.one(effects, WhistleTo)
    assert (lead.department_id, lead.designated, lead.role) == (WATER, True, WhistleRole.LEAD)
    assert told.one(effects, MoveWhistle).to is W.WITHDRAWN
    assert "三天内换好" in told.said_to(effects, AUNT_WANG)


def test_every_demand_has_a_case_of_its_own_with_its_unit_and_its_clock() -> None:
    two = (demand(whole=True, case_id=None), demand(2, whole=True, department_id=POLICE))
    effects = order(called(*two), Move.SIGN)
    children = told.of(effects, OpenCase)
    assert [c.parent for c in children] == [1, 1]
    assert all(FROM_CONSULT in c.tags for c in children)
    joined = told.of(effects, AddReport)
    assert {(a.case, a.person_id) for a in joined} == {
        ("demand1", UNCLE_GAO.id),
        ("demand2", UNCLE_GAO.id),
    }
    leads = {w.case: w.department_id for w in told.of(effects, WhistleTo)}
    assert leads == {"demand1": WATER, "demand2": POLICE}
    due = {t.case for t in told.of(effects, StartTimer) if t.kind is TimerKind.RESOLVE_DUE}
    assert due == {1, "demand1", "demand2"}
    parent = next(m for m in told.of(effects, MoveCase) if m.case == 1)
    assert IN_PARTS in parent.changes["tags"]
    assert "owner_department_id" not in parent.changes  # the lead that is at work keeps the whole


def test_a_part_that_is_open_already_gets_the_unit_that_was_agreed() -> None:
    part = at(S.WHISTLED)
    part.case.id = 2
    row = demand(whole=True, case_id=2)
    effects = order(called(row, cases={2: part}), Move.SIGN)
    assert not told.of(effects, OpenCase)
    moved = next(m for m in told.of(effects, MoveCase) if m.case == 2)
    assert (moved.move, moved.to) == (Move.REASSIGN, S.WHISTLED)
    assert FROM_CONSULT in moved.changes["tags"]


def test_a_refusal_that_waited_is_settled_by_the_minutes() -> None:
    waiting = a_case(S.CONSULTING, "streetlight", (a_whistle(state=W.REFUSAL_PENDING),))
    two = (demand(whole=True, case_id=None), demand(2, whole=True))
    effects = order(called(*two, view=waiting), Move.SIGN)
    assert told.one(effects, MoveWhistle).to is W.WITHDRAWN
    assert told.one(effects, FinishTask).key.startswith("refusal:")
    parent = next(m for m in told.of(effects, MoveCase) if m.case == 1)
    assert parent.changes["owner_id"] == COUNTY_DUTY.id


def test_the_group_hears_only_what_was_declared_public_and_no_home() -> None:
    shown = demand(whole=True, conclusion="3号楼2单元502室门前三天内换好")
    hidden = demand(2, whole=True, conclusion="补偿另行商定", is_public=False)
    heard = told.said_to(order(called(shown, hidden), Move.SIGN), "group")
    assert "换好" in heard
    assert "502" not in heard
    assert "补偿" not in heard


def test_what_a_consult_agreed_has_its_supervision_order_on_the_first_day_it_is_late() -> None:
    late = at_work(resolve_due_at=MONDAY, tags=[FROM_CONSULT])
    drafted = fire(TimerKind.RESOLVE_DUE, late, MONDAY + timedelta(hours=1))
    assert told.one(drafted, DraftLetter).rule is LetterRule.CONSULT_OVERDUE
    other = at_work(resolve_due_at=MONDAY)
    assert not told.of(fire(TimerKind.RESOLVE_DUE, other, MONDAY), DraftLetter)

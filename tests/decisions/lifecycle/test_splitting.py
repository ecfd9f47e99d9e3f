"""What was joined by mistake is parted, what was guided wrongly looked at again: nobody is lost."""

from datetime import timedelta
from typing import Any

from handlers.effects import AddReport, MoveCase, OpenCase, StartTimer, UndoReports
from handlers.situation import CaseView
from storage.codes import CaseState, Level, Move, ReportKind
from storage.tables.case import Report
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, COUNTY_DUTY, GUO, MONDAY, TOWN_DUTY, UNCLE_GAO
from tests.decisions.lifecycle.wishing import wishes
from tests.decisions.scene import a_case, at

S = CaseState


def account(person: Person, kind: ReportKind, message_id: int, report_id: int) -> Report:
    return Report(
        id=report_id,
        county_id=1,
        case_id=1,
        person_id=person.id or 0,
        kind=kind,
        message_ids=[message_id],
        words="俺家下水道也堵了",
        reported_at=MONDAY,
    )


def told_by(*reports: Report, **other: Any) -> CaseView:
    view = a_case(**other)
    return CaseView(view.case, reports, view.whistles)


def test_who_came_last_is_parted_with_a_case_and_a_number_of_their_own() -> None:
    view = told_by(
        account(UNCLE_GAO, ReportKind.OPENED, 1, 11), account(AUNT_WANG, ReportKind.JOINED, 2, 12)
    )
    effects = wishes(TOWN_DUTY, Move.SPLIT, view)
    assert told.one(effects, UndoReports).report_ids == (12,)
    opened = told.one(effects, OpenCase)
    assert (opened.reporter_id, opened.linked_id) == (AUNT_WANG.id, view.id)
    assert "单独登记" in told.said_to(effects, AUNT_WANG)
    assert told.states([e for e in effects if getattr(e, "case", 1) == 1]) == ["registered"]


def test_a_case_with_one_reporter_cannot_be_parted() -> None:
    view = told_by(account(UNCLE_GAO, ReportKind.OPENED, 1, 11))
    effects = wishes(TOWN_DUTY, Move.SPLIT, view)
    assert not told.of(effects, MoveCase)
    assert "撤销并案" in told.said_to(effects, TOWN_DUTY)


def test_a_merge_undone_takes_back_its_own_reporters_only() -> None:
    merged = told_by(account(AUNT_WANG, ReportKind.OPENED, 2, 21), state=S.MERGED)
    kept = account(UNCLE_GAO, ReportKind.OPENED, 1, 11)
    other = CaseView(
        a_case(id=2, number=124).case, (kept, account(AUNT_WANG, ReportKind.JOINED, 2, 12))
    )
    effects = wishes(TOWN_DUTY, Move.SPLIT, merged, other=other)
    assert told.one(effects, UndoReports).report_ids == (12,)
    moved = told.of(effects, MoveCase)
    assert moved[0].to is S.REGISTERED
    assert moved[-1].changes["owner_id"] == TOWN_DUTY.id
    assert told.of(effects, StartTimer)
    assert "单独登记" in told.said_to(effects, AUNT_WANG)


def test_the_grid_does_not_part_cases() -> None:
    assert not told.of(wishes(GUO, Move.SPLIT, at(S.REGISTERED)), MoveCase)


def test_who_was_guided_and_asks_for_a_person_is_seen_by_those_on_duty() -> None:
    view = a_case(S.GUIDED, closed_at=MONDAY)
    effects = wishes(AUNT_WANG, Move.REOPEN, view, "人工")
    assert told.states(effects) == ["reopened", "reopened"]
    assert "要人工看一看" in told.said_to(effects, "township_duty")
    assert "值班的同志再看一看" in told.said_to(effects, AUNT_WANG)


def test_after_fifteen_days_a_linked_case_takes_it_up_and_the_old_one_rests() -> None:
    closed_at = MONDAY - timedelta(days=20)
    view = at(S.CLOSED, closed_at=closed_at, level=Level.TOWNSHIP)
    effects = wishes(COUNTY_DUTY, Move.REOPEN, view, "又堵了")
    assert told.one(effects, OpenCase).linked_id == view.id
    assert not [e for e in told.of(effects, MoveCase) if e.case == view.id]


def test_what_a_department_is_at_is_not_withdrawn_but_the_wish_passed_on() -> None:
    effects = wishes(AUNT_WANG, Move.WITHDRAW, at(S.IN_PROGRESS))
    assert not told.of(effects, MoveCase)
    assert not told.of(effects, AddReport)
    assert "不用办了" in told.said_to(effects, "城管局")
    assert "转告" in told.said_to(effects, AUNT_WANG)

"""Whom a survey asks, and about what it asks again."""

from dataclasses import replace
from datetime import timedelta

from handlers.effects import PlanSurvey, StartTimer
from handlers.lifecycle.asked import asked_of, asked_when_late, handling, second_look
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.notices import Voice
from storage.codes import CaseState, ReportKind, SurveyKind, TimerKind
from storage.tables.case import Report
from storage.tables.person import Person
from tests.decisions import told
from tests.decisions.county import AUNT_WANG, GUO, MONDAY, UNCLE_GAO, URBAN_CLERK, WATER_CLERK
from tests.decisions.scene import WORLD, a_case, a_report, at

S = CaseState
NEIGHBOURS = tuple(
    Person(id=400 + n, county_id=1, name=f"邻居{n}", created_at=MONDAY) for n in range(9)
)


def voice(leaf_id: str) -> Voice:
    return Voice(facts_of(a_case(S.CLOSED, leaf_id), WORLD), MONDAY, WORLD)


def test_everyone_who_told_of_it_is_asked_and_five_of_those_who_only_joined() -> None:
    joined = tuple(replace_kind(person) for person in NEIGHBOURS)
    view = at(S.ANSWERED, reporters=(AUNT_WANG, UNCLE_GAO))
    crowded = replace(view, reports=(*view.reports, *joined))
    asked = asked_of(crowded, MONDAY, WORLD)
    assert asked[:2] == (AUNT_WANG.id, UNCLE_GAO.id)
    assert len(asked) == 2 + WORLD.policy.survey_most_neighbours
    assert asked == asked_of(crowded, MONDAY + timedelta(days=3), WORLD)


def replace_kind(person: Person) -> Report:
    report = a_report(person)
    report.kind = ReportKind.PLUS_ONE
    return report


def test_a_handlers_own_account_is_not_asked() -> None:
    view = at(S.ANSWERED, reporters=(GUO, AUNT_WANG, URBAN_CLERK))
    assert asked_of(view, MONDAY, WORLD) == (AUNT_WANG.id,)
    assert WATER_CLERK.id not in handling(view, MONDAY, WORLD.directory)


def test_noise_is_asked_after_again_a_week_later_and_rubbish_is_not() -> None:
    effects = second_look(a_case(S.CLOSED, "noise"), voice("noise"))
    assert told.one(effects, PlanSurvey).kind is SurveyKind.SECOND_LOOK
    timer = told.one(effects, StartTimer)
    assert timer.kind is TimerKind.SECOND_LOOK
    assert timedelta(days=6) < timer.due_at - MONDAY <= timedelta(days=7, hours=1)
    assert second_look(a_case(S.CLOSED, "garbage"), voice("garbage")) == []


def test_who_lives_with_the_one_complained_of_is_not_asked_when_it_is_late() -> None:
    assert asked_when_late(a_case(leaf_id="child_protection"), voice("child_protection")) == []
    late = asked_when_late(a_case(), voice("sewer_blockage"))
    assert told.one(late, PlanSurvey).kind is SurveyKind.OVERDUE
    assert told.one(late, StartTimer).data == {"kind": "overdue"}

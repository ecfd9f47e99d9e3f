"""A timer that fires, and the surveys it finds."""

from datetime import datetime, timedelta
from typing import Any

from handlers.effects import Effect
from handlers.situation import CaseSituation, CaseView
from scheduler.due import decide
from storage.codes import CaseState, SurveyState, TimerKind
from storage.tables.person import Person
from storage.tables.survey import Survey
from storage.tables.timer import Timer
from tests.decisions.county import AUNT_WANG, MONDAY, UNCLE_GAO
from tests.decisions.scene import WORLD, at

S, K = CaseState, TimerKind
LATER = MONDAY + timedelta(minutes=45)
OVERDUE = MONDAY + timedelta(hours=10)


def fire(
    kind: TimerKind,
    view: CaseView,
    now: datetime = LATER,
    surveys: tuple[Survey, ...] = (),
    **data: Any,
) -> list[Effect]:
    """What a timer of this kind leads to when it fires at `now`."""
    timer = Timer(id=1, county_id=1, subject="case:1", kind=kind, due_at=now, case_id=1, data=data)
    return decide(CaseSituation(now, WORLD, view, surveys), timer)


def survey(person: Person, state: SurveyState = SurveyState.PLANNED, **other: Any) -> Survey:
    """One reporter's survey of case 1."""
    given: dict[str, Any] = {"id": person.id, "county_id": 1, "case_id": 1, "round": 1}
    return Survey(**given | {"person_id": person.id, "state": state} | other)


BOTH = (survey(AUNT_WANG), survey(UNCLE_GAO))
ANSWERED = at(S.ANSWERED, result="已疏通管道并更换井盖。", reporters=(AUNT_WANG, UNCLE_GAO))
SURVEYING = at(S.SURVEYING, reporters=(AUNT_WANG, UNCLE_GAO))

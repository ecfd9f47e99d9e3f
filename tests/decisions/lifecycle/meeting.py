"""Departments that sit about a broken street lamp, for tests of consults."""

from datetime import timedelta
from typing import Any

from handlers.effects import (
    Effect,
)
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView, ConsultView
from storage.codes import (
    CaseState,
    ConsultTrigger,
    DelegateState,
    Move,
    WhistleState,
)
from storage.tables.consult import Consult, ConsultDemand
from storage.tables.person import Person
from tests.decisions.county import (
    AUNT_WANG,
    COUNTY_DUTY,
    MONDAY,
    UNCLE_GAO,
    URBAN,
    WATER,
)
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker

S, W, D = CaseState, WhistleState, DelegateState
TOMORROW = MONDAY + timedelta(days=1, hours=6)
DUE = MONDAY + timedelta(days=3)


def order(view: CaseView, move: Move, person: Person = COUNTY_DUTY, **other: Any) -> list[Effect]:
    return decide(Wish(move, speaker(person), view, **other), MONDAY, WORLD)


def at_work(*more: Any, **other: Any) -> CaseView:
    whistles = (a_whistle(state=W.REPORTED_IN), *more)
    return a_case(S.IN_PROGRESS, "streetlight", whistles, (AUNT_WANG, UNCLE_GAO), **other)


def called(*demands: ConsultDemand, view: CaseView | None = None, **more: Any) -> CaseView:
    """The same case while departments sit about it."""
    base = view or at_work()
    base.case.state = S.CONSULTING
    row = Consult(
        id=7,
        county_id=1,
        case_id=1,
        trigger=ConsultTrigger.ASKED,
        department_ids=[URBAN, WATER],
        called_at=MONDAY,
        hold_at=TOMORROW,
        due_at=MONDAY + timedelta(days=3, hours=9),
    )
    consult = ConsultView(row, demands or (demand(),), **more)
    return CaseView(base.case, base.reports, base.whistles, consult=consult)


def demand(position: int = 1, *, whole: bool = False, **other: Any) -> ConsultDemand:
    given: dict[str, Any] = {"id": position, "county_id": 1, "consult_id": 7, "position": position}
    given |= {"words": "路灯三天不亮", "case_id": 1 if position == 1 else None}
    if whole:
        given |= {"conclusion": "三天内换好", "department_id": WATER, "due_at": DUE}
    return ConsultDemand(**given | other)

"""Cases that run, wait or are set aside, and what somebody wishes done with them."""

from datetime import datetime, timedelta
from typing import Any

from handlers.effects import ChangeCase, Effect, MoveCase
from handlers.lifecycle.facts import facts_of
from handlers.lifecycle.moves import Wish, decide
from handlers.lifecycle.notices import Voice
from handlers.lifecycle.timing.working_time import CHINA
from handlers.situation import CaseView
from storage.codes import CaseState, Deferral, Move, Pause, WhistleState
from storage.tables.person import Person
from tests.decisions.county import MONDAY, URBAN_CLERK
from tests.decisions.scene import WORLD, a_case, a_whistle, at, speaker

S = CaseState
DUE = datetime(2026, 4, 17, 18, 0, tzinfo=CHINA)
REASONED = "申请延期到下周三,配件没到"
PLAN = "挂账到4月30号,等管网改造立项,先围挡"


def a_running_case(state: CaseState = S.IN_PROGRESS, **other: Any) -> CaseView:
    given: dict[str, Any] = {
        "resolve_due_at": DUE,
        "resolve_from": MONDAY,
        "resolve_span": "4wd",
    }
    return at(state, "sewer_blockage", **given | other)


def wish(
    person: Person, move: Move, view: CaseView, note: str = "", now: datetime = MONDAY
) -> list[Effect]:
    return decide(Wish(move, speaker(person), view, note), now, WORLD)


def changes(effects: list[Effect]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for effect in effects:
        if isinstance(effect, MoveCase | ChangeCase):
            found |= effect.changes
    return found


def as_asked(kind: Deferral, until: datetime, by: Person = URBAN_CLERK, **other: Any) -> CaseView:
    given: dict[str, Any] = {"deferral": kind, "deferral_until": until, "deferral_by": by.id}
    return a_running_case(**given | {"deferral_reason": "配件没到"} | other)


def a_suspended_case(**other: Any) -> CaseView:
    lead = a_whistle(state=WhistleState.REPORTED_IN)
    given: dict[str, Any] = {
        "resolve_due_at": DUE,
        "resolve_from": MONDAY,
        "resolve_span": "4wd",
        "pause": Pause.SUSPENDED,
        "paused_at": MONDAY + timedelta(days=1),
        "review_at": MONDAY + timedelta(days=14),
        "deferral_reason": "等管网改造",
    }
    return a_case(S.SUSPENDED, whistles=(lead,), **given | other)


def voice(view: CaseView, now: datetime = MONDAY) -> Voice:
    return Voice(facts_of(view, WORLD), now, WORLD)

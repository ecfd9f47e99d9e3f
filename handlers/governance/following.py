"""What follows from a decision by rule, whoever made it: a plan is asked for, an order drafted."""

from collections.abc import Iterable
from datetime import datetime

from handlers.effects import CaseChanges, ChangeCase, Effect, MoveCase
from handlers.governance.letters import twice_unsatisfied
from handlers.governance.plans import asked_for
from handlers.situation import CaseView, World
from storage.codes import Colour

_TWICE = 2


def follow(
    views: Iterable[CaseView], effects: Iterable[Effect], now: datetime, world: World
) -> list[Effect]:
    """What follows for these cases from what was decided."""
    known = {view.id: view for view in views}
    changed: dict[int, CaseChanges] = {}
    for effect in effects:
        if isinstance(effect, MoveCase | ChangeCase) and isinstance(effect.case, int):
            changed.setdefault(effect.case, CaseChanges()).update(effect.changes)
    return [
        following
        for case_id, changes in changed.items()
        if case_id in known
        for following in _of_case(known[case_id], changes, now, world)
    ]


def _of_case(view: CaseView, changes: CaseChanges, now: datetime, world: World) -> list[Effect]:
    """Red for the first time: who answers for it? Reopened twice: a supervision order."""
    found: list[Effect] = []
    if changes.get("colour") is Colour.RED and view.case.colour is not Colour.RED:
        found += asked_for(view, now, world)
    if changes.get("reopen_count", 0) >= _TWICE:
        found += twice_unsatisfied(view, changes.get("reopen_count", 0), now, world)
    return found

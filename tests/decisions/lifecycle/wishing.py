"""A wish at noon, and what became of it."""

from datetime import timedelta
from typing import Any

from handlers.effects import Effect
from handlers.lifecycle.moves import Wish, decide
from handlers.situation import CaseView
from storage.codes import CaseState, Move
from storage.tables.person import Person
from tests.decisions.county import COUNTY_DUTY, GAS, MONDAY
from tests.decisions.scene import WORLD, a_case, a_whistle, speaker

NOON = MONDAY + timedelta(hours=2)
RESULT = "已疏通管道两处,更换井盖一个,污水已清洗干净"


def wishes(
    person: Person, move: Move, view: CaseView, note: str = "", **other: object
) -> list[Effect]:
    """What the person's wish brings about at noon."""
    wish = Wish(move, speaker(person), view, note, **other)  # type: ignore[arg-type]
    return decide(wish, NOON, WORLD)


def alarm(**other: Any) -> CaseView:
    """A case in which a life is in danger."""
    return a_case(
        CaseState.EMERGENCY, "gas_leak", (a_whistle(GAS),), owner_id=COUNTY_DUTY.id, **other
    )

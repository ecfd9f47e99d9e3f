"""What may be done with many cases at once: the moves of the chat, each decided for itself."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.console.visitor import Visitor
from handlers import click
from handlers.click import Clicked
from handlers.lifecycle.moves import Wish
from handlers.loading.situations import load_views
from handlers.permissions import DUTY
from handlers.wording import number
from storage.cases import get_case, lock_cases
from storage.codes import Move

BULK = (Move.REMIND, Move.WHISTLE, Move.REASSIGN, Move.ESCALATE, Move.NOTE)
MAY_BULK = DUTY
MOST = 100


@dataclass(frozen=True)
class Bulk:
    """One move for several cases, as the form gives it."""

    key: str
    move: Move
    case_ids: tuple[int, ...]
    note: str
    department_id: int | None


@dataclass(frozen=True)
class Told:
    """What became of one of them."""

    number: str
    is_done: bool
    answer: str


def act(session: Session, visitor: Visitor, bulk: Bulk) -> list[Told]:
    """Every case made the move or says why not; what is not the visitor's to see is left out."""
    told = []
    for case in lock_cases(session, bulk.case_ids):
        # read anew: what was done with those before may have moved it as well
        (view,) = load_views(session, [get_case(session, case.id or 0)])
        if not visitor.sees(view):
            continue
        wish = Wish(
            bulk.move, visitor.speaker, view, note=bulk.note, department_id=bulk.department_id
        )
        clicked = Clicked(f"{bulk.key}:{view.id}", bulk.move.value, visitor.speaker, visitor.now)
        done = click.move(session, clicked, wish, visitor.world)
        told.append(Told(number(view.case.number), done.is_done, done.answer))
    return told

"""Consults: what departments sit down about, who comes, what was settled item by item, the minutes."""

from collections import Counter
from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot.console.case.fields import choices_for, moves_for
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers.loading.situations import load_views
from handlers.permissions import may_reach
from handlers.situation import CaseView
from handlers.understanding.persons import hide_people
from handlers.wording import public_place
from storage import consults
from storage.codes import ConsultState, DelegateState, Move
from storage.consults import ConsultRows

_MOST = 100
_SIGNED = 20
_OFFERED = (Move.CONCLUDE, Move.SIGN, Move.CONSULT)


@dataclass(frozen=True)
class Meeting:
    """One consult as its reader sees it; somebody invited from outside sees the agenda only."""

    rows: ConsultRows
    view: CaseView
    is_seen: bool
    is_whole: bool
    moves: tuple[Move, ...]

    @property
    def place(self) -> str:
        """Where it is about."""
        return self.words(self.view.case.place)

    def words(self, text: str) -> str:
        """What was said; doors and names only for those who work on it."""
        return text if self.is_whole else public_place(hide_people(text))

    @property
    def delegates(self) -> dict[DelegateState, int]:
        """How many residents were asked to sit in, and what they said; never who they are."""
        return Counter(one.state for one in self.rows.delegates)

    def came(self, department_id: int) -> bool:
        """True when the department has reported in on the matter."""
        found = (w for w in self.view.in_force if w.department_id == department_id)
        return any(w.reported_in_at is not None for w in found)


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        called, signed = await door.house.db.read(lambda session: _find(session, visitor))
        page = {
            "called": called,
            "signed": signed,
            "names": names_in(visitor.world.directory),
            "choices": choices_for(visitor),
            "flash": await door.flash(request, visitor),
        }
        return door.show("consults.html", visitor, page)

    return [web.get("/console/consults", door.page(show, ROLES["consults"]))]


def _find(session: Session, visitor: Visitor) -> tuple[list[Meeting], list[Meeting]]:
    called = consults.list_by_state(session, visitor.county_id, ConsultState.CALLED, _MOST)
    signed = consults.list_by_state(session, visitor.county_id, ConsultState.SIGNED, _SIGNED)
    return _meetings(session, visitor, called), _meetings(session, visitor, signed)


def _meetings(
    session: Session, visitor: Visitor, found: list[consults.CalledAbout]
) -> list[Meeting]:
    views = {one.id: one for one in load_views(session, [about.case for about in found])}
    meetings = (_meeting(visitor, one.rows, views[one.case.id or 0]) for one in found)
    return [one for one in meetings if one is not None]


def _meeting(visitor: Visitor, rows: ConsultRows, view: CaseView) -> Meeting | None:
    is_seen = visitor.sees(view)
    is_invited = bool(visitor.departments & frozenset(rows.consult.department_ids))
    if not is_seen and (not is_invited or view.case.is_confidential):
        return None
    is_open = is_seen and rows.consult.state is ConsultState.CALLED
    may = moves_for(visitor, view) if is_open else ()
    return Meeting(
        rows,
        view,
        is_seen,
        may_reach(visitor.speaker, view, visitor.world.directory),
        tuple(move for move in _OFFERED if move in may),
    )

"""The whistle desk: what a department was whistled for, with its clocks; all of it for the centre."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot.console.case.fields import choices_for, moves_for
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers.loading.situations import load_views
from handlers.permissions import COUNTY, may_reach
from handlers.situation import CaseView
from handlers.wording import public_place
from storage.codes import Move, WhistleState
from storage.desks import list_whistles
from storage.tables.case import Whistle

_MOST = 100
_OFFERED = (
    Move.REPORT_IN, Move.PROGRESS, Move.FINISH, Move.REFUSE, Move.EXTEND,
    Move.APPROVE_REFUSAL, Move.DENY_REFUSAL, Move.REASSIGN,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One whistle as its reader sees it: what is due next, and what can be done."""

    whistle: Whistle
    view: CaseView
    place: str
    moves: tuple[Move, ...]


def routes(door: Door) -> list[web.RouteDef]:
    """The desk's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        lines = await door.house.db.read(lambda session: _find(session, visitor))
        page = {
            "groups": _grouped(lines),
            "names": names_in(visitor.world.directory),
            "choices": choices_for(visitor),
            "flash": await door.flash(request, visitor),
        }
        return door.show("whistle_desk.html", visitor, page)

    return [web.get("/console/whistles", door.page(show, ROLES["whistles"]))]


def _find(session: Session, visitor: Visitor) -> list[Line]:
    own = frozenset() if visitor.is_any(COUNTY) else visitor.departments
    rows = list_whistles(session, visitor.reach, own, _MOST)
    views = {v.id: v for v in load_views(session, [case for _, case in rows])}
    return [_line(visitor, one, views[case.id or 0]) for one, case in rows]


def _line(visitor: Visitor, whistle: Whistle, view: CaseView) -> Line:
    may = moves_for(visitor, view) if visitor.sees(view) else ()
    is_whole = may_reach(visitor.speaker, view, visitor.world.directory)
    place = view.case.place if is_whole else public_place(view.case.place)
    return Line(whistle, view, place, tuple(move for move in _OFFERED if move in may))


def _grouped(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    names = {
        WhistleState.WHISTLED: "等报到",
        WhistleState.REFUSAL_PENDING: "退回待裁定",
        WhistleState.REPORTED_IN: "在办",
    }
    of = {state: [one for one in lines if one.whistle.state is state] for state in names}
    return [(names[state], found) for state, found in of.items() if found]

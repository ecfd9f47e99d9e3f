"""The emergency board: every danger that is on, who has it, and what can be done at once."""

from datetime import timedelta

from aiohttp import web
from sqlmodel import Session

from bot.console.case.fields import choices_for, moves_for
from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers.loading.situations import load_views
from handlers.situation import CaseView
from storage import queue
from storage.codes import CaseState, Move
from storage.queue import Wanted

_MOST = 60
_OFFERED = (Move.CONFIRM_ALARM, Move.PROGRESS, Move.HAND_OFF, Move.FALSE_ALARM, Move.FINISH)
_DANGERS = Wanted(is_open=True, is_emergency=True)


def routes(door: Door) -> list[web.RouteDef]:
    """The board's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        views = await door.house.db.read(lambda session: _find(session, visitor))
        page = {
            "views": sorted(views, key=_order),
            "offered": {v.id: [m for m in _OFFERED if m in moves_for(visitor, v)] for v in views},
            "unconfirmed": [v for v in views if is_unconfirmed(v)],
            "is_unconfirmed": is_unconfirmed,
            "minutes": lambda since: int((visitor.now - since) / timedelta(minutes=1)),
            "names": names_in(visitor.world.directory),
            "leaf_of": visitor.world.categories.leaf,
            "choices": choices_for(visitor),
            "flash": await door.flash(request, visitor),
        }
        return door.show("emergencies.html", visitor, page)

    return [web.get("/console/emergencies", door.page(show, ROLES["emergencies"]))]


def _find(session: Session, visitor: Visitor) -> list[CaseView]:
    rows = queue.list_page(session, visitor.reach, _DANGERS, None, _MOST)
    return [view for view in load_views(session, rows) if visitor.sees(view)]


def is_unconfirmed(view: CaseView) -> bool:
    """True as long as nobody on duty has said that they have it."""
    return view.case.state is CaseState.EMERGENCY and view.case.accepted_at is None


def _order(view: CaseView) -> tuple[bool, float]:
    return not is_unconfirmed(view), -view.case.opened_at.timestamp()

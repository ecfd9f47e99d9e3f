"""A move that was made on the case page: loaded, decided and written in one transaction."""

from collections.abc import Mapping

from aiohttp import web
from sqlmodel import Session

from bot.console.case.fields import wish_of
from bot.console.parameters import code_in
from bot.console.visitor import Visitor
from handlers import click
from handlers.click import Clicked
from handlers.loading.situations import load_views
from handlers.situation import CaseView
from storage.cases import find_numbered, lock_cases
from storage.codes import Move
from storage.tables.click import Click


def act(session: Session, visitor: Visitor, number: int, given: Mapping[str, str]) -> Click:
    """What came of the form; raises HTTPNotFound for a case that is not the visitor's to see."""
    view = visible(session, visitor, number, is_locked=True)
    move = code_in(Move, given.get("move"))
    if move is None or not given.get("key"):
        raise web.HTTPBadRequest
    wish = wish_of(session, visitor, view, move, given)
    key = f"{visitor.id}:{given['key'][:40]}"
    clicked = Clicked(key, move.value, visitor.speaker, visitor.now)
    return click.move(session, clicked, wish, visitor.world)


def visible(
    session: Session, visitor: Visitor, number: int, *, is_locked: bool = False
) -> CaseView:
    """The case of this number; raises HTTPNotFound when it is not the visitor's to see."""
    case = find_numbered(session, visitor.county_id, number)
    if case is not None and is_locked:
        case = next(iter(lock_cases(session, [case.id or 0])), None)
    view = next(iter(load_views(session, [case])), None) if case is not None else None
    if view is None or not visitor.sees(view):
        raise web.HTTPNotFound(text="没有这件事，或者它不归您看。")
    return view

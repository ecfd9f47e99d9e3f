"""How far a county has got on its way to the first closed case: reckoned from what is there."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.codes import MessageKind
from storage.tables.account import Account
from storage.tables.case import Case
from storage.tables.message import InboundMessage
from storage.trial import has_residents


@dataclass(frozen=True)
class Opening:
    """What has happened so far."""

    accounts: frozenset[int]  # the people who can sign in
    is_heard: bool  # somebody wrote to the bot
    has_case: bool
    first_closed: int | None  # the number of a case that was closed
    has_residents: bool = False  # on the chat page


def load_opening(session: Session, county_id: int) -> Opening:
    """What has happened so far; asks for one row of each kind only."""
    accounts = select(Account.person_id).where(
        col(Account.county_id) == county_id, col(Account.closed_at).is_(None)
    )
    heard = select(InboundMessage.id).where(
        col(InboundMessage.kind).in_((MessageKind.TEXT, MessageKind.VOICE))
    )
    cases = select(Case.number).where(col(Case.county_id) == county_id)
    closed = cases.where(col(Case.closed_at).is_not(None)).order_by(col(Case.id))
    return Opening(
        accounts=frozenset(session.exec(accounts)),
        is_heard=session.exec(heard.limit(1)).first() is not None,
        has_case=session.exec(cases.limit(1)).first() is not None,
        first_closed=session.exec(closed.limit(1)).first(),
        has_residents=has_residents(session),
    )

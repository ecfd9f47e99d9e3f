"""The rows of a ledger (台账): cases by level, leaf, colour, department, place and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from storage.cases import FINAL_STATES
from storage.codes import Colour, Level
from storage.tables.case import Case, Whistle


@dataclass(frozen=True)
class LedgerFilter:
    """Which cases a ledger holds; what is not named does not count."""

    region_ids: tuple[int, ...] = ()
    level: Level | None = None
    leaf: str = ""
    colour: Colour | None = None
    department_id: int | None = None
    opened_since: datetime | None = None
    opened_until: datetime | None = None
    is_open: bool | None = None


def list_for(session: Session, county_id: int, wanted: LedgerFilter) -> list[Case]:
    """The cases of a ledger in the order of their numbers."""
    chosen = [col(Case.county_id) == county_id, *_chosen(wanted)]
    return list(session.scalars(select(Case).where(*chosen).order_by(col(Case.number))))


def list_of_month(session: Session, county_id: int, since: datetime, until: datetime) -> list[Case]:
    """The cases that came, ended or were still open in this time."""
    still = or_(
        col(Case.state).not_in(FINAL_STATES),
        col(Case.closed_at) >= since,
        col(Case.opened_at) >= since,
    )
    chosen = (col(Case.county_id) == county_id, col(Case.opened_at) < until, still)
    return list(session.scalars(select(Case).where(*chosen).order_by(col(Case.number))))


def _chosen(wanted: LedgerFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.region_ids:
        yield col(Case.region_id).in_(wanted.region_ids)
    if wanted.level is not None:
        yield col(Case.level) == wanted.level
    if wanted.leaf:
        yield col(Case.leaf) == wanted.leaf
    if wanted.colour is not None:
        yield col(Case.colour) == wanted.colour
    if wanted.department_id is not None:
        led = select(col(Whistle.case_id)).where(col(Whistle.department_id) == wanted.department_id)
        yield col(Case.id).in_(led)
    yield from _in_time(wanted)


def _in_time(wanted: LedgerFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.opened_since is not None:
        yield col(Case.opened_at) >= wanted.opened_since
    if wanted.opened_until is not None:
        yield col(Case.opened_at) < wanted.opened_until
    if wanted.is_open is not None:
        over = col(Case.state).in_(FINAL_STATES)
        yield ~over if wanted.is_open else over

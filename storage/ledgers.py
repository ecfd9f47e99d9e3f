"""The rows of a ledger (台账): cases by level, leaf, colour, department, place and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from storage.cases import list_cases
from storage.codes import FINAL_STATES, CaseState, Colour, Level
from storage.columns import all_alike
from storage.imported import IS_OURS
from storage.queue import IS_OPEN, MOST_COUNTED, Looked
from storage.reach import Reach, within
from storage.tables.case import Case, Whistle


@dataclass(frozen=True)
class LedgerFilter:
    """Which cases a ledger holds; what is not named does not count."""

    region_ids: tuple[int, ...] = ()
    level: Level | None = None
    leaves: tuple[str, ...] = ()
    colour: Colour | None = None
    department_id: int | None = None
    state: CaseState | None = None
    opened_since: datetime | None = None
    opened_until: datetime | None = None
    is_open: bool | None = None


@dataclass(frozen=True)
class Behind:
    """Behind which case a page of a ledger begins."""

    opened_at: datetime
    case_id: int


def look(
    session: Session, reach: Reach, wanted: LedgerFilter, behind: Behind | None, most: int
) -> Looked:
    """The page of `list_page` with the number of `count`: few are put in order here (queue.look)."""
    chosen = [_of(reach), *_chosen(wanted)]
    order = select(col(Case.opened_at), col(Case.id)).where(*chosen).limit(MOST_COUNTED + 1)
    found = [(opened_at, case_id) for opened_at, case_id in session.execute(order)]
    if len(found) > MOST_COUNTED:
        return Looked(list_page(session, reach, wanted, behind, most), len(found))
    last = (behind.opened_at, behind.case_id) if behind is not None else None
    ids = [one[1] for one in sorted(found) if last is None or one > last][:most]
    cases = list_cases(session, ids)
    return Looked([cases[one] for one in ids], len(found))


def list_page(
    session: Session,
    whose: int | Reach,
    wanted: LedgerFilter,
    behind: Behind | None = None,
    most: int = 1000,
) -> list[Case]:
    """The next cases in the order they were opened, of a whole county or within somebody's reach.

    By the moment, not the number: an index begins where a time does, and what was imported from
    an old ledger has a new number.
    """
    chosen = [_of(whose), *_chosen(wanted)]
    opened, id_ = col(Case.opened_at), col(Case.id)
    if behind is not None:
        chosen.append(opened >= behind.opened_at)  # a bound that an index can begin at
        same = and_(opened == behind.opened_at, id_ > behind.case_id)
        chosen.append(or_(opened > behind.opened_at, same))
    return list(session.scalars(select(Case).where(*chosen).order_by(opened, id_).limit(most)))


def count(session: Session, whose: int | Reach, wanted: LedgerFilter, most: int) -> int:
    """How many there are; one more than `most` stands for many more."""
    some = select(col(Case.id)).where(_of(whose), *_chosen(wanted)).limit(most + 1)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _of(whose: int | Reach) -> ColumnElement[bool]:
    return within(whose) if isinstance(whose, Reach) else all_alike(col(Case.county_id)) == whose


def list_of_month(session: Session, county_id: int, since: datetime, until: datetime) -> list[Case]:
    """The cases that came, ended or were still open in this time; of old ledgers nothing."""
    still = or_(
        col(Case.state).not_in(FINAL_STATES),
        col(Case.closed_at) >= since,
        col(Case.opened_at) >= since,
    )
    chosen = (
        all_alike(col(Case.county_id)) == county_id,
        col(Case.opened_at) < until,
        still,
        IS_OURS,
    )
    return list(session.scalars(select(Case).where(*chosen).order_by(col(Case.number))))


def _chosen(wanted: LedgerFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.region_ids:
        yield col(Case.region_id).in_(wanted.region_ids)
    if wanted.level is not None:
        yield col(Case.level) == wanted.level
    if wanted.leaves:
        yield col(Case.leaf).in_(wanted.leaves)
    if wanted.state is not None:
        yield col(Case.state) == wanted.state
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
        yield IS_OPEN if wanted.is_open else col(Case.state).in_(FINAL_STATES)

"""The queue of the console: the cases somebody may see, filtered, by deadline, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.cases import list_cases
from storage.codes import FINAL_STATES, CaseState, Colour, Level, Urgency, WhistleState
from storage.columns import all_alike
from storage.reach import Reach, within
from storage.tables.case import STILL_OPEN, Case, Whistle

MOST_COUNTED = 1000
SEARCHED = 30_000  # how many of the newest cases words are looked for in
_NEVER = datetime.max.replace(tzinfo=UTC)
_AT_WORK = (WhistleState.WHISTLED, WhistleState.REPORTED_IN, WhistleState.REFUSAL_PENDING)

# As the index of the queue has it, word by word, so that the index serves.
IS_OPEN: ColumnElement[bool] = literal_column(f'"case".{STILL_OPEN}')


@dataclass(frozen=True)
class Wanted:
    """Which cases are asked for; what is empty does not matter."""

    is_open: bool | None = None
    state: CaseState | None = None
    colour: Colour | None = None
    urgency: Urgency | None = None
    level: Level | None = None
    region_ids: frozenset[int] | None = None
    department_id: int | None = None
    leaves: tuple[str, ...] = ()
    owner_id: int | None = None
    owner_departments: frozenset[int] = frozenset()
    overdue_at: datetime | None = None
    is_emergency: bool = False
    number: int | None = None
    text: str = ""
    named_regions: frozenset[int] = frozenset()  # regions whose name the text is


@dataclass(frozen=True)
class After:
    """Behind which case a page begins."""

    due_at: datetime | None
    case_id: int


def count_open_by_leaf(session: Session, county_id: int) -> dict[str, int]:
    """How many cases of each kind are still worked on."""
    rows = session.execute(
        select(col(Case.leaf), func.count())
        .where(all_alike(col(Case.county_id)) == county_id, IS_OPEN)
        .group_by(col(Case.leaf))
    ).all()
    return {row[0]: row[1] for row in rows}


class Looked(NamedTuple):
    """One page of cases, and how many there are; one more than MOST_COUNTED stands for many more."""

    cases: list[Case]
    total: int


def look(session: Session, reach: Reach, wanted: Wanted, after: After | None, most: int) -> Looked:
    """The page of `list_page` and how many there are in all, in one way through the cases.

    Few are gathered and put in order here: a database that looks for them in order walks through
    the whole county. Many are met soon on the way.
    """
    chosen = [*_conditions(session, reach, wanted)]
    order = select(Case.id, Case.resolve_due_at).where(*chosen).limit(MOST_COUNTED + 1)
    found = [After(due_at, case_id or 0) for case_id, due_at in session.exec(order)]
    if len(found) > MOST_COUNTED:
        return Looked(list_page(session, reach, wanted, after, most), len(found))
    place = _place_when_due if wanted.is_open is True else _place_of_newest
    behind = [one for one in found if after is None or place(one) > place(after)]
    ids = [one.case_id for one in sorted(behind, key=place)[:most]]
    cases = list_cases(session, ids)
    return Looked([cases[one] for one in ids], len(found))


_Place = tuple[bool, datetime, int]


def _place_when_due(one: After) -> _Place:
    return one.due_at is None, one.due_at or _NEVER, one.case_id


def _place_of_newest(one: After) -> _Place:
    return False, _NEVER, -one.case_id


def list_page(
    session: Session, reach: Reach, wanted: Wanted, after: After | None, most: int
) -> list[Case]:
    """The next cases: of the open those due first, of the others the newest."""
    chosen = [*_conditions(session, reach, wanted)]
    if wanted.is_open is not True:
        if after is not None:
            chosen.append(col(Case.id) < after.case_id)
        rows = session.exec(select(Case).where(*chosen).order_by(col(Case.id).desc()).limit(most))
        return list(rows)
    found = [] if after is not None and after.due_at is None else _due(session, chosen, after, most)
    if len(found) < most:
        rest = after if after is not None and after.due_at is None else None
        found += _without_due(session, chosen, rest, most - len(found))
    return found


def _due(
    session: Session, chosen: Sequence[ColumnElement[bool]], after: After | None, most: int
) -> list[Case]:
    due, id_ = col(Case.resolve_due_at), col(Case.id)
    place: list[ColumnElement[bool]] = [due.is_not(None)]
    if after is not None:
        place.append(or_(due > after.due_at, and_(due == after.due_at, id_ > after.case_id)))
        place.append(due >= after.due_at)  # a bound that an index can begin at
    return list(session.exec(select(Case).where(*chosen, *place).order_by(due, id_).limit(most)))


def _without_due(
    session: Session, chosen: Sequence[ColumnElement[bool]], after: After | None, most: int
) -> list[Case]:
    place: list[ColumnElement[bool]] = [col(Case.resolve_due_at).is_(None)]
    if after is not None:
        place.append(col(Case.id) > after.case_id)
    return list(
        session.exec(select(Case).where(*chosen, *place).order_by(col(Case.id)).limit(most))
    )


def count_colours(session: Session, reach: Reach) -> dict[Colour, int]:
    """How many of the open cases are blue, yellow and red."""
    chosen = (IS_OPEN, within(reach))
    rows = session.exec(
        select(Case.colour, func.count(col(Case.id))).where(*chosen).group_by(col(Case.colour))
    )
    return {Colour(colour): found for colour, found in rows}


def _conditions(session: Session, reach: Reach, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield within(reach)
    if wanted.is_open is True:
        yield IS_OPEN
    if wanted.is_open is False:
        yield col(Case.state).in_(FINAL_STATES)
    exact = {
        # as the index of the numbers begins
        Case.county_id: reach.county_id if wanted.number is not None else None,
        Case.state: wanted.state,
        Case.colour: wanted.colour,
        Case.urgency: wanted.urgency,
        Case.level: wanted.level,
        Case.number: wanted.number,
    }
    for column, value in exact.items():
        if value is not None:
            yield col(column) == value
    if wanted.region_ids is not None:
        yield col(Case.region_id).in_(sorted(wanted.region_ids))
    if wanted.leaves:
        yield col(Case.leaf).in_(wanted.leaves)
    if wanted.is_emergency:
        yield col(Case.is_emergency).is_(True)
    yield from _people(wanted)
    yield from _words(session, wanted)


def _people(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.department_id is not None:
        yield col(Case.id).in_(_whistled([wanted.department_id]))
    if wanted.owner_id is not None:
        mine = col(Case.owner_id) == wanted.owner_id
        yield or_(mine, col(Case.id).in_(_whistled(sorted(wanted.owner_departments), _AT_WORK)))
    if wanted.overdue_at is not None:
        yield col(Case.resolve_due_at) < wanted.overdue_at
        yield col(Case.answered_at).is_(None)


def _whistled(
    departments: Sequence[int], states: Sequence[WhistleState] = ()
) -> SelectOfScalar[int]:
    found = select(Whistle.case_id).where(col(Whistle.department_id).in_(departments))
    return found.where(col(Whistle.state).in_(states)) if states else found


def _words(session: Session, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is confidential cannot be found by its words either, whoever looks."""
    if not wanted.text:
        return
    columns = (col(Case.title), col(Case.summary), col(Case.place))
    matches = [column.contains(wanted.text, autoescape=True) for column in columns]
    if wanted.named_regions:
        matches.append(col(Case.region_id).in_(sorted(wanted.named_regions)))
    yield and_(or_(*matches), col(Case.is_confidential).is_(False))
    newest = session.exec(select(func.max(Case.id))).one() or 0
    yield col(Case.id) > newest - SEARCHED

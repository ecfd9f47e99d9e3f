"""Which cases somebody may see, as conditions of a query: rights are decided in `handlers`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, false, not_, or_, true
from sqlmodel import col, select

from storage.codes import Level, ReportKind, WhistleState
from storage.tables.case import Case, Report, Whistle

_TELLING = (ReportKind.OPENED, ReportKind.JOINED, ReportKind.PLUS_ONE)
_GONE = (WhistleState.REFUSED, WhistleState.WITHDRAWN)


@dataclass(frozen=True)
class Stand:
    """One way to have to do with cases: by place, department, kind or by having them in hand.

    What is closed to its role (`shut`, and the confidential unless it `may_know`) is not seen by
    it, except by somebody who was admitted by name.
    """

    everywhere: bool = False
    region_ids: frozenset[int] | None = None
    department_id: int | None = None
    leaf: str = ""
    owned_at: Level | None = None
    shut: frozenset[str] = frozenset()
    may_know: bool = True


@dataclass(frozen=True)
class Reach:
    """Everything that lets one person see cases, and the tags that decide the exceptions."""

    county_id: int
    person_id: int
    stands: tuple[Stand, ...]
    circled: frozenset[str]  # leaves with a circle of their own
    admitted: str
    avoided: str


def within(reach: Reach) -> ColumnElement[bool]:
    """True of the cases within reach."""
    told = select(col(Report.case_id)).where(
        col(Report.person_id) == reach.person_id,
        col(Report.kind).in_(_TELLING),
        col(Report.undone_at).is_(None),
    )
    ways = [and_(_place(one, reach), _known(one, reach)) for one in reach.stands]
    seen = or_(*ways, col(Case.id).in_(told))
    return and_(col(Case.county_id) == reach.county_id, seen, not_(_tagged(reach.avoided)))


def _place(stand: Stand, reach: Reach) -> ColumnElement[bool]:
    return or_(false(), *_places(stand, reach))


def _places(stand: Stand, reach: Reach) -> Iterator[ColumnElement[bool]]:
    if stand.everywhere:
        yield true()
    if stand.region_ids is not None:
        yield col(Case.region_id).in_(sorted(stand.region_ids))
    if stand.department_id is not None:
        whistled = select(col(Whistle.case_id)).where(
            col(Whistle.department_id) == stand.department_id, col(Whistle.state).not_in(_GONE)
        )
        yield col(Case.id).in_(whistled)
    if stand.leaf:
        yield col(Case.leaf) == stand.leaf
    if stand.owned_at is not None:
        yield and_(col(Case.owner_id) == reach.person_id, col(Case.level) == stand.owned_at)


def _known(stand: Stand, reach: Reach) -> ColumnElement[bool]:
    is_open = true() if stand.may_know else not_(col(Case.is_confidential))
    own = or_(is_open, col(Case.leaf).in_(sorted(reach.circled)))
    is_known = and_(own, col(Case.leaf).not_in(sorted(stand.shut)))
    return or_(is_known, _tagged(reach.admitted))


def _tagged(tag: str) -> ColumnElement[bool]:
    return cast(col(Case.tags), String).contains(f'"{tag}"', autoescape=True)

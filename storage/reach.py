"""Which cases somebody may see, as conditions of a query: rights are decided in `handlers`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, cast, false, not_, or_, true
from sqlmodel import col, select

from storage.codes import Level, ReportKind, WhistleState
from storage.columns import all_alike, among_few
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
    own = all_alike(col(Case.county_id)) == reach.county_id
    return and_(own, or_(*_ways(reach)), not_(_tagged(reach.avoided)))


def _ways(reach: Reach) -> Iterator[ColumnElement[bool]]:
    """By a post, by having it in hand, by having told it; the first that holds is enough."""
    if any(one.everywhere and one.may_know and not one.shut for one in reach.stands):
        yield true()
        return
    yield false()
    held = [one for one in reach.stands if one.owned_at is None]
    owned = [one for one in reach.stands if one.owned_at is not None]
    for one in held:
        yield and_(or_(false(), *_places(one)), _known(one, reach))
    mine = (and_(col(Case.level) == one.owned_at, _known(one, reach)) for one in owned)
    yield and_(col(Case.owner_id) == reach.person_id, or_(false(), *mine))
    told = select(col(Report.case_id)).where(
        col(Report.person_id) == reach.person_id,
        col(Report.kind).in_(_TELLING),
        col(Report.undone_at).is_(None),
    )
    yield among_few(col(Case.id), told.scalar_subquery())


def _places(stand: Stand) -> Iterator[ColumnElement[bool]]:
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


def _known(stand: Stand, reach: Reach) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if not stand.may_know:
        circled = col(Case.leaf).in_(sorted(reach.circled))
        found.append(or_(not_(col(Case.is_confidential)), circled))
    if stand.shut:
        found.append(col(Case.leaf).not_in(sorted(stand.shut)))
    return or_(and_(*found), _tagged(reach.admitted)) if found else true()


def _tagged(tag: str) -> ColumnElement[bool]:
    return cast(col(Case.tags), String).contains(f'"{tag}"', autoescape=True)

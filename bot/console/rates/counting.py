"""The rates of a month for the console, from the kept figures: of whom, how much, and its cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session

from bot.console.charts.asked import cases_address
from bot.console.charts.counting import Cell, Row, cell
from bot.console.charts.scopes import choices
from bot.console.visitor import Visitor
from handlers.directory import Directory
from handlers.survey.records import Month, townships
from handlers.survey.shares import FEWEST, RateName
from storage import month_figures
from storage.charts import NAMES, Days, Sums
from storage.clock import local
from storage.month_figures import Middle, Owner

SHOWN = (
    RateName.RESPONSE,
    RateName.SOLVED,
    RateName.CONTENT,
    RateName.REPORTED_IN,
    RateName.ANSWERED_IN_TIME,
    RateName.REOPENED,
    RateName.NOT_RATED,
)
_BETTER_NONE = (RateName.REOPENED, RateName.NOT_RATED)
_NOTHING = dict.fromkeys(NAMES, 0.0)


@dataclass(frozen=True)
class Whose:
    """One who has a line, as the charts know them; without an owner it is the whole county."""

    key: str
    name: str
    owner: Owner | None = None


def lines(session: Session, visitor: Visitor, month: Month) -> list[Row]:
    """The county, its townships, and the departments that had anything to do.

    The same figures as `bot.rates.count` has, which goes through the cases themselves.
    """
    directory, county_id = visitor.world.directory, visitor.county_id
    last = local(month.ends_at).date() - timedelta(days=1)
    days = Days(local(month.begins_at).date(), last)
    sums = month_figures.sums_by_owner(session, county_id, directory.departments, days)
    times = _times(session, county_id, directory, days)
    theirs = {one.key for one in choices(visitor)}
    return [
        _line(one, _sums(sums, one.owner), times.get(one.owner), days, leads=one.key in theirs)
        for one in _everybody(directory, sums)
    ]


def _everybody(directory: Directory, sums: Mapping[Owner, Sums]) -> Iterator[Whose]:
    yield Whose("county", directory.county.name)
    for id_ in townships(directory):
        yield Whose(f"region-{id_}", directory.regions[id_].name, Owner(0, id_))
    for id_, department in sorted(directory.departments.items()):
        if any(sums.get(Owner(id_), _NOTHING).values()):
            yield Whose(f"department-{id_}", department.name, Owner(id_))


def _sums(sums: Mapping[Owner, Sums], owner: Owner | None) -> Sums:
    if owner is not None:
        return sums.get(owner, _NOTHING)
    places = [one for at, one in sums.items() if not at.department_id]
    return {name: sum(one[name] for one in places) for name in NAMES}


def _times(
    session: Session, county_id: int, directory: Directory, days: Days
) -> dict[Owner | None, Middle]:
    towns = month_figures.hours_by_township(session, county_id, days)
    desks = month_figures.hours_by_department(session, county_id, directory.departments, days)
    return {
        None: month_figures.hours_of_county(session, county_id, days),
        **{Owner(0, id_): one for id_, one in towns.items()},
        **{Owner(id_): one for id_, one in desks.items()},
    }


def _line(whose: Whose, sums: Sums, took: Middle | None, days: Days, *, leads: bool) -> Row:
    cells = (_cell(whose.key, days, rate, sums, leads=leads) for rate in SHOWN)
    return Row(whose.name, (*cells, _hours(took)))


def _cell(key: str, days: Days, rate: RateName, sums: Sums, *, leads: bool) -> Cell:
    """A rate, leading to the cases that somebody should look at, where the reader may see them."""
    found = cell(key, days, rate, sums)
    if not leads or not found.href:
        return replace(found, href="")
    which = "reached" if rate in _BETTER_NONE else "missed"
    return replace(found, href=cases_address(key, days, rate.value, which=which))


def _hours(took: Middle | None) -> Cell:
    if took is None or not took.n:
        return Cell("—", "", "")
    if took.n < FEWEST:
        return Cell("样本不足", f"{took.n}件", "")
    return Cell(f"{took.hours:.1f}工时", f"{took.n}件", "")

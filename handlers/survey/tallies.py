"""What a case adds to its days: the rates of domain 3e for one case, to be added up.

Every case counts on at most two days of the county: on the day it was opened, and on the day it
ended or ran out of time. So the days of a month add up to its rates, by the same definitions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from handlers.directory import Directory
from handlers.ports import Calendar
from handlers.survey.rates import counted_at, durations_of, rates_of
from handlers.survey.records import Month, Record
from handlers.survey.shares import RateName
from storage.clock import CHINA, local
from storage.codes import Level

COUNTED = (
    RateName.FINISHED,
    RateName.REOPENED,
    RateName.ANSWERED_IN_TIME,
    RateName.RESPONSE,
    RateName.REPORTED_IN,
    RateName.HANDED_BACK,
    RateName.SOLVED,
    RateName.CONTENT,
    RateName.NOT_RATED,
)
ALL_TIME = Month(datetime(1970, 1, 1, tzinfo=CHINA), datetime(9999, 1, 1, tzinfo=CHINA))
_BLANK = {name: 0.0 for one in COUNTED for name in (f"{one.value}_n", one.value)}


def tallies(
    records: Iterable[Record], directory: Directory, calendar: Calendar, now: datetime
) -> list[dict[str, object]]:
    """A row for each case, day and department (0: the place) to which it adds anything."""
    span = ALL_TIME.until(now)
    return [row for record in records for row in _of_case(record, span, directory, calendar)]


def _of_case(
    record: Record, span: Month, directory: Directory, calendar: Calendar
) -> Iterator[dict[str, object]]:
    case = record.case
    township = directory.at_level(case.region_id, Level.TOWNSHIP)
    about = {
        "case_id": case.id or 0,
        "county_id": case.county_id,
        "region_id": case.region_id or 0,
        "township_id": township.id or 0 if township is not None else 0,
        "leaf": case.leaf,
        "is_confidential": case.is_confidential,
    }
    for department_id in (0, *sorted({w.department_id for w in record.whistles})):
        took = _hours(record, span, department_id, calendar)
        for day, figures in _days(record, span, department_id).items():
            yield {
                **about,
                "department_id": department_id,
                "day": day,
                "hours": took.get(day),
                **figures,
            }


def _hours(
    record: Record, span: Month, department_id: int, calendar: Calendar
) -> Mapping[date, float]:
    """How much working time it took, on the day it counts on: for its place and who led it."""
    times = durations_of([record], span, calendar, department_id or None)
    at = counted_at(record)
    return {local(at).date(): hours for _, hours in times.hours} if at is not None else {}


def _days(record: Record, span: Month, department_id: int) -> Mapping[date, dict[str, float]]:
    found: defaultdict[date, dict[str, float]] = defaultdict(_BLANK.copy)
    rates = rates_of([record], span, department_id or None)
    for name in COUNTED:
        at = record.case.opened_at if name is RateName.FINISHED else counted_at(record)
        if rates[name].n and at is not None:
            day = found[local(at).date()]
            day[f"{name.value}_n"] += rates[name].n
            day[name.value] += rates[name].numerator
    return found

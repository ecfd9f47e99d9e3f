"""Cases as they are counted: each with its whistles, its surveys and who told of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from handlers.directory import Directory
from storage.clock import CHINA
from storage.codes import CaseState, Level, ReportKind, SurveyKind, WhistleRole
from storage.tables.case import Case, Report, Whistle
from storage.tables.survey import Survey

R = TypeVar("R", Whistle, Survey, Report)
_THIS_MOMENT = timedelta.resolution
_TOLD = (ReportKind.OPENED, ReportKind.JOINED, ReportKind.PLUS_ONE)


class Left(StrEnum):
    """Why a case is left out of the count of what was handled (3e: E)."""

    GUIDED = "guided"
    MERGED = "merged"
    FALSE_ALARM = "false_alarm"
    WITHDRAWN = "withdrawn"
    HANDED_OFF = "handed_off"


@dataclass(frozen=True)
class Month:
    """From the first moment of a month to the first of the next."""

    begins_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime | None) -> bool:
        """True when the moment lies in it."""
        return moment is not None and self.begins_at <= moment < self.ends_at

    def until(self, now: datetime) -> "Month":
        """As much of it as is over: what is due later has not run out of time yet."""
        return Month(self.begins_at, min(self.ends_at, now + _THIS_MOMENT))


def month_of(day: date) -> Month:
    """The month this day of China lies in."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    begins_at, ends_at = (datetime.combine(one, time(), CHINA) for one in (first, following))
    return Month(begins_at, ends_at)


@dataclass(frozen=True)
class Record:
    """One case with everything that is counted of it."""

    case: Case
    whistles: tuple[Whistle, ...] = ()
    surveys: tuple[Survey, ...] = ()
    reports: tuple[Report, ...] = ()
    is_by_staff: bool = False  # every one who told of it holds a post

    @property
    def number(self) -> int:
        """What the case is called."""
        return self.case.number

    @property
    def is_closed(self) -> bool:
        """True when it was answered, asked after and closed."""
        return self.case.state is CaseState.CLOSED

    @property
    def left(self) -> Left | None:
        """Why it is left out; None when it counts."""
        return Left(self.case.state.value) if self.case.state.value in set(Left) else None

    @property
    def department_id(self) -> int | None:
        """Who led in the end; None when no department did."""
        leads = [w for w in self.whistles if w.role is WhistleRole.LEAD]
        return leads[-1].department_id if leads else None

    def last_answers(self) -> list[Survey]:
        """The latest answer of each reporter."""
        latest: dict[int, Survey] = {}
        for one in sorted(self.surveys, key=_answered):
            if one.answered_at is not None:
                latest[one.person_id] = one
        return list(latest.values())

    def asked(self) -> list[Survey]:
        """Whoever was asked of the result in the last round in which anybody was."""
        asked = [s for s in self.surveys if s.kind is SurveyKind.RESULT and s.asked_at is not None]
        newest = max((s.round for s in asked), default=0)
        return [s for s in asked if s.round == newest]


def gather(
    cases: Iterable[Case],
    whistles: Iterable[Whistle],
    surveys: Iterable[Survey],
    reports: Iterable[Report],
    staff_ids: frozenset[int],
) -> list[Record]:
    """The rows of each case put together."""
    by_whistle, by_survey = _by_case(whistles), _by_case(surveys)
    by_report = _by_case(r for r in reports if r.kind in _TOLD and r.undone_at is None)
    found = []
    for case in cases:
        case_id = case.id or 0
        told = by_report[case_id]
        found.append(
            Record(
                case,
                tuple(by_whistle[case_id]),
                tuple(by_survey[case_id]),
                tuple(told),
                is_by_staff=bool(told) and all(r.person_id in staff_ids for r in told),
            )
        )
    return found


def within(records: Sequence[Record], region_id: int, directory: Directory) -> list[Record]:
    """The records of a region and of everything below it."""
    inside = directory.within(region_id)
    return [r for r in records if r.case.region_id in inside]


def townships(directory: Directory) -> list[int]:
    """The ids of the county's townships, in the order of their codes."""
    found = (r for r in directory.regions.values() if r.level is Level.TOWNSHIP)
    return [r.id or 0 for r in sorted(found, key=lambda r: r.code)]


def _answered(survey: Survey) -> tuple[float, int]:
    at = survey.answered_at
    return (at.timestamp() if at is not None else 0.0), survey.id or 0


def _by_case(rows: Iterable[R]) -> defaultdict[int, list[R]]:
    found: defaultdict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found

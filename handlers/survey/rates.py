"""The rates of a month (domain 3e): each with its numerator, its n, what is left out, its cases."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.ports import Calendar
from handlers.survey.records import Month, Record
from handlers.survey.shares import Durations, Rate, RateName, Unit
from storage.codes import Level, SurveyState, WhistleState
from storage.tables.case import Whistle

_CONTENT = 4  # stars
_SOLVED = {1: 1.0, 2: 0.5, 3: 0.0}
_LOCAL = (Level.GRID, Level.VILLAGE, Level.TOWNSHIP)
_SHARES = (("response", 0.30), ("solved", 0.35), ("content", 0.35))


@dataclass(frozen=True)
class MonthReport:
    """All rates of one month and one place or department."""

    rates: Mapping[RateName, Rate]
    durations: Durations

    @property
    def composite(self) -> float | None:
        """30 % response, 35 % solved, 35 % content; None when one of them is hidden."""
        parts = [(self.rates[RateName(name)].value, share) for name, share in _SHARES]
        known = [value * share for value, share in parts if value is not None]
        return sum(known) if len(known) == len(parts) else None


def report(
    records: Iterable[Record], month: Month, calendar: Calendar, department_id: int | None = None
) -> MonthReport:
    """The rates of these cases in this month, and how long they took.

    Of a department the cases are counted that it led, and its own whistles wherever it helped.
    """
    given = list(records)
    times = durations_of(given, month, calendar, department_id)
    return MonthReport(rates_of(given, month, department_id), times)


def rates_of(
    records: Sequence[Record], month: Month, department_id: int | None = None
) -> dict[RateName, Rate]:
    """The rates of these cases in this span of time."""
    every = _of(records, department_id)
    counted = [r for r in every if belongs(r, month)]
    kept = [r for r in counted if r.left is None]
    left = _left_out(counted)
    helped = [r for r in records if belongs(r, month) and r.left is None]
    own = _whistles(helped, department_id)
    rates = {name: Rate(tuple(count(kept)), left) for name, count in _OF_CASES.items()}
    rates |= {name: Rate(tuple(count(own)), left) for name, count in _OF_WHISTLES.items()}
    rates[RateName.CONTENT] = _of_stars(kept, left, lambda stars: stars >= _CONTENT)
    rates[RateName.THREE_STARS] = _of_stars(kept, left, lambda stars: stars == 3)
    opened = [r for r in every if month.holds(r.case.opened_at)]
    taken_in = [r for r in opened if r.left is None]
    for name, count in _OF_OPENED.items():
        rates[name] = Rate(tuple(count(taken_in)), _left_out(opened))
    return rates


def durations_of(
    records: Sequence[Record], month: Month, calendar: Calendar, department_id: int | None = None
) -> Durations:
    """How long these cases took in this span of time: the whole county's, or those it led."""
    kept = (r for r in _of(records, department_id) if belongs(r, month) and r.left is None)
    hour = timedelta(hours=1)
    return Durations(
        tuple(
            (r.number, calendar.working_between(r.case.opened_at, r.case.answered_at) / hour)
            for r in kept
            if r.case.answered_at is not None
        )
    )


def _of(records: Sequence[Record], department_id: int | None) -> list[Record]:
    return [r for r in records if department_id in (None, r.department_id)]


def belongs(record: Record, month: Month) -> bool:
    """True for what ended in the month, and for what ran out of time in it and is still open."""
    return month.holds(counted_at(record))


def counted_at(record: Record) -> datetime | None:
    """When it ended, or ran out of time unanswered; None as long as there is nothing to count.

    Whoever asks before its time is up gives a span that ends now (`Month.until`).
    """
    case = record.case
    if case.closed_at is not None:
        return case.closed_at
    return case.resolve_due_at if case.answered_at is None else None


# ---- what is counted of cases


def _accepted_in_time(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        due, at = r.case.accept_due_at, r.case.accepted_at
        if due is not None:
            yield Unit(r.number, float(at is not None and at <= due))


def _response(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        due, at = r.case.contact_due_at, r.case.contacted_at
        if due is not None:
            yield Unit(r.number, float(at is not None and at <= due))


def _answered_in_time(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        due, at = r.case.resolve_due_at, r.case.answered_at
        yield Unit(r.number, float(at is not None and due is not None and at <= due))


def _solved(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        for one in r.last_answers():
            if one.resolved is not None:
                yield Unit(r.number, _SOLVED[one.resolved])


def _asked(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        yield from (Unit(r.number, float(s.state is SurveyState.ANSWERED)) for s in r.asked())


def _not_rated(records: Sequence[Record]) -> Iterable[Unit]:
    silent = (SurveyState.UNANSWERED, SurveyState.DECLINED)
    for r in records:
        yield from (Unit(r.number, float(s.state in silent)) for s in r.asked())


def _reopened(records: Sequence[Record]) -> Iterable[Unit]:
    return (Unit(r.number, float(r.case.reopen_count > 0)) for r in records if r.is_closed)


def _solved_locally(records: Sequence[Record]) -> Iterable[Unit]:
    for r in records:
        yield Unit(r.number, float(r.is_closed and r.case.level in _LOCAL))


def _finished(records: Sequence[Record]) -> Iterable[Unit]:
    return (Unit(r.number, float(r.case.answered_at is not None)) for r in records)


def _repeated(records: Sequence[Record]) -> Iterable[Unit]:
    return (Unit(r.number, float(r.case.linked_id is not None)) for r in records)


def _of_stars(
    records: Sequence[Record],
    left: Mapping[str, tuple[int, ...]],
    counts: Callable[[int], bool],
) -> Rate:
    """What staff reported themselves is left out: it is not for them to be content."""
    own = tuple(sorted(r.number for r in records if r.is_by_staff))
    units = tuple(
        Unit(r.number, float(counts(one.satisfaction)))
        for r in records
        if not r.is_by_staff
        for one in r.last_answers()
        if one.satisfaction is not None
    )
    return Rate(units, {**left, "by_staff": own} if own else left)


# ---- what is counted of whistles

_Blown = tuple[int, Whistle]


def _reported_in(whistles: Sequence[_Blown]) -> Iterable[Unit]:
    gone = (WhistleState.REFUSED, WhistleState.WITHDRAWN)
    for number, w in whistles:
        if w.reported_in_at is not None or w.state not in gone:
            in_time = w.reported_in_at is not None and w.reported_in_at <= w.report_in_due_at
            yield Unit(number, float(in_time))


def _valid(whistles: Sequence[_Blown]) -> Iterable[Unit]:
    return (Unit(number, float(w.state is not WhistleState.REFUSED)) for number, w in whistles)


def _handed_back(whistles: Sequence[_Blown]) -> Iterable[Unit]:
    return (Unit(number, float(w.refusal_code is not None)) for number, w in whistles)


_OF_CASES: Mapping[RateName, Callable[[Sequence[Record]], Iterable[Unit]]] = {
    RateName.ACCEPTED_IN_TIME: _accepted_in_time,
    RateName.RESPONSE: _response,
    RateName.ANSWERED_IN_TIME: _answered_in_time,
    RateName.SOLVED: _solved,
    RateName.ASKED: _asked,
    RateName.NOT_RATED: _not_rated,
    RateName.REOPENED: _reopened,
    RateName.SOLVED_LOCALLY: _solved_locally,
}
_OF_OPENED = {RateName.FINISHED: _finished, RateName.REPEATED: _repeated}
_OF_WHISTLES: Mapping[RateName, Callable[[Sequence[_Blown]], Iterable[Unit]]] = {
    RateName.REPORTED_IN: _reported_in,
    RateName.VALID_WHISTLES: _valid,
    RateName.HANDED_BACK: _handed_back,
}


def _whistles(records: Sequence[Record], department_id: int | None) -> list[_Blown]:
    return [
        (r.number, w)
        for r in records
        for w in r.whistles
        if department_id in (None, w.department_id)
    ]


def _left_out(records: Iterable[Record]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for r in records:
        if r.left is not None:
            found.setdefault(r.left.value, []).append(r.number)
    return {reason: tuple(sorted(numbers)) for reason, numbers in sorted(found.items())}

"""The rates of a month agree with a count by hand over the raw history, whatever happened."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.lifecycle.timing.working_time import CHINA, WorkingCalendar
from handlers.survey.rates import MonthReport, report
from handlers.survey.records import Month, Record, gather
from handlers.survey.shares import FEWEST, Durations, Rate, RateName, Unit
from storage.codes import (
    CaseState,
    Level,
    Move,
    RefusalCode,
    ReportKind,
    Role,
    SurveyState,
    Urgency,
    WhistleRole,
    WhistleState,
)
from storage.tables.case import Case, CaseEvent, Report, Whistle
from storage.tables.survey import Survey

S, M, N = CaseState, Move, RateName
NOVEMBER = Month(datetime(2026, 11, 1, tzinfo=CHINA), datetime(2026, 12, 1, tzinfo=CHINA))
CALENDAR = WorkingCalendar()
STAFF = frozenset({900})
ENDS = {
    M.CLOSE: S.CLOSED,
    M.WITHDRAW: S.WITHDRAWN,
    M.FALSE_ALARM: S.FALSE_ALARM,
    M.GUIDE: S.GUIDED,
    M.MERGE: S.MERGED,
}


@dataclass
class Life:
    """One case's raw history, and what was told, blown and asked on the way."""

    number: int
    teller: int
    due_after: int  # hours
    accept_after: int
    events: list[CaseEvent] = field(default_factory=list)
    answers: list[tuple[int, int, int | None]] = field(default_factory=list)  # round, solved, stars
    whistles: list[tuple[bool, bool]] = field(default_factory=list)  # in time, handed back

    @property
    def opened_at(self) -> datetime:
        return self.events[0].at


hours = st.integers(1, 400)
step = st.sampled_from([M.SELF_HANDLE, M.FINISH, M.REOPEN, M.CLOSE, M.WITHDRAW, M.GUIDE, M.MERGE])


@st.composite
def lives(draw: st.DrawFn, number: int) -> Life:
    at = datetime(2026, 10, 15, 9, tzinfo=CHINA) + timedelta(hours=draw(st.integers(0, 900)))
    life = Life(number, draw(st.sampled_from([1, 2, 3, 900])), draw(hours), draw(hours))
    happen(life, M.REGISTER, S.REGISTERED, at)
    for move in draw(st.lists(step, max_size=6)):
        at += timedelta(hours=draw(hours))
        if not take(life, move, at):
            continue
        if move is M.FINISH:
            stars = draw(st.one_of(st.none(), st.integers(1, 5)))
            life.answers.append((rounds(life), draw(st.integers(1, 3)), stars))
    life.whistles = draw(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=3))
    return life


def take(life: Life, move: Move, at: datetime) -> bool:
    """The move happens when it is possible."""
    now = life.events[-1].to_state
    possible = {
        M.SELF_HANDLE: now in (S.REGISTERED, S.REOPENED),
        M.FINISH: now in (S.REGISTERED, S.SELF_HANDLING, S.REOPENED),
        M.REOPEN: now in (S.ANSWERED, S.CLOSED),
        M.CLOSE: now is S.ANSWERED,
    }
    at_work = now in (S.REGISTERED, S.SELF_HANDLING, S.REOPENED)
    if not possible.get(move, at_work):
        return False
    to = {M.SELF_HANDLE: S.SELF_HANDLING, M.FINISH: S.ANSWERED, M.REOPEN: S.REOPENED} | ENDS
    happen(life, move, to[move], at)
    return True


def happen(life: Life, move: Move, to: CaseState, at: datetime) -> None:
    life.events.append(
        CaseEvent(
            county_id=1,
            case_id=life.number,
            position=len(life.events) + 1,
            at=at.astimezone(UTC),
            actor_role=Role.BOT,
            move=move,
            to_state=to,
        )
    )


def rounds(life: Life) -> int:
    return 1 + sum(e.move is M.REOPEN for e in life.events)


# ---- the rows, as performing the moves leaves them


def as_rows(life: Life) -> tuple[Case, list[Whistle], list[Survey], list[Report]]:
    """Folded forward, move by move: columns hold what is true at the end."""
    opened = life.opened_at
    case = Case(
        id=life.number, county_id=1, number=life.number, leaf="garbage", title="垃圾清运",
        urgency=Urgency.U2, state=S.REGISTERED, level=Level.GRID, opened_at=opened,
        accept_due_at=opened + timedelta(hours=life.accept_after),
        resolve_due_at=opened + timedelta(hours=life.due_after),
    )  # fmt: skip
    for event in life.events[1:]:
        case.state = event.to_state
        if event.move is M.SELF_HANDLE:
            case.accepted_at = case.accepted_at or event.at
        if event.move is M.FINISH:
            case.accepted_at, case.answered_at = case.accepted_at or event.at, event.at
        if event.move is M.REOPEN:
            case.answered_at, case.closed_at = None, None
            case.reopen_count += 1
            case.resolve_due_at = event.at + timedelta(hours=life.due_after)
        if event.move in ENDS:
            case.closed_at = event.at
    return case, whistles_of(life), surveys_of(life), [told(life)]


def told(life: Life) -> Report:
    return Report(
        county_id=1, case_id=life.number, person_id=life.teller, kind=ReportKind.OPENED,
        reported_at=life.opened_at,
    )  # fmt: skip


def whistles_of(life: Life) -> list[Whistle]:
    due = life.opened_at + timedelta(hours=2)
    return [
        Whistle(
            county_id=1, case_id=life.number, department_id=7, role=WhistleRole.LEAD,
            state=WhistleState.REFUSED if back else WhistleState.DONE,
            whistled_at=life.opened_at, report_in_due_at=due,
            reported_in_at=None if back else due + timedelta(hours=-1 if in_time else 1),
            refusal_code=RefusalCode.R1 if back else None,
        )
        for in_time, back in life.whistles
    ]  # fmt: skip


def surveys_of(life: Life) -> list[Survey]:
    finished = [e.at for e in life.events if e.move is M.FINISH]
    return [
        Survey(
            id=life.number * 10 + n, county_id=1, case_id=life.number, person_id=life.teller,
            round=turn, state=SurveyState.ANSWERED, asked_at=at, answered_at=at,
            resolved=solved, satisfaction=stars,
        )
        for n, ((turn, solved, stars), at) in enumerate(zip(life.answers, finished, strict=True))
    ]  # fmt: skip


# ---- the count by hand, over the raw history alone


def ended_in(life: Life) -> bool:
    """True when its last word in history is an end in November, or it ran out of time in it."""
    last = life.events[-1]
    if last.move in ENDS:
        return NOVEMBER.begins_at <= last.at < NOVEMBER.ends_at
    if last.move is M.FINISH:
        return False
    return NOVEMBER.begins_at <= due_of(life) < NOVEMBER.ends_at


def due_of(life: Life) -> datetime:
    begun = [e.at for e in life.events if e.move in (M.REGISTER, M.REOPEN)]
    return begun[-1] + timedelta(hours=life.due_after)


def answered(life: Life) -> datetime | None:
    """When it was finished since it was last opened."""
    since = max(n for n, e in enumerate(life.events) if e.move in (M.REGISTER, M.REOPEN))
    found = [e.at for e in life.events[since:] if e.move is M.FINISH]
    return found[-1] if found else None


def by_hand(every: list[Life]) -> dict[RateName, tuple[float, int]]:
    counted = [one for one in every if ended_in(one)]
    kept = [
        one
        for one in counted
        if one.events[-1].move in (M.CLOSE, M.REGISTER, M.SELF_HANDLE, M.REOPEN)
    ]
    closed = [one for one in kept if one.events[-1].move is M.CLOSE]
    on_time = [one for one in kept if (at := answered(one)) is not None and at <= due_of(one)]
    first = {
        one.number: next((e.at for e in one.events if e.move in (M.SELF_HANDLE, M.FINISH)), None)
        for one in kept
    }
    accepted = [
        one
        for one in kept
        if (at := first[one.number]) is not None
        and at <= one.opened_at + timedelta(hours=one.accept_after)
    ]
    last = [(one, one.answers[-1]) for one in kept if one.answers]
    stars = [a[2] for one, a in last if a[2] is not None and one.teller not in STAFF]
    blown = [w for one in kept for w in one.whistles]
    should = [w for w in blown if not w[1]]
    points = {1: 1.0, 2: 0.5, 3: 0.0}
    return {
        N.ANSWERED_IN_TIME: (len(on_time), len(kept)),
        N.ACCEPTED_IN_TIME: (len(accepted), len(kept)),
        N.REOPENED: (sum(any(e.move is M.REOPEN for e in o.events) for o in closed), len(closed)),
        N.SOLVED_LOCALLY: (len(closed), len(kept)),
        N.SOLVED: (sum(points[a[1]] for _, a in last), len(last)),
        N.CONTENT: (sum(s >= 4 for s in stars), len(stars)),
        N.THREE_STARS: (sum(s == 3 for s in stars), len(stars)),
        N.REPORTED_IN: (sum(w[0] for w in should), len(should)),
        N.VALID_WHISTLES: (sum(not w[1] for w in blown), len(blown)),
        N.HANDED_BACK: (sum(w[1] for w in blown), len(blown)),
    }


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_rates_agree_with_a_count_by_hand_over_the_raw_history(data: st.DataObject) -> None:
    every = [data.draw(lives(n)) for n in range(1, data.draw(st.integers(1, 25)) + 1)]
    found = report(records(every), NOVEMBER, CALENDAR)
    for name, (reached, n) in by_hand(every).items():
        rate = found.rates[name]
        assert (rate.numerator, rate.n) == (reached, n), name
        assert rate.is_hidden is (n < FEWEST)
        assert rate.value == (None if n < FEWEST else reached / n)
    kept = [one for one in every if ended_in(one) and one.events[-1].move is M.CLOSE]
    lengths = sorted(
        CALENDAR.working_between(one.opened_at, at) / timedelta(hours=1)
        for one in kept
        if (at := answered(one)) is not None
    )
    assert sorted(length for _, length in found.durations.hours) == lengths
    if len(lengths) >= FEWEST:
        assert found.durations.median == median(lengths)
        assert sum(length <= (found.durations.ninth or 0) for length in lengths) >= 0.9 * len(
            lengths
        )


def records(every: list[Life]) -> list[Record]:
    rows = [as_rows(one) for one in every]
    return gather(
        [case for case, _, _, _ in rows],
        [w for _, ws, _, _ in rows for w in ws],
        [s for _, _, ss, _ in rows for s in ss],
        [r for _, _, _, rs in rows for r in rs],
        STAFF,
    )


def test_a_rate_names_the_cases_behind_it_and_those_that_missed() -> None:
    rate = Rate((Unit(7, 1.0), Unit(3, 0.0), Unit(7, 0.5)))
    assert (rate.cases, rate.missed, rate.numerator, rate.n) == ((3, 7), (3, 7), 1.5, 3)
    assert rate.value is None


def test_the_composite_is_hidden_with_any_of_its_three() -> None:
    empty = report([], NOVEMBER, CALENDAR)
    assert empty.composite is None
    full = {name: Rate(tuple(Unit(n, 1.0) for n in range(10))) for name in RateName}
    half = full | {N.SOLVED: Rate(tuple(Unit(n, 0.5) for n in range(10)))}
    assert MonthReport(full, Durations(())).composite == pytest.approx(1.0)
    assert MonthReport(half, Durations(())).composite == pytest.approx(0.825)

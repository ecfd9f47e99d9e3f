"""The kept figures: they always equal a count straight from the cases, whatever happens to those."""

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlmodel import Session, col, select

from handlers.survey.rates import MonthReport, rates_of, report
from handlers.survey.records import Month, Record, gather, month_of, within
from handlers.survey.tallies import ALL_TIME, COUNTED
from storage import charts, figures, month_figures, rates
from storage.charts import After, Behind, Days, Scope
from storage.clock import CHINA, local
from storage.codes import CaseState, Urgency
from storage.db import Database
from storage.month_figures import Middle, Owner, hours_by_department, hours_by_township
from storage.tables.case import Case
from storage.tables.figure import CaseTally, DayFigure
from tests.storage.lives import CALENDAR, COUNTY, EVERYWHERE, FIRST, Life, county, directory, roll

DAYS = Days(date(2026, 3, 25), date(2026, 5, 15))


def by_hand(records: list[Record], day: date, now: datetime, department_id: int | None) -> Any:
    """The figures of one day, counted from the cases as the rates of a month are."""
    begins_at = datetime.combine(day, datetime.min.time(), CHINA)
    span = Month(begins_at, begins_at + timedelta(days=1)).until(now)
    rates_ = rates_of(records, span, department_id)
    found = {f"{one.value}_n": float(rates_[one].n) for one in COUNTED}
    found |= {one.value: rates_[one].numerator for one in COUNTED}
    return found if any(found.values()) else None


def counted(
    records: list[Record], now: datetime, department_id: int | None = None
) -> dict[date, dict[str, float]]:
    days = (DAYS.first + timedelta(days=n) for n in range((DAYS.last - DAYS.first).days))
    found = ((day, by_hand(records, day, now, department_id)) for day in days)
    return {day: figures_ for day, figures_ in found if figures_ is not None}


def kept(session: Session, scope: Scope) -> dict[date, dict[str, float]]:
    found = charts.sums_by_day(session, scope, DAYS)
    return {day: sums for day, sums in found.items() if any(sums.values())}


def compare(session: Session, now: datetime) -> None:
    """Every scope has exactly the figures that its cases give."""
    tree = directory(session)
    rows = rates.read_month(session, COUNTY, ALL_TIME.begins_at, ALL_TIME.ends_at)
    every = gather(*rows)
    assert kept(session, Scope(COUNTY)) == counted(every, now)
    for township in (2, 3):
        inside = within(every, township, tree)
        assert kept(session, Scope(COUNTY, township_id=township)) == counted(inside, now)
    village = Scope(COUNTY, region_ids=tree.within(4))
    assert kept(session, village) == counted(within(every, 4, tree), now)
    for department in (1, 2):
        of_it = Scope(COUNTY, department_id=department)
        assert kept(session, of_it) == counted(every, now, department)
    open_ = Counter(r.case.leaf for r in every if r.left is None and not r.case.is_confidential)
    leaves = charts.sums_by_leaf(session, Scope(COUNTY), DAYS)
    assert {leaf: one["finished_n"] for leaf, one in leaves.items() if one["finished_n"]} == open_
    towns = charts.sums_by_township(session, Scope(COUNTY), DAYS)
    assert sum(one["finished_n"] for one in towns.values()) == sum(r.left is None for r in every)


def compare_months(session: Session, now: datetime) -> None:
    """A month put together from its days has the very rates and times that its cases give."""
    tree = directory(session)
    for first in (date(2026, 4, 1), date(2026, 5, 1)):
        month = month_of(first)
        rows = rates.read_month(session, COUNTY, month.begins_at, month.ends_at)
        every = gather(*rows)
        days = Days(first, local(month.ends_at).date() - timedelta(days=1))
        whose = {
            Owner(0, 2): report(within(every, 2, tree), month.until(now), CALENDAR),
            Owner(0, 3): report(within(every, 3, tree), month.until(now), CALENDAR),
            Owner(1): report(every, month.until(now), CALENDAR, 1),
            Owner(2): report(every, month.until(now), CALENDAR, 2),
        }
        sums = month_figures.sums_by_owner(session, COUNTY, (1, 2), days)
        for owner, counted_ in whose.items():
            for name in COUNTED:
                own = sums.get(owner, dict.fromkeys(charts.NAMES, 0.0))
                rate = counted_.rates[name]
                assert (own[f"{name.value}_n"], own[name.value]) == (rate.n, rate.numerator)
        times = {
            **{Owner(0, k): v for k, v in hours_by_township(session, COUNTY, days).items()},
            **{Owner(k): v for k, v in hours_by_department(session, COUNTY, (1, 2), days).items()},
        }
        for owner, counted_ in whose.items():
            assert times.get(owner, Middle(0, 0.0)) == middle(counted_)
        county_ = report(every, month.until(now), CALENDAR)
        assert month_figures.hours_of_county(session, COUNTY, days) == middle(county_)


def middle(counted_: MonthReport) -> Middle:
    lengths = [length for _, length in counted_.durations.hours]
    return Middle(len(lengths), median(lengths) if lengths else 0.0)


async def test_the_kept_figures_equal_a_count_from_the_cases_whatever_happens(
    database: Database,
) -> None:
    await database.tx(county)
    life = Life(11)

    def one_day(session: Session, now: datetime) -> None:
        ids = [life.open(session, now) for _ in range(6)]
        cases = list(session.exec(select(Case)))
        for _ in range(14):
            life.change(session, life.dice.choice(cases), now)
        roll(session, now)
        assert ids

    for n in range(25):
        now = FIRST + timedelta(days=n, hours=21)
        await database.tx(lambda s, at=now: one_day(s, at))  # type: ignore[misc]
        if n % 6 == 0:
            await database.read(lambda s, at=now: compare(s, at))  # type: ignore[misc]
            await database.read(lambda s, at=now: compare_months(s, at))  # type: ignore[misc]
    # nothing happens any more, but what runs out of time meanwhile is counted
    late = FIRST + timedelta(days=40)
    await database.tx(lambda s: roll(s, late))
    await database.read(lambda s: compare(s, late))
    await database.read(lambda s: compare_months(s, late))


async def test_counting_twice_changes_nothing_and_counting_anew_gives_the_same(
    database: Database,
) -> None:
    await database.tx(county)
    life, now = Life(5), FIRST + timedelta(days=9)

    def live(session: Session) -> None:
        for _ in range(40):
            life.open(session, now)
        for case in session.exec(select(Case)).all():
            life.change(session, case, now)

    def everything(session: Session) -> list[dict[str, Any]]:
        order = [col(DayFigure.day), col(DayFigure.department_id), col(DayFigure.township_id)]
        rows = session.exec(select(DayFigure).order_by(*order, col(DayFigure.leaf)))
        return [row.model_dump() for row in rows if any(getattr(row, n) for n in charts.NAMES)]

    await database.tx(live)
    await database.tx(lambda s: roll(s, now))
    first = await database.read(everything)
    assert first

    def again(session: Session) -> None:
        figures.mark(session, COUNTY, [case.id or 0 for case in session.exec(select(Case))])
        roll(session, now)

    await database.tx(again)
    assert await database.read(everything) == first
    await database.tx(lambda s: figures.forget(s, COUNTY))
    assert await database.read(everything) == []
    assert await database.read(lambda s: figures.count_uncounted(s, COUNTY)) == 40
    await database.tx(lambda s: roll(s, now))
    assert await database.read(everything) == first
    assert await database.read(lambda s: figures.count_uncounted(s, COUNTY)) == 0


async def test_a_day_is_the_countys_own_day(database: Database) -> None:
    midnight = datetime(2026, 4, 15, tzinfo=CHINA)
    moments = [midnight - timedelta(microseconds=1), midnight]

    def add(session: Session) -> None:
        county(session)
        for number, at in enumerate(moments, start=1):
            session.add(
                Case(
                    county_id=COUNTY, number=number, leaf="noise", title="噪声", region_id=5,
                    urgency=Urgency.U2, state=CaseState.CLOSED, opened_at=at, closed_at=at,
                    answered_at=at,
                )
            )  # fmt: skip
        session.flush()
        roll(session, midnight + timedelta(hours=1))

    await database.tx(add)
    found = await database.read(lambda s: kept(s, Scope(COUNTY)))
    assert {local(at).date() for at in moments} == set(found)
    assert [one["reopened_n"] for one in found.values()] == [1, 1]


def listed(session: Session, behind: Behind) -> list[int]:
    """The cases behind a figure, page by page."""
    found: list[tuple[date, int]] = []
    after: After | None = None
    while rows := charts.list_cases(session, EVERYWHERE, behind, after, 7):
        found += [(day, case.id or 0) for day, case in rows]
        after = After(*found[-1])
    assert found == sorted(found, reverse=True)
    return [case_id for _, case_id in found]


def leads_to_its_cases(session: Session, scope: Scope, name: str) -> None:
    whole, missed, reached = (
        listed(session, Behind(scope, DAYS, name, which)) for which in ("all", "missed", "reached")
    )
    of_them = (
        col(CaseTally.department_id) == scope.department_id,
        col(CaseTally.case_id).in_(whole),
    )
    tallied = session.exec(select(CaseTally).where(*of_them)).all()
    sums = charts.sums_by_day(session, scope, DAYS)
    n = sum(one[f"{name}_n"] for one in sums.values())
    assert n > 0 or scope.department_id
    assert sum(getattr(row, f"{name}_n") for row in tallied) == n
    assert set(missed) | set(reached) == set(whole)


async def test_every_figure_leads_to_its_cases_page_by_page(database: Database) -> None:
    await database.tx(county)
    life, now = Life(3), FIRST + timedelta(days=9)

    def live(session: Session) -> None:
        for _ in range(60):
            life.open(session, now)
        cases = session.exec(select(Case)).all()
        for _ in range(500):
            life.change(session, life.dice.choice(cases), now)
        roll(session, now)

    def check(session: Session) -> None:
        for name in ("finished", "reopened", "reported_in", "content", "answered_in_time"):
            for scope in (Scope(COUNTY), Scope(COUNTY, department_id=1)):
                leads_to_its_cases(session, scope, name)

    await database.tx(live)
    await database.read(check)

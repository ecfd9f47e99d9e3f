"""The queue of the console: filters, order, pages, and what is out of reach."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from storage import queue
from storage.codes import CaseState, Colour, Level, Urgency
from storage.db import Database
from storage.queue import After, Wanted
from storage.reach import Reach, Stand
from storage.tables.case import Case
from tests.storage.cast import COUNTY, MORNING
from tests.storage.plans import fill, many_of, plan_of
from tests.storage.test_pages import a_case, county, put

EVERYWHERE = Stand(everywhere=True)
MANY = many_of(
    Case,
    county_id="1",
    number="i",
    leaf="'noise'",
    title="'噪声'",
    urgency="'U2'",
    region_id="CASE WHEN i % 100 = 0 THEN 2 ELSE 3 END",
    state="CASE WHEN i % 50 < 2 THEN 'registered' ELSE 'closed' END",
    opened_at="'2025-01-02 01:00:00+00:00'",
)


def reach(*stands: Stand, person_id: int = 1) -> Reach:
    return Reach(
        county_id=COUNTY,
        person_id=person_id,
        stands=stands,
        circled=frozenset({"crime_tip"}),
        admitted=f"admitted:person:{person_id}",
        avoided=f"avoid:person:{person_id}",
    )


async def numbers(
    database: Database, own: Reach, after: After | None = None, most: int = 10, **wanted: Any
) -> list[int]:
    asked = Wanted(**wanted)
    rows = await database.read(lambda s: queue.list_page(s, own, asked, after, most))
    looked = await database.read(lambda s: queue.look(s, own, asked, after, most))
    assert [row.number for row in looked.cases] == [row.number for row in rows]
    return [row.number for row in rows]


def due(hours: int) -> dict[str, Any]:
    return {"resolve_due_at": MORNING + timedelta(hours=hours)}


async def test_cases_are_found_by_every_filter_at_once(database: Database) -> None:
    await database.tx(county)
    red: dict[str, Any] = {"colour": Colour.RED, "place": "100%对面", "urgency": Urgency.U1}
    await put(
        database,
        a_case(1, region_id=3, level=Level.TOWNSHIP, **due(3)),
        a_case(2, region_id=3, **red, **due(-1)),
        a_case(3, region_id=1, state=CaseState.CLOSED, leaf="noise"),
        a_case(4, county_id=2),
    )
    own = reach(EVERYWHERE)
    assert await numbers(database, own) == [3, 2, 1]
    below = frozenset({2, 3})
    assert await numbers(database, own, is_open=True, region_ids=below) == [2, 1]
    assert await numbers(database, own, text="100%", colour=Colour.RED, urgency=Urgency.U1) == [2]
    assert await numbers(database, own, text="1_0") == []
    assert await numbers(database, own, text="第3处", named_regions=frozenset({3})) == [2, 1]
    assert await numbers(database, own, is_open=False, number=3) == [3]
    assert await numbers(database, own, leaves=("noise",)) == [3]
    assert await numbers(database, own, level=Level.TOWNSHIP) == [1]
    assert await numbers(database, own, overdue_at=MORNING) == [2]
    colours = await database.read(lambda s: queue.count_colours(s, own))
    assert colours == {Colour.BLUE: 1, Colour.RED: 1}
    assert (
        await database.read(lambda s: queue.look(s, own, Wanted(is_open=True), None, 1).total) == 2
    )


async def test_what_is_due_first_comes_first_and_no_case_is_missed_between_pages(
    database: Database,
) -> None:
    moments = [due(5), due(1), {}, due(1), due(3), {}]
    await put(database, *(a_case(n, **one) for n, one in enumerate(moments, start=1)))
    own, asked = reach(EVERYWHERE), Wanted(is_open=True)
    assert await numbers(database, own, is_open=True) == [2, 4, 5, 1, 3, 6]
    seen: list[int] = []
    after: After | None = None
    while rows := await database.read(lambda s, a=after: queue.list_page(s, own, asked, a, 2)):  # type: ignore[misc]
        seen += [row.number for row in rows]
        same = await database.read(lambda s, a=after: queue.look(s, own, asked, a, 2))  # type: ignore[misc]
        assert ([row.id for row in same.cases], same.total) == ([row.id for row in rows], 6)
        after = After(rows[-1].resolve_due_at, rows[-1].id or 0)
    assert seen == [2, 4, 5, 1, 3, 6]


async def test_what_is_closed_comes_newest_first(database: Database) -> None:
    await put(database, *(a_case(n, state=CaseState.CLOSED) for n in range(1, 6)))
    own = reach(EVERYWHERE)
    assert await numbers(database, own, is_open=False, most=2) == [5, 4]
    last = await database.read(
        lambda s: queue.list_page(s, own, Wanted(is_open=False), None, 2)[-1]
    )
    assert await numbers(database, own, After(None, last.id or 0), is_open=False) == [3, 2, 1]


async def test_only_what_is_within_reach_is_listed(database: Database) -> None:
    await database.tx(county)
    hidden: dict[str, Any] = {"region_id": 3, "is_confidential": True}
    await put(
        database,
        a_case(1, region_id=3),
        a_case(2, region_id=2),
        a_case(3, **hidden),
        a_case(4, **hidden, leaf="crime_tip"),
        a_case(5, **hidden, tags=["admitted:person:1"]),
        a_case(6, region_id=3, tags=["avoid:person:1"]),
        a_case(7, region_id=3, tags=["avoid:person:11"]),
    )
    grid = Stand(region_ids=frozenset({3}), shut=frozenset({"crime_tip"}), may_know=False)
    assert await numbers(database, reach(grid)) == [7, 5, 1]
    assert await numbers(database, reach()) == []
    assert await numbers(database, reach(EVERYWHERE)) == [7, 5, 4, 3, 2, 1]


async def test_many_are_counted_no_further_than_anybody_reads(database: Database) -> None:
    rows = [a_case(n) for n in range(1, queue.MOST_COUNTED + 12)]

    def add(session: Any) -> None:
        session.add_all(rows)

    await database.tx(add)
    found = await database.read(lambda s: queue.look(s, reach(EVERYWHERE), Wanted(), None, 1).total)
    assert found == queue.MOST_COUNTED + 1


async def test_no_plan_walks_through_the_whole_county_for_what_is_open(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.create_all()
    own, wanted = reach(EVERYWHERE), Wanted(is_open=True)

    def plan(session: Session) -> str:
        def ask() -> None:
            queue.look(session, own, wanted, None, 30)
            queue.count_colours(session, own)
            queue.list_page(session, own, wanted, None, 30)

        return plan_of(session, ask)

    steps = [one for one in (await database.read(plan)).splitlines() if " case" in one]
    assert steps
    assert all("case_queue" in one for one in steps)
    await database.close()


async def test_a_places_cases_are_found_without_reading_those_of_the_county(
    database: Database,
) -> None:
    """What somebody told themselves stands beside their place: PostgreSQL must not fear it."""
    await database.tx(county)
    own = reach(Stand(region_ids=frozenset({2}), shut=frozenset({"crime_tip"})))

    def plans(session: Session) -> list[str]:
        fill(session, MANY, 20_000, yes=True, no=False)
        looks = (Wanted(is_open=True), Wanted(is_open=False), Wanted(number=77))
        return [plan_of(session, partial(queue.look, session, own, one, None, 30)) for one in looks]

    open_, over, numbered = await database.tx(plans)
    assert "case_county_id_number" in numbered or "(county_id=? AND number=?)" in numbered, numbered
    assert "case_queue" in open_ or "case_place" in open_, open_
    if database.dialect == "postgresql":
        assert "case_place" in over, over

"""Cases from old ledgers in both databases: whole, once, with a history, and out of the rates."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from storage import history, imported, ledgers, rates
from storage.codes import CaseState, Role, Urgency
from storage.db import Database
from storage.imported import Importer, Landed
from storage.ledgers import Behind, LedgerFilter
from storage.reach import Reach, Stand
from storage.tables.case import Case
from storage.tables.person import Person
from tests.storage.cast import COUNTY, MORNING
from tests.storage.test_pages import a_case, county, put

WHO = Importer(COUNTY, 1, Role.COUNTY_DUTY, MORNING)


@pytest.fixture
async def here(database: Database) -> Database:
    await database.tx(county)
    await put(database, Person(id=1, county_id=COUNTY, name="县值班", created_at=MORNING))
    return database


def old(name: str, **more: Any) -> Landed:
    case: dict[str, Any] = {
        "leaf": "streetlight", "title": "路灯不亮", "summary": "=灯不亮", "region_id": 3,
        "urgency": Urgency.U2, "opened_at": MORNING, "closed_at": MORNING, "tags": ["旧台账导入"],
    }  # fmt: skip
    mark = {"digest": name, "key": f"{name}|2026-11-02", "number": name, "file_name": "旧.xlsx"}
    return Landed(case | more, f"由旧台账导入：{name}", mark, None)


async def land(here: Database, *rows: Landed) -> list[int]:
    return await here.tx(lambda s: imported.land(s, WHO, rows))


async def test_cases_of_the_past_are_closed_and_their_history_holds(here: Database) -> None:
    await put(here, a_case(7))
    assert await land(here, old("a"), old("b")) == [1, 2]
    rows = await here.read(lambda s: s.exec(select(Case).order_by(Case.number)).all())  # type: ignore[arg-type]
    assert [(r.number, r.state) for r in rows[:2]] == [(1, CaseState.CLOSED), (2, CaseState.CLOSED)]
    events = await here.read(lambda s: history.list_events(s, rows[0].id or 0))
    assert [one.note for one in events] == ["由旧台账导入：a"]
    assert history.is_unbroken(events)


async def test_what_was_imported_is_known_by_its_row_and_by_its_number(here: Database) -> None:
    await land(here, old("a"), old("b"))

    def known(session: Session) -> frozenset[str]:
        return imported.known(session, COUNTY, ["a", "c"], ["", "b|2026-11-02", "x"])

    assert await here.read(known) == {"a", "b|2026-11-02"}
    assert await here.read(lambda s: imported.known(s, COUNTY + 1, ["a"], [])) == frozenset()


async def test_a_row_that_is_there_leaves_nothing_of_the_others(here: Database) -> None:
    await land(here, old("a"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await land(here, old("b"), old("a"))
    assert len(await here.read(lambda s: s.exec(select(Case)).all())) == 1


async def test_two_who_land_the_same_rows_land_them_once(here: Database) -> None:
    def once(session: Session) -> int:
        imported.hold(session, COUNTY)
        if imported.known(session, COUNTY, ["a"], []):
            return 0
        return len(imported.land(session, WHO, [old("a")]))

    assert sorted(await asyncio.gather(here.tx(once), here.tx(once))) == [0, 1]


async def test_nothing_of_an_old_ledger_is_counted_in_the_rates(here: Database) -> None:
    await put(here, a_case(7, state=CaseState.CLOSED, closed_at=MORNING))
    await land(here, old("a"))
    begins, ends = MORNING - timedelta(days=1), MORNING + timedelta(days=1)
    month = await here.read(lambda s: rates.read_month(s, COUNTY, begins, ends))
    reported = await here.read(lambda s: ledgers.list_of_month(s, COUNTY, begins, ends))
    assert [case.number for case in month.cases] == [7]
    assert [case.number for case in reported] == [7]


async def read_page(here: Database, behind: Behind | None) -> list[Case]:
    own = Reach(COUNTY, 1, (Stand(everywhere=True),), frozenset(), "admitted:", "avoid:")
    looked = await here.read(lambda s: ledgers.look(s, own, LedgerFilter(), behind, 2))
    rows = await here.read(lambda s: ledgers.list_page(s, COUNTY, LedgerFilter(), behind, most=2))
    assert ([row.id for row in looked.cases], looked.total) == ([row.id for row in rows], 4)
    return rows


async def test_a_ledger_is_read_page_by_page_in_the_order_of_what_happened(here: Database) -> None:
    earlier = MORNING - timedelta(days=400)
    await put(here, a_case(7), a_case(8), a_case(9, opened_at=earlier))
    await land(here, old("a", opened_at=earlier - timedelta(days=1)))
    found: list[int] = []
    page = await read_page(here, None)
    while page:
        found += [case.number for case in page]
        page = await read_page(here, Behind(page[-1].opened_at, page[-1].id or 0))
    assert found == [1, 9, 7, 8]
    assert await here.read(lambda s: ledgers.count(s, COUNTY, LedgerFilter(), 3)) == 4
    closed = LedgerFilter(is_open=False, state=CaseState.CLOSED, leaves=("streetlight",))
    assert await here.read(lambda s: ledgers.count(s, COUNTY, closed, 3)) == 1

"""Statements that are compiled once give on both databases what SQLAlchemy gives."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, bindparam
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlmodel import Session, SQLModel, col

from storage.codes import CaseState, Level, ReportKind, Urgency
from storage.db import Database
from storage.people import MET
from storage.prepared import read_all, read_rows, returned, run_each
from storage.rows import blank
from storage.tables.case import Case, Report
from storage.tables.person import Person
from storage.tables.region import County
from tests.storage.cast import MORNING

CASE: Table = SQLModel.metadata.tables["case"]
OPEN = CASE.insert().returning(CASE.c.id)
OF_NUMBERS = (
    CASE.select()
    .where(
        CASE.c.number.in_(bindparam("numbers", expanding=True)),
        CASE.c.state.not_in([CaseState.CLOSED, CaseState.MERGED]),
        CASE.c.opened_at >= bindparam("since"),
    )
    .order_by(CASE.c.number)
)
WHEN = CASE.select().with_only_columns(CASE.c.number, CASE.c.opened_at, CASE.c.tags)
CLOSE = CASE.update().where(col(Case.number) == bindparam("of_number"))


def row(number: int, **more: object) -> dict[str, object]:
    given = {
        "county_id": 1,
        "number": number,
        "leaf": "manhole",
        "title": "井盖",
        "urgency": Urgency.U1,
        "state": CaseState.REGISTERED,
        "opened_at": MORNING + timedelta(minutes=number),
    }
    return {**blank(Case), **given, **more}


def numbers(session: Session, *wanted: int, minutes: int = 0) -> list[int]:
    given = {"numbers": wanted, "since": MORNING + timedelta(minutes=minutes)}
    return [case.number for case in read_all(session, Case, OF_NUMBERS, given)]


async def filled(database: Database, count: int) -> None:
    await database.tx(lambda s: run_each(s, CASE.insert(), [row(n) for n in range(1, count + 1)]))


async def test_what_is_written_is_read_back_as_it_was(database: Database) -> None:
    tags = ["avoid:person:3", "甲"]

    def there_and_back(session: Session) -> tuple[int, Case]:
        case_id = returned(session, OPEN, row(7, tags=tags, level=Level.TOWNSHIP))
        return case_id, read_all(session, Case, OF_NUMBERS, {"numbers": [7], "since": MORNING})[0]

    case_id, case = await database.tx(there_and_back)
    assert case.id == case_id
    assert (case.state, case.level, case.urgency) == (
        CaseState.REGISTERED,
        Level.TOWNSHIP,
        Urgency.U1,
    )
    assert case.opened_at == MORNING + timedelta(minutes=7)
    assert case.opened_at.tzinfo is not None
    assert case.tags == tags
    assert case.is_private is False
    assert case.closed_at is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 8, 9, 40])
async def test_a_list_may_have_any_length(database: Database, count: int) -> None:
    await filled(database, 40)
    wanted = list(range(1, count + 1))
    assert await database.read(lambda s: numbers(s, *wanted)) == wanted
    assert await database.read(lambda s: numbers(s, *reversed(wanted), *wanted)) == wanted


async def test_a_county_of_thousands_of_regions_is_one_list(database: Database) -> None:
    await filled(database, 3)
    assert await database.read(lambda s: numbers(s, *range(2, 20_000))) == [2, 3]


async def test_values_beside_a_list_keep_their_place(database: Database) -> None:
    await filled(database, 9)
    assert await database.read(lambda s: numbers(s, 2, 5, 7, 9, minutes=6)) == [7, 9]
    assert await database.read(lambda s: numbers(s, 2, 5, minutes=3)) == [5]


async def test_single_columns_come_as_their_types_give_them(database: Database) -> None:
    await filled(database, 1)
    assert await database.read(lambda s: read_rows(s, WHEN, {})) == [
        (1, MORNING + timedelta(minutes=1), [])
    ]


async def test_one_update_of_many_rows_and_of_none(database: Database) -> None:
    await filled(database, 4)
    closed = [{"of_number": n, "state": CaseState.CLOSED} for n in (1, 3)]
    await database.tx(lambda s: run_each(s, CLOSE, closed))
    await database.tx(lambda s: run_each(s, CLOSE, []))
    assert await database.read(lambda s: numbers(s, 1, 2, 3, 4)) == [2, 4]


async def test_a_list_that_is_stored_is_not_taken_for_a_list_of_places(database: Database) -> None:
    tell = SQLModel.metadata.tables["report"].insert()

    def told(session: Session) -> list[list[int]]:
        session.add(County(id=1, code="QH", name="青河县", centre_name="综治中心"))
        session.flush()
        case_id = returned(session, OPEN, row(1))
        person_id = returned(
            session, MET, {**blank(Person), "county_id": 1, "name": "街坊", "created_at": MORNING}
        )
        given = {
            **blank(Report),
            "county_id": 1,
            "case_id": case_id,
            "person_id": person_id,
            "kind": ReportKind.OPENED,
            "reported_at": MORNING,
        }
        rows = [{**given, "message_ids": list(range(n))} for n in (0, 1, 3)]
        run_each(session, tell, rows)
        found = SQLModel.metadata.tables["report"].select().order_by("id")
        return [report.message_ids for report in read_all(session, Report, found, {})]

    assert await database.tx(told) == [[], [0], [0, 1, 2]]


async def test_a_missing_value_is_named(database: Database) -> None:
    with pytest.raises((KeyError, InvalidRequestError), match="since"):
        await database.read(lambda s: read_all(s, Case, OF_NUMBERS, {"numbers": [1]}))


async def test_a_nested_transaction_is_taken_back_alone(database: Database) -> None:
    def tried(session: Session) -> None:
        run_each(session, CASE.insert(), [row(1)])
        for number in (2, 3):
            nested = session.begin_nested()
            run_each(session, CASE.insert(), [row(number)])
            nested.rollback()
        with session.begin_nested():
            run_each(session, CASE.insert(), [row(4)])
        run_each(session, CASE.insert(), [row(5)])

    await database.tx(tried)
    assert await database.read(lambda s: numbers(s, 1, 2, 3, 4, 5)) == [1, 4, 5]


@pytest.mark.parametrize("count", [1, 2])
async def test_a_fault_is_told_without_anybodys_words(database: Database, count: int) -> None:
    people: Table = SQLModel.metadata.tables["person"]
    known = {**blank(Person), "id": 1, "county_id": 1, "name": "王大妈", "created_at": MORNING}

    def twice(session: Session) -> None:
        run_each(session, people.insert(), [known])
        run_each(session, people.insert(), [known] * count)

    with pytest.raises(IntegrityError) as fault:
        await database.tx(twice)
    assert "INSERT INTO person" in str(fault.value)
    assert "王大妈" not in str(fault.value)

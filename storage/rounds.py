"""Which grids answered the weekly question."""

from collections.abc import Collection

from sqlalchemy import Table, func, select
from sqlmodel import Session, SQLModel, col

from storage.rows import dialect_of, insert_into, values
from storage.tables.round import RoundAnswer

ROUNDS: Table = SQLModel.metadata.tables["roundanswer"]


def answer(session: Session, row: RoundAnswer) -> None:
    """The grid has answered in this week; answering again is nothing new."""
    statement = insert_into(dialect_of(session), ROUNDS).on_conflict_do_nothing(
        index_elements=[ROUNDS.c.region_id, ROUNDS.c.week]
    )
    session.connection().execute(statement, values(ROUNDS, row))


def count(session: Session, region_ids: Collection[int], week: str) -> int:
    """How many of these regions answered in this week."""
    asked = select(func.count()).where(
        col(RoundAnswer.week) == week, col(RoundAnswer.region_id).in_(region_ids)
    )
    found: int = session.execute(asked).scalar_one()
    return found

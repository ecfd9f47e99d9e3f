"""What staff said of categories: the rows a county trains its own model with."""

from datetime import datetime
from functools import cache

from sqlalchemy import Executable, Table
from sqlmodel import Session, SQLModel, col, select

from storage.rows import dialect_of, insert_into, values
from storage.tables.training import TrainingRow

TRAINING_ROW: Table = SQLModel.metadata.tables["trainingrow"]
_SAID_ANEW = ("text", "label", "source", "created_at", "created_by")


@cache
def _upsert(dialect: str) -> Executable:
    statement = insert_into(dialect, TRAINING_ROW)
    return statement.on_conflict_do_update(
        index_elements=[TRAINING_ROW.c.case_id],
        set_={name: statement.excluded[name] for name in _SAID_ANEW},
    )


def put(session: Session, row: TrainingRow) -> None:
    """The row is kept; what was said of the same case before is forgotten."""
    session.connection().execute(_upsert(dialect_of(session)), values(TRAINING_ROW, row))


def list_rows(session: Session, since: datetime | None = None) -> list[TrainingRow]:
    """What was corrected or confirmed, the oldest first; only what was said at or after `since`."""
    chosen = select(TrainingRow).order_by(col(TrainingRow.created_at), col(TrainingRow.id))
    if since is not None:
        chosen = chosen.where(col(TrainingRow.created_at) >= since)
    return list(session.exec(chosen))

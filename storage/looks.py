"""How often confidential cases were looked at, and by how many."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from storage.tables.look import Look

COUNTED = (
    select(col(Look.case_id), func.count(), func.count(func.distinct(Look.person_id)))
    .where(col(Look.case_id).in_(bindparam("case_ids", expanding=True)))
    .group_by(col(Look.case_id))
)


def put(session: Session, look: Look) -> None:
    """The look is kept."""
    session.add(look)


def count(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many looks each case had, and from how many people; nothing for one nobody looked at."""
    if not case_ids:
        return {}
    rows = session.connection().execute(COUNTED, {"case_ids": list(case_ids)}).all()
    return {case_id: (times, people) for case_id, times, people in rows}

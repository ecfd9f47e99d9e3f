"""Open cases nearby, read so far as to tell whether a message may be about one of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session, col

from storage.codes import FINAL_STATES, ReportKind
from storage.prepared import read_part, read_rows
from storage.tables.case import Case, Report

# What a message is compared with: all of a case's fifty columns take three times as long to read.
_COMPARED = (
    Case.id,
    Case.number,
    Case.parent_id,
    Case.leaf,
    Case.title,
    Case.summary,
    Case.region_id,
    Case.group_id,
    Case.place,
    Case.longitude,
    Case.latitude,
    Case.state,
    Case.is_emergency,
    Case.is_private,
    Case.is_confidential,
    Case.opened_at,
)

# Statements are built once: building one costs several times as much as running it.
OPEN_IN = (
    select(*(col(column) for column in _COMPARED))
    .where(
        col(Case.region_id).in_(bindparam("region_ids", expanding=True)),
        col(Case.state).not_in(FINAL_STATES),
        col(Case.opened_at) >= bindparam("since"),
    )
    .order_by(col(Case.id).desc())
    .limit(bindparam("most", type_=Integer))
)
TELLERS = (
    select(col(Report.case_id), col(Report.person_id))
    .where(
        col(Report.case_id).in_(bindparam("case_ids", expanding=True)),
        col(Report.kind).in_(bindparam("kinds", expanding=True)),
        col(Report.undone_at).is_(None),
    )
    .order_by(col(Report.id))
)


def open_in(
    session: Session, region_ids: Iterable[int], since: datetime, limit: int = 30
) -> list[Case]:
    """The unfinished cases of these regions opened after `since`, newest first, to look at.

    Asked for what a message is not compared with they raise NotReadError.
    """
    given = {"region_ids": list(region_ids), "since": since, "most": limit}
    return read_part(session, Case, OPEN_IN, given)


def tellers_of(
    session: Session, case_ids: Sequence[int], kinds: Collection[ReportKind]
) -> dict[int, tuple[int, ...]]:
    """Whose account of one of these kinds still counts for each of the cases, first teller first."""
    if not case_ids:
        return {}
    found: dict[int, dict[int, None]] = defaultdict(dict)
    given = {"case_ids": case_ids, "kinds": list(kinds)}
    for case_id, person_id in read_rows(session, TELLERS, given):
        found[case_id][person_id] = None
    return {case_id: tuple(tellers) for case_id, tellers in found.items()}

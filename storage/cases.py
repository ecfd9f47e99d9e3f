"""Cases, their reports and their whistles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session, SQLModel, col

from storage.codes import ANSWERED_STATES, FINAL_STATES, CaseState, OutboxState, WhistleState
from storage.columns import all_alike
from storage.errors import NotFoundError
from storage.prepared import read_all, read_rows, returned, run, run_each
from storage.tables.case import Case, Report, Whistle
from storage.tables.message import SEVERAL, OutboundMessage

CASE: Table = SQLModel.metadata.tables["case"]
REPORT: Table = SQLModel.metadata.tables["report"]
WHISTLE: Table = SQLModel.metadata.tables["whistle"]
_ids: BindParameter[object] = bindparam("case_ids", expanding=True)
_most = bindparam("most", type_=Integer)
_whistled = select(col(Whistle.case_id)).where(
    col(Whistle.department_id).in_(bindparam("department_ids", expanding=True)),
    col(Whistle.state).in_([WhistleState.WHISTLED, WhistleState.REPORTED_IN]),
)
_owned = select(col(Case.id)).where(col(Case.owner_id) == bindparam("person_id"))
_told = (
    select(col(Report.case_id))
    .where(
        col(Report.person_id) == bindparam("person_id"),
        col(Report.reported_at) >= bindparam("since"),
    )
    .scalar_subquery()
)

# Statements are built once: building one costs several times as much as running it.
LOCK = CASE.select().where(CASE.c.id == bindparam("case_id")).with_for_update()
LOCK_ALL = CASE.select().where(CASE.c.id.in_(_ids)).order_by(CASE.c.id).with_for_update()
CHANGE = CASE.update().where(CASE.c.id == bindparam("changed_id"))
NUMBERED = CASE.select().where(
    CASE.c.county_id == bindparam("county_id"), CASE.c.number == bindparam("number")
)
ALL_NUMBERED = CASE.select().where(
    CASE.c.county_id == bindparam("county_id"),
    CASE.c.number.in_(bindparam("numbers", expanding=True)),
)
CHILDREN = CASE.select().where(CASE.c.parent_id == bindparam("parent_id")).order_by(CASE.c.id)
ALARMS = (
    select(col(Case.id))
    .where(col(Case.state) == CaseState.EMERGENCY, col(Case.opened_at) >= bindparam("since"))
    .order_by(col(Case.id).desc())
    .limit(_most)
)
TOLD_IN = (
    select(col(Case.id))
    .where(col(Case.opened_at) >= bindparam("since"), col(Case.group_id) == bindparam("group_id"))
    .limit(1)
)
OWED = (
    select(col(Case.id))
    .where(
        # Not "owned or whistled": for that every open case would be looked at.
        col(Case.id).in_(union(_owned, _whistled)),
        col(Case.state).not_in((*FINAL_STATES, *ANSWERED_STATES)),
    )
    .order_by(col(Case.id))
    .limit(_most)
)
REPORTED_BY = (
    select(col(Case.id)).where(col(Case.id).in_(_told)).order_by(col(Case.id).desc()).limit(_most)
)
ALL_OF = CASE.select().where(CASE.c.id.in_(_ids))
REPORTS = REPORT.select().where(REPORT.c.case_id.in_(_ids)).order_by(REPORT.c.id)
WHISTLES = WHISTLE.select().where(WHISTLE.c.case_id.in_(_ids)).order_by(WHISTLE.c.id)
SAID_IN_GROUPS = (
    select(col(OutboundMessage.case_id), func.max(OutboundMessage.created_at))
    .where(
        col(OutboundMessage.case_id).in_(_ids),
        col(OutboundMessage.audience) == "group",
        col(OutboundMessage.state) != OutboxState.REFUSED,
    )
    .group_by(col(OutboundMessage.case_id))
)


def _last_told_in(state: OutboxState) -> Select[tuple[int | None, int | None]]:
    # One state at a time the index gives the latest first, however much was said in the chat.
    latest = (
        select(col(OutboundMessage.id), col(OutboundMessage.case_id))
        .where(
            col(OutboundMessage.channel) == bindparam("channel"),
            col(OutboundMessage.chat_id) == bindparam("chat_id"),
            col(OutboundMessage.state) == state,
            # after several things told at once nobody knows which of them is meant
            or_(
                col(OutboundMessage.case_id).is_not(None),
                col(OutboundMessage.text_key) == SEVERAL,
            ),
        )
        .order_by(col(OutboundMessage.id).desc())
        .limit(1)
        .subquery()
    )
    return select(latest.c.id, latest.c.case_id)


_SPOKEN = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT, OutboxState.UNSURE)
_told_lately = union_all(*map(_last_told_in, _SPOKEN)).subquery()
LAST_TOLD = select(_told_lately.c.case_id).order_by(_told_lately.c.id.desc()).limit(1)
OPEN = CASE.insert().returning(CASE.c.id)
BLOW, TELL = WHISTLE.insert(), REPORT.insert()


def get_case(session: Session, case_id: int) -> Case:
    """The case, locked until the transaction ends, to look at; raises NotFoundError."""
    for case in read_all(session, Case, LOCK, {"case_id": case_id}):
        return case
    raise NotFoundError(f"case {case_id}")


def change(session: Session, case_id: int, changes: Mapping[str, object]) -> None:
    """These columns of the case have these values."""
    run(
        session,
        CHANGE,
        {"changed_id": case_id, **{name: changes[name] for name in sorted(changes)}},
    )


def lock_cases(session: Session, case_ids: Sequence[int]) -> list[Case]:
    """These cases, locked in the order of their ids until the transaction ends, to look at."""
    return read_all(session, Case, LOCK_ALL, {"case_ids": case_ids}) if case_ids else []


def open_row(session: Session, row: Mapping[str, object]) -> int:
    """The case, given as plain values, exists under the id that is given back."""
    found: int = returned(session, OPEN, row)
    return found


def find_numbered(session: Session, county_id: int, number: int) -> Case | None:
    """The case people know by this number, to look at."""
    given = {"county_id": county_id, "number": number}
    return next(iter(read_all(session, Case, NUMBERED, given)), None)


def list_numbered(session: Session, county_id: int, numbers: Iterable[int]) -> list[Case]:
    """The cases people know by these numbers, to look at."""
    wanted = list(numbers)
    given = {"county_id": county_id, "numbers": wanted}
    return read_all(session, Case, ALL_NUMBERED, given) if wanted else []


def list_cases(session: Session, case_ids: Iterable[int]) -> dict[int, Case]:
    """The cases with these ids, to look at."""
    wanted = list(case_ids)
    rows = read_all(session, Case, ALL_OF, {"case_ids": wanted}) if wanted else ()
    return {case.id: case for case in rows if case.id is not None}


def alarms_since(session: Session, since: datetime, limit: int = 20) -> list[int]:
    """The ids of the dangers told after `since` that are still on, newest first."""
    return _ids_found(session, ALARMS, {"since": since, "most": limit})


def is_told_in(session: Session, group_id: int, since: datetime) -> bool:
    """True when a case was opened after `since` of what was said in this group."""
    return bool(_ids_found(session, TOLD_IN, {"group_id": group_id, "since": since}))


def owed(
    session: Session, person_id: int, department_ids: Sequence[int], limit: int = 20
) -> list[int]:
    """The ids of unfinished cases on which these owe a step, oldest first."""
    given = {"person_id": person_id, "department_ids": list(department_ids), "most": limit}
    return _ids_found(session, OWED, given)


def unfinished(session: Session, county_id: int) -> list[int]:
    """The ids of all cases of the county that are not over, oldest first."""
    open_ = select(col(Case.id)).where(
        all_alike(col(Case.county_id)) == county_id, col(Case.state).not_in(FINAL_STATES)
    )
    return _ids_found(session, open_.order_by(col(Case.id)), {})


def reported_by(session: Session, person_id: int, since: datetime, limit: int = 10) -> list[int]:
    """The ids of cases this person told of after `since`, newest first."""
    given = {"person_id": person_id, "since": since, "most": limit}
    return _ids_found(session, REPORTED_BY, given)


def _ids_found(session: Session, statement: ClauseElement, given: dict[str, object]) -> list[int]:
    return [case_id for (case_id,) in read_rows(session, statement, given)]


def reports_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Report, ...]]:
    """The accounts each case is made of, oldest first."""
    found: dict[int, list[Report]] = defaultdict(list)
    for row in read_all(session, Report, REPORTS, {"case_ids": case_ids}):
        found[row.case_id].append(row)
    return {case_id: tuple(items) for case_id, items in found.items()}


def whistles_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[Whistle, ...]]:
    """The whistles of each case, oldest first."""
    found: dict[int, list[Whistle]] = defaultdict(list)
    for row in read_all(session, Whistle, WHISTLES, {"case_ids": case_ids}):
        found[row.case_id].append(row)
    return {case_id: tuple(items) for case_id, items in found.items()}


def children_of(session: Session, case_id: int) -> list[Case]:
    """The children of a case, first opened first, to look at."""
    return read_all(session, Case, CHILDREN, {"parent_id": case_id})


def last_said_in_groups(session: Session, case_ids: Sequence[int]) -> dict[int, datetime]:
    """When the bot last spoke in a group about each case."""
    rows = read_rows(session, SAID_IN_GROUPS, {"case_ids": case_ids})
    return {case_id: at for case_id, at in rows if case_id is not None}


def last_told(session: Session, channel: str, chat_id: str) -> int | None:
    """The case that the bot last spoke of in this chat."""
    given = {"channel": channel, "chat_id": chat_id}
    return next((case_id for (case_id,) in read_rows(session, LAST_TOLD, given)), None)


def whistle(session: Session, whistles: Sequence[Mapping[str, object]]) -> None:
    """These whistles, given as plain values, are in force."""
    run_each(session, BLOW, whistles)


def undo_reports(session: Session, report_ids: Sequence[int], now: datetime) -> frozenset[int]:
    """These accounts count no more for their cases; gives which those are."""
    if not report_ids:
        return frozenset()
    undone = update(Report).where(col(Report.id).in_(report_ids)).values(undone_at=now)
    return frozenset(session.scalars(undone.returning(col(Report.case_id))))


def tell(session: Session, reports: Sequence[Mapping[str, object]]) -> None:
    """These accounts, given as plain values, belong to their cases."""
    run_each(session, TELL, reports)

"""A plan for the roster on its way into the tables: all of it or nothing, with a note of each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, SQLModel, col

from storage import accounts
from storage.codes import RosterAct, RosterKind
from storage.county.known import Known
from storage.county.noting import details_of, kind_of, subject_of
from storage.county.plan import Change, Plan
from storage.county.values import (
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)
from storage.county.writing import Writing, write_paths
from storage.regions import bump_directory
from storage.rows import values
from storage.tables.person import Post
from storage.tables.roster import RosterChange

_KEPT = frozenset({"id", "county_id", "created_at", "path", "ended_at"})
_OF_A_PERSON = frozenset({"name", "phone"})


@dataclass(frozen=True)
class By:
    """Who changes the roster and when; nobody is whoever sits at the command line."""

    person_id: int | None
    now: datetime


def land(session: Session, known: Known, plan: Plan, by: By) -> None:
    """What the plan says is so; everybody who holds the directory sees that it is out of date.

    The caller commits; until then, and after an error, nothing of it is there.
    """
    if plan.is_empty:
        return
    writing = Writing(session, _file(known, plan), by.now)
    rows = writing.into(known)
    for change in plan.changed:
        _change(session, writing, change, rows)
    for entry in plan.ended:
        _end(session, entry, rows, by.now)
    write_paths(session, known.county_id)
    _let_go(session, plan, rows, by.now)
    session.flush()
    session.execute(insert(RosterChange), _notes(known, plan, rows, by))
    bump_directory(session, known.county_id)


def _file(known: Known, plan: Plan) -> CountyFile:
    """What is new, as the file of a county."""
    return CountyFile(
        known.file.file,
        known.file.county,
        regions=tuple(one for one in plan.added if isinstance(one, RegionEntry)),
        departments=tuple(one for one in plan.added if isinstance(one, DepartmentEntry)),
        people=tuple(one for one in plan.added if isinstance(one, PersonEntry)),
        posts=tuple(one for one in plan.added if isinstance(one, PostEntry)),
        groups=tuple(one for one in plan.added if isinstance(one, GroupEntry)),
    )


def _change(session: Session, writing: Writing, change: Change, rows: Mapping[str, int]) -> None:
    row = writing.row(change.after)
    table = SQLModel.metadata.tables[str(row.__tablename__)]
    given = values(table, row).items()
    new = {name: value for name, value in given if name not in _KEPT}
    if _keeps_borders(change):
        del new["polygon"]  # the entry knows its corners, not its parts and holes
    if isinstance(change.after, PersonEntry):
        new = {name: value for name, value in new.items() if name in _OF_A_PERSON}
    elif isinstance(change.after, PostEntry):
        new = {"rank": change.after.rank}
    elif change.is_revived:
        new["ended_at"] = None
    session.execute(update(table).where(table.c.id == rows[change.before.label]).values(new))


def _keeps_borders(change: Change) -> bool:
    before, after = change.before, change.after
    if not isinstance(before, RegionEntry) or not isinstance(after, RegionEntry):
        return False
    return before.polygon == after.polygon


def _end(session: Session, entry: RosterEntry, rows: Mapping[str, int], now: datetime) -> None:
    table = SQLModel.metadata.tables[_TABLES[kind_of(entry)]]
    session.execute(update(table).where(table.c.id == rows[entry.label]).values(ended_at=now))


_TABLES = {
    RosterKind.REGION: "region",
    RosterKind.DEPARTMENT: "department",
    RosterKind.POST: "post",
    RosterKind.GROUP: "chatgroup",
}


def _let_go(session: Session, plan: Plan, rows: Mapping[str, int], now: datetime) -> None:
    """Whoever holds no post any more is signed in nowhere, and nobody's stand-in."""
    left = {one.person for one in plan.ended if isinstance(one, PostEntry)}
    for person in sorted(left):
        person_id = rows[f"人员 {person}"]
        held = select(col(Post.id)).where(
            col(Post.person_id) == person_id, col(Post.ended_at).is_(None)
        )
        if session.scalars(held).first() is not None:
            continue
        accounts.end_sign_ins(session, person_id, now)
        account = accounts.account_of(session, person_id)
        if account is not None:
            account.closed_at = now
            session.add(account)
        session.execute(
            update(Post).where(col(Post.stand_in_id) == person_id).values(stand_in_id=None)
        )


def _notes(known: Known, plan: Plan, rows: Mapping[str, int], by: By) -> list[dict[str, object]]:
    names = {one.id: one.name for one in (*known.file.people, *known.former)}
    names |= {one.id: one.name for one in plan.added if isinstance(one, PersonEntry)}
    regions = {one.code: one.name for one in known.file.regions}
    regions |= {one.code: one.name for one in plan.added if isinstance(one, RegionEntry)}

    def note(
        entry: RosterEntry, act: RosterAct, details: str = "", was: RosterEntry | None = None
    ) -> dict[str, object]:
        return {
            "county_id": known.county_id,
            "at": by.now,
            "by_id": by.person_id,
            "kind": kind_of(entry),
            "subject_id": rows[(was or entry).label],
            "subject": subject_of(entry, names, regions),
            "act": act,
            "details": details,
        }

    return [
        *(note(one, RosterAct.ADDED) for one in plan.added),
        *(
            note(
                one.after,
                RosterAct.ADDED if one.is_revived else RosterAct.CHANGED,
                details_of(one.before, one.after, regions),
                one.before,
            )
            for one in plan.changed
        ),
        *(note(one, RosterAct.ENDED) for one in plan.ended),
    ]

"""What was previewed, written: the county's roster is locked meanwhile, so that nothing comes between."""

from collections.abc import Iterator

from sqlmodel import Session

from bot.roster.planning import Preview
from storage.county.landing import By, land
from storage.county.values import (
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)
from storage.regions import get_county
from storage.tables.region import County

WORDS: tuple[tuple[type[RosterEntry], str], ...] = (
    (RegionEntry, "地区"),
    (DepartmentEntry, "部门"),
    (PersonEntry, "人员"),
    (PostEntry, "岗位"),
    (GroupEntry, "群"),
)


def lock_roster(session: Session) -> None:
    """Nobody else changes the roster until this transaction ends."""
    county = get_county(session)
    session.get_one(County, county.id or 0, with_for_update=True)


def carry_out(session: Session, found: Preview, by: By) -> str:
    """The changes are written; says in a sentence what was done."""
    land(session, found.known, found.plan, by)
    said = "；".join(_counted(found))
    return f"{said}。" if said else "和名册里一样，没有改动。"


def _counted(found: Preview) -> Iterator[str]:
    for name, counts in tally(found).items():
        told = [f"{what} {n}" for what, n in counts.items() if n and what in _DONE]
        if told:
            yield f"{name}{'、'.join(told)}"


_DONE = ("新增", "修改", "结束")


def tally(found: Preview) -> dict[str, dict[str, int]]:
    """How much of each kind is new, changed, ended, as before, and not in the file."""
    plan = found.plan
    several: dict[str, tuple[RosterEntry, ...]] = {
        "新增": plan.added,
        "修改": tuple(one.after for one in plan.changed),
        "结束": plan.ended,
        "不变": plan.unchanged,
        "文件里没有": plan.missing,
    }
    return {
        name: {what: sum(isinstance(e, kind) for e in entries) for what, entries in several.items()}
        for kind, name in WORDS
    }

"""A county file written into the database, all or nothing, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from storage.clock import SystemClock
from storage.county.compare import differences, gaps
from storage.county.file import CountyFileError
from storage.county.nodes import Problem
from storage.county.read_back import read_back
from storage.county.values import CHANNEL, CountyFile, GroupEntry, PersonEntry
from storage.county.writing import Writing
from storage.regions import directory_version
from storage.tables.conversation import ChatGroup
from storage.tables.person import Identity
from storage.tables.region import County


@dataclass(frozen=True)
class SeedReport:
    """What seeding did. `differences` are said only of a county that was there already."""

    county: str
    is_new: bool
    counts: dict[str, int] = field(default_factory=dict)
    differences: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    directory_version: int = 0

    def lines(self) -> tuple[str, ...]:
        """The report in sentences, for whoever ran the command."""
        if self.is_new:
            counted = "、".join(f"{what} {number}" for what, number in self.counts.items())
            return (f"{self.county}已写入：{counted}。", *(f"提醒：{gap}。" for gap in self.gaps))
        if not self.differences:
            return (f"{self.county}已经在数据库里，和文件一致，没有改动。",)
        head = f"{self.county}已经在数据库里，有 {len(self.differences)} 处和文件不同，没有改动："
        return (head, *(f"  {difference}。" for difference in self.differences))


def seed(session: Session, county_file: CountyFile, *, now: datetime | None = None) -> SeedReport:
    """The county of the file is stored; one that is there already is only compared.

    Raises CountyFileError when an id of the file already belongs to somebody else. The caller
    commits; until then, and after an error, nothing of it is there.
    """
    county = session.scalars(
        select(County).where(col(County.code) == county_file.county.code)
    ).one_or_none()
    if county is not None:
        return _compared(session, county, county_file)
    _refuse_taken_ids(session, county_file)
    counts = Writing(session, county_file, now or SystemClock().now()).run()
    return SeedReport(
        county=county_file.county.name,
        is_new=True,
        counts=counts,
        gaps=gaps(county_file),
        directory_version=directory_version(session),
    )


def _compared(session: Session, county: County, county_file: CountyFile) -> SeedReport:
    stored = read_back(session, county, [person.id for person in county_file.people])
    return SeedReport(
        county=county.name,
        is_new=False,
        differences=differences(county_file, stored),
        directory_version=county.directory_version,
    )


def _refuse_taken_ids(session: Session, county_file: CountyFile) -> None:
    people = select(col(Identity.external_id)).where(col(Identity.channel) == CHANNEL)
    groups = select(col(ChatGroup.external_id))
    problems = [
        *_taken(county_file.people, frozenset(session.scalars(people))),
        *_taken(county_file.groups, frozenset(session.scalars(groups))),
    ]
    if problems:
        raise CountyFileError(county_file.file, tuple(sorted(problems)))


def _taken(
    entries: Sequence[PersonEntry] | Sequence[GroupEntry], ids: frozenset[str]
) -> list[Problem]:
    return [Problem(e.line, f"{e.label} 的编号别处已经在用") for e in entries if e.id in ids]

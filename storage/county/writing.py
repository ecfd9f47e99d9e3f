"""The rows of a county file, on their way into the tables by bulk inserts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, SQLModel, col

from storage.codes import Level
from storage.county.known import Known
from storage.county.values import (
    CHANNEL,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)
from storage.regions import bump_directory
from storage.rows import values
from storage.tables.conversation import ChatGroup
from storage.tables.counter import Counter
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Department, Place, Region


def write_paths(session: Session, county_id: int) -> None:
    """Every region's path holds the ids from the top down to itself."""
    rows = session.execute(
        select(col(Region.id), col(Region.parent_id), col(Region.path)).where(
            col(Region.county_id) == county_id
        )
    ).all()
    parents = {row.id: row.parent_id for row in rows}
    paths = {row.id: _path(row.id, parents) for row in rows}
    changed = [{"id": row.id, "path": paths[row.id]} for row in rows if row.path != paths[row.id]]
    if changed:
        session.execute(update(Region), changed)


def _path(region_id: int | None, parents: Mapping[int | None, int | None]) -> str:
    return "/" if region_id is None else f"{_path(parents[region_id], parents)}{region_id}/"


class Writing:
    """A county, or what is new in one, on its way into the tables; ids are learnt as rows go in."""

    def __init__(self, session: Session, file: CountyFile, now: datetime) -> None:
        self._session = session
        self._file = file
        self._now = now
        self._county_id = 0
        self._regions: dict[str, int] = {}
        self._departments: dict[str, int] = {}
        self._people: dict[str, int] = {}
        self._groups: dict[str, int] = {}
        self._posts: dict[str, int] = {}

    def run(self) -> dict[str, int]:
        """A county that was not there is in; how much of what."""
        self._county_id = self._insert([self._county()])[0]
        self.add()
        self._insert([self._counter(*counter) for counter in self._file.counters])
        bump_directory(self._session, self._county_id)
        return self._counts()

    def into(self, known: Known) -> Mapping[str, int]:
        """What is new in a county is in; gives the rows of everything by label."""
        self._county_id = known.county_id
        rows = {**known.ended, **known.rows}
        for kind, learnt in self._learnt().items():
            mark = f"{kind} "
            learnt |= {k.removeprefix(mark): v for k, v in rows.items() if k.startswith(mark)}
        self.add()
        every = self._learnt().items()
        return {f"{kind} {key}": row for kind, learnt in every for key, row in learnt.items()}

    def _learnt(self) -> dict[str, dict[str, int]]:
        """The ids learnt so far, by the first word of the labels."""
        return {
            "区域": self._regions,
            "部门": self._departments,
            "人员": self._people,
            "岗位": self._posts,
            "群": self._groups,
        }

    def add(self) -> None:
        """Everything of the file but the county itself is in."""
        for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.GRID):
            self._add_regions([r for r in self._file.regions if r.level is level])
        write_paths(self._session, self._county_id)
        self._insert([self._place(place) for place in self._file.places])
        self._add_departments()
        self._add_people()
        self._keep(self._posts, self._file.posts, [self.row(one) for one in self._file.posts])
        self._keep(self._groups, self._file.groups, [self.row(one) for one in self._file.groups])

    def _counts(self) -> dict[str, int]:
        grids = sum(region.level is Level.GRID for region in self._file.regions)
        return {
            "网格": grids,
            "地点": len(self._file.places),
            "部门": len(self._file.departments),
            "人员": len(self._file.people),
            "岗位": len(self._file.posts),
            "群": len(self._file.groups),
        }

    def _keep(
        self, learnt: dict[str, int], entries: Sequence[RosterEntry], rows: Sequence[SQLModel]
    ) -> None:
        ids = self._insert(rows)
        labels = (entry.label.partition(" ")[2] for entry in entries)
        learnt.update(zip(labels, ids, strict=True))

    def row(self, entry: RosterEntry) -> SQLModel:
        """The entry as a row; what it stands on is in already."""
        match entry:
            case RegionEntry():
                return self._region(entry)
            case DepartmentEntry():
                return self._department(entry)
            case PersonEntry():
                return self._person(entry)
            case PostEntry():
                return self._post(entry)
            case GroupEntry():
                return self._group(entry)

    def _insert(self, rows: Sequence[SQLModel]) -> list[int]:
        if not rows:
            return []
        table = SQLModel.metadata.tables[str(rows[0].__tablename__)]
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(self._session.scalars(statement, [values(table, row) for row in rows]))

    # ---- rows ----

    def _county(self) -> County:
        county = self._file.county
        return County(
            code=county.code,
            name=county.name,
            centre_name=county.centre_name,
            gas_repair_phone=county.gas_repair_phone,
            duty_phone=county.duty_phone,
            directory_version=0,
        )

    def _add_regions(self, entries: Sequence[RegionEntry]) -> None:
        self._keep(self._regions, entries, [self._region(entry) for entry in entries])

    def _region(self, entry: RegionEntry) -> Region:
        return Region(
            county_id=self._county_id,
            parent_id=self._regions.get(entry.parent),
            level=entry.level,
            code=entry.code,
            name=entry.name,
            households=entry.households,
            aliases=list(entry.aliases),
            polygon=[[list(point) for point in entry.polygon]] if entry.polygon else [],
        )

    def _place(self, entry: PlaceEntry) -> Place:
        longitude, latitude = entry.at or (None, None)
        return Place(
            county_id=self._county_id,
            region_id=self._regions[entry.region],
            name=entry.name,
            kind=entry.kind,
            aliases=list(entry.aliases),
            longitude=longitude,
            latitude=latitude,
        )

    def _add_departments(self) -> None:
        entries = self._file.departments
        self._keep(self._departments, entries, [self._department(entry) for entry in entries])

    def _department(self, entry: DepartmentEntry) -> Department:
        return Department(
            county_id=self._county_id,
            region_id=self._regions[entry.region],
            name=entry.name,
            kind=entry.kind,
            aliases=list(entry.aliases),
            responsibilities=list(entry.responsibilities),
            on_desk=entry.on_desk,
            phone=entry.phone,
        )

    def _add_people(self) -> None:
        entries = self._file.people
        self._keep(self._people, entries, [self._person(entry) for entry in entries])
        self._insert([self._identity(one.id, self._people[one.id]) for one in entries])

    def _person(self, entry: PersonEntry) -> Person:
        return Person(
            county_id=self._county_id,
            name=entry.name,
            phone=entry.phone,
            home_region_id=self._regions.get(entry.home),
            created_at=self._now,
        )

    def _identity(self, external_id: str, person_id: int) -> Identity:
        return Identity(
            county_id=self._county_id,
            person_id=person_id,
            channel=CHANNEL,
            external_id=external_id,
        )

    def _post(self, entry: PostEntry) -> Post:
        return Post(
            county_id=self._county_id,
            person_id=self._people[entry.person],
            role=entry.role,
            region_id=self._regions.get(entry.region),
            department_id=self._departments.get(entry.department),
            rank=entry.rank,
        )

    def _group(self, entry: GroupEntry) -> ChatGroup:
        return ChatGroup(
            county_id=self._county_id,
            channel=entry.channel,
            is_read_only=entry.is_read_only,
            external_id=entry.id,
            name=entry.name,
            kind=entry.kind,
            region_id=self._regions.get(entry.region),
            department_id=self._departments.get(entry.department),
        )

    def _counter(self, name: str, value: int) -> Counter:
        return Counter(county_id=self._county_id, name=name, value=value)

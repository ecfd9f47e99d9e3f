"""The rows of a county file, on their way into the tables by bulk inserts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel

from storage.codes import Level
from storage.county.values import (
    CHANNEL,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    RegionEntry,
)
from storage.regions import bump_directory
from storage.rows import values
from storage.tables.conversation import ChatGroup
from storage.tables.counter import Counter
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Department, Place, Region


class Writing:
    """One county on its way into empty tables; ids are learnt as rows go in."""

    def __init__(self, session: Session, file: CountyFile, now: datetime) -> None:
        self._session = session
        self._file = file
        self._now = now
        self._county_id = 0
        self._regions: dict[str, int] = {}
        self._departments: dict[str, int] = {}
        self._people: dict[str, int] = {}

    def run(self) -> dict[str, int]:
        """Everything is in; how much of what."""
        self._county_id = self._insert([self._county()])[0]
        for level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.GRID):
            self._add_regions([r for r in self._file.regions if r.level is level])
        self._write_paths()
        self._insert([self._place(place) for place in self._file.places])
        self._add_departments()
        self._add_people()
        self._insert([self._post(post) for post in self._file.posts])
        self._insert([self._group(group) for group in self._file.groups])
        self._insert([self._counter(*counter) for counter in self._file.counters])
        bump_directory(self._session, self._county_id)
        return self._counts()

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
        ids = self._insert([self._region(entry) for entry in entries])
        self._regions.update(zip((entry.code for entry in entries), ids, strict=True))

    def _region(self, entry: RegionEntry) -> Region:
        return Region(
            county_id=self._county_id,
            parent_id=self._regions.get(entry.parent),
            level=entry.level,
            code=entry.code,
            name=entry.name,
            households=entry.households,
            aliases=list(entry.aliases),
            polygon=[list(point) for point in entry.polygon],
        )

    def _write_paths(self) -> None:
        parents = {region.code: region.parent for region in self._file.regions}
        paths = {"": "/"}
        for code, region_id in self._regions.items():  # the upper ones went in first
            paths[code] = f"{paths[parents[code]]}{region_id}/"
        self._session.execute(
            update(Region),
            [{"id": self._regions[code], "path": path} for code, path in paths.items() if code],
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
        ids = self._insert([self._department(entry) for entry in entries])
        self._departments.update(zip((entry.name for entry in entries), ids, strict=True))

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
        ids = self._insert([self._person(entry) for entry in entries])
        self._people.update(zip((entry.id for entry in entries), ids, strict=True))
        self._insert([self._identity(*pair) for pair in self._people.items()])

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

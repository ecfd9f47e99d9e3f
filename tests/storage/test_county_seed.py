"""Seeding a county: once, whole or not at all, and quickly."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session, SQLModel, col

from storage.codes import GroupKind, Level, Role
from storage.county.file import CountyFileError, demo_county_file, parse_county_file
from storage.county.seed import seed
from storage.county.values import (
    CountyEntry,
    CountyFile,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    PostEntry,
    RegionEntry,
)
from storage.engines import building_engine, parse_url
from storage.errors import NotFoundError
from storage.regions import directory_version, get_county, list_directory_rows
from storage.tables.conversation import ChatGroup
from storage.tables.counter import Counter
from storage.tables.person import Identity, Person, Post
from storage.tables.region import County, Place, Region

NOON = datetime(2026, 4, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    with building_engine(parse_url(database_url)) as engine, Session(engine) as session:
        yield session


def contents(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = SQLModel.metadata.sorted_tables
    return {
        table.name: [
            tuple(row)
            for row in session.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in tables
    }


def test_the_demo_county_goes_in_whole(session: Session) -> None:
    file = demo_county_file()
    report = seed(session, file, now=NOON)
    assert report.is_new
    assert report.directory_version == 1
    for model, entries in (
        (Region, file.regions),
        (Place, file.places),
        (Person, file.people),
        (Identity, file.people),
        (Post, file.posts),
        (ChatGroup, file.groups),
    ):
        assert session.scalar(select(func.count()).select_from(model)) == len(entries)
    assert report.lines()[0].startswith("青河县已写入：网格 31、")
    assert len(report.lines()) == 1


def test_paths_hold_the_ids_from_the_top(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    rows = {r.id: r for r in session.scalars(select(Region))}
    for region in rows.values():
        above = rows[region.parent_id].path if region.parent_id else "/"
        assert region.path == f"{above}{region.id}/"
    grid = next(r for r in rows.values() if r.code == "G101")
    assert grid.path.count("/") == 5


def test_seeding_twice_changes_nothing(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    session.commit()
    before = contents(session)
    report = seed(session, demo_county_file(), now=NOON + timedelta(days=1))
    assert not report.is_new
    assert report.differences == ()
    assert report.directory_version == 1
    assert report.lines() == ("青河县已经在数据库里，和文件一致，没有改动。",)
    assert contents(session) == before


def test_seeding_a_changed_file_says_what_differs_and_changes_nothing(session: Session) -> None:
    file = demo_county_file()
    seed(session, file, now=NOON)
    session.commit()
    before = contents(session)
    gate = next(p for p in file.places if p.region == "G101" and p.name == "大门")
    places = tuple(replace(p, kind="door") if p is gate else p for p in file.places)
    newcomer = PersonEntry("p:新来的", "新来的", home="G101", line=999)
    report = seed(session, replace(file, places=places, people=(*file.people, newcomer)))
    assert report.differences == (
        f"地点 G101·大门（第 {gate.line} 行）的 kind：文件里是“door”，数据库里是“gate”",
        "人员 p:新来的（第 999 行）：数据库里没有",
    )
    assert report.lines()[0] == "青河县已经在数据库里，有 2 处和文件不同，没有改动："
    assert contents(session) == before


def test_what_was_changed_on_the_roster_since_is_told(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    guo = session.scalars(select(Person).where(col(Person.name) == "郭网格")).one()
    session.execute(update(Person).where(col(Person.id) == guo.id).values(phone="0375-5599999"))
    session.execute(update(Post).where(col(Post.person_id) == guo.id).values(rank=3))
    told = "\n".join(seed(session, demo_county_file()).differences)
    assert "人员 p:郭网格" in told
    assert "数据库里是“0375-5599999”" in told
    assert "岗位 p:郭网格·grid_member·G101" in told
    assert told.count("\n") == 1


def test_a_resident_who_came_by_chat_is_no_difference(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    county = get_county(session)
    person = Person(county_id=county.id or 0, name="小祁", created_at=NOON)
    session.add(person)
    session.flush()
    session.add(
        Identity(
            county_id=county.id or 0,
            person_id=person.id or 0,
            channel="webchat",
            external_id="p:小祁",
        )
    )
    session.flush()
    assert seed(session, demo_county_file()).differences == ()


def test_numbers_go_on_after_the_counter(session: Session) -> None:
    seed(session, replace(demo_county_file(), counters=(("case", 100),)), now=NOON)
    row = session.scalars(select(Counter)).one()
    assert (row.name, row.value) == ("case", 100)


def test_ids_of_another_county_are_refused_and_nothing_is_written(session: Session) -> None:
    file = demo_county_file()
    seed(session, file, now=NOON)
    session.commit()
    before = contents(session)
    other = replace(file, file="红河.yaml", county=replace(file.county, code="HH", name="红河县"))
    with pytest.raises(CountyFileError) as caught:
        seed(session, other, now=NOON)
    guo = next(p for p in file.people if p.name == "郭网格")
    assert f"红河.yaml 第 {guo.line} 行：人员 p:郭网格 的编号别处已经在用。" in str(caught.value)
    session.rollback()
    assert contents(session) == before


def test_a_rollback_leaves_nothing(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    session.rollback()
    assert all(rows == [] for rows in contents(session).values())


def test_empty_seats_are_told(session: Session) -> None:
    file = parse_county_file(
        "version: 1\n"
        "county: {code: QH, name: 青河县, centre_name: 县中心}\n"
        "regions:\n"
        "  - {code: T1, level: township, name: 城关街道}\n"
        "  - {code: V1, level: village, parent: T1, name: 东街社区}\n"
        "  - {code: G1, level: grid, parent: V1, name: 东关家属院}\n"
        "departments: [{name: 城管局, kind: urban_management}]\n",
        "县.yaml",
    )
    report = seed(session, file, now=NOON)
    assert report.gaps == (
        "东关家属院（G1）还没有网格员",
        "城关街道（T1）还没有值班人员",
        "青河县（QH）还没有值班人员",
        "城管局还没有经办人",
        "城管局还没有工作群",
    )
    assert report.lines()[1] == "提醒：东关家属院（G1）还没有网格员。"


def test_before_seeding_there_is_no_county(session: Session) -> None:
    assert directory_version(session) == 0
    with pytest.raises(NotFoundError):
        get_county(session)
    with pytest.raises(NotFoundError):
        list_directory_rows(session)


def test_the_directory_rows_outlive_their_session(session: Session) -> None:
    seed(session, demo_county_file(), now=NOON)
    session.commit()
    rows = list_directory_rows(session)
    session.rollback()
    session.execute(update(County).values(name="改了"))
    session.expire_all()
    assert rows.county.name == "青河县"
    assert all(not hasattr(one, "_sa_instance_state") for one in (rows.county, *rows.regions))
    assert all(post.person_id == person.id for post, person in rows.people)
    assert "高叔" not in {person.name for _, person in rows.people}


def whole_county() -> CountyFile:
    """As many grids and grid members as a real county has: 787 and 2,197."""
    townships = [RegionEntry(f"T{i}", Level.TOWNSHIP, f"第{i}乡", "BIG") for i in range(15)]
    villages = [RegionEntry(f"V{i}", Level.VILLAGE, f"第{i}村", f"T{i % 15}") for i in range(377)]
    grids = [RegionEntry(f"G{i}", Level.GRID, f"第{i}格", f"V{i % 377}") for i in range(787)]
    members = [PersonEntry(f"p:{i}", f"网格员{i}", home=f"G{i % 787}") for i in range(2197)]
    return CountyFile(
        file="大县.yaml",
        county=CountyEntry("BIG", "大县", "县中心"),
        regions=(RegionEntry("BIG", Level.COUNTY, "大县"), *townships, *villages, *grids),
        places=tuple(PlaceEntry(f"G{i % 787}", f"{i}号楼", "building") for i in range(5000)),
        departments=(DepartmentEntry("城管局", "urban_management", "BIG"),),
        people=tuple(members),
        posts=tuple(
            PostEntry(p.id, Role.GRID_MEMBER, p.home, rank=i // 787) for i, p in enumerate(members)
        ),
        groups=tuple(
            GroupEntry(f"wx{i}", f"第{i}群", GroupKind.RESIDENTS, f"G{i}") for i in range(600)
        ),
    )


def test_a_whole_county_is_seeded_and_then_differs_in_nothing(session: Session) -> None:
    file = whole_county()
    seed(session, file, now=NOON)
    assert seed(session, file).differences == ()
    assert len(list_directory_rows(session).people) == 2197

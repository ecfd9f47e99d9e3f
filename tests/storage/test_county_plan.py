"""A changed roster: what would change is known before, lands whole, and nothing is ever deleted."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from handlers.loading.situations import load_directory
from storage.codes import CaseState, GroupKind, Level, Role, RosterAct, Urgency, WhistleRole
from storage.county.file import demo_county_file
from storage.county.known import Known, load_known
from storage.county.landing import By, land
from storage.county.nodes import Problems
from storage.county.plan import Plan, Wanted, make_plan
from storage.county.seed import seed
from storage.county.values import (
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)
from storage.db import Database
from storage.regions import directory_version, get_county
from storage.tables.account import Account
from storage.tables.case import Case, Whistle
from storage.tables.person import Person, Post
from storage.tables.region import Department, Region
from storage.tables.roster import RosterChange
from tests.storage.cast import MORNING

GRID = RegionEntry("G900", Level.GRID, "新家属院", "V11", households=40, line=2)
WANG = PersonEntry("p:王新", "王新", "13800000001", line=3)
HIS_POST = PostEntry("p:王新", Role.GRID_MEMBER, "G900", line=3)
GROUP = GroupEntry("wx_new", "新家属院群", GroupKind.RESIDENTS, "G900", line=4)


@pytest.fixture
async def db(database: Database) -> Database:
    await database.tx(lambda session: seed(session, demo_county_file()))
    return database


Told = list[tuple[int, str]]


async def changed(
    db: Database, *there: RosterEntry, ended: tuple[RosterEntry, ...] = ()
) -> tuple[Plan, Told]:
    """The plan for what is wanted is made, and landed when nothing is wrong with it."""

    def run(session: Session) -> tuple[Plan, Told]:
        known = load_known(session, get_county(session))
        problems = Problems()
        plan = make_plan(known, Wanted(there, ended), None, problems)
        told = [(one.line, one.reason) for one in problems.listed() if one.line]
        if not told:
            land(session, known, plan, By(None, MORNING))
        return plan, told

    return await db.tx(run)


async def known(db: Database) -> Known:
    return await db.read(lambda session: load_known(session, get_county(session)))


async def rows(db: Database, table: type, *where: object) -> list[object]:
    return await db.read(lambda s: list(s.exec(select(table).where(*where)).all()))  # type: ignore[arg-type]


async def test_what_is_new_goes_in_and_the_service_sees_it_at_once(db: Database) -> None:
    before = await db.read(directory_version)
    plan, told = await changed(db, GRID, WANG, HIS_POST, GROUP)
    assert told == []
    assert plan.added == (GRID, WANG, HIS_POST, GROUP)
    assert await db.read(directory_version) == before + 1
    directory = await db.read(load_directory)
    grid = directory.region_coded("G900")
    assert grid is not None
    assert [r.code for r in directory.lineage(grid.id)][:2] == ["G900", "V11"]
    assert grid.path.endswith(f"/{grid.parent_id}/{grid.id}/")
    assert [p.name for p in directory.grid_team(grid.id, MORNING)] == ["王新"]
    assert [g.name for g in directory.resident_groups(grid.id)] == ["新家属院群"]


async def test_the_same_again_changes_nothing(db: Database) -> None:
    await changed(db, GRID, WANG, HIS_POST, GROUP)
    version = await db.read(directory_version)
    plan, _ = await changed(db, GRID, WANG, HIS_POST, GROUP)
    assert plan.is_empty
    assert len(plan.unchanged) == 4
    assert await db.read(directory_version) == version


async def test_what_a_table_leaves_out_stays_and_is_said(db: Database) -> None:
    plan, _ = await changed(db, GRID)
    assert "部门 城管局" in {one.label for one in plan.missing}
    assert "部门 城管局" in (await known(db)).rows


async def test_a_change_names_what_it_changed_and_hides_the_telephone(db: Database) -> None:
    await changed(db, GRID, WANG, HIS_POST)
    await changed(
        db, replace(GRID, name="新家属大院"), replace(WANG, phone="13900000002"), HIS_POST
    )
    notes = await rows(db, RosterChange, col(RosterChange.act) == RosterAct.CHANGED)
    assert [(one.subject, one.details) for one in notes] == [  # type: ignore[attr-defined]
        ("网格新家属大院（G900）", "名称：新家属院 → 新家属大院"),
        ("王新", "电话：138****0001 → 139****0002"),
    ]


async def test_faults_are_named_by_their_line_and_nothing_is_written(db: Database) -> None:
    version = await db.read(directory_version)
    plan, told = await changed(db, GRID, replace(HIS_POST, person="p:郭网格", region="T1"))
    assert told == [(3, "网格员只能在网格，T1 是乡镇（街道）")]
    assert plan.added
    assert await db.read(directory_version) == version
    assert "区域 G900" not in (await known(db)).rows


async def test_an_ended_post_is_kept_and_its_holder_is_out(db: Database) -> None:
    await changed(db, GRID, WANG, HIS_POST)

    def open_account(session: Session) -> None:
        wang = session.exec(select(Person.id).where(col(Person.name) == "王新")).one()
        account = Account(
            county_id=1, person_id=wang or 0, name="王新", password_hash="x", created_at=MORNING,
            changed_at=MORNING,
        )  # fmt: skip
        session.add(account)

    await db.tx(open_account)
    await changed(db, ended=(HIS_POST,))
    directory = await db.read(load_directory)
    grid = directory.region_coded("G900")
    assert grid is not None
    assert directory.grid_team(grid.id, MORNING) == ()
    assert "王新" in directory.people_names.values()
    assert "王新" not in {one.name for one in directory.staff.values()}
    posts = await rows(db, Post, col(Post.ended_at).is_not(None))
    assert len(posts) == 1
    accounts = await rows(db, Account, col(Account.name) == "王新")
    assert accounts[0].closed_at == MORNING  # type: ignore[attr-defined]


async def test_whoever_left_comes_back_as_the_same_person(db: Database) -> None:
    await changed(db, GRID, WANG, HIS_POST)
    await changed(db, ended=(HIS_POST,))
    assert [one.name for one in (await known(db)).former] == ["王新"]
    plan, _ = await changed(db, WANG, HIS_POST)
    assert plan.added == (HIS_POST,)
    assert len(await rows(db, Person, col(Person.name) == "王新")) == 1
    assert len(await rows(db, Post, col(Post.role) == Role.GRID_MEMBER, col(Post.rank) == 0)) >= 2


async def test_a_region_with_somebody_on_it_does_not_end(db: Database) -> None:
    await changed(db, GRID, WANG, HIS_POST, GROUP)
    _, told = await changed(db, ended=(GRID,))
    assert told == [(2, "新家属院还不能结束：还有在岗的人、微信群，请先转走或结束")]
    _, told = await changed(db, ended=(GRID, HIS_POST, GROUP))
    assert told == []


async def test_an_ended_region_is_not_found_by_name_but_old_cases_lie_in_it(db: Database) -> None:
    await changed(db, GRID)
    await changed(db, ended=(GRID,))
    directory = await db.read(load_directory)
    grid = directory.region_coded("G900")
    assert grid is not None
    assert grid.ended_at is not None
    assert "新家属院" not in {one.name for one in directory.names}
    village = directory.region_coded("V11")
    assert village is not None
    assert grid.id in directory.within(village.id or 0)


async def test_an_ended_region_that_is_wanted_again_is_the_same_one(db: Database) -> None:
    await changed(db, GRID)
    await changed(db, ended=(GRID,))
    plan, told = await changed(db, GRID)
    assert told == []
    assert [one.is_revived for one in plan.changed] == [True]
    assert len(await rows(db, Region, col(Region.code) == "G900")) == 1
    assert "区域 G900" in (await known(db)).rows


NEW_DESK = DepartmentEntry("烟草局", "tobacco", "QH", ("烟草",), ("noise",), line=5)


async def test_a_renamed_region_keeps_the_parts_and_holes_of_its_borders(db: Database) -> None:
    rings = [
        [[113.0, 33.0], [113.0, 33.1], [113.1, 33.1]],
        [[113.2, 33.0], [113.2, 33.1], [113.3, 33.1]],
    ]

    def draw(session: Session) -> None:
        grid = session.exec(select(Region).where(col(Region.code) == "G101")).one()
        grid.polygon = rings
        session.add(grid)

    await db.tx(draw)
    before = next(one for one in (await known(db)).file.regions if one.code == "G101")
    await changed(db, replace(before, name="东关新院"))
    (grid,) = await rows(db, Region, col(Region.code) == "G101")
    assert isinstance(grid, Region)
    assert (grid.name, grid.polygon) == ("东关新院", rings)


async def test_a_department_with_open_whistles_does_not_end(db: Database) -> None:
    await changed(db, NEW_DESK)

    def whistle(session: Session) -> None:
        named = select(Department.id).where(col(Department.name) == "烟草局")
        case = Case(
            county_id=1, number=1, leaf="noise", title="噪声", opened_at=MORNING,
            urgency=Urgency.U2, state=CaseState.WHISTLED,
        )  # fmt: skip
        session.add(case)
        session.flush()
        one = Whistle(
            county_id=1, case_id=case.id or 0, department_id=session.exec(named).one() or 0,
            role=WhistleRole.LEAD, whistled_at=MORNING, report_in_due_at=MORNING,
        )  # fmt: skip
        session.add(one)

    await db.tx(whistle)
    _, told = await changed(db, ended=(NEW_DESK,))
    assert told == [(5, "烟草局还不能结束：还有没办完的吹哨，请先转走或结束")]


async def test_an_ended_department_gets_no_new_work_and_keeps_its_name(db: Database) -> None:
    await changed(db, NEW_DESK)
    await changed(db, ended=(NEW_DESK,))
    directory = await db.read(load_directory)
    assert directory.department_called("烟草局") is None
    assert "烟草局" not in {one.name for one in directory.responsible_for("noise")}
    assert "烟草局" in directory.department_names.values()


async def test_a_plan_that_cannot_be_written_whole_leaves_nothing(db: Database) -> None:
    version = await db.read(directory_version)

    def half(session: Session) -> None:
        known = load_known(session, get_county(session))
        plan = make_plan(known, Wanted((GRID, WANG, HIS_POST)), None, Problems())
        land(session, known, plan, By(None, MORNING))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.tx(half)
    assert await db.read(directory_version) == version
    assert await rows(db, Person, col(Person.name) == "王新") == []

"""青河县 holds everyone and everything that the demo and the transcripts speak of."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, SQLModel, create_engine

from handlers.directory import Directory
from storage.codes import GroupKind, Level, Role
from storage.county.compare import gaps
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.county.values import CountyFile
from storage.regions import list_directory_rows

NOW = datetime(2026, 4, 14, 1, 5, tzinfo=UTC)

GROUPS = {
    "wx_dongguan": ("G101", "东关家属院", "城关街道", "东街社区", "郭网格"),
    "wx_yangguang": ("G102", "阳光花园小区", "城关街道", "东街社区", "赵网格"),
    "wx_xincheng": ("G103", "新城嘉苑", "城关街道", "新城社区", "马网格"),
    "wx_liushu": ("G201", "柳树村1-3组", "城南镇", "柳树村", "柳网格"),
    "wx_hewan": ("G202", "河湾村", "城南镇", "河湾村", "孙网格"),
    "wx_shiqiao": ("G301", "石桥村4-6组", "北岭乡", "石桥村", "石网格"),
}

_DEPARTMENTS = (
    "城管局 住建局 供电公司 自来水公司 燃气公司 交警大队 城南派出所 城关派出所 消防大队 人社局 民政局 妇联 教育局 "
    "市场监管局 生态环境分局 水利局 应急局 自然资源局 农业农村局 司法所 交通局 卫健委 文旅局 纪委监委 行政审批局 "
    "医疗急救中心 公安局 北岭派出所"
)
DEPARTMENTS = _DEPARTMENTS.split()

_LEAVES = (
    "fire gas_leak violence domestic_violence suicide_risk drowning live_wire missing_person medical_emergency "
    "collapse_hazard serious_accident water_supply power_outage heating_gas sewer_blockage manhole streetlight "
    "road_damage waterlogging public_facility housing_project telecom_postal garbage sewage_discharge smoke_dust "
    "noise open_burning street_vending parking illegal_building stray_animal fire_lane ebike_charging gas_hazard "
    "dangerous_house elevator_fault water_edge_hazard flood_geo_hazard work_safety neighbor family land_homestead "
    "property_mgmt debt_compensation wage_arrears work_injury_insurance telecom_fraud theft_disorder crime_tip "
    "road_traffic public_transport hardship_relief care_visit child_protection service_consult education health_care "
    "social_insurance culture_sports food_safety consumer_rights finance_fraud_business irrigation agri_inputs "
    "village_affairs animal_disease official_conduct policy_legal_consult enterprise_service"
)
LEAVES = _LEAVES.split()

RESIDENTS = {
    "高叔": "G101",
    "李姐": "G101",
    "老周": "G101",
    "王大妈": "G101",
    "老柳": "G201",
    "二狗": "G201",
    "丫丫妈": "G103",
    "老莫": "G103",
    "阳光业主": "G102",
    "小田": "G102",
}


@pytest.fixture(scope="module")
def file() -> CountyFile:
    return demo_county_file(set(LEAVES))


@pytest.fixture(scope="module")
def directory(file: CountyFile) -> Directory:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        seed(session, file, now=NOW)
        rows = list_directory_rows(session)
    engine.dispose()
    return Directory(
        rows.county, rows.regions, rows.departments, rows.people, rows.groups, rows.places
    )


@pytest.mark.parametrize("external_id", GROUPS)
def test_each_group_of_the_stories_has_its_grid_and_its_grid_member(
    directory: Directory, external_id: str
) -> None:
    code, place, township, village, member = GROUPS[external_id]
    group = directory.group_at("webchat", external_id)
    assert group is not None
    assert group.kind is GroupKind.RESIDENTS
    grid, *above = directory.lineage(group.region_id)
    assert (grid.code, grid.name) == (code, place)
    assert [region.name for region in above] == [village, township, "青河县"]
    assert directory.holders(Role.GRID_MEMBER, NOW, region_id=grid.id)[0].name == member


def test_the_departments_are_all_there_with_clerks_a_leader_and_a_group(
    directory: Directory,
) -> None:
    assert sorted(d.name for d in directory.departments.values()) == sorted(DEPARTMENTS)
    for department_id, department in directory.departments.items():
        clerks = directory.holders(Role.DEPARTMENT_CLERK, NOW, department_id=department_id)
        assert clerks[0].name == f"{department.name}值班"
        assert len(clerks) == 2
        assert directory.holders(Role.DEPARTMENT_LEADER, NOW, department_id=department_id)
        group = directory.department_group(department_id)
        assert group is not None
        assert group.external_id == f"工作群_{department.name}"


def test_people_say_other_names_for_departments(directory: Directory) -> None:
    said = {"城管": "城管局", "城市管理局": "城管局", "供电所": "供电公司", "国家电网": "供电公司"}
    said |= {"水厂": "自来水公司", "交警": "交警大队", "消防": "消防大队", "环保局": "生态环境分局"}
    for alias, name in said.items():
        department = directory.department_called(alias)
        assert department is not None
        assert department.name == name


def test_each_police_station_belongs_to_its_township_and_the_bureau_to_the_county(
    directory: Directory,
) -> None:
    stations = [d for d in directory.departments.values() if d.kind == "police_station"]
    homes = {d.name[:2]: directory.regions[d.region_id].name[:2] for d in stations}
    assert homes == {"城关": "城关", "城南": "城南", "北岭": "北岭", "公安": "青河"}


def test_every_leaf_has_a_department_that_answers_for_it(file: CountyFile) -> None:
    answered = {leaf for d in file.departments for leaf in d.responsibilities}
    assert answered == set(LEAVES)


def test_water_is_not_on_the_list_of_the_city_managers(directory: Directory) -> None:
    lists = {d.name: d.responsibilities for d in directory.departments.values()}
    assert "water_supply" not in lists["城管局"]
    assert "water_supply" in lists["自来水公司"]
    assert "road_damage" in lists["交通局"]


def test_every_grid_has_a_member_a_lead_households_and_a_residents_group(
    directory: Directory,
) -> None:
    grids = [r for r in directory.regions.values() if r.level is Level.GRID]
    assert len(grids) >= 24
    for grid in grids:
        assert directory.holders(Role.GRID_MEMBER, NOW, region_id=grid.id), grid.name
        assert len(directory.holders(Role.GRID_LEAD, NOW, region_id=grid.id)) == 1, grid.name
        assert directory.resident_groups(grid.id), grid.name
        assert grid.households > 0


def test_every_village_has_cadres_and_a_mediator(directory: Directory) -> None:
    villages = [r.id for r in directory.regions.values() if r.level is Level.VILLAGE]
    for village in villages:
        assert directory.holders(Role.VILLAGE_CADRE, NOW, region_id=village)
        assert directory.holders(Role.MEDIATOR, NOW, region_id=village)
        assert directory.responsible(Role.POLICE, village, NOW)
    with_adviser = [v for v in villages if directory.holders(Role.LEGAL_ADVISER, NOW, region_id=v)]
    assert 0 < len(with_adviser) < len(villages)


def test_someone_is_on_duty_in_every_township_and_in_the_county(directory: Directory) -> None:
    townships = {r.name: r.id for r in directory.regions.values() if r.level is Level.TOWNSHIP}
    assert sorted(townships) == ["北岭乡", "城关街道", "城南镇"]
    for township in townships.values():
        assert len(directory.holders(Role.TOWNSHIP_DUTY, NOW, region_id=township)) == 2
    top = directory.top.id
    duty = [p.name for p in directory.holders(Role.COUNTY_DUTY, NOW, region_id=top)]
    assert (duty[0], len(duty)) == ("县值班", 2)
    for role in (Role.CENTRE_OPERATOR, Role.CHILD_OFFICER, Role.LEADER, Role.ADMINISTRATOR):
        assert directory.holders(role, NOW, region_id=top)
    assert directory.county.centre_name == "县社会治理综合服务中心"


def test_no_seat_is_empty(file: CountyFile) -> None:
    assert gaps(file) == ()


def test_the_residents_of_the_cast_live_where_the_stories_say(file: CountyFile) -> None:
    posted = {post.person for post in file.posts}
    assert {p.name: p.home for p in file.people if p.id not in posted} == RESIDENTS
    assert all(p.id == f"p:{p.name}" for p in file.people)


def test_every_phone_is_invented_and_everybody_has_their_own(file: CountyFile) -> None:
    invented = re.compile(r"0375-55\d{5}")
    phones = [d.phone for d in file.departments]
    staff = [p.phone for p in file.people if p.phone and p.phone not in phones]
    county = [file.county.gas_repair_phone, file.county.duty_phone]
    assert all(invented.fullmatch(phone) for phone in (*phones, *staff, *county))
    assert len(set(phones)) == len(phones)
    assert len(set(staff)) == len(staff)


def test_places_are_called_as_people_call_them(directory: Directory) -> None:
    def called(code: str) -> set[str]:
        region = directory.region_coded(code)
        assert region is not None
        return {
            word
            for name in directory.names
            if name.region_id == region.id
            for word in (name.name, *name.aliases)
        }

    assert {"3号楼", "三号楼", "大门口", "东关家属院(1-6号楼)"} <= called("G101")
    assert {"5号楼2单元", "9号楼", "阳光花园", "充电桩"} <= called("G102")
    assert {"A座", "D座", "A座1单元", "新城嘉苑(A-D座)"} <= called("G103")
    assert {"2组口", "三组", "小卖部", "卫生室", "老槐树", "村委会大院", "戏台"} <= called("G201")
    assert {"河堤", "桥头"} <= called("G202")
    assert {"6组", "桥头", "戏台"} <= called("G301")
    assert "幸福路" in called("V11")
    assert "东关小学" in called("G104")

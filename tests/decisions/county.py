"""A small county in memory for tests of decisions: regions, departments, people, leaves."""

from datetime import datetime, timedelta
from typing import Any

from handlers.lifecycle.timing.working_time import CHINA
from handlers.understanding.categories import Leaf, SelfHandling, Span, Unit
from storage.codes import GroupKind, Level, Role, Urgency
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import Department, Region

COUNTY, TOWN, VILLAGE, GRID, NEXT_GRID, FAR_TOWN = 1, 2, 3, 4, 5, 6
MONDAY = datetime(2026, 4, 13, 9, 0, tzinfo=CHINA)
NIGHT = datetime(2026, 4, 13, 23, 0, tzinfo=CHINA)


def _region(region_id: int, parent: int | None, level: Level, name: str) -> Region:
    return Region(
        id=region_id, county_id=1, parent_id=parent, level=level, code=f"R{region_id}", name=name
    )


REGIONS = (
    _region(COUNTY, None, Level.COUNTY, "青河县"),
    _region(TOWN, COUNTY, Level.TOWNSHIP, "城关街道"),
    _region(VILLAGE, TOWN, Level.VILLAGE, "东街社区"),
    _region(GRID, VILLAGE, Level.GRID, "东关家属院"),
    _region(NEXT_GRID, VILLAGE, Level.GRID, "阳光花园"),
    _region(FAR_TOWN, COUNTY, Level.TOWNSHIP, "城南镇"),
)


def _department(
    department_id: int, name: str, region: int, aliases: list[str], leaves: list[str]
) -> Department:
    return Department(
        id=department_id,
        county_id=1,
        region_id=region,
        name=name,
        kind=f"kind{department_id}",
        aliases=aliases,
        responsibilities=leaves,
    )


URBAN, WATER, HOUSING, POLICE, FAR_POLICE, WOMEN, EDUCATION, LABOUR, GAS, DISCIPLINE = range(1, 11)
DEPARTMENTS = (
    _department(
        URBAN, "城管局", COUNTY, ["城管"], ["sewer_blockage", "manhole", "streetlight", "garbage"]
    ),
    _department(WATER, "自来水公司", COUNTY, ["自来水"], ["water_supply"]),
    _department(HOUSING, "住建局", COUNTY, ["住建"], []),
    _department(POLICE, "城关派出所", TOWN, [], ["domestic_violence", "child_protection"]),
    _department(FAR_POLICE, "城南派出所", FAR_TOWN, [], ["domestic_violence"]),
    _department(WOMEN, "妇联", COUNTY, [], []),
    _department(EDUCATION, "教育局", COUNTY, ["教育"], []),
    _department(LABOUR, "人社局", COUNTY, ["人社"], ["wage_arrears"]),
    _department(GAS, "燃气公司", COUNTY, ["燃气"], ["gas_leak"]),
    _department(DISCIPLINE, "纪委监委", COUNTY, ["纪委"], ["official_conduct"]),
)

AUNT_WANG = Person(id=101, county_id=1, name="王大妈", created_at=MONDAY)
UNCLE_GAO = Person(id=102, county_id=1, name="高叔", created_at=MONDAY)
GUO = Person(id=201, county_id=1, name="郭网格", created_at=MONDAY)
GUO_DEPUTY = Person(id=202, county_id=1, name="小郭", created_at=MONDAY)
ZHAO = Person(id=203, county_id=1, name="赵网格", created_at=MONDAY)
CADRE = Person(id=204, county_id=1, name="王建社", created_at=MONDAY)
TOWN_DUTY = Person(id=205, county_id=1, name="城关值班", created_at=MONDAY)
COUNTY_DUTY = Person(id=206, county_id=1, name="县值班", created_at=MONDAY)
COUNTY_DEPUTY = Person(id=207, county_id=1, name="何卫东", created_at=MONDAY)
CHILD_OFFICER = Person(id=208, county_id=1, name="阮慧敏", created_at=MONDAY)
LEADER = Person(id=209, county_id=1, name="梅志远", created_at=MONDAY)
FAR_DUTY = Person(id=210, county_id=1, name="城南值班", created_at=MONDAY)
URBAN_CLERK = Person(id=301, county_id=1, name="城管局值班", created_at=MONDAY)
URBAN_LEADER = Person(id=302, county_id=1, name="城管局长", created_at=MONDAY)
WATER_CLERK = Person(id=303, county_id=1, name="自来水值班", created_at=MONDAY)
POLICE_CLERK = Person(id=304, county_id=1, name="派出所值班", created_at=MONDAY)
HOUSING_CLERK = Person(id=305, county_id=1, name="住建局值班", created_at=MONDAY)
WOMEN_CLERK = Person(id=306, county_id=1, name="妇联值班", created_at=MONDAY)


def _post(person: Person, role: Role, rank: int = 0, **where: int) -> tuple[Post, Person]:
    post = Post(
        id=(person.id or 0) * 10 + rank,
        county_id=1,
        person_id=person.id or 0,
        role=role,
        rank=rank,
        region_id=where.get("region"),
        department_id=where.get("department"),
    )
    return post, person


POSTS = (
    _post(GUO, Role.GRID_MEMBER, region=GRID),
    _post(GUO_DEPUTY, Role.GRID_MEMBER, 1, region=GRID),
    _post(ZHAO, Role.GRID_MEMBER, region=NEXT_GRID),
    _post(CADRE, Role.VILLAGE_CADRE, region=VILLAGE),
    _post(TOWN_DUTY, Role.TOWNSHIP_DUTY, region=TOWN),
    _post(FAR_DUTY, Role.TOWNSHIP_DUTY, region=FAR_TOWN),
    _post(COUNTY_DUTY, Role.COUNTY_DUTY, region=COUNTY),
    _post(COUNTY_DEPUTY, Role.COUNTY_DUTY, 1, region=COUNTY),
    _post(CHILD_OFFICER, Role.CHILD_OFFICER, region=COUNTY),
    _post(LEADER, Role.LEADER, region=COUNTY),
    _post(URBAN_CLERK, Role.DEPARTMENT_CLERK, department=URBAN),
    _post(URBAN_LEADER, Role.DEPARTMENT_LEADER, department=URBAN),
    _post(WATER_CLERK, Role.DEPARTMENT_CLERK, department=WATER),
    _post(POLICE_CLERK, Role.DEPARTMENT_CLERK, department=POLICE),
    _post(HOUSING_CLERK, Role.DEPARTMENT_CLERK, department=HOUSING),
    _post(WOMEN_CLERK, Role.DEPARTMENT_CLERK, department=WOMEN),
)
GROUP = ChatGroup(
    id=1,
    county_id=1,
    channel="webchat",
    external_id="wx_dongguan",
    name="东关家属院",
    kind=GroupKind.RESIDENTS,
    region_id=GRID,
)


def clock(minutes: float = 0, hours: float = 0) -> Span:
    """A span of clock time."""
    return Span(Unit.CLOCK, timedelta(minutes=minutes, hours=hours))


def working(hours: float) -> Span:
    """A span of working hours."""
    return Span(Unit.WORKING_HOURS, timedelta(hours=hours))


def workdays(days: int) -> Span:
    """A span of working days."""
    return Span(Unit.WORKING_DAYS, days=days)


def a_leaf(leaf_id: str, short: str, urgency: Urgency, **other: Any) -> Leaf:
    """A leaf with everyday clocks, unless told otherwise."""
    given: dict[str, Any] = {
        "id": leaf_id,
        "name": short,
        "short_name": short,
        "top": "municipal",
        "platform": "执法",
        "urgency": urgency,
        "lead": "城管局",
        "co_handlers": (),
        "accept": clock(30),
        "report_in": working(4),
        "resolve": workdays(1),
        "self_handling": SelfHandling.NO,
    }
    return Leaf(**given | other)


_YES, _SECURE = SelfHandling.YES, SelfHandling.SECURE_FIRST
LEAVES = (
    a_leaf("sewer_blockage", "下水道堵塞", Urgency.U1, co_handlers=("住建局",), self_handling=_YES),
    a_leaf(
        "manhole",
        "井盖破损",
        Urgency.U1,
        accept=clock(15),
        report_in=clock(hours=1),
        resolve=clock(hours=24),
        self_handling=_SECURE,
    ),
    a_leaf(
        "streetlight",
        "路灯不亮",
        Urgency.U2,
        accept=working(2),
        report_in=workdays(1),
        resolve=workdays(3),
    ),
    a_leaf(
        "garbage",
        "垃圾清运",
        Urgency.U2,
        lead="城管(环卫)/村保洁",
        accept=working(2),
        self_handling=_YES,
    ),
    a_leaf(
        "water_supply",
        "停水",
        Urgency.U1,
        lead="自来水公司",
        report_in=clock(hours=2),
        resolve=clock(hours=24),
        co_handlers=("住建",),
    ),
    a_leaf("noise", "噪声扰民", Urgency.U2, accept=clock(60), self_handling=_YES),
    a_leaf("fire_lane", "消防通道堵塞", Urgency.U1, top="safety", self_handling=_YES),
    a_leaf("unknown_body", "没人管的事", Urgency.U2, lead="没有的局", accept=working(2)),
    a_leaf(
        "gas_leak",
        "燃气泄漏",
        Urgency.U0,
        top="emergency",
        lead="燃气公司抢修",
        co_handlers=("派出所", "住建/城管燃气办"),
        accept=clock(),
        report_in=clock(5),
        resolve=clock(30),
        is_emergency=True,
    ),
    a_leaf(
        "domestic_violence",
        "家庭暴力",
        Urgency.U0,
        top="emergency",
        lead="派出所(110)",
        co_handlers=("妇联", "住建局"),
        accept=clock(),
        report_in=clock(5),
        resolve=clock(30),
        is_emergency=True,
        is_private=True,
        is_confidential=True,
        is_public=False,
    ),
    a_leaf(
        "child_protection",
        "未成年人保护",
        Urgency.U1,
        lead="派出所",
        co_handlers=("教育", "妇联", "住建"),
        report_in=clock(hours=1),
        is_private=True,
        is_confidential=True,
        is_public=False,
    ),
    a_leaf(
        "official_conduct",
        "工作作风",
        Urgency.U2,
        lead="纪检监察/纪委监委",
        co_handlers=("住建局",),
        is_private=True,
        is_confidential=True,
        is_public=False,
    ),
    a_leaf(
        "wage_arrears",
        "拖欠工资",
        Urgency.U1,
        lead="人社局(劳动监察)",
        co_handlers=("住建", "派出所"),
        is_private=True,
        is_confidential=True,
        is_public=False,
    ),
)

"""The parts of a county file, each read from its YAML node into its value."""

import re
from collections import defaultdict

from yaml.nodes import Node, ScalarNode, SequenceNode

from storage.codes import GroupKind, Level, Role
from storage.county.nodes import Fields, Problems, line_of
from storage.county.seats import ABOVE, ROLE_NAMES
from storage.county.shapes import flaw_of, is_in_china, opened
from storage.county.values import (
    CHANNEL,
    GROUP_CHANNELS,
    CountyEntry,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PlaceEntry,
    Point,
    PostEntry,
    RegionEntry,
)

CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
KIND = re.compile(r"[a-z][a-z_]{0,31}")
COUNTERS = ("case",)

UNREADABLE = Level.CITY
"""Stands for a level that could not be read, so that the region's code is known all the same."""


class Parts:
    """What has been read so far."""

    def __init__(self, problems: Problems) -> None:
        self.regions: list[RegionEntry] = []
        self.places: list[PlaceEntry] = []
        self.departments: list[DepartmentEntry] = []
        self.people: list[PersonEntry] = []
        self.posts: list[PostEntry] = []
        self.groups: list[GroupEntry] = []
        self._problems = problems
        self._top = ""
        self._ranks: dict[tuple[Role, str, str], set[int]] = defaultdict(set)

    def county(self, node: Node | None, line: int) -> CountyEntry:
        """The county is read, and with it the region all others lie in."""
        if node is None:
            self._problems.add(line, "文件缺少 county")
            return CountyEntry("", "", "")
        fields = Fields(node, "county", self._problems)
        self._top = self._code(fields)
        county = CountyEntry(
            code=self._top,
            name=fields.text("name", required=True),
            centre_name=fields.text("centre_name", required=True),
            gas_repair_phone=fields.phone("gas_repair_phone"),
            duty_phone=fields.phone("duty_phone"),
            line=fields.line,
        )
        self._add_region(fields, county.code, Level.COUNTY, county.name, "")
        fields.close()
        return county

    def counters(self, node: Node | None) -> tuple[tuple[str, int], ...]:
        """The last number given by each counter."""
        if node is None:
            return ()
        fields = Fields(node, "counters", self._problems)
        found = tuple((name, fields.number(name) or 0) for name in COUNTERS)
        fields.close()
        return found

    # ---- regions and places ----

    def region(self, node: Node) -> None:
        """A region below the county is read, with its places."""
        fields = Fields(node, "区域", self._problems)
        code = self._code(fields)
        level = fields.choice("level", ABOVE) or UNREADABLE
        parent = fields.text("parent") or (self._top if level is Level.TOWNSHIP else "")
        self._add_region(fields, code, level, fields.text("name", required=True), parent)
        fields.close()

    def _add_region(self, fields: Fields, code: str, level: Level, name: str, parent: str) -> None:
        region = RegionEntry(
            code=code,
            level=level,
            name=name,
            parent=parent,
            households=fields.number("households") or 0,
            aliases=fields.texts("aliases"),
            polygon=self._polygon(fields),
            line=fields.line,
        )
        self.regions.append(region)
        for node in fields.nodes("places"):
            self._place(node, code)

    def _place(self, node: Node, region: str) -> None:
        fields = Fields(node, "地点", self._problems)
        place = PlaceEntry(
            region=region,
            name=fields.text("name", required=True),
            kind=self._kind(fields),
            aliases=fields.texts("aliases"),
            at=self._spot(fields),
            line=fields.line,
        )
        self.places.append(place)
        fields.close()

    def _spot(self, fields: Fields) -> Point | None:
        node = fields.node("at")
        if node is None:
            return None
        point = _point(node)
        if point is None or not is_in_china(point):
            fields.wrong("地点的 at 要写成 [经度, 纬度]", "at")
        return point

    def _polygon(self, fields: Fields) -> tuple[Point, ...]:
        points: list[Point] = []
        for node in fields.nodes("polygon"):
            point = _point(node)
            if point is None:
                self._problems.add(line_of(node), "polygon 的每个点要写成 [经度, 纬度]")
                return ()
            points.append(point)
        ring = opened(points)
        flaw = flaw_of(ring) if points else ""
        if flaw:
            fields.wrong(f"polygon {flaw}", "polygon")
        return ring

    # ---- departments, people, groups ----

    def department(self, node: Node) -> None:
        """A department is read."""
        fields = Fields(node, "部门", self._problems)
        department = DepartmentEntry(
            name=fields.text("name", required=True),
            kind=self._kind(fields),
            region=fields.text("region") or self._top,
            aliases=fields.texts("aliases"),
            responsibilities=fields.texts("responsibilities"),
            on_desk=fields.flag("on_desk"),
            phone=fields.phone("phone"),
            line=fields.line,
        )
        self.departments.append(department)
        fields.close()

    def person(self, node: Node) -> None:
        """A person is read, with their posts."""
        fields = Fields(node, "人员", self._problems)
        name = fields.text("name", required=True)
        person = PersonEntry(
            id=fields.text("id") or f"p:{name}",
            name=name,
            phone=fields.phone("phone"),
            home=fields.text("home"),
            line=fields.line,
        )
        self.people.append(person)
        for post in fields.nodes("posts"):
            self._post(post, person.id)
        fields.close()

    def _post(self, node: Node, person: str) -> None:
        fields = Fields(node, "岗位", self._problems)
        role = fields.choice("role", ROLE_NAMES)
        region, department = fields.text("region"), fields.text("department")
        rank = fields.number("rank")
        fields.close()
        if role is not None:
            seat = (role, region, department)
            rank = self._next_rank(seat) if rank is None else rank
            self._ranks[seat].add(rank)
            self.posts.append(PostEntry(person, role, region, department, rank, fields.line))

    def _next_rank(self, seat: tuple[Role, str, str]) -> int:
        return max(self._ranks[seat], default=-1) + 1

    def group(self, node: Node) -> None:
        """A chat group is read."""
        fields = Fields(node, "群", self._problems)
        external_id = fields.text("id", required=True)
        name = fields.text("name", required=True)
        kind = fields.choice("kind", GroupKind)
        region, department = fields.text("region"), fields.text("department")
        channel = fields.text("channel") or CHANNEL
        if channel not in GROUP_CHANNELS:
            fields.wrong(f"不认识渠道“{channel}”，可以写 {'、'.join(GROUP_CHANNELS)}", "channel")
        is_read_only = fields.flag("only_read")
        fields.close()
        if kind is not None:
            place = (region, department, channel, is_read_only)
            self.groups.append(GroupEntry(external_id, name, kind, *place, fields.line))

    # ---- words ----

    def _code(self, fields: Fields) -> str:
        code = fields.text("code", required=True)
        if code and not CODE.fullmatch(code):
            fields.wrong(f"代码“{code}”只能用字母、数字、- 和 _", "code")
        return code

    def _kind(self, fields: Fields) -> str:
        kind = fields.text("kind", required=True)
        if kind and not KIND.fullmatch(kind):
            fields.wrong(f"种类“{kind}”只能用小写字母和 _", "kind")
        return kind


def _point(node: Node) -> Point | None:
    if not isinstance(node, SequenceNode) or len(node.value) != 2:
        return None
    if not all(isinstance(part, ScalarNode) for part in node.value):
        return None
    try:
        longitude, latitude = (float(part.value) for part in node.value)
    except ValueError:
        return None
    return longitude, latitude

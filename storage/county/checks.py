"""Whether the parts of a county file fit together; what does not is noted as a problem."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from storage.codes import GroupKind, Level, Role
from storage.county.nodes import Problems
from storage.county.parts import UNREADABLE
from storage.county.seats import ABOVE, DEPARTMENT_ROLES, LEVEL_NAMES, REGION_ROLES, ROLE_NAMES
from storage.county.values import CountyFile, GroupEntry, PostEntry, RegionEntry


class Lined(Protocol):
    """An entry that knows where it stands."""

    @property
    def line(self) -> int:
        """The line in the file."""
        ...


E = TypeVar("E", bound=Lined)


@dataclass(frozen=True)
class Words:
    """How what is written down calls its own parts, so that whoever wrote it finds them."""

    parent: str = "parent"
    namesake: str = "同名的请另写 id"
    wants_department: str = "要写 department，不写 region"
    wants_region: str = "要写 region，不写 department"
    same_rank: str = "rank 都是 {rank}"
    first_rank: int = 0
    at: Callable[[int, int], str] = lambda line, _here: f"第 {line} 行已有"


YAML_WORDS = Words()


def check(
    file: CountyFile,
    leaves: Collection[str] | None,
    problems: Problems,
    words: Words = YAML_WORDS,
) -> None:
    """Everything that does not fit together is in `problems`."""
    Checks(file, problems, words).run(leaves)


class Checks:
    """The checks over one file; each notes what it finds."""

    def __init__(self, file: CountyFile, problems: Problems, words: Words) -> None:
        self.file = file
        self.note = problems.add
        self.words = words
        self.levels = {region.code: region.level for region in file.regions}
        self.departments = {department.name for department in file.departments}

    def run(self, leaves: Collection[str] | None) -> None:
        """All checks are done."""
        self.nothing_twice()
        for region in self.file.regions:
            self.parent_of(region)
        self.responsibilities(leaves)
        self.people()
        for post in self.file.posts:
            self.seat_of(post)
        self.one_per_seat()
        for group in self.file.groups:
            self.home_of(group)

    def nothing_twice(self) -> None:
        """Codes, names and ids are each used once."""
        self._once(self.file.regions, lambda r: r.code, "代码 {} 用了两次")
        self._once(self.file.departments, lambda d: d.name, "部门 {} 写了两次")
        self._once(self.file.people, lambda p: p.id, f"{{}} 有两个人；{self.words.namesake}")
        self._once(self.file.groups, lambda g: g.id, "群 {} 写了两次")
        self._once(self.file.places, lambda p: f"{p.region} 的地点 {p.name}", "{} 写了两次")

    def _once(self, entries: Iterable[E], key: Callable[[E], str], words: str) -> None:
        first: dict[str, int] = {}
        for entry in entries:
            name = key(entry)
            if name and name in first:
                there = self.words.at(first[name], entry.line)
                self.note(entry.line, f"{words.format(name)}（{there}）", "name")
            first.setdefault(name, entry.line)

    def parent_of(self, region: RegionEntry) -> None:
        """The region hangs on one that is exactly one level higher."""
        if region.level not in ABOVE:
            return
        name, above = LEVEL_NAMES[region.level], LEVEL_NAMES[ABOVE[region.level]]
        found = self.levels.get(region.parent)
        if not region.parent and region.level is not Level.TOWNSHIP:
            self.note(
                region.line,
                f"{name} {region.code} 没写 {self.words.parent}，要写它属于哪个{above}",
                "parent",
            )
        elif region.parent and found is None:
            self.note(
                region.line,
                f"{name} {region.code} 的 {self.words.parent} {region.parent} 不存在",
                "parent",
            )
        elif found not in {ABOVE[region.level], UNREADABLE, None}:
            self.note(
                region.line,
                f"{name} {region.code} 的 {self.words.parent} 要是{above}，{region.parent} 却是{LEVEL_NAMES[found]}",
                "parent",
            )

    def responsibilities(self, leaves: Collection[str] | None) -> None:
        """Departments lie in known regions and answer for known leaves; no alias means two."""
        aliases: dict[str, str] = {}
        for department in self.file.departments:
            name, line = department.name, department.line
            self._known_region(department.region, f"部门 {name}", line)
            for leaf in department.responsibilities:
                if leaves is not None and leaf not in leaves:
                    self.note(line, f"部门 {name} 的权责清单写了 {leaf}，事项类别里没有", "leaves")
            for alias in department.aliases:
                other = aliases.setdefault(alias, name)
                if other != name or alias in self.departments - {name}:
                    self.note(line, f"部门 {name} 的别名“{alias}”别的部门在用", "aliases")

    def people(self) -> None:
        """People live in known regions."""
        for person in self.file.people:
            if person.home:
                self._known_region(person.home, f"{person.name} 的住处", person.line)

    def _known_region(self, code: str, what: str, line: int) -> None:
        if code and code not in self.levels:
            self.note(line, f"{what}写的区域 {code} 不存在", "seat")

    def seat_of(self, post: PostEntry) -> None:
        """The post is where its role may stand."""
        name = ROLE_NAMES[post.role]
        if post.role in DEPARTMENT_ROLES:
            self._department_seat(post, name)
        else:
            self._region_seat(post, name)

    def _department_seat(self, post: PostEntry, name: str) -> None:
        if not post.department or post.region:
            self.note(post.line, f"{name}{self.words.wants_department}", "seat")
        elif post.department not in self.departments:
            self.note(post.line, f"{post.person} 所在的部门 {post.department} 不存在", "seat")

    def _region_seat(self, post: PostEntry, name: str) -> None:
        level = self.levels.get(post.region)
        allowed = REGION_ROLES[post.role]
        if not post.region or post.department:
            self.note(post.line, f"{name}{self.words.wants_region}", "seat")
        elif level is None:
            self.note(post.line, f"{post.person} 所在的区域 {post.region} 不存在", "seat")
        elif level not in allowed | {UNREADABLE}:
            places = "、".join(LEVEL_NAMES[a] for a in Level if a in allowed)
            self.note(
                post.line, f"{name}只能在{places}，{post.region} 是{LEVEL_NAMES[level]}", "seat"
            )

    def one_per_seat(self) -> None:
        """A grid has one lead, a person has a seat once, and no two people have the same rank."""
        holders: dict[tuple[Role, str, str], dict[int, PostEntry]] = {}
        for post in self.file.posts:
            seat = holders.setdefault((post.role, post.region, post.department), {})
            name = ROLE_NAMES[post.role]
            if seat and post.role is Role.GRID_LEAD:
                first = next(iter(seat.values()))
                self.note(
                    post.line,
                    f"{post.region} 有两个网格长（{self.words.at(first.line, post.line)}）",
                    "role",
                )
            elif post.person in {held.person for held in seat.values()}:
                self.note(post.line, f"{post.person} 在同一处当了两次{name}", "role")
            elif post.rank in seat:
                same = self.words.same_rank.format(rank=post.rank + self.words.first_rank)
                other = seat[post.rank].person
                self.note(post.line, f"{post.person} 和 {other} 的 {same}", "rank")
            seat.setdefault(post.rank, post)

    def home_of(self, group: GroupEntry) -> None:
        """A department's group names its department, any other its region."""
        if group.kind is GroupKind.DEPARTMENT:
            self._department_group(group)
        elif not group.region or group.department:
            self.note(group.line, f"群 {group.id} {self.words.wants_region}", "seat")
        else:
            self._known_region(group.region, f"群 {group.id} ", group.line)

    def _department_group(self, group: GroupEntry) -> None:
        if not group.department or group.region:
            self.note(group.line, f"部门群 {group.id} {self.words.wants_department}", "seat")
        elif group.department not in self.departments:
            self.note(group.line, f"部门群 {group.id} 的部门 {group.department} 不存在", "seat")

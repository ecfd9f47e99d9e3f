"""Rows of staff and groups: whatever has its seat in a region or a department."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from bot.directory.phones import PHONE
from bot.roster.cells import flag_of, phone_of
from bot.roster.choices import (
    CHANNELS,
    GROUP_KINDS,
    ROLES,
    meant,
    near,
)
from bot.roster.departments import Departments, Found, Rows
from bot.roster.faults import CellProblems
from bot.roster.regions import Regions
from bot.roster.rows import Said
from bot.roster.staff import Named, Staff
from handlers.understanding.categories import Categories
from storage.codes import GroupKind, Level, Role
from storage.county.known import Known
from storage.county.seats import DEPARTMENT_ROLES, REGION_ROLES, ROLE_NAMES
from storage.county.values import (
    GROUP_CHANNELS,
    GroupEntry,
    PostEntry,
    RegionEntry,
)


class Seated:
    """Reads what sits somewhere; the regions are known by then."""

    def __init__(
        self, known: Known, regions: Regions, categories: Categories, problems: CellProblems
    ) -> None:
        self._known = known
        self._regions = regions
        self._problems = problems
        self._groups = {one.id: one for one in known.file.groups}
        self._staff = Staff(known)
        self.departments = Departments(known, categories, problems, self.one_region)
        self._posts = {one.label: one for one in known.file.posts}
        self._ranks: dict[tuple[Role, str, str], int] = defaultdict(lambda: -1)
        for post in known.file.posts:
            self._count(post)

    def one_region(self, row: Said, key: str, levels: Collection[Level] = ()) -> RegionEntry | None:
        """The region a cell means; None, with the fault noted, when it is none or several."""
        said = row.text(key)
        found = self._regions.find(said, levels)
        if len(found) == 1:
            return found[0]
        if found:
            ways = "、".join(self._regions.path(one) for one in found[:3])
            wrong = f"有 {len(found)} 个“{said}”，请写全，如 {ways}"
        else:
            wrong = f"没有“{said}”这个地方；“地区”表和名册里都找不到" if said else "没写是哪个地方"
        self._problems.add(row.line, wrong, key)
        return None

    # ---- people and posts ----

    def people(self, rows: Rows) -> Found:
        """Each row is a post; its holder goes before it."""
        for row, is_ended in rows:
            if row.text("person"):
                yield from self._of_person(row, is_ended=is_ended)
                continue
            name, role = row.text("name"), self._role(row)
            if not name:
                self._problems.add(row.line, "没写姓名", "name")
            seat = self._seat(row, role) if role is not None else None
            if not name or role is None or seat is None:
                continue
            phone = phone_of(self._problems, row, "", PHONE)
            person = self._staff.find(Named(name, phone, role, *seat))
            if isinstance(person, str):
                self._problems.add(row.line, person, "phone")
                continue
            held = replace(person, phone=phone or person.phone, line=row.line)
            if not is_ended:
                self._staff.keep(held)
                yield held, False
            yield self._post(row, PostEntry(held.id, role, *seat, line=row.line)), is_ended

    def _of_person(self, row: Said, *, is_ended: bool) -> Found:
        """What a form says of somebody who is known: a name, a telephone, or one of their posts."""
        known = self._staff.known(row.text("person"))
        if known is None:
            self._problems.add(row.line, "名册里没有这个人", "name")
            return
        phone = phone_of(self._problems, row, known.phone, PHONE)
        held = replace(known, name=row.text("name") or known.name, phone=phone, line=row.line)
        yield held, False
        role = self._role(row) if row.text("role") else None
        seat = self._seat(row, role) if role is not None else None
        if role is not None and seat is not None:
            yield self._post(row, PostEntry(held.id, role, *seat, line=row.line)), is_ended

    def _role(self, row: Said) -> Role | None:
        said = row.text("role")
        role = meant(said, ROLES)
        if role is None:
            wrong = f"不认识岗位“{said}”" if said else "没写岗位"
            self._problems.add(row.line, f"{wrong}；{near(said, ROLES)}", "role")
        return role

    def _seat(self, row: Said, role: Role) -> tuple[str, str] | None:
        """Region and department of a post: one of the two."""
        if role in DEPARTMENT_ROLES:
            return self._in_department(row, ROLE_NAMES[role])
        levels = REGION_ROLES[role]
        if not row.text("seat") and levels == {Level.COUNTY}:
            return self._known.file.county.code, ""
        region = self.one_region(row, "seat", levels)
        return (region.code, "") if region is not None else None

    def _in_department(self, row: Said, what: str) -> tuple[str, str] | None:
        said = row.text("seat")
        known = self.departments.known
        named = [one.name for one in known.values() if said in (one.name, *one.aliases)]
        if len(named) != 1:
            close = get_close_matches(said, known, 1)
            hint = f"，是不是想写“{close[0]}”" if close else "，先写进“部门”表"
            wrong = f"没有“{said}”这个部门{hint}" if said else f"{what}要写是哪个部门的"
            self._problems.add(row.line, wrong, "seat")
            return None
        return "", named[0]

    def _post(self, row: Said, post: PostEntry) -> PostEntry:
        said, before = row.text("rank"), self._posts.get(post.label)
        if said and not (said.isascii() and said.isdigit() and 0 < int(said) < 1000):
            self._problems.add(row.line, f"次序要写 1、2、3，现在是“{said}”", "rank")
            said = ""
        seat = (post.role, post.region, post.department)
        free = before.rank if before is not None else self._ranks[seat] + 1
        placed = replace(post, rank=int(said) - 1 if said else free)
        self._count(placed)
        return placed

    def _count(self, post: PostEntry) -> None:
        seat = (post.role, post.region, post.department)
        self._ranks[seat] = max(self._ranks[seat], post.rank)

    # ---- groups ----

    def groups(self, rows: Rows) -> Found:
        """Each group, bound to its region or department."""
        for row, is_ended in rows:
            entry = self._group(row)
            if entry is not None:
                yield entry, is_ended

    def _group(self, row: Said) -> GroupEntry | None:
        name, said = row.text("name"), row.text("kind")
        kind = meant(said, GROUP_KINDS)
        if not name:
            self._problems.add(row.line, "没写群名", "name")
        if kind is None:
            wrong = f"不认识类型“{said}”" if said else "没写类型"
            self._problems.add(row.line, f"{wrong}；{near(said, GROUP_KINDS)}", "kind")
            return None
        seat = self._group_seat(row, kind)
        if seat is None or not name:
            return None
        before = self._known_group(row.text("id"), name, seat)
        fresh = GroupEntry(row.text("id") or name, name, kind)
        known = before or fresh
        return replace(
            known,
            name=name,
            kind=kind,
            region=seat[0],
            department=seat[1],
            channel=self._channel(row, known.channel),
            is_read_only=flag_of(self._problems, row, "only_read", is_so=known.is_read_only),
            line=row.line,
        )

    def _group_seat(self, row: Said, kind: GroupKind) -> tuple[str, str] | None:
        if kind is GroupKind.DEPARTMENT:
            return self._in_department(row, "部门群")
        region = self.one_region(row, "seat", (Level.GRID,) if kind is GroupKind.RESIDENTS else ())
        return (region.code, "") if region is not None else None

    def _known_group(self, said: str, name: str, seat: tuple[str, str]) -> GroupEntry | None:
        if said:
            return self._groups.get(said)
        known = self._groups.values()
        here = [g for g in known if (g.name, g.region, g.department) == (name, *seat)]
        return here[0] if len(here) == 1 else self._groups.get(name)

    def _channel(self, row: Said, before: str) -> str:
        said = row.text("channel")
        if not said:
            return before
        found = meant(said, CHANNELS) or (said if said in GROUP_CHANNELS else None)
        if found is None:
            self._problems.add(row.line, f"不认识渠道“{said}”；{near(said, CHANNELS)}", "channel")
        return found or before

"""How a change of the roster is told in words; of a telephone only the ends."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from storage.codes import GroupKind, RosterKind
from storage.county.seats import LEVEL_NAMES, ROLE_NAMES
from storage.county.values import (
    CountyEntry,
    DepartmentEntry,
    GroupEntry,
    PersonEntry,
    PostEntry,
    RegionEntry,
    RosterEntry,
)

FIELD_NAMES = {
    "code": "代码", "level": "级别", "name": "名称", "parent": "上级", "households": "户数",
    "aliases": "别名", "polygon": "边界", "kind": "种类", "region": "地区",
    "responsibilities": "权责清单", "on_desk": "有窗口", "phone": "电话", "home": "住处",
    "centre_name": "中心", "duty_phone": "值班电话", "gas_repair_phone": "燃气抢修电话", "rank": "次序", "department": "部门", "channel": "渠道", "is_read_only": "只听不说",
}  # fmt: skip
GROUP_NAMES = {
    GroupKind.RESIDENTS: "居民群",
    GroupKind.STAFF: "工作群",
    GroupKind.DEPARTMENT: "部门群",
}
_LONGEST = 80

Told = RosterEntry | CountyEntry


def kind_of(entry: RosterEntry) -> RosterKind:
    """What of the roster it is."""
    match entry:
        case RegionEntry():
            return RosterKind.REGION
        case DepartmentEntry():
            return RosterKind.DEPARTMENT
        case PersonEntry():
            return RosterKind.PERSON
        case PostEntry():
            return RosterKind.POST
        case GroupEntry():
            return RosterKind.GROUP


def subject_of(entry: RosterEntry, people: Mapping[str, str], regions: Mapping[str, str]) -> str:
    """What people call it: 郭网格，东关家属院网格员."""
    match entry:
        case RegionEntry():
            return f"{LEVEL_NAMES[entry.level]}{entry.name}（{entry.code}）"
        case PostEntry():
            where = entry.department or regions.get(entry.region, entry.region)
            return f"{people.get(entry.person, '')}，{where}{ROLE_NAMES[entry.role]}"
        case _:
            return entry.name


def details_of(before: Told, after: Told, regions: Mapping[str, str]) -> str:
    """What is otherwise afterwards: 名称：东关院 → 东关家属院."""
    return "；".join(_changes(before, after, regions))


def _changes(before: Told, after: Told, regions: Mapping[str, str]) -> Iterator[str]:
    for one in fields(before):
        if not one.compare:
            continue
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old != new:
            words = (_said(one.name, value, regions) for value in (old, new))
            yield f"{FIELD_NAMES.get(one.name, one.name)}：{' → '.join(words)}"


def _said(name: str, value: object, regions: Mapping[str, str]) -> str:
    if name.endswith("phone"):
        return masked_phone(str(value)) or "无"
    if name == "rank" and isinstance(value, int):
        return str(value + 1)
    if isinstance(value, GroupKind):
        return GROUP_NAMES[value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in ("parent", "region", "home"):
        return regions.get(str(value), str(value)) or "无"
    words = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return (words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…") or "无"


def masked_phone(phone: str) -> str:
    """The number without its middle: 037****0101."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)

"""What would change when staff are bound to their ids: pure, so that it can be shown first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.wecom.names import Seen
from storage.county.noting import masked_phone
from storage.staff import StaffMember


@dataclass(frozen=True)
class Told:
    """What a table or the platform says of one member of staff; None is not spoken of."""

    person_id: int
    user_id: str | None = None
    phone: str | None = None
    has_left: bool = False
    where: str = ""  # where that stands: 第5行


@dataclass(frozen=True)
class Change:
    """One member of staff as they are and as they will be."""

    member: StaffMember
    user_id: str
    phone: str

    def line(self) -> str:
        """The change in Chinese, with the telephone shown only in part."""
        who = f"{self.member.name}（{'、'.join(self.member.units)}）"
        parts = [*_account(self.member.user_id, self.user_id)]
        if self.phone != self.member.phone:
            parts.append(
                f"手机号 {masked_phone(self.member.phone) or '无'} → {masked_phone(self.phone)}"
            )
        return f"  {who}：{'，'.join(parts)}"


def _account(before: str, after: str) -> Iterator[str]:
    if before == after:
        return
    if not after:
        yield f"不再用账号 {before}（已停用或离职）"
    elif before:
        yield f"账号 {before} → {after}"
    else:
        yield f"账号 {after}"


def changes(staff: Sequence[StaffMember], told: Sequence[Told]) -> list[Change]:
    """Everybody of whom something new is told, in the order of the staff."""
    of = {one.person_id: one for one in told}
    found = []
    for member in staff:
        one = of.get(member.person_id)
        if one is None:
            continue
        user_id = "" if one.has_left else one.user_id or member.user_id
        change = Change(member, user_id, one.phone or member.phone)
        if (user_id, change.phone) != (member.user_id, member.phone):
            found.append(change)
    return found


def clashes(staff: Sequence[StaffMember], told: Sequence[Told]) -> list[str]:
    """What cannot be: one person told of twice, one account for two people; in Chinese."""
    names = {one.person_id: one.name for one in staff}
    twice = [k for k, n in Counter(one.person_id for one in told).items() if n > 1]
    found = [f"{names[one]}写了两次：{_places(told, one)}" for one in twice]
    will: dict[str, list[str]] = {}
    of = {one.person_id: one for one in told}
    for member in staff:
        one = of.get(member.person_id)
        left = one is not None and one.has_left
        user_id = "" if left else (one.user_id if one and one.user_id else member.user_id)
        if user_id:
            place = f"（{one.where}）" if one and one.where else ""
            will.setdefault(user_id, []).append(f"{member.name}{place}")
    shared = ((user_id, people) for user_id, people in will.items() if len(people) > 1)
    return found + [f"账号 {user_id} 给了两个人：{'、'.join(people)}" for user_id, people in shared]


def _places(told: Sequence[Told], person_id: int) -> str:
    return "、".join(one.where for one in told if one.person_id == person_id)


def by_name(staff: Sequence[StaffMember], members: Sequence[Seen]) -> list[Told]:
    """Those whose name and unit fit exactly one member, and whom that member fits alone."""
    taken = {one.user_id for one in staff if one.user_id}
    pairs = [
        (one.person_id, member.user_id)
        for one in staff
        for member in members
        if member.user_id not in taken and not one.user_id and _fits(one, member)
    ]
    people, ids = Counter(p for p, _ in pairs), Counter(u for _, u in pairs)
    return [Told(p, u) for p, u in pairs if people[p] == 1 and ids[u] == 1]


def _fits(one: StaffMember, member: Seen) -> bool:
    """Same name, and a unit of ours is in the name of a department there or the other way round."""
    return one.name == member.name and any(
        unit in department or department in unit
        for unit in one.units
        for department in member.departments
        if department
    )

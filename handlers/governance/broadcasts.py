"""Notices to the groups of a region (云喇叭): written by one person on duty, agreed to by another.

Source: domain 1 (云喇叭: text → approved by two persons → groups, no names) and 3d (at night only
what is urgent).
"""

from dataclasses import dataclass
from datetime import datetime

from handlers.directory import Directory
from handlers.permissions import COUNTY, DUTY
from handlers.situation import Speaker, World
from storage.codes import NOT_YET_GONE, BroadcastState, GroupKind, Role
from storage.tables.broadcast import Broadcast
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import Region

WRITERS = DUTY | {Role.VILLAGE_CADRE, Role.LEADER}
_JUDGES = (Role.CENTRE_OPERATOR, Role.COUNTY_DUTY)
_MOST_ASKED = 2


@dataclass(frozen=True)
class Notice:
    """A notice as somebody would have it sent."""

    text: str
    region_id: int
    is_for_staff: bool = False
    is_urgent: bool = False
    goes_at: datetime | None = (
        None  # the moment its writer chose; None is as soon as it is agreed to
    )


def may_write(speaker: Speaker, region: Region, directory: Directory) -> bool:
    """True of whoever keeps the desk of this region or of one around it."""
    return any(_covers(post, WRITERS, region, directory) for post in speaker.posts)


def may_judge(speaker: Speaker, writer_id: int, region: Region, directory: Directory) -> bool:
    """True of another person on duty who answers for the region too."""
    is_another = speaker.id != writer_id
    return is_another and any(_covers(post, DUTY, region, directory) for post in speaker.posts)


def may_cancel(speaker: Speaker, one: Broadcast, region: Region, directory: Directory) -> bool:
    """True of its writer, and of a second person as long as it was agreed to and has not gone."""
    if one.writer_id == speaker.id:
        return one.state in NOT_YET_GONE
    is_planned = one.state is BroadcastState.PLANNED
    return is_planned and may_judge(speaker, one.writer_id, region, directory)


def own_region(speaker: Speaker, directory: Directory) -> Region | None:
    """The region whose desk the speaker keeps; None when they keep none."""
    for post in speaker.posts:
        if post.role in WRITERS:
            return directory.region(post.region_id) or directory.top
    return None


def judges(
    writer_id: int, region: Region, directory: Directory, now: datetime
) -> tuple[Person, ...]:
    """Who is asked to agree: the desk of the county, else of the township; never the writer."""
    desk = directory.desk(now, but={writer_id})
    seated = (p for role in _JUDGES for p in directory.responsible(role, directory.top.id, now))
    near = directory.responsible(Role.TOWNSHIP_DUTY, region.id, now)
    found = dict.fromkeys(p.id for p in (*desk, *seated, *near) if p.id != writer_id)
    return tuple(directory.staff[one] for one in list(found)[:_MOST_ASKED] if one is not None)


def groups_of(region_id: int, directory: Directory, *, is_for_staff: bool) -> list[ChatGroup]:
    """The groups that get a notice for this region, oldest first."""
    land = directory.within(region_id)
    live = (g for g in directory.groups.values() if g.ended_at is None)
    return sorted(
        (g for g in live if _is_meant(g, land, directory, is_for_staff=is_for_staff)),
        key=lambda group: group.id or 0,
    )


def _is_meant(
    group: ChatGroup, land: frozenset[int], directory: Directory, *, is_for_staff: bool
) -> bool:
    if group.kind is GroupKind.RESIDENTS or not is_for_staff:
        return group.kind is GroupKind.RESIDENTS and not is_for_staff and group.region_id in land
    department = directory.department(group.department_id)
    place = group.region_id or (department.region_id if department else None)
    return place in land


def _covers(post: Post, roles: frozenset[Role], region: Region, directory: Directory) -> bool:
    if post.role not in roles:
        return False
    if post.role in COUNTY or (post.role is Role.LEADER and post.region_id is None):
        return True
    return region.id in directory.within(post.region_id or 0)


def is_too_often(sent_today: int, world: World, *, is_urgent: bool) -> bool:
    """True when the groups of a region have had enough notices today; a danger is never too often."""
    return not is_urgent and sent_today >= world.policy.broadcasts_a_day

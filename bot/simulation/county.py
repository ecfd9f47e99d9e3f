"""Who lives and works in the demo county, as the people of a simulated year know it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from sqlmodel import Session, col, select

from bot.simulation.agenda import CHANNEL, Chat
from handlers.directory import Directory
from handlers.loading.situations import load_directory
from storage.codes import GroupKind, Role
from storage.tables.person import Identity, Post

NEIGHBOURS = 20  # who speak in each group
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_KIN = ("大妈", "叔", "姐", "哥", "婶", "大爷", "嫂子", "老师", "师傅", "姨")
_AWAKE = frozenset({Role.COUNTY_DUTY, Role.TOWNSHIP_DUTY})
_CLERKS = frozenset({Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER})


@dataclass(frozen=True)
class Group:
    """A residents' group, who speaks in it, and the spots they speak of."""

    neighbours: tuple[Chat, ...]
    spots: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """The county's groups, its staff, and who writes in which department's group."""

    groups: tuple[Group, ...]
    staff: Mapping[str, Chat]
    duty: frozenset[str]  # external ids of those who are awake at night
    departments: Mapping[str, tuple[Chat, ...]]  # a department's group → who writes in it
    names: tuple[str, ...]  # of departments


def load_scene(session: Session, rng: Random) -> Scene:
    """The county as it stands, and residents for its groups."""
    directory = load_directory(session)
    staff = _staff(session, directory)
    return Scene(
        tuple(_residents(directory, rng)),
        {chat.chat_id: chat for chat in staff.values()},
        frozenset(staff[p.person_id].chat_id for p in _posts(directory, staff, _AWAKE)),
        dict(_offices(directory, staff)),
        tuple(d.name for d in directory.departments.values()),
    )


def _staff(session: Session, directory: Directory) -> dict[int, Chat]:
    found = session.exec(select(Identity).where(col(Identity.channel) == CHANNEL))
    return {
        one.person_id: Chat(one.external_id, one.external_id, directory.staff[one.person_id].name)
        for one in found
        if one.person_id in directory.staff
    }


def _posts(directory: Directory, staff: Iterable[int], roles: frozenset[Role]) -> Iterator[Post]:
    held = (post for person_id in staff for post in directory.posts_of(person_id))
    return (post for post in held if post.role in roles)


def _residents(directory: Directory, rng: Random) -> Iterator[Group]:
    spots: dict[int, list[str]] = defaultdict(list)
    for place in directory.places:
        spots[place.region_id].append(place.name)
    for group in directory.groups.values():
        region = directory.region(group.region_id)
        if group.kind is GroupKind.RESIDENTS and region is not None:
            known = (*spots[region.id or 0], region.name)
            yield Group(_neighbours(group.external_id, rng), known)


def _offices(
    directory: Directory, staff: Mapping[int, Chat]
) -> Iterator[tuple[str, tuple[Chat, ...]]]:
    """Each department's group, and who writes in it."""
    desks: dict[int | None, list[Chat]] = defaultdict(list)
    for post in _posts(directory, staff, _CLERKS):
        desks[post.department_id].append(staff[post.person_id])
    for group in directory.groups.values():
        if group.kind is GroupKind.DEPARTMENT:
            here = group.external_id
            clerks = (
                replace(one, chat_id=here, is_group=True) for one in desks[group.department_id]
            )
            yield here, tuple(clerks)


def _neighbours(chat_id: str, rng: Random) -> tuple[Chat, ...]:
    return tuple(
        Chat(
            chat_id,
            f"{chat_id}-{number}",
            f"{rng.choice(_SURNAMES)}{rng.choice(_KIN)}",
            is_group=True,
        )
        for number in range(NEIGHBOURS)
    )

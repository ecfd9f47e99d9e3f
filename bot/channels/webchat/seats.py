"""The seats a visitor may take, and the chats each of them has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers import texts
from storage.chats import Roster
from storage.codes import GroupKind, Level, Role
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import Region

_BY_ROLE = {
    Role.GRID_MEMBER: "grid",
    Role.GRID_LEAD: "grid",
    Role.VILLAGE_CADRE: "village",
    Role.MEDIATOR: "village",
    Role.TOWNSHIP_DUTY: "township",
    Role.DEPARTMENT_CLERK: "department",
    Role.DEPARTMENT_LEADER: "department",
}
_BY_LEVEL = {
    Level.GRID: "grid",
    Level.VILLAGE: "village",
    Level.TOWNSHIP: "township",
    Level.COUNTY: "county",
}
_ON_DUTY = (Role.TOWNSHIP_DUTY, Role.COUNTY_DUTY)  # the region's name says the rest
_GRID_STAFF = (Role.GRID_MEMBER, Role.GRID_LEAD)


@dataclass(frozen=True)
class Seat:
    """A person whose place a visitor may take."""

    id: str
    name: str
    kind: str
    caption: str
    chats: tuple[str, ...]
    person_id: int
    region_id: int | None
    is_cast: bool = False


@dataclass(frozen=True)
class Chat:
    """A chat window: a group, or one person with the bot."""

    id: str
    name: str
    is_group: bool
    members: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """Every seat and every chat of the demo."""

    seats: dict[str, Seat]
    chats: dict[str, Chat]


def furnish(roster: Roster, cast: Sequence[str] = ()) -> Room:
    """The room of a roster; people named in `cast` come first, in that order."""
    posts: dict[int, list[Post]] = {}
    for post in roster.posts:
        posts.setdefault(post.person_id, []).append(post)
    chats = {group.external_id: _group(group, roster, posts) for group in roster.groups}
    seats = [_seat(one, roster, posts, chats.values(), cast) for one in roster.people]
    seats.sort(key=lambda seat: cast.index(seat.name) if seat.is_cast else len(cast))
    for seat in seats:
        chats[seat.id] = Chat(seat.id, seat.name, is_group=False, members=(seat.id,))
    return Room({seat.id: seat for seat in seats}, chats)


def _seat(
    one: tuple[str, Person],
    roster: Roster,
    posts: dict[int, list[Post]],
    groups: Iterable[Chat],
    cast: Sequence[str],
) -> Seat:
    external_id, person = one
    held = posts.get(person.id or 0, [])
    kind = _kind(held, roster)
    own = [chat.id for chat in groups if external_id in chat.members]
    speaks_in_groups = kind in {"resident", "department"}
    return Seat(
        id=external_id,
        name=person.name,
        kind=kind,
        caption=_caption(person, held, roster),
        chats=(*own, external_id) if speaks_in_groups else (external_id, *own),
        person_id=person.id or 0,
        region_id=_where(held[0], roster) if held else person.home_region_id,
        is_cast=person.name in cast,
    )


def _where(post: Post, roster: Roster) -> int | None:
    department = roster.departments.get(post.department_id or 0)
    return department.region_id if post.region_id is None and department else post.region_id


def _kind(held: Sequence[Post], roster: Roster) -> str:
    if not held:
        return "resident"
    first = held[0]
    if first.role in _BY_ROLE:
        return _BY_ROLE[first.role]
    region = roster.regions.get(first.region_id or 0)
    return _BY_LEVEL.get(region.level, "county") if region else "county"


def _caption(person: Person, held: Sequence[Post], roster: Roster) -> str:
    if not held:
        home = roster.regions.get(person.home_region_id or 0)
        return home.name if home else ""
    post = held[0]
    department = roster.departments.get(post.department_id or 0)
    region = roster.regions.get(post.region_id or 0)
    where = department.name if department else region.name if region else ""
    role = Role.DEPARTMENT_CLERK if post.role in _ON_DUTY else post.role
    return " · ".join(part for part in (where, texts.render(f"role.{role.value}")) if part)


def _group(group: ChatGroup, roster: Roster, posts: dict[int, list[Post]]) -> Chat:
    members = tuple(
        external_id
        for external_id, person in roster.people
        if _belongs(person, posts.get(person.id or 0, ()), group, roster)
    )
    return Chat(group.external_id, group.name, is_group=True, members=members)


def _belongs(person: Person, held: Sequence[Post], group: ChatGroup, roster: Roster) -> bool:
    if group.kind is GroupKind.DEPARTMENT:
        return any(post.department_id == group.department_id for post in held)
    if group.kind is GroupKind.RESIDENTS:
        lives_there = not held and group.region_id in lineage(person.home_region_id, roster)
        serves = any(p.role in _GRID_STAFF and p.region_id == group.region_id for p in held)
        return lives_there or serves
    return any(_serves_under(post, group.region_id, roster) for post in held)


def _serves_under(post: Post, region_id: int | None, roster: Roster) -> bool:
    region = roster.regions.get(region_id or 0)
    if region is None or post.region_id is None:
        return False
    if region.level is Level.COUNTY:
        return post.region_id == region_id or post.role is Role.TOWNSHIP_DUTY
    return region_id in lineage(post.region_id, roster)


def lineage(region_id: int | None, roster: Roster) -> tuple[int, ...]:
    """The region and everything above it, nearest first."""
    found: list[int] = []
    region: Region | None = roster.regions.get(region_id or 0)
    while region is not None and region.id is not None:
        found.append(region.id)
        region = roster.regions.get(region.parent_id or 0)
    return tuple(found)

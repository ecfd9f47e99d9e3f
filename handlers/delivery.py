"""Turns a `Say` into outbox rows: who that is now, on which channel, in which words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from handlers.permissions import is_hidden
from handlers.situation import World
from handlers.speech import (
    CUSTOMER_GROUP,
    GROUP_ROBOT,
    LANGUAGE_MODEL,
    MEMBERS_ONLY,
    SMS,
    To,
    ToDepartment,
    ToGroup,
    ToPerson,
    ToPhone,
    ToRole,
)
from storage import people
from storage.codes import GroupKind, Role
from storage.people import FIRST
from storage.tables.case import Case
from storage.tables.conversation import ChatGroup, Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from storage.tables.region import Department
from storage.ways import Ways

_ABOVE = {
    Role.GRID_MEMBER: (Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE, Role.TOWNSHIP_DUTY),
    Role.VILLAGE_CADRE: (Role.VILLAGE_CADRE, Role.TOWNSHIP_DUTY),
}
_AUDIENCE = {Role.CHILD_OFFICER: "county_child_officer"}


@dataclass(frozen=True)
class Cause:
    """Why something is done: the message, timer or click behind it, and who did it."""

    kind: str
    id: int
    actor_id: int | None = None
    message: InboundMessage | None = None
    conversation: Conversation | None = None

    @property
    def key(self) -> str:
        """The same cause has the same key, however often it is tried."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Target:
    """One chat window that will get the words."""

    channel: str
    chat_id: str
    audience: str
    is_group: bool = False
    person_id: int | None = None
    department: str = ""
    tags: tuple[str, ...] = field(default=())
    is_staff: bool = False
    copied_into: str = ""  # the group that this person brings the words to, word for word

    @property
    def is_public(self) -> bool:
        """True when a whole group will read the words."""
        return self.is_group or bool(self.copied_into)

    @property
    def is_resident(self) -> bool:
        """True when a resident is spoken to, one to one."""
        return not (self.is_group or self.is_staff) and self.audience.startswith("private:")


def targets(
    ways: Ways, to: To, cause: Cause, now: datetime, world: World, case: Case | None = None
) -> list[Target]:
    """The chat windows that `to` means now; empty when nobody can be reached.

    What was told in confidence goes to people one by one, never into a department's group.
    """
    hidden = case is not None and is_hidden(case)
    match to:
        case ToGroup(group_id, is_notice):
            group = world.directory.groups.get(group_id)
            as_task = group is not None and is_notice and group.takes_notices
            bring = _as_task if as_task else _of_group
            return bring(ways, group, cause, now, world)
        case ToDepartment():
            found = _of_department(ways, to, now, world, in_person=hidden)
            if hidden and not found:
                return _of_role(ways, Role.COUNTY_DUTY, None, now, world)
            return found
        case ToRole(role, region_id):
            return _of_role(ways, role, region_id, now, world)
        case ToPerson(person_id):
            return _of_person(ways, person_id, cause, world, in_person=hidden)
        case ToPhone(person_id):
            return _of_phone(ways, person_id)


def _of_group(
    ways: Ways, group: ChatGroup | None, cause: Cause, now: datetime, world: World
) -> list[Target]:
    if group is None:
        return []
    if not group.is_read_only:
        return _in_group(group, world)
    bring = _of_role(ways, Role.GRID_MEMBER, group.region_id, now, world)
    return [
        *(replace(one, copied_into=group.name, is_staff=True) for one in bring),
        *_elsewhere(ways, group, cause),
    ]


def _as_task(
    ways: Ways, group: ChatGroup | None, _cause: Cause, now: datetime, world: World
) -> list[Target]:
    """The group, by a task that its grid member confirms in the app."""
    if group is None:
        return []
    senders = _of_role(ways, Role.GRID_MEMBER, group.region_id, now, world)
    way = Target(CUSTOMER_GROUP, group.external_id, "group", is_group=True)
    return [replace(way, person_id=one.person_id) for one in senders[:1]]


def _elsewhere(ways: Ways, group: ChatGroup, cause: Cause) -> list[Target]:
    """Whoever spoke in a group that is only heard, one to one, where they can be reached at all."""
    said = cause.message
    if said is None or (said.channel, said.chat_id) != (group.channel, group.external_id):
        return []
    known = people.list_identities(ways.session, cause.actor_id or 0, ways.now)
    way = next((one for one in known if one.channel not in (group.channel, SMS)), None)
    person = people.get_people(ways.session, [way.person_id]).get(way.person_id) if way else None
    if way is None or person is None or person.muted_at is not None:
        return []
    name = f"private:{person.name}"
    return [Target(way.channel, way.external_id, name, person_id=person.id)]


def _in_group(group: ChatGroup, world: World, *, in_answer: bool = False) -> list[Target]:
    """The group, by its robot where it has one; an answer goes where the question was heard."""
    by_robot = group.has_robot and not in_answer
    department = world.directory.department(group.department_id)
    audience = "group" if group.kind is GroupKind.RESIDENTS else "staff_group"
    if department is not None:
        audience = f"dept:{department.name}"
    return [
        Target(
            GROUP_ROBOT if by_robot else group.channel,
            group.name if by_robot else group.external_id,
            audience,
            is_group=True,
            department=department.name if department else "",
        )
    ]


def _of_department(
    ways: Ways, to: ToDepartment, now: datetime, world: World, *, in_person: bool
) -> list[Target]:
    department = world.directory.department(to.department_id)
    if department is None:
        return []
    in_app = _of_posts(ways, department, now, world, in_person=in_person)
    group = world.directory.department_group(to.department_id)
    if group is None or in_person:
        return in_app
    # Who has the app has cards to press there; a group is for those who have not, and for all.
    is_for_group = to.for_all and group.has_robot
    has_cards = any(one.channel == FIRST for one in in_app)
    return in_app if has_cards and not is_for_group else _in_group(group, world)


def _of_posts(
    ways: Ways, department: Department, now: datetime, world: World, *, in_person: bool
) -> list[Target]:
    roles = (Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER)
    seats = [world.directory.holders(role, now, department_id=department.id) for role in roles]
    ways.look_up(chain.from_iterable(seats))
    for role, held in zip(roles, seats, strict=True):
        audience, name = f"dept:{department.name}", department.name
        found = [one for p in held for one in _reach(ways, p, audience, name)]
        if found:
            all_of_them = role is Role.DEPARTMENT_CLERK and not in_person
            return found if all_of_them else found[:1]
    return []


def _of_role(
    ways: Ways, role: Role, region_id: int | None, now: datetime, world: World
) -> list[Target]:
    audience = _AUDIENCE.get(role, role.value)
    if role is Role.COUNTY_DUTY:
        return _first_reached(ways, world.directory.desk(now), audience)
    for seat in _ABOVE.get(role, (role,)):
        for person in world.directory.responsible(seat, region_id, now):
            found = _reach(ways, person, audience if seat is role else seat.value)
            if found:
                return found
    return []


def _first_reached(ways: Ways, people: Iterable[Person], audience: str) -> list[Target]:
    for person in people:
        if found := _reach(ways, person, audience):
            return found
    return []


def _of_person(
    ways: Ways, person_id: int, cause: Cause, world: World, *, in_person: bool
) -> list[Target]:
    message = cause.message
    answers = message is not None and message.is_group and person_id == cause.actor_id
    if message is not None and answers and not in_person:
        group = world.directory.group_at(message.channel, message.chat_id)
        if group is not None and group.kind is not GroupKind.RESIDENTS:
            return _in_group(group, world, in_answer=True)
        if group is None and message.channel in MEMBERS_ONLY:
            return [Target(message.channel, message.chat_id, "staff_group", is_group=True)]
    person = people.get_people(ways.session, [person_id]).get(person_id)
    if message is not None and message.channel == SMS and person_id == cause.actor_id:
        name = person.name if person else ""
        return [Target(SMS, message.chat_id, f"{SMS}:{name}", person_id=person_id)]
    if person is None or (person.muted_at is not None and person_id != cause.actor_id):
        return []
    department = _department_of(person_id, world) if answers and in_person else None
    if department is not None:
        return _reach(ways, person, f"dept:{department.name}", department.name)
    if message is not None and _is_spoken_to(message, person_id, cause):
        way = Target(message.channel, message.sender_id, f"private:{person.name}")
        found = [replace(way, person_id=person_id)]
    else:
        found = _reach(ways, person, f"private:{person.name}")
    is_staff = person.id in world.directory.staff
    return [replace(one, is_staff=is_staff) for one in found] if is_staff else found


def _is_spoken_to(message: InboundMessage, person_id: int, cause: Cause) -> bool:
    """True for whoever has just written one to one: the answer goes there and nowhere else."""
    is_theirs = person_id == cause.actor_id and message.channel != LANGUAGE_MODEL
    return is_theirs and not message.is_group


def _of_phone(ways: Ways, person_id: int) -> list[Target]:
    person = people.get_people(ways.session, [person_id]).get(person_id)
    if person is None or not person.phone or person.sms_agreed_at is None:
        return []
    return [Target(SMS, person.phone, f"{SMS}:{person.name}", person_id=person.id)]


def _department_of(person_id: int, world: World) -> Department | None:
    posts = world.directory.posts_of(person_id)
    return next((d for p in posts if (d := world.directory.department(p.department_id))), None)


def _reach(ways: Ways, person: Person, audience: str, department: str = "") -> list[Target]:
    way = ways.to(person)
    if way is None:
        return []
    return [Target(*way, audience, person_id=person.id, department=department)]

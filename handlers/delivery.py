"""Turns a `Say` into outbox rows: who that is now, on which channel, in which words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from handlers import texts
from handlers.permissions import is_hidden
from handlers.situation import World
from handlers.speech import (
    GROUP_ROBOT,
    LANGUAGE_MODEL,
    SMS,
    Card,
    To,
    ToDepartment,
    ToGroup,
    ToPerson,
    ToPhone,
    ToRole,
)
from handlers.texts import Text
from handlers.wording import as_of, number, public_place, when
from storage import people
from storage.clock import local
from storage.codes import GroupKind, Role
from storage.people import FIRST
from storage.tables.case import Case
from storage.tables.conversation import ChatGroup, Conversation
from storage.tables.message import InboundMessage
from storage.tables.person import Person
from storage.tables.region import Department

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

    @property
    def is_resident(self) -> bool:
        """True when a resident is spoken to, one to one."""
        return not (self.is_group or self.is_staff) and self.audience.startswith("private:")


def targets(
    session: Session, to: To, cause: Cause, now: datetime, world: World, case: Case | None = None
) -> list[Target]:
    """The chat windows that `to` means now; empty when nobody can be reached.

    What was told in confidence goes to people one by one, never into a department's group.
    """
    hidden = case is not None and is_hidden(case)
    match to:
        case ToGroup(group_id):
            return _of_group(world.directory.groups.get(group_id), world)
        case ToDepartment():
            found = _of_department(session, to, now, world, in_person=hidden)
            if hidden and not found:
                return _of_role(session, Role.COUNTY_DUTY, None, now, world)
            return found
        case ToRole(role, region_id):
            return _of_role(session, role, region_id, now, world)
        case ToPerson(person_id):
            return _of_person(session, person_id, cause, world, in_person=hidden)
        case ToPhone(person_id):
            return _of_phone(session, person_id)


@dataclass(frozen=True)
class Moments:
    """When something was said, and when it is read: at once, unless it had to wait."""

    said_at: datetime
    read_at: datetime

    @property
    def days(self) -> int:
        """How many days later it is read."""
        return (local(self.read_at).date() - local(self.said_at).date()).days


def words(text: Text, target: Target, case: Case | None, at: Moments, world: World) -> str:
    """The sentence as this reader gets it; in a group without anything that points to a home.

    What waited till tomorrow speaks of tomorrow as of today.
    """
    given, now = dict(text.params), at.read_at
    if at.days:
        given = {k: as_of(v, at.days) if isinstance(v, str) else v for k, v in given.items()}
    wanted = texts.gaps(text.key).difference(given)
    if case is not None:
        given |= {name: _TOLD_OF_CASE[name](case, target, now, world) for name in wanted & _TOLD}
    given = {"department": target.department, "county": world.directory.county.name} | given
    return texts.render(text.key, **given)


def _place(case: Case, target: Target, _now: datetime, world: World) -> str:
    place = public_place(case.place) if target.is_group else case.place
    return place or _region_name(case, world)


def _due(case: Case, _target: Target, now: datetime, _world: World) -> str:
    return when(case.resolve_due_at, now) if case.resolve_due_at else ""


_TOLD_OF_CASE: dict[str, Callable[[Case, Target, datetime, World], str]] = {
    "number": lambda case, *_: number(case.number),
    "title": lambda case, *_: case.title,
    "place": _place,
    "due": _due,
    "leaf": lambda case, *_: case.title,
    "summary": lambda case, *_: case.summary,
}
_TOLD = frozenset(_TOLD_OF_CASE)


def card_data(
    card: Card, target: Target, case: Case | None, at: Moments, world: World
) -> dict[str, object]:
    """The card as a channel gets it: {"title", "buttons": [{"key", "label"}]}.

    A key may name {case_id}, for a case that had no id yet when it was decided upon.
    """
    case_id = case.id if case else ""
    return {
        "title": words(card.title, target, case, at, world),
        "buttons": [{"key": b.key.format(case_id=case_id), "label": b.label} for b in card.buttons],
    }


def _region_name(case: Case, world: World) -> str:
    region = world.directory.region(case.region_id)
    return region.name if region else world.directory.county.name


def _of_group(group: ChatGroup | None, world: World, *, in_answer: bool = False) -> list[Target]:
    """The group, by its robot where it has one; an answer goes where the question was heard."""
    if group is None:
        return []
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
    session: Session, to: ToDepartment, now: datetime, world: World, *, in_person: bool
) -> list[Target]:
    department = world.directory.department(to.department_id)
    if department is None:
        return []
    in_app = _of_posts(session, department, now, world, in_person=in_person)
    group = world.directory.department_group(to.department_id)
    if group is None or in_person:
        return in_app
    # Who has the app has cards to press there; a group is for those who have not, and for all.
    is_for_group = to.for_all and group.has_robot
    has_cards = any(one.channel == FIRST for one in in_app)
    return in_app if has_cards and not is_for_group else _of_group(group, world)


def _of_posts(
    session: Session, department: Department, now: datetime, world: World, *, in_person: bool
) -> list[Target]:
    for role in (Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER):
        held = world.directory.holders(role, now, department_id=department.id)
        audience, name = f"dept:{department.name}", department.name
        found = [one for p in held for one in _reach(session, p, audience, name)]
        if found:
            all_of_them = role is Role.DEPARTMENT_CLERK and not in_person
            return found if all_of_them else found[:1]
    return []


def _of_role(
    session: Session, role: Role, region_id: int | None, now: datetime, world: World
) -> list[Target]:
    audience = _AUDIENCE.get(role, role.value)
    if role is Role.COUNTY_DUTY:
        return _first_reached(session, world.directory.desk(now), audience)
    for seat in _ABOVE.get(role, (role,)):
        for person in world.directory.responsible(seat, region_id, now):
            found = _reach(session, person, audience if seat is role else seat.value)
            if found:
                return found
    return []


def _first_reached(session: Session, people: Iterable[Person], audience: str) -> list[Target]:
    for person in people:
        if found := _reach(session, person, audience):
            return found
    return []


def _of_person(
    session: Session, person_id: int, cause: Cause, world: World, *, in_person: bool
) -> list[Target]:
    message = cause.message
    answers = message is not None and message.is_group and person_id == cause.actor_id
    if message is not None and answers and not in_person:
        group = world.directory.group_at(message.channel, message.chat_id)
        if group is not None and group.kind is not GroupKind.RESIDENTS:
            return _of_group(group, world, in_answer=True)
    person = people.get_people(session, [person_id]).get(person_id)
    if message is not None and message.channel == SMS and person_id == cause.actor_id:
        name = person.name if person else ""
        return [Target(SMS, message.chat_id, f"{SMS}:{name}", person_id=person_id)]
    if person is None or (person.muted_at is not None and person_id != cause.actor_id):
        return []
    department = _department_of(person_id, world) if answers and in_person else None
    if department is not None:
        return _reach(session, person, f"dept:{department.name}", department.name)
    if message is not None and _is_spoken_to(message, person_id, cause):
        way = Target(message.channel, message.sender_id, f"private:{person.name}")
        found = [replace(way, person_id=person_id)]
    else:
        found = _reach(session, person, f"private:{person.name}")
    is_staff = person.id in world.directory.staff
    return [replace(one, is_staff=is_staff) for one in found] if is_staff else found


def _is_spoken_to(message: InboundMessage, person_id: int, cause: Cause) -> bool:
    """True for whoever has just written one to one: the answer goes there and nowhere else."""
    is_theirs = person_id == cause.actor_id and message.channel != LANGUAGE_MODEL
    return is_theirs and not message.is_group


def _of_phone(session: Session, person_id: int) -> list[Target]:
    person = people.get_people(session, [person_id]).get(person_id)
    if person is None or not person.phone or person.sms_agreed_at is None:
        return []
    return [Target(SMS, person.phone, f"{SMS}:{person.name}", person_id=person.id)]


def _department_of(person_id: int, world: World) -> Department | None:
    posts = world.directory.posts_of(person_id)
    return next((d for p in posts if (d := world.directory.department(p.department_id))), None)


def _reach(session: Session, person: Person, audience: str, department: str = "") -> list[Target]:
    way = people.find_way(session, person.id or 0)
    if way is None:
        return []
    return [Target(*way, audience, person_id=person.id, department=department)]

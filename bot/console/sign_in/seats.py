"""The seats a visitor of the demo can take: one of each kind, and everybody else by name."""

from dataclasses import dataclass

from handlers.directory import Directory
from storage.codes import Role
from storage.tables.person import Person, Post

_GROUPS = (
    ("县里", (Role.COUNTY_DUTY, Role.CENTRE_OPERATOR, Role.LEADER, Role.ADMINISTRATOR, Role.CHILD_OFFICER)),
    ("乡镇街道", (Role.TOWNSHIP_DUTY,)),
    ("村和社区", (Role.VILLAGE_CADRE, Role.GRID_LEAD, Role.GRID_MEMBER)),
    ("部门", (Role.DEPARTMENT_CLERK, Role.DEPARTMENT_LEADER, Role.POLICE)),
    ("其他", (Role.MEDIATOR, Role.LEGAL_ADVISER)),
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """One person whose seat can be taken."""

    person_id: int
    name: str
    role: Role
    where: str


@dataclass(frozen=True)
class SeatGroup:
    """Seats of one kind."""

    name: str
    seats: tuple[Seat, ...]


def list_seats(directory: Directory) -> list[SeatGroup]:
    """Everybody who holds a post, by kind; each person once."""
    groups = (SeatGroup(name, _seats(directory, roles)) for name, roles in _GROUPS)
    return [group for group in groups if group.seats]


def _seats(directory: Directory, roles: tuple[Role, ...]) -> tuple[Seat, ...]:
    found = (
        _seat(person, post, directory)
        for person in directory.staff.values()
        if (post := next(iter(directory.posts_of(person.id)), None)) and post.role in roles
    )
    return tuple(sorted(found, key=lambda one: (roles.index(one.role), one.person_id)))


def _seat(person: Person, post: Post, directory: Directory) -> Seat:
    region, department = directory.region(post.region_id), directory.department(post.department_id)
    where = department.name if department else region.name if region else ""
    return Seat(person.id or 0, person.name, post.role, where)

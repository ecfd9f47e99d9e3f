"""The rooms of the console: where they are, what they are called, who may enter."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.console.visitor import Visitor
from handlers.governance.broadcasts import WRITERS
from handlers.governance.roster_rights import KEEPERS
from handlers.permissions import COUNTY, DEPARTMENT, DUTY, GRID, STAFF
from storage.codes import Role

EVERYBODY = frozenset(Role) - {Role.RESIDENT, Role.BOT}


@dataclass(frozen=True)
class Room:
    """One entry of the navigation."""

    key: str
    path: str
    name: str
    roles: frozenset[Role]
    of_county: bool = False  # only with a post for the whole county


_SUPERVISORS = frozenset({Role.ADMINISTRATOR, Role.LEADER})

ROOMS = (
    Room("queue", "/console/", "事项", STAFF),
    Room("emergencies", "/console/emergencies", "险情", STAFF),
    Room("whistles", "/console/whistles", "吹哨", DEPARTMENT | DUTY),
    Room("triage", "/console/triage", "待判", DUTY),
    Room("surveys", "/console/surveys", "回访", STAFF),
    Room("map", "/console/map", "地图", GRID | DUTY | {Role.VILLAGE_CADRE, Role.LEADER}),
    Room("letters", "/console/letters", "函件", STAFF),
    Room("broadcasts", "/console/broadcasts", "群发", WRITERS),
    Room("ledgers", "/console/ledgers", "台账", STAFF),
    Room("charts", "/console/charts", "统计", EVERYBODY),
    Room("rates", "/console/rates", "各项率", EVERYBODY),
    Room("consults", "/console/consults", "会商", STAFF),
    Room("calendar", "/console/calendar", "工作日历", EVERYBODY),
    Room("categories", "/console/categories", "类别与时限", EVERYBODY),
    Room("texts", "/console/texts", "话术", DUTY | _SUPERVISORS),
    Room("trouble", "/console/trouble", "没送到的", COUNTY),
    Room("opening", "/console/opening", "开张", COUNTY | {Role.ADMINISTRATOR}),
    Room("roster", "/console/roster", "名册", KEEPERS),
    Room("audit", "/console/audit", "留痕", _SUPERVISORS, of_county=True),
    Room("boundaries", "/console/boundaries", "边界", COUNTY | {Role.ADMINISTRATOR}),
    Room("accounts", "/console/accounts", "账号", frozenset({Role.ADMINISTRATOR})),
)
HEADINGS = {
    "办事": (
        "queue",
        "emergencies",
        "whistles",
        "triage",
        "consults",
        "surveys",
        "letters",
        "broadcasts",
    ),
    "全局": ("map", "charts", "ledgers", "rates"),
    "县情": ("roster", "boundaries", "calendar", "categories", "texts"),
}
_REST = "管理"
ROLES = {room.key: room.roles for room in ROOMS}
BY_KEY = {room.key: room for room in ROOMS}


def open_to(visitor: Visitor) -> tuple[Room, ...]:
    """The rooms this person may enter, in their order."""
    return tuple(room for room in ROOMS if may_enter(room, visitor))


def grouped(rooms: Iterable[Room]) -> list[tuple[str, list[Room]]]:
    """The rooms under the heading they stand under in the navigation; empty headings are left out."""
    found: dict[str, list[Room]] = {heading: [] for heading in (*HEADINGS, _REST)}
    heading_of = {key: heading for heading, keys in HEADINGS.items() for key in keys}
    for room in rooms:
        found[heading_of.get(room.key, _REST)].append(room)
    return [(heading, held) for heading, held in found.items() if held]


def may_enter(room: Room, visitor: Visitor) -> bool:
    """Whether the person holds a post that opens the room."""
    top = visitor.world.directory.top.id
    held = (one for one in visitor.speaker.posts if one.role in room.roles)
    return any(not room.of_county or one.region_id in (None, top) for one in held)


def home(visitor: Visitor) -> str | None:
    """Where somebody who keeps no cases begins: at the steps of the opening, else at the first room."""
    rooms = open_to(visitor)
    opening = next((room for room in rooms if room.key == "opening"), None)
    return (opening or rooms[0]).path if rooms else None

"""The rooms of the console: where they are, what they are called, who may enter."""

from dataclasses import dataclass

from bot.console.visitor import Visitor
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


ROOMS = (
    Room("queue", "/console/", "事项", STAFF),
    Room("emergencies", "/console/emergencies", "险情", STAFF),
    Room("whistles", "/console/whistles", "吹哨", DEPARTMENT | DUTY),
    Room("triage", "/console/triage", "待判", DUTY),
    Room("surveys", "/console/surveys", "回访", STAFF),
    Room("map", "/console/map", "地图", GRID | DUTY | {Role.VILLAGE_CADRE, Role.LEADER}),
    Room("letters", "/console/letters", "函件", STAFF),
    Room("ledgers", "/console/ledgers", "台账", STAFF),
    Room("rates", "/console/rates", "各项率", EVERYBODY),
    Room("trouble", "/console/trouble", "没送到的", COUNTY),
    Room("roster", "/console/roster", "名册", KEEPERS),
    Room("accounts", "/console/accounts", "账号", frozenset({Role.ADMINISTRATOR})),
)
ROLES = {room.key: room.roles for room in ROOMS}


def open_to(visitor: Visitor) -> tuple[Room, ...]:
    """The rooms this person may enter, in their order."""
    return tuple(room for room in ROOMS if visitor.is_any(room.roles))

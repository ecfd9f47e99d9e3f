"""Who is told what when a case moves: one voice for everything the life cycle says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from handlers.effects import Say
from handlers.lifecycle.facts import SILENT, Facts
from handlers.lifecycle.routes import route_of
from handlers.lifecycle.timing.deadlines import is_pressing, not_before
from handlers.permissions import is_hidden
from handlers.routing.whistle import Route
from handlers.situation import CaseView, World
from handlers.speech import Button, Card, To, ToDepartment, ToGroup, ToPerson, ToRole
from handlers.texts import Text, render
from handlers.wording import public_place, salutation
from storage.codes import Level, Role
from storage.tables.person import Person
from storage.tables.region import Department

_NAMELESS = frozenset({Role.COUNTY_DUTY, Role.TOWNSHIP_DUTY, Role.CENTRE_OPERATOR})
_SEATS = {
    Level.GRID: Role.GRID_MEMBER,
    Level.VILLAGE: Role.VILLAGE_CADRE,
    Level.TOWNSHIP: Role.TOWNSHIP_DUTY,
}
_FULL_NAME = frozenset({Role.VILLAGE_CADRE, Role.MEDIATOR, Role.LEADER})


def buttons(*names: str) -> tuple[Button, ...]:
    """Card buttons by name; `{case_id}` is filled when the card is written."""
    return tuple(Button(f"{name}:{{case_id}}", render(f"card.button_{name}")) for name in names)


def card(title: str, *names: str) -> Card:
    """A card with this title and these buttons."""
    return Card(Text(f"card.title_{title}"), buttons(*names))


def called(person: Person | None, role: Role) -> str:
    """How residents hear of a member of staff: 网格员郭师傅, 值班人员."""
    title = render(f"role.{role.value}")
    if person is None or role in _NAMELESS:
        return title
    return title + (person.name if role in _FULL_NAME else salutation(person.name))


def county_duty(world: World) -> ToRole:
    """The seat of the county's duty officer."""
    return ToRole(Role.COUNTY_DUTY, world.directory.top.id)


def department_name(department_id: int | None, world: World) -> str:
    """What a department is called; the county's centre when there is none."""
    department = world.directory.department(department_id)
    return department.name if department else world.directory.county.centre_name


def handler_name(view: CaseView, world: World) -> str:
    """How residents hear of whoever handles the case: a department, or the grid."""
    if view.lead is not None:
        return department_name(view.lead.department_id, world)
    return render(f"role.{_SEATS.get(view.case.level, Role.COUNTY_DUTY).value}")


@dataclass(frozen=True)
class Voice:
    """Speaks about one case at one moment, with its urgency and the quiet hours in mind."""

    facts: Facts
    now: datetime
    world: World

    @cached_property
    def route(self) -> Route:
        """Who is to be whistled for the case."""
        return route_of(self.facts, self.world)

    @property
    def heard_at(self) -> datetime:
        """When what is said now is heard: at once, or when the quiet hours end."""
        return self._calm() or self.now

    def answer(self, person_id: int, key: str, card: Card | None = None, **params: object) -> Say:
        """A reply to somebody who has just spoken: at once, whatever the hour."""
        return Say(ToPerson(person_id), Text(key, params), self.facts.ref, card)

    def person(self, person_id: int, key: str, card: Card | None = None, **params: object) -> Say:
        """A notice to one person."""
        return self._say(ToPerson(person_id), key, card, params)

    def role(self, role: Role, key: str, card: Card | None = None, **params: object) -> Say:
        """A notice to whoever holds this role for the place of the case."""
        if role is Role.COUNTY_DUTY:
            return self.county(key, card, **params)
        region_id = self.facts.region_id
        where = self.world.directory.top.id if region_id is None else region_id
        return self._say(self._seat(role, where), key, card, params)

    def department(
        self, department_id: int, key: str, card: Card | None = None, **params: object
    ) -> Say:
        """A notice to a department."""
        return self._say(ToDepartment(department_id), key, card, params)

    def county(self, key: str, card: Card | None = None, **params: object) -> Say:
        """A notice to the county's duty officer, at any hour: the seat is manned round the clock."""
        seat = self._seat(Role.COUNTY_DUTY, self.world.directory.top.id)
        return Say(seat, Text(key, params), self.facts.ref, card, self.facts.is_urgent)

    def reporters(
        self, view: CaseView, key: str, but: Iterable[int] = (), **params: object
    ) -> list[Say]:
        """Every reporter hears it, one to one; of the leaves in SILENT nobody does."""
        if self.facts.leaf.id in SILENT:
            return []
        left_out = frozenset(but)
        wanted = (p for p in view.reporter_ids if p not in left_out)
        return [self.person(person_id, key, None, **params) for person_id in wanted]

    def group(
        self, view: CaseView, key: str, *, declared: bool = False, **params: object
    ) -> list[Say]:
        """The residents' group hears of a public matter; `{spot}` is its place without homes.

        What is more than once an hour about one case waits, wherever it was decided upon. What a
        person `declared` to be public is told of any matter that is not hidden.
        """
        case = view.case
        hidden = is_hidden(case) or self.facts.is_closed_circle
        is_public = declared or self.facts.leaf.is_public
        if case.group_id is None or hidden or not is_public:
            return []
        return [
            Say(
                ToGroup(case.group_id),
                Text(key, {**params, "spot": self._spot(view)}),
                self.facts.ref,
                not_before=self._calm(),
            )
        ]

    def all_clear(self, view: CaseView) -> list[Say]:
        """The group that read the warning reads at once that nothing was the matter."""
        case = view.case
        if case.group_id is None or case.is_private or not case.is_emergency:
            return []
        text = Text("told.false_alarm_group", {"spot": self._spot(view)})
        return [Say(ToGroup(case.group_id), text, self.facts.ref, urgent=True)]

    def _seat(self, role: Role, region_id: int | None) -> To:
        """The seat, unless a person complained of sits there; then somebody else is told."""
        directory, avoid = self.world.directory, self.facts.avoid.person_ids
        held = directory.responsible(role, region_id, self.now) if avoid else ()
        if not any(p.id in avoid for p in held):
            return ToRole(role, region_id)
        kept = [p for p in held if p.id not in avoid] or directory.desk(self.now, avoid)
        return ToPerson(kept[0].id or 0) if kept else ToRole(Role.LEADER, directory.top.id)

    def _say(self, to: To, key: str, card: Card | None, params: dict[str, object]) -> Say:
        text = Text(key, params)
        return Say(to, text, self.facts.ref, card, self.facts.is_urgent, self._calm())

    def _calm(self) -> datetime | None:
        """Until when words about this case wait, because the quiet hours are on."""
        facts = self.facts
        pressing = facts.is_emergency or is_pressing(facts.leaf.id, facts.urgency)
        return not_before(self.now, self.world.policy, urgent=pressing)

    def _spot(self, view: CaseView) -> str:
        place = public_place(view.case.place)
        region = self.world.directory.region(view.case.region_id)
        return place or (region.name if region else self.world.directory.county.name)


def names_of(departments: Iterable[Department]) -> str:
    """Department names in one line: 住建局、供电公司."""
    return "、".join(d.name for d in departments)

"""The county as a value: its regions, departments, staff, groups and place names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from handlers.coordinates import Point, metres_between, parse_point
from handlers.geometry import Areas
from handlers.understanding.reading import PlaceName
from storage.codes import GroupKind, Level, Role
from storage.tables.conversation import ChatGroup
from storage.tables.person import Person, Post
from storage.tables.region import County, Department, Place, Region

_NEXT_TO = 60.0  # metres
# Who sits at the county's desk when those before are not there: somebody always answers.
_DESK = (Role.COUNTY_DUTY, Role.CENTRE_OPERATOR, Role.LEADER, Role.ADMINISTRATOR)


class Directory:
    """An immutable picture of the roster at one `directory_version`; look-ups are dictionaries."""

    def __init__(
        self,
        county: County,
        regions: Sequence[Region],
        departments: Sequence[Department],
        people: Sequence[tuple[Post, Person]],
        groups: Sequence[ChatGroup],
        places: Sequence[Place],
    ) -> None:
        self.county = county
        self.version = county.directory_version
        self.regions = {r.id: r for r in regions if r.id is not None}
        self._departments = {d.id: d for d in departments if d.id is not None}
        self.departments = {key: d for key, d in self._departments.items() if d.ended_at is None}
        self.groups = {g.id: g for g in groups if g.id is not None}
        self._ever = {p.id: p for _, p in people if p.id is not None}
        people = [pair for pair in people if pair[0].ended_at is None]
        self.staff = {p.id: p for _, p in people if p.id is not None}
        self.places = tuple(places)
        self._posts: dict[int, list[Post]] = defaultdict(list)
        self._by_seat: dict[tuple[Role, int | None, int | None], list[Post]] = defaultdict(list)
        for post, _ in sorted(people, key=lambda pair: (pair[0].rank, pair[0].id or 0)):
            self._posts[post.person_id].append(post)
            self._by_seat[(post.role, post.region_id, post.department_id)].append(post)
        self._groups = {(g.channel, g.external_id): g for g in groups}

    # ---- names of what is and of what was ----

    @cached_property
    def people_names(self) -> dict[int, str]:
        """What staff are called, those who left among them: history goes on naming them."""
        return {key: one.name for key, one in self._ever.items()}

    @cached_property
    def department_names(self) -> dict[int, str]:
        """What departments are called, those that are no more among them."""
        return {key: one.name for key, one in self._departments.items()}

    @cached_property
    def live_regions(self) -> tuple[Region, ...]:
        """The regions that are still there; `regions` also holds those that old cases lie in."""
        return tuple(r for r in self.regions.values() if r.ended_at is None)

    # ---- regions ----

    def region(self, region_id: int | None) -> Region | None:
        """The region with this id."""
        return None if region_id is None else self.regions.get(region_id)

    def region_coded(self, region_code: str) -> Region | None:
        """The region with this code, e.g. "G101"."""
        return self._by_code.get(region_code)

    def lineage(self, region_id: int | None) -> tuple[Region, ...]:
        """The region and everything above it, nearest first."""
        return () if region_id is None else self._lineages.get(region_id, ())

    def at_level(self, region_id: int | None, level: Level) -> Region | None:
        """The region of `level` that `region_id` is or lies in."""
        return next((r for r in self.lineage(region_id) if r.level is level), None)

    def within(self, region_id: int) -> frozenset[int]:
        """The ids of the region and of everything below it."""
        return self._subtrees[region_id]

    def region_at(self, longitude: float, latitude: float) -> Region | None:
        """The finest region that the WGS-84 point lies in; None outside of the county."""
        return self.region(self._areas.at(Point(longitude, latitude)))

    def place_near(self, region_id: int | None, point: Point) -> Place | None:
        """The region's place next to the point, when one is next to it."""
        known = (
            (parse_point(place.longitude, place.latitude), place)
            for place in self.places
            if place.region_id == region_id
        )
        near = [(metres_between(at, point), place) for at, place in known if at is not None]
        away, place = min(near, key=_distance, default=(_NEXT_TO, None))
        return place if away < _NEXT_TO else None

    @property
    def is_drawn(self) -> bool:
        """True when any region has a shape, so that a point outside of all lies elsewhere."""
        return bool(self._areas)

    @cached_property
    def _areas(self) -> Areas:
        finest = sorted(self.live_regions, key=lambda r: (-len(self.lineage(r.id)), r.code))
        return Areas((r.id or 0, r.polygon) for r in finest)

    @cached_property
    def top(self) -> Region:
        """The county's own region."""
        return next(r for r in self.regions.values() if r.level is Level.COUNTY)

    @cached_property
    def _lineages(self) -> dict[int, tuple[Region, ...]]:
        return {region_id: tuple(self._upwards(region_id)) for region_id in self.regions}

    def _upwards(self, region_id: int | None) -> Iterator[Region]:
        region = self.region(region_id)
        while region is not None:
            yield region
            region = self.region(region.parent_id)

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {r.code: r for r in self.regions.values()}

    @cached_property
    def _subtrees(self) -> dict[int, frozenset[int]]:
        below: dict[int, set[int]] = defaultdict(set)
        for region_id in self.regions:
            for above in self.lineage(region_id):
                below[above.id or 0].add(region_id)
        return {key: frozenset(ids) for key, ids in below.items()}

    # ---- people ----

    def posts_of(self, person_id: int | None) -> tuple[Post, ...]:
        """The posts a person holds; empty for a resident."""
        return tuple(self._posts.get(person_id or 0, ()))

    def posts_held(self, person_id: int | None, now: datetime) -> tuple[Post, ...]:
        """The person's own posts, and those of absent people for whom they stand in now."""
        held = (p for p in self._stood_in.get(person_id or 0, ()) if _is_away(p, now))
        return (*self.posts_of(person_id), *held)

    @cached_property
    def _stood_in(self) -> dict[int, list[Post]]:
        found: dict[int, list[Post]] = defaultdict(list)
        for post in (p for posts in self._posts.values() for p in posts):
            if post.stand_in_id is not None:
                found[post.stand_in_id].append(post)
        return found

    def desk(self, now: datetime, but: Collection[int] = ()) -> tuple[Person, ...]:
        """Who sits at the county's desk now: those on duty, else whoever is left of the county.

        Nobody of `but` counts: a complaint about the one on duty goes to the next.
        """
        for role in _DESK:
            seated = self.responsible(role, self.top.id, now)
            if kept := tuple(p for p in seated if p.id not in but):
                return kept
        return ()

    def holders(
        self,
        role: Role,
        now: datetime,
        *,
        region_id: int | None = None,
        department_id: int | None = None,
    ) -> tuple[Person, ...]:
        """Who answers for this seat now, first to be asked first; the absent are stood in for."""
        people = (
            self._present(post, now)
            for post in self._by_seat.get((role, region_id, department_id), ())
        )
        return _unique(p for p in people if p is not None)

    def _present(self, post: Post, now: datetime) -> Person | None:
        away = _is_away(post, now)
        return self.staff.get((post.stand_in_id if away else post.person_id) or 0)

    def responsible(self, role: Role, region_id: int | None, now: datetime) -> tuple[Person, ...]:
        """The holders of `role` at the region or, where it has none, at the nearest region above."""
        for region in self.lineage(region_id) or (self.top,):
            found = self.holders(role, now, region_id=region.id)
            if found:
                return found
        return ()

    def grid_team(self, region_id: int | None, now: datetime) -> tuple[Person, ...]:
        """The grid's members, then its lead; of the village when the place is known no closer."""
        return _unique(
            person
            for role in (Role.GRID_MEMBER, Role.GRID_LEAD)
            for person in self.holders(role, now, region_id=region_id)
        )

    # ---- departments and groups ----

    def department(self, department_id: int | None) -> Department | None:
        """The department with this id, also when it is no more."""
        return None if department_id is None else self._departments.get(department_id)

    def department_called(self, name: str) -> Department | None:
        """The department with this name or alias."""
        return self._by_name.get(name.strip())

    @cached_property
    def _by_name(self) -> dict[str, Department]:
        names = {alias: d for d in self.departments.values() for alias in d.aliases}
        return names | {d.name: d for d in self.departments.values()}

    def responsible_for(self, leaf_id: str) -> tuple[Department, ...]:
        """The departments that have this leaf on their responsibility list (权责清单)."""
        return self._by_leaf.get(leaf_id, ())

    @cached_property
    def _by_leaf(self) -> dict[str, tuple[Department, ...]]:
        found: dict[str, tuple[Department, ...]] = {}
        for department in self.departments.values():
            for leaf_id in dict.fromkeys(department.responsibilities):
                found[leaf_id] = (*found.get(leaf_id, ()), department)
        return found

    def group_at(self, channel: str, external_id: str) -> ChatGroup | None:
        """The group a channel knows by this id."""
        return self._groups.get((channel, external_id))

    def department_group(self, department_id: int) -> ChatGroup | None:
        """The staff group of a department: the one that was entered last."""
        return self._of_departments.get(department_id)

    @cached_property
    def _of_departments(self) -> dict[int | None, ChatGroup]:
        found: dict[int | None, ChatGroup] = {}
        for group in sorted(self.groups.values(), key=lambda one: one.id or 0):
            if group.kind is GroupKind.DEPARTMENT:
                found[group.department_id] = group
        return found

    def resident_groups(self, region_id: int | None) -> tuple[ChatGroup, ...]:
        """The residents' groups bound to exactly this region."""
        return tuple(
            g
            for g in self.groups.values()
            if g.kind is GroupKind.RESIDENTS and g.region_id == region_id
        )

    # ---- names ----

    @cached_property
    def names(self) -> tuple[PlaceName, ...]:
        """The gazetteer: names of regions and of places, with the region each lies in."""
        regions = (
            PlaceName(r.name, r.id or 0, r.level.value, tuple(r.aliases)) for r in self.live_regions
        )
        here = {r.id for r in self.live_regions}
        places = (
            PlaceName(p.name, p.region_id, p.kind, tuple(p.aliases))
            for p in self.places
            if p.region_id in here
        )
        return (*regions, *places)


def _is_away(post: Post, now: datetime) -> bool:
    begun = post.absent_from is not None and post.absent_from <= now
    return begun and (post.absent_until is None or now < post.absent_until)


def _distance(near: tuple[float, Place]) -> float:
    return near[0]


def _unique(people: Iterable[Person]) -> tuple[Person, ...]:
    seen: dict[int, Person] = {}
    for person in people:
        seen.setdefault(person.id or 0, person)
    return tuple(seen.values())

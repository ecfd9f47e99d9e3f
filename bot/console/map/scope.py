"""Which part of the county a visitor's map shows, and what it is made of."""

from dataclasses import dataclass
from functools import cached_property

from bot.console.parameters import id_in
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from handlers.directory import Directory
from handlers.permissions import COUNTY
from storage.codes import Level
from storage.tables.region import Region

_LOCAL = ROLES["map"] - COUNTY


@dataclass(frozen=True)
class Scope:
    """One region as the map shows it."""

    directory: Directory
    region: Region
    roots: tuple[Region, ...]  # the whole of what the visitor may look at

    @property
    def id(self) -> int:
        """The row id of the region."""
        return self.region.id or 0

    @cached_property
    def above(self) -> Region | None:
        """Where the way back leads; None at the end of what the visitor may look at."""
        if self.id in {one.id for one in self.roots}:
            return None
        return self.directory.region(self.region.parent_id)

    @cached_property
    def parts(self) -> tuple[Region, ...]:
        """The regions right below."""
        found = (one for one in self.directory.live_regions if one.parent_id == self.id)
        return tuple(sorted(found, key=lambda one: one.code))

    @cached_property
    def cells(self) -> tuple[Region, ...]:
        """The finest regions that are there: grids, and villages that have none."""
        live = [one for one in self._within if one.ended_at is None]
        parents = {one.parent_id for one in live}
        return tuple(one for one in live if one.id not in parents)

    @cached_property
    def coarse(self) -> tuple[Region, ...]:
        """Other regions that cases may lie in: known no closer, or in one that is no more.

        Above a grid this is its village.
        """
        if self.region.level is Level.GRID:
            village = self.directory.at_level(self.id, Level.VILLAGE)
            return (village,) if village is not None else ()
        fine = {one.id for one in self.cells}
        return tuple(one for one in self._within if one.id not in fine)

    @cached_property
    def _within(self) -> tuple[Region, ...]:
        found = (self.directory.regions[one] for one in self.directory.within(self.id))
        return tuple(sorted(found, key=lambda one: (len(self.directory.lineage(one.id)), one.code)))

    @property
    def is_near(self) -> bool:
        """True when what is shown is small enough for single points."""
        return self.region.level in (Level.VILLAGE, Level.GRID)


def scope_for(visitor: Visitor, asked: str) -> Scope | None:
    """The region asked for, else all the visitor may look at; None when it is not theirs."""
    directory, roots = visitor.world.directory, roots_of(visitor)
    if not roots:
        return None
    if not asked:
        return Scope(directory, roots[0], roots)
    region = directory.region(id_in(asked))
    if region is None or not any(region.id in directory.within(one.id or 0) for one in roots):
        return None
    return Scope(directory, region, roots)


def roots_of(visitor: Visitor) -> tuple[Region, ...]:
    """The regions of the visitor's posts, without those that lie in another of them."""
    directory = visitor.world.directory
    if visitor.is_any(COUNTY):
        return (directory.top,)
    held = {post.region_id for post in visitor.speaker.posts if post.role in _LOCAL}
    own = [one for one in directory.regions.values() if one.id in held]
    above = {one.id: {r.id for r in directory.lineage(one.id)[1:]} for one in own}
    return tuple(one for one in own if not above[one.id] & held)

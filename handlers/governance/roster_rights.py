"""Who may change what in the roster: what stands below one's own desk (issue 6, roles by post and region).

The administrator keeps everything. The county's centre keeps all but the county's own posts: nobody
gives themselves, or a colleague, a right to see more. A township keeps the villages and grids
below it, with their people and groups.
"""

from dataclasses import dataclass

from handlers.directory import Directory
from handlers.permissions import COUNTY
from handlers.situation import Speaker
from storage.codes import Level, Role

KEEPERS = COUNTY | {Role.ADMINISTRATOR, Role.TOWNSHIP_DUTY}
_BELOW_A_TOWNSHIP = frozenset({Role.GRID_MEMBER, Role.GRID_LEAD, Role.VILLAGE_CADRE, Role.MEDIATOR})
_LOCAL = frozenset({Level.VILLAGE, Level.GRID})


@dataclass(frozen=True)
class Spot:
    """Where something of the roster is: at a region, or at a department (`region_id` is then its own)."""

    region_id: int | None
    level: Level
    role: Role | None = None  # of a post
    is_department: bool = False


class Rights:
    """What one person may change of the roster."""

    def __init__(self, speaker: Speaker, directory: Directory) -> None:
        roles = speaker.roles()
        self.keeps_all = Role.ADMINISTRATOR in roles
        self.keeps_county = self.keeps_all or bool(roles & COUNTY)
        self._land = frozenset(
            region_id
            for post in speaker.posts
            if post.role is Role.TOWNSHIP_DUTY and post.region_id is not None
            for region_id in directory.within(post.region_id)
        )

    def reaches(self, region_id: int | None) -> bool:
        """True when the person may look at what is registered at this region."""
        return self.keeps_county or region_id in self._land

    def may_change(self, spot: Spot) -> bool:
        """True when the person may add, change or end what is there."""
        if self.keeps_all:
            return True
        if self.keeps_county:
            return spot.role is None or spot.is_department or spot.level is not Level.COUNTY
        is_local = spot.level in _LOCAL and not spot.is_department
        is_low = spot.role is None or spot.role in _BELOW_A_TOWNSHIP
        return is_local and is_low and spot.region_id in self._land

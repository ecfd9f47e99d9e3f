"""Reads how the cases of a region, a person or a department stand: the shell around `Standing`."""

from datetime import datetime

from sqlmodel import Session

from handlers.permissions import CIRCLES
from handlers.policy import midnight
from handlers.situation import Speaker, World
from handlers.standing import Standing, Work
from handlers.understanding.askings import asks_summary
from storage import standing
from storage.codes import Level, Role
from storage.tables.message import InboundMessage

_MOST = 8
_OVERSEES = frozenset(
    {
        Role.VILLAGE_CADRE,
        Role.TOWNSHIP_DUTY,
        Role.COUNTY_DUTY,
        Role.CENTRE_OPERATOR,
        Role.LEADER,
    }
)


def load_standing(
    session: Session, region_id: int, since: datetime, now: datetime, world: World
) -> Standing:
    """The region's cases; below the county without those that only few may know of."""
    directory = world.directory
    region = directory.region(region_id)
    is_county = region is not None and region.level is Level.COUNTY
    hidden = None if is_county else sorted(CIRCLES)
    scope = standing.Scope(sorted(directory.within(region_id)), hidden)
    counts = standing.count(session, scope, since, now)
    pressing = standing.list_pressing(session, scope, _MOST, now)
    return Standing(**counts, pressing=tuple(pressing))


def load_work(
    session: Session, person_id: int | None = None, department_id: int | None = None
) -> Work:
    """What waits for a person or, when one is named, for a department."""
    count, first = standing.list_owed(session, person_id, department_id, _MOST)
    return Work(count, tuple(first))


def load_asked(
    session: Session, message: InboundMessage, speaker: Speaker, now: datetime, world: World
) -> tuple[int, Standing] | None:
    """How things stand today where the speaker is on duty, when that is what they ask for."""
    if not speaker.is_staff or not asks_summary(message.text):
        return None
    for post in speaker.posts:
        if post.role in _OVERSEES:
            region_id = post.region_id or world.directory.top.id or 0
            return region_id, load_standing(session, region_id, midnight(now), now, world)
    return None

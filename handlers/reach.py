"""Which cases somebody may see, told to a query: the same rights as `permissions.may_see`.

A list of a million cases cannot be read to be filtered. What stands here is proved against
`may_see` case by case in the tests, and every page asks `may_see` again for what it shows.
"""

from handlers.directory import Directory
from handlers.permissions import (
    CIRCLES,
    CONFIDENTIAL,
    COUNTY,
    DEPARTMENT,
    GRID,
    SEAT,
    WHO_MAY,
    admission,
    avoid_tags,
)
from handlers.situation import Speaker
from storage.codes import Level, Move, Role
from storage.reach import Reach, Stand
from storage.tables.person import Post


def reach_of(speaker: Speaker, directory: Directory) -> Reach:
    """The cases this person may see."""
    held = [_stand(post, directory) for post in speaker.posts]
    owned = [_closed(role, Stand(owned_at=level)) for level, role in SEAT.items()]
    return Reach(
        county_id=directory.county.id or 0,
        person_id=speaker.id,
        stands=tuple(dict.fromkeys(one for one in (*held, *owned) if one is not None)),
        circled=frozenset(CIRCLES),
        admitted=admission(speaker.id),
        avoided=avoid_tags([speaker.id], [])[0],
    )


def _stand(post: Post, directory: Directory) -> Stand | None:
    """What a post lets see; None when it has to do with no case."""
    if post.department_id is not None and post.role in DEPARTMENT:
        return _closed(post.role, Stand(department_id=post.department_id))
    if post.role in COUNTY:
        return _closed(post.role, Stand(everywhere=True))
    if post.role is Role.CHILD_OFFICER:
        return _closed(post.role, Stand(leaf="child_protection"))
    if post.role in WHO_MAY[Move.PROGRESS] and post.region_id is not None:
        return _closed(post.role, Stand(region_ids=_land(post, directory)))
    return None


def _land(post: Post, directory: Directory) -> frozenset[int]:
    """The regions a post covers; a grid's also its village, for what is known no closer."""
    own = directory.within(post.region_id or 0)
    village = directory.at_level(post.region_id, Level.VILLAGE)
    if post.role not in GRID or village is None or village.id is None:
        return own
    return own | {village.id}


def _closed(role: Role, stand: Stand) -> Stand:
    """The same way, without what is closed to the role."""
    shut = frozenset(leaf for leaf, circle in CIRCLES.items() if role not in circle)
    return Stand(
        everywhere=stand.everywhere,
        region_ids=stand.region_ids,
        department_id=stand.department_id,
        leaf=stand.leaf,
        owned_at=stand.owned_at,
        shut=shut,
        may_know=role in CONFIDENTIAL,
    )

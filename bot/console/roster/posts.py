"""A post as the pages of the roster show it, and as a form names it."""

from dataclasses import dataclass
from datetime import datetime

from bot.console.roster.desk import Reader
from storage.tables.person import Post


@dataclass(frozen=True)
class Held:
    """A post as its page shows it."""

    post: Post
    where: str
    seat: str  # as a form names it: the region's code, or the department
    stand_in: str
    is_away: bool
    may_change: bool


def held(post: Post, reader: Reader) -> Held:
    """The post as a page shows it."""
    staff = reader.visitor.world.directory.staff
    stand_in = staff.get(post.stand_in_id or 0)
    return Held(
        post,
        where_of(post, reader),
        seat_of(post, reader),
        stand_in.name if stand_in is not None else "",
        is_away(post, reader.visitor.now),
        reader.may_change(post.region_id, post.department_id, post.role),
    )


def where_of(post: Post, reader: Reader) -> str:
    """Where the post is: its department, or the way to its region."""
    directory = reader.visitor.world.directory
    department = directory.department(post.department_id)
    return department.name if department else reader.way(directory.region(post.region_id))


def seat_of(post: Post, reader: Reader) -> str:
    """The same as a form names it: the department, or the code of the region."""
    directory = reader.visitor.world.directory
    department, region = directory.department(post.department_id), directory.region(post.region_id)
    return department.name if department else region.code if region else ""


def is_away(post: Post, now: datetime) -> bool:
    """Away now, or will be."""
    return post.absent_from is not None and (post.absent_until is None or now < post.absent_until)

"""What a digest says: how things stand, what waits for somebody, what a meeting is about (3d).

Counts and matters, never people. What only few may know of has no name in a list; a case is not
listed to somebody it complains of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.lifecycle.colours import is_overdue
from handlers.permissions import circle_of, is_hidden, may_hear
from handlers.situation import World
from handlers.standing import Standing, Work
from handlers.texts import render
from handlers.wording import number, public_place, when
from storage.codes import Colour, DigestPart, Level, Role
from storage.tables.case import Case

_SEATS = {
    Level.GRID: Role.GRID_MEMBER,
    Level.VILLAGE: Role.VILLAGE_CADRE,
    Level.TOWNSHIP: Role.TOWNSHIP_DUTY,
}
_LISTED = 6
_DAILY = frozenset({DigestPart.DAILY, DigestPart.ASKED})
_PRESSING = ("overdue", "red", "yellow", "urgent")
_MEETING = ("overdue", "red", "yellow", "reopened", "parked")


@dataclass(frozen=True)
class Reader:
    """Who reads a digest, when, and in which county."""

    person_id: int
    now: datetime
    world: World

    def may_hear(self, case: Case) -> bool:
        """Whether the case may be named to them, asked where everything asks (permissions).

        A department reads in its group, where nothing told in confidence is named.
        """
        if not self.person_id:
            return not is_hidden(case)
        posts = self.world.directory.posts_held(self.person_id, self.now)
        return may_hear(self.person_id, (post.role for post in posts), case)


def of_region(
    part: DigestPart, standing: Standing, region_id: int, reader: Reader, *, listed: bool = True
) -> str:
    """How a region stands, or what its meeting is about; empty when there is nothing to tell.

    The centre hears in one line that all is quiet; nobody else is disturbed for that. The matters
    that press are `listed` once in a message.
    """
    region = reader.world.directory.region(region_id)
    name = region.name if region else reader.world.directory.county.name
    is_centre = region is not None and region.level is Level.COUNTY
    if _is_needless(part, standing, is_centre=is_centre):
        return ""
    if part in _DAILY and standing.is_empty:
        return render("digest.all_quiet", name=name)
    said = _said(part, standing, name)
    cases = _shown(standing.pressing, reader) if listed else []
    if not cases:
        return said
    lines = (_line(case, reader.now, reader.world) for case in cases)
    return "\n".join([said, render("digest.pressing"), *lines])


def _is_needless(part: DigestPart, standing: Standing, *, is_centre: bool) -> bool:
    """True of a digest nobody asked for that has nothing new and nothing to see to."""
    if part is DigestPart.ASKED or (part is DigestPart.DAILY and is_centre):
        return False
    if part is DigestPart.DAILY:
        return not any(getattr(standing, name) for name in ("new", *_PRESSING, "unsurveyed"))
    return standing.is_empty


def _said(part: DigestPart, standing: Standing, name: str) -> str:
    sorts = _PRESSING if part in _DAILY else _MEETING
    found = [(sort, getattr(standing, sort)) for sort in sorts]
    of_these = "、".join(render(f"digest.{sort}", count=count) for sort, count in found if count)
    new, waiting = standing.new, standing.unsurveyed
    return render(
        f"digest.{part.value}",
        name=name,
        since=render("digest.since_today" if part is DigestPart.ASKED else "digest.since_last"),
        fresh=render("digest.new", count=new) if new else render("digest.none_new"),
        open=standing.open,
        of=render("digest.of", parts=of_these) if of_these else render("digest.in_time"),
        waiting=render("digest.unsurveyed", count=waiting) if waiting else "",
    )


def work(found: Work, reader: Reader) -> str:
    """What waits for a person or a department today; empty when nothing does."""
    cases = _shown(found.first, reader)
    now = reader.now
    if not cases:
        return ""
    late = sum(is_overdue(case, now) for case in found.first)
    said = render("digest.work", count=found.count)
    said += render("digest.work_late", count=late) if late else ""
    return "\n".join([said + "\uff1a", *_lines(cases, found.count, now)])


def tasks(cases: Sequence[Case], now: datetime) -> list[str]:
    """The first of these cases as whoever handles them reads of them, and how many more there are."""
    return _lines(cases[:_LISTED], len(cases), now)


def _lines(cases: Sequence[Case], count: int, now: datetime) -> list[str]:
    more = count - len(cases)
    lines = [_task(case, now) for case in cases]
    return [*lines, render("digest.more_work", count=more)] if more > 0 else lines


def _shown(cases: Iterable[Case], reader: Reader) -> list[Case]:
    return [case for case in cases if reader.may_hear(case)][:_LISTED]


def _line(case: Case, now: datetime, world: World) -> str:
    """One case in a list of those on duty: what, where, who handles it, until when, its colour."""
    return render(
        "digest.line",
        number=number(case.number),
        title=_title(case),
        place=_place(case),
        who=_handler(case, world),
        due=when(case.resolve_due_at, now) if case.resolve_due_at else render("digest.no_date"),
        mark=mark(case),
    )


def _task(case: Case, now: datetime) -> str:
    due = case.resolve_due_at
    late = is_overdue(case, now)
    key = "digest.task_late" if late else "digest.task"
    said = when(due, now) if due else render("digest.no_date")
    given = {"number": number(case.number), "title": _title(case), "place": _place(case)}
    return render(key, **given, due=said, mark=mark(case))


def _title(case: Case) -> str:
    return render("digest.hidden") if circle_of(case) else case.title


def _place(case: Case) -> str:
    return "" if circle_of(case) else public_place(case.place)


def mark(case: Case) -> str:
    """The colour of a case where it is not blue: 【黄】, 【红】."""
    return "" if case.colour is Colour.BLUE else render(f"digest.mark_{case.colour.value}")


def _handler(case: Case, world: World) -> str:
    department = world.directory.department(case.owner_department_id)
    if department is not None:
        return department.name
    return render(f"role.{_SEATS.get(case.level, Role.COUNTY_DUTY).value}")

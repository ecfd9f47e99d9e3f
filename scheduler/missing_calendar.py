"""Says loudly, once a day, that the holidays of a year have not been imported yet."""

from datetime import datetime, time, timedelta

from handlers.effects import Effect, OpenTask, Say
from handlers.situation import World
from handlers.speech import ToRole
from handlers.texts import Text, render
from storage.clock import CHINA, local
from storage.codes import Role, TaskKind

_ASKED_AT = time(9, 0)
_FROM_MONTH = 12  # the State Council mostly publishes next year's notice in November
_TOLD = (Role.ADMINISTRATOR, Role.CENTRE_OPERATOR, Role.COUNTY_DUTY)


def next_check(now: datetime) -> datetime:
    """The next nine o'clock in the morning."""
    today = datetime.combine(local(now).date(), _ASKED_AT, CHINA)
    return today if today > now else today + timedelta(days=1)


def missing_year(now: datetime, world: World) -> int | None:
    """The year whose holidays are wanted: this one, and from 1 December on the next."""
    today = local(now).date()
    wanted = (today.year, today.year + 1) if today.month >= _FROM_MONTH else (today.year,)
    return next((year for year in wanted if not world.calendar.knows(year)), None)


def reminded(now: datetime, world: World) -> list[Effect]:
    """The county's administrator, its centre and whoever is on duty know; one task for a year."""
    year = missing_year(now, world)
    if year is None:
        return []
    directory = world.directory
    seats = [ToRole(role, directory.top.id) for role in _TOLD]
    seats = [s for s in seats if directory.responsible(s.role, s.region_id, now)]
    title = render("calendar.task", year=year)
    to = seats[0] if seats else None
    return [
        OpenTask(task_key(year), TaskKind.CALENDAR, title, to=to),
        *(Say(seat, Text("calendar.missing", {"year": year})) for seat in seats),
    ]


def task_key(year: int) -> str:
    """Under which key the task of importing this year's calendar stands."""
    return f"calendar:{year}"

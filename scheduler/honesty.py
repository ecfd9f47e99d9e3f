"""Once a month the county centre has a task for each sign that surveys were made up (3e)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from handlers.effects import Effect, OpenTask
from handlers.lifecycle.notices import county_duty
from handlers.situation import World
from handlers.speech import ToRole
from handlers.survey.honesty import Finding, findings
from handlers.survey.records import Month, Record, month_of
from handlers.texts import render
from handlers.wording import number
from storage.clock import CHINA, local
from storage.codes import Role, TaskKind

_CHECKED_AT = time(9, 0)
_NAMED = 20  # cases in a title


def next_check(now: datetime) -> datetime:
    """Nine o'clock on the first day of the month to come."""
    following = month_of(local(now).date()).ends_at.astimezone(CHINA).date()
    return datetime.combine(following, _CHECKED_AT, CHINA)


def month_before(now: datetime) -> Month:
    """The month that is over."""
    first = local(now).date().replace(day=1)
    return month_of(first - timedelta(days=1))


def looked_into(
    records: Iterable[Record], phones: Mapping[int, str], month: Month, now: datetime, world: World
) -> list[Effect]:
    """A task for each finding, once; it names cases and a place, and nobody."""
    found = findings(list(records), phones, world.directory)
    return [_task(one, month, now, world) for one in found]


def _task(one: Finding, month: Month, now: datetime, world: World) -> OpenTask:
    directory = world.directory
    place = directory.region(one.region_id) or directory.top
    named = "、".join(number(n) for n in one.cases[:_NAMED])
    sign = render(f"survey_sign.{one.sign.value}")
    title = render("survey_sign.task", sign=sign, place=place.name, cases=named)
    begun = local(month.begins_at)
    key = f"survey_sign:{begun:%Y-%m}:{one.sign.value}:{one.region_id or 0}:{one.cases[0]}"
    centre = ToRole(Role.CENTRE_OPERATOR, directory.top.id)
    manned = directory.responsible(centre.role, centre.region_id, now)
    return OpenTask(key, TaskKind.TRIAGE, title, to=centre if manned else county_duty(world))

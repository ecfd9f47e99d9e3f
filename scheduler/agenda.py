"""Who gets which digest when (3d, 1.3): every working morning and evening, and the meeting packs.

One message for each receiver: whatever a person is to get at one moment is one timer with its
parts. Villages meet weekly on Friday, townships on the 1st and 16th, the county on the 1st; where
that is no working day, the village meets on the last working day before it, the others on the
next one after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.effects import Effect, StartTimer
from handlers.policy import Policy
from handlers.ports import Calendar
from handlers.situation import World
from storage.clock import CHINA, local
from storage.codes import DigestPart, GroupKind, Lateness, Level, Role, TimerKind
from storage.tables.region import Region

_DAY = timedelta(days=1)
_FRIDAY = 4
_FORTNIGHT = 16
_QUARTERS = (1, 4, 7, 10)
MORNING, EVENING = "morning", "evening"
Receiver = tuple[str, int]
Parts = Mapping[Receiver, Sequence[tuple[DigestPart, int]]]


def next_slot(now: datetime, policy: Policy, calendar: Calendar) -> tuple[datetime, str]:
    """When the next digest is due after `now`, and whether it is that of morning or evening."""
    day = local(now).date()
    while True:
        for hour, slot in ((policy.morning_digest, MORNING), (policy.evening_digest, EVENING)):
            at = _at(day, hour)
            if at > now and calendar.is_workday(at):
                return at, slot
        day += _DAY


def packs_due(now: datetime, calendar: Calendar) -> frozenset[DigestPart]:
    """Which meetings are to be prepared on this working day."""
    today = local(now).date()
    found = set()
    if _is_last_of_week(today, calendar):
        found.add(DigestPart.WEEKLY)
    first = _is_first_from(today, 1, calendar)
    if first or _is_first_from(today, _FORTNIGHT, calendar):
        found.add(DigestPart.HALF_MONTHLY)
    if first:
        found.add(DigestPart.MONTHLY)
        if today.month in _QUARTERS:
            found.add(DigestPart.QUARTERLY)
    return frozenset(found)


def planned(slot: str, since: datetime, now: datetime, world: World, owed: Parts) -> list[Effect]:
    """One timer for each receiver, due now, and the next round of digests.

    `owed` is what waits for people and departments; it is told in the morning.
    """
    at, following = next_slot(now, world.policy, world.calendar)
    again = StartTimer(
        TimerKind.AGENDA,
        at,
        subject=f"county:{world.directory.county.id}",
        data={"slot": following, "since": now.isoformat()},
        lateness=Lateness.COALESCE,
    )
    return [again, *(_timer(r, p, since, now) for r, p in _receivers(slot, now, world, owed))]


def _timer(
    receiver: Receiver, parts: Sequence[tuple[DigestPart, int]], since: datetime, now: datetime
) -> StartTimer:
    kind, key = receiver
    data: dict[str, Any] = {
        f"{kind}_id": key,
        "parts": [[part.value, region_id] for part, region_id in parts],
        "since": since.isoformat(),
    }
    subject = f"digest:{kind}:{key}"
    late = Lateness.COALESCE
    return StartTimer(TimerKind.DIGEST, now, subject=subject, data=data, lateness=late)


def _receivers(
    slot: str, now: datetime, world: World, owed: Parts
) -> list[tuple[Receiver, list[tuple[DigestPart, int]]]]:
    found: dict[Receiver, list[tuple[DigestPart, int]]] = defaultdict(list)
    for person_id, part, region_id in _seated(slot, now, world):
        found[("person", person_id)].append((part, region_id))
    if slot == MORNING:
        for group_id, region_id in _told_by_robot(world):
            found[("group", group_id)].append((DigestPart.DAILY, region_id))
        for receiver, parts in owed.items():
            found[receiver] += parts
    return list(found.items())


def _told_by_robot(world: World) -> Iterator[tuple[int, int]]:
    """Staff groups of a region that have a robot: they read in the morning how things stand."""
    for group in world.directory.groups.values():
        if group.has_robot and group.kind is GroupKind.STAFF and group.region_id is not None:
            yield group.id or 0, group.region_id


def _seated(slot: str, now: datetime, world: World) -> Iterator[tuple[int, DigestPart, int]]:
    """What those on duty get: how things stand, and on its days the pack of their meeting."""
    packs = packs_due(now, world.calendar) if slot == MORNING else frozenset()
    seats = (
        (Level.TOWNSHIP, Role.TOWNSHIP_DUTY, (DigestPart.HALF_MONTHLY, DigestPart.QUARTERLY), True),
        (Level.COUNTY, Role.COUNTY_DUTY, (DigestPart.MONTHLY, DigestPart.QUARTERLY), True),
        (Level.VILLAGE, Role.VILLAGE_CADRE, (DigestPart.WEEKLY,), False),
    )
    for level, role, meetings, is_daily in seats:
        due = [part for part in meetings if part in packs]
        parts = ([DigestPart.DAILY] if is_daily else []) + due
        for region in _regions(level, world) if parts else ():
            holders = world.directory.holders(role, now, region_id=region.id)
            for person in holders[:1]:
                for part in parts:
                    yield person.id or 0, part, region.id or 0
    if DigestPart.WEEKLY in packs and world.policy.asks_rounds:
        yield from _rounds(now, world)


def _rounds(now: datetime, world: World) -> Iterator[tuple[int, DigestPart, int]]:
    """Every grid's member is asked whether there is anything new."""
    for region in _regions(Level.GRID, world):
        for person in world.directory.holders(Role.GRID_MEMBER, now, region_id=region.id)[:1]:
            yield person.id or 0, DigestPart.ROUND, region.id or 0


def _regions(level: Level, world: World) -> Iterable[Region]:
    return (one for one in world.directory.live_regions if one.level is level)


def _is_last_of_week(today: date, calendar: Calendar) -> bool:
    if today.weekday() > _FRIDAY:
        return False
    rest = (today + ahead * _DAY for ahead in range(1, _FRIDAY - today.weekday() + 1))
    return not any(_works(day, calendar) for day in rest)


def _is_first_from(today: date, first: int, calendar: Calendar) -> bool:
    if today.day < first or (first == 1 and today.day >= _FORTNIGHT):
        return False
    before = (today.replace(day=one) for one in range(first, today.day))
    return not any(_works(day, calendar) for day in before)


def _works(day: date, calendar: Calendar) -> bool:
    return calendar.is_workday(_at(day, time(12)))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=CHINA)

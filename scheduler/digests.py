"""Carries out what the agenda planned: reads how things stand and tells each receiver once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from handlers.effects import Effect, Say
from handlers.governance import digests
from handlers.loading.standing import load_standing, load_work
from handlers.policy import is_quiet
from handlers.situation import World
from handlers.speech import To, ToDepartment, ToGroup, ToPerson
from handlers.texts import Text, render
from handlers.wording import week_of
from scheduler import agenda
from storage import rounds, standing, timers
from storage.codes import DigestPart, Lateness, Role, TimerKind
from storage.tables.timer import Timer

_TOO_LATE = timedelta(hours=3)
_WEEK = timedelta(days=7)
_ON_DUTY = frozenset({Role.TOWNSHIP_DUTY, Role.COUNTY_DUTY, Role.CENTRE_OPERATOR})


def start_agenda(session: Session, now: datetime, world: World) -> None:
    """The next round of digests is planned; while one waits nothing is added."""
    at, slot = agenda.next_slot(now, world.policy, world.calendar)
    county_id = world.directory.county.id or 0
    timers.start(
        session,
        Timer(
            county_id=county_id,
            subject=f"county:{county_id}",
            kind=TimerKind.AGENDA,
            due_at=at,
            data={"slot": slot, "since": now.isoformat()},
            lateness=Lateness.COALESCE,
        ),
    )


def plan(session: Session, timer: Timer, now: datetime, world: World) -> list[Effect]:
    """Every receiver of this round has a timer; a round that is hours late only leads to the next."""
    since = datetime.fromisoformat(timer.data["since"])
    if now - timer.due_at > _TOO_LATE or is_quiet(now, world.policy):
        return agenda.planned("", since, now, world, {})[:1]
    slot = str(timer.data["slot"])
    owed = _owed(session, world) if slot == agenda.MORNING else {}
    return agenda.planned(slot, since, now, world, owed)


def digest(session: Session, timer: Timer, now: datetime, world: World) -> list[Effect]:
    """One message with everything the receiver is to know; nothing when there is nothing."""
    sections = [one for one in _sections(session, timer.data, now, world) if one]
    if not sections:
        return []
    return [Say(_to(timer.data), Text("digest.whole", {"sections": "\n\n".join(sections)}))]


def _owed(session: Session, world: World) -> agenda.Parts:
    """Everyone and every department that a case waits for; those on duty have their digest."""
    found: dict[agenda.Receiver, list[tuple[DigestPart, int]]] = defaultdict(list)
    for person_id in standing.list_owners(session):
        roles = {post.role for post in world.directory.posts_of(person_id)}
        if roles and not roles & _ON_DUTY:
            found["person", person_id].append((DigestPart.WORK, 0))
    for department_id in standing.list_whistled(session):
        found["department", department_id].append((DigestPart.WORK, 0))
    return found


def _rounds_of(session: Session, region_id: int, now: datetime, world: World) -> str:
    """How many grids answered the question of the week before."""
    grids = [
        one
        for one in world.directory.within(region_id)
        if world.directory.holders(Role.GRID_MEMBER, now, region_id=one)
    ]
    answered = rounds.count(session, grids, week_of(now - _WEEK))
    return render("digest.rounds", asked=len(grids), answered=answered) if grids else ""


def _to(data: dict[str, Any]) -> To:
    if "group_id" in data:
        return ToGroup(int(data["group_id"]))
    if "department_id" in data:
        return ToDepartment(int(data["department_id"]))
    return ToPerson(int(data["person_id"]))


def _sections(session: Session, data: dict[str, Any], now: datetime, world: World) -> Iterator[str]:
    reader_id = int(data.get("person_id", 0))
    reader = digests.Reader(reader_id, now, world)
    since = datetime.fromisoformat(data["since"])
    listed = set()
    for value, region_id in data["parts"]:
        part = DigestPart(value)
        match part:
            case DigestPart.WORK:
                found = load_work(session, reader_id or None, data.get("department_id"))
                yield digests.work(found, reader)
            case DigestPart.ROUND:
                yield render("digest.round")
            case _:
                found_here = load_standing(session, region_id, since, now, world)
                is_new = region_id not in listed
                listed.add(region_id)
                yield digests.of_region(part, found_here, region_id, reader, listed=is_new)
                if part is DigestPart.WEEKLY and world.policy.asks_rounds:
                    yield _rounds_of(session, region_id, now, world)


DECISIONS = {TimerKind.AGENDA: plan, TimerKind.DIGEST: digest}

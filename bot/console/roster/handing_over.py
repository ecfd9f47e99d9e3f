"""A person's open cases go to another: when they leave, are away for long, or at any time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter

from sqlmodel import Session

from bot.console.roster.desk import Reader
from bot.console.visitor import Visitor
from handlers.click import CONSOLE
from handlers.delivery import Cause
from handlers.effects import Effect, PassErrand
from handlers.governance import handing_over
from handlers.governance.digests import Reader as Hearer
from handlers.governance.handing_over import Handover, Why
from handlers.loading.errands import asked_before, errands_in_hand
from handlers.perform import perform
from handlers.survey import passing as passing_on
from handlers.survey.passing import Passing
from storage import roster
from storage.attempts import count_errands
from storage.cases import lock_cases
from storage.people import get_people
from storage.roster import Absence
from storage.tables.person import Person, Post

LONG = timedelta(days=3)
_MOST_OFFERED = 30
_MOST_LEFT = 30
LATER = "later"  # what a form says when nobody takes over yet


@dataclass(frozen=True)
class Taking:
    """Who takes over; `person` is None when the form leaves it for later."""

    person: Person | None


@dataclass(frozen=True)
class Left:
    """Somebody who holds no post any more and still has cases in hand."""

    person: Person
    count: int
    takers: tuple[str, ...]


def named(name: str, visitor: Visitor, but: int) -> Person | str:
    """The one of the staff who is called so, other than `but`; else what is wrong with the name."""
    found = [p for p in visitor.world.directory.staff.values() if p.name == name]
    if len(found) != 1:
        return f"有{len(found)}位{name}，分不清是哪一位" if found else f"名册里没有{name}"
    return f"{name}就是本人" if found[0].id == but else found[0]


def taking(given: Mapping[str, str], visitor: Visitor, giver_id: int, count: int) -> Taking | str:
    """Who takes over the open cases, as the form says; a sentence when it has to say so and does not."""
    name = given.get("taker", "").strip()[:30]
    if not name:
        is_settled = not count or given.get("open") == LATER
        return Taking(None) if is_settled else _undecided(count)
    found = named(name, visitor, giver_id)
    return f"{found}，请改一改。" if isinstance(found, str) else Taking(found)


def _undecided(count: int) -> str:
    return f"手上还有{count}件没办完，请写明交给谁接着办，或者勾上“先不移交”。"


def is_long(absence: Absence) -> bool:
    """True of an absence without a stand-in that has no end, or one after more than three days."""
    ends_at = absence.ends_at
    lasts = ends_at is None or ends_at - absence.begins_at > LONG
    return absence.stand_in_id is None and lasts


def of_post(session: Session, post: Post, visitor: Visitor, posts: Sequence[Post]) -> list[int]:
    """The open cases that go with this post: all of them, unless the person keeps other posts."""
    case_ids = roster.list_open_work(session, post.person_id)
    others = [one for one in posts if one.id != post.id]
    if not others or not case_ids:
        return case_ids
    land = visitor.world.directory.within(post.region_id) if post.region_id is not None else ()
    return [one.id or 0 for one in lock_cases(session, case_ids) if one.region_id in land]


@dataclass(frozen=True)
class Work:
    """What somebody has in hand that goes to others, and why; all calls and visits, or none."""

    giver: Person
    case_ids: Sequence[int]
    why: Why
    with_errands: bool


def hand_over(
    session: Session, click_id: int, visitor: Visitor, work: Work, to: Person | None
) -> str:
    """The cases are another's from now on, calls and visits whoever's may make them; says how many."""
    cases, of_cases = _cases_over(session, visitor, work, to)
    errands, of_errands = _errands_over(session, visitor, work, to)
    cause = Cause(CONSOLE, click_id, visitor.id)
    perform(session, [*cases, *errands], cause, visitor.now, visitor.world)
    return of_cases + of_errands


def _cases_over(
    session: Session, visitor: Visitor, work: Work, to: Person | None
) -> tuple[list[Effect], str]:
    count = len(work.case_ids)
    if to is None or not count:
        return [], f"手上的{count}件事还没移交。" if count else ""
    cases = lock_cases(session, list(work.case_ids))
    handover = Handover(work.giver, to, work.why, cases)
    hearer = Hearer(to.id or 0, visitor.now, visitor.world)
    taken, kept = handing_over.split(handover, hearer)
    return handing_over.decide(handover, hearer), _said(len(taken), len(kept), to.name)


def _errands_over(
    session: Session, visitor: Visitor, work: Work, to: Person | None
) -> tuple[list[Effect], str]:
    errands = errands_in_hand(session, work.giver.id or 0) if work.with_errands else ()
    if not errands:
        return [], ""
    passing = Passing(work.giver, errands, to, asked_before(session, errands))
    effects = passing_on.decide(passing, visitor.now, visitor.world)
    passed = sum(isinstance(one, PassErrand) for one in effects)
    left = len(errands) - passed
    done = f"{passed}件回访已另派没经手的人去问。" if passed else ""
    rest = f"{left}件回访暂时没有合适的人问，到日子换个办法再问。" if left else ""
    return effects, done + rest


def _said(taken: int, kept: int, name: str) -> str:
    done = f"{taken}件在办的事交给{name}了，已经告诉本人。" if taken else ""
    left = f"{kept}件不能交给{name}（保密，或者反映的就是本人），请另找人。" if kept else ""
    return f"{done}{left}"


def takers(post: Post, reader: Reader) -> tuple[str, ...]:
    """Whom to offer: colleagues of the same seat first, then those around and above it."""
    directory = reader.visitor.world.directory
    near = {region.id: away for away, region in enumerate(directory.lineage(post.region_id))}
    found = [
        (away, person.name)
        for key, person in directory.staff.items()
        if key != post.person_id
        and (away := _away(directory.posts_of(key), near, post.department_id)) is not None
    ]
    found.sort(key=itemgetter(0))
    return tuple(dict.fromkeys(name for _, name in found))[:_MOST_OFFERED]


def _away(
    posts: Iterable[Post], near: Mapping[int | None, int], department_id: int | None
) -> int | None:
    """How far away a person sits; None for somebody who has nothing to do with the seat."""
    seats = [near[post.region_id] for post in posts if post.region_id in near]
    if department_id is not None and any(p.department_id == department_id for p in posts):
        seats.append(0)
    return min(seats, default=None)


def count_left(session: Session, reader: Reader) -> dict[int, tuple[Post, int]]:
    """Those who left with something in hand in the visitor's reach: their last post, and how much."""
    posts = {
        key: post
        for key, post in roster.list_left(session, reader.visitor.county_id).items()
        if reader.may_change(post.region_id, post.department_id, post.role)
    }
    counts = count_in_hand(session, list(posts))
    return {key: (posts[key], count) for key, count in sorted(counts.items())}


def count_in_hand(session: Session, person_ids: Sequence[int]) -> Counter[int]:
    """How many open cases, calls and visits each of these people has in hand, who has any."""
    cases = roster.count_open_work(session, person_ids)
    return Counter(cases) + Counter(count_errands(session, person_ids))


def list_left(session: Session, reader: Reader) -> list[Left]:
    """The first of those who left with open cases that nobody has taken over."""
    found = dict(list(count_left(session, reader).items())[:_MOST_LEFT])
    people = get_people(session, list(found))
    return [Left(people[key], count, takers(post, reader)) for key, (post, count) in found.items()]

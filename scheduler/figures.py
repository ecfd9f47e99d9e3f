"""Keeps the figures of the charts: what changed is counted anew, a piece at a time."""

from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.policy import midnight
from handlers.situation import World
from handlers.survey.records import gather
from handlers.survey.tallies import tallies
from storage import figures, rates

AT_ONCE = 400
_EVERY = timedelta(hours=3)
_FOLLOWING = timedelta(seconds=1)


def roll(session: Session, now: datetime, world: World, most: int = AT_ONCE) -> bool:
    """At most so many changed cases are in the figures now; True when more are waiting.

    Counting twice changes nothing, and a tick that was lost is made up for by the next one.
    """
    waiting = figures.take(session, world.directory.county.id or 0, now, most)
    if waiting is None or not waiting.case_ids:
        return False
    chosen = sorted(waiting.case_ids)
    rows = rates.read_cases(session, chosen)
    figures.put(session, chosen, tallies(gather(*rows), world.directory, world.calendar, now))
    return waiting.is_more


def next_roll(now: datetime, *, is_more: bool) -> datetime:
    """When it is counted next: at once as long as there is more, else every three hours."""
    if is_more:
        return now + _FOLLOWING
    today = midnight(now)
    return today + ((now - today) // _EVERY + 1) * _EVERY

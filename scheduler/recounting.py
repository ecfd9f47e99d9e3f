"""After a change of the calendar every deadline of every open case is reckoned anew, at once."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from handlers import texts
from handlers.lifecycle.recounting import Recount, recounted
from handlers.loading.situations import load_views
from handlers.perform import Cause, perform
from handlers.situation import CaseSituation, CaseView, World
from storage import cases
from storage.tables.case import Case
from storage.told import Said, said_to_people

_DATES = frozenset({"due", "until"})
_TELLING = frozenset(key for key in sorted(texts.keys()) if texts.gaps(key) & _DATES)
"""The sentences that tell when a case will be done."""
_AT_ONCE = 200


@dataclass
class Recounted:
    """What became of the open cases."""

    looked_at: int = 0
    moved: list[tuple[Case, Recount]] = field(default_factory=list)


def recount(session: Session, now: datetime, world: World) -> Recounted:
    """The deadlines and timers of all open cases are those of `world`'s calendar.

    Everything is done in the caller's transaction; `world` was made from the new calendar.
    """
    done = Recounted()
    ids = cases.unfinished(session, world.directory.county.id or 0)
    for begin in range(0, len(ids), _AT_ONCE):
        found = cases.list_cases(session, ids[begin : begin + _AT_ONCE])
        told = said_to_people(session, list(found))
        for view in load_views(session, list(found.values())):
            was_told = _knows_date(view, told.get(view.id, frozenset()))
            one = recounted(CaseSituation(now, world, view), was_told=was_told)
            cause = Cause(f"calendar:{world.directory.version}", view.id)
            perform(session, one.effects, cause, now, world)
            done.looked_at += 1
            if one.now is not None:
                done.moved.append((view.case, one))
    return done


def _knows_date(view: CaseView, said: frozenset[Said]) -> bool:
    """True when a reporter, or the whole group, was told when the case will be done."""
    hearers = {*view.reporter_ids, None}
    return any(person in hearers and key in _TELLING for person, key in said)

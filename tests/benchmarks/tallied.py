"""The kept figures of cases that were written in bulk, as the scheduler would have counted them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.calendar import working_calendar
from storage.clock import local
from storage.codes import CaseState
from storage.tables.figure import Figures

NAMES = tuple(Figures.model_fields)
_LEFT = (CaseState.GUIDED, CaseState.WITHDRAWN, CaseState.FALSE_ALARM)

Add = Callable[..., None]  # a row of a table, with its values
Sums = dict[str, float]


@dataclass(frozen=True)
class Made:
    """What counts of a case that was made."""

    case_id: int
    leaf: str
    state: CaseState
    region_id: int
    township_id: int
    is_confidential: bool
    opened: datetime
    due: datetime
    ended: datetime | None
    department_id: int | None  # whistled as the lead, and there in time
    stars: Sequence[int]


class Tallying:
    """What each case adds to its days is written at once, what all of them add when a day is over."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._at = date.min
        self._between = working_calendar().working_between
        self._days: defaultdict[tuple[date, int, int, str], Sums] = defaultdict(
            lambda: dict.fromkeys(NAMES, 0)
        )

    def tally(self, made: Made, add: Add) -> None:
        """The case adds this to its days, for its place (0) and for the department that led it."""
        self._give_up_to(local(made.opened).date(), add)
        about = {
            "case_id": made.case_id, "leaf": made.leaf, "region_id": made.region_id,
            "township_id": made.township_id, "is_confidential": made.is_confidential,
        }  # fmt: skip
        for day, (hours, figures) in self._of(made).items():
            for department_id in {0, made.department_id or 0}:
                own = {"department_id": department_id, "day": day, "hours": hours}
                add("case_tally", **about, **own, **figures)
                township_id = 0 if department_id else made.township_id
                for leaf in {"", "" if made.is_confidential else made.leaf}:
                    sums = self._days[day, department_id, township_id, leaf]
                    for name, value in figures.items():
                        sums[name] += value

    def finish(self, newest: int, add: Add) -> None:
        """The days stand as all cases together make them, counted up to now."""
        self._give_up_to(date.max, add)
        add("tallied", case_id=newest, until=self._now)

    def _give_up_to(self, opened: date, add: Add) -> None:
        """Cases come in the order they were opened, so that to days before nothing is added."""
        if opened == self._at:
            return
        self._at = opened
        for key in [key for key in self._days if key[0] < opened]:
            day, department_id, township_id, leaf = key
            own = {"department_id": department_id, "township_id": township_id, "leaf": leaf}
            add("day_figure", day=day, **own, **self._days.pop(key))

    def _of(self, made: Made) -> dict[date, tuple[float | None, Sums]]:
        if made.state in _LEFT:
            return {}
        opened, ended = local(made.opened).date(), made.ended
        taken_in = {"finished_n": 1, "finished": float(ended is not None)}
        counted_at = ended or made.due
        if counted_at > self._now:
            return {opened: (None, taken_in)}
        hours = self._between(made.opened, ended) / timedelta(hours=1) if ended else None
        on, figures = local(counted_at).date(), self._ended(made)
        if on == opened:
            return {on: (hours, taken_in | figures)}
        return {opened: (None, taken_in), on: (hours, figures)}

    def _ended(self, made: Made) -> Sums:
        """What the rates count of it, by the definitions of `handlers/survey/rates.py`."""
        whistles, stars = int(made.department_id is not None), made.stars
        return {
            "reopened_n": int(made.state is CaseState.CLOSED),
            "answered_in_time_n": 1,
            "answered_in_time": float(made.ended is not None and made.ended <= made.due),
            "reported_in_n": whistles,
            "reported_in": float(whistles),
            "handed_back_n": whistles,
            "solved_n": len(stars),
            "solved": float(sum(one > 2 for one in stars)),
            "content_n": len(stars),
            "content": float(sum(one >= 4 for one in stars)),
            "not_rated_n": len(stars),
        }

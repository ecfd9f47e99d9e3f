"""What is counted of each place of a map, put together from what the database counts by region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.console.map.layers import Layer, Scale, Tally, scale_for
from bot.console.map.scope import Scope
from bot.console.visitor import Visitor
from storage import map_figures
from storage.map_figures import Answers, Spotted
from storage.tables.region import Region

ASKED_WITHIN = timedelta(days=90)
MOST_POINTS = 300
_REMEMBERED = timedelta(minutes=5)

Tallies = Mapping[int | None, Tally]


@dataclass(frozen=True)
class Figures:
    """The tallies of all regions, for the visitor, and the points of a small place."""

    tallies: Tallies
    points: tuple[Spotted, ...]

    def of(self, region_id: int | None) -> Tally:
        """What lies in exactly this region."""
        return self.tallies.get(region_id, Tally())

    def within(self, scope: Scope, region: Region) -> Tally:
        """What lies in this region and in everything below it."""
        return total(self.of(one) for one in scope.directory.within(region.id or 0))

    def scale(self, layer: Layer, cells: Iterable[Region]) -> Scale:
        """The colours that tell these places apart."""
        counts = (self.of(one.id) for one in cells)
        return scale_for(layer, max((one[_PLACE[layer]] for one in counts), default=0))


_PLACE = {Layer.OPEN: 0, Layer.OVERDUE: 1, Layer.CONTENT: 2}


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = Tally()
    for one in tallies:
        found = found.plus(one)
    return found


class Counting:
    """Counts for each look; what was answered in ninety days it remembers for some minutes."""

    def __init__(self) -> None:
        self._answers: Mapping[int | None, Answers] = {}
        self._counted_at: datetime | None = None

    def count(self, session: Session, visitor: Visitor, scope: Scope, layer: Layer) -> Figures:
        """The figures of a layer."""
        now, reach = visitor.now, visitor.reach
        if layer is Layer.CONTENT:
            answers = self._recent(session, visitor.county_id, now)
            given = {key: Tally(0, 0, one.given, one.content) for key, one in answers.items()}
            return Figures(given, ())
        found = map_figures.count_open(session, reach, now)
        tallies = {key: Tally(one.open, one.overdue) for key, one in found.items()}
        points: list[Spotted] = []
        if scope.is_near:
            near = scope.directory.within(scope.id) | {one.id or 0 for one in scope.coarse}
            points = map_figures.list_spotted(session, reach, near, now, MOST_POINTS)
        if layer is Layer.OVERDUE:
            points = [one for one in points if one.is_overdue]
        return Figures(tallies, tuple(points))

    def _recent(
        self, session: Session, county_id: int, now: datetime
    ) -> Mapping[int | None, Answers]:
        last = self._counted_at
        if last is None or not last <= now < last + _REMEMBERED:
            self._answers = map_figures.count_answers(session, county_id, now - ASKED_WITHIN)
            self._counted_at = now
        return self._answers

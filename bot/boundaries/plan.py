"""What a file of borders would change: pure, so that it can be shown first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bot.boundaries.geojson import Feature
from bot.boundaries.rings import Rings
from handlers.coordinates import metres_between
from handlers.directory import Directory
from handlers.outlines import middle_of, square_km
from storage.codes import Level
from storage.county.seats import LEVEL_NAMES
from storage.tables.region import Region

_SHIFTED = 250.0  # metres: maps of one county in two systems lie 300 to 700 apart
_ENOUGH = 3  # regions that moved before anything is said of it
_LISTED = 5


@dataclass(frozen=True)
class Change:
    """One region whose borders would be others."""

    region: Region
    place: str
    rings: Rings

    @property
    def moved(self) -> float | None:
        """How many metres its middle would move; None when it had no borders."""
        before, after = middle_of(self.region.polygon), middle_of(self.rings)
        return metres_between(before, after) if before is not None and after is not None else None

    @property
    def details(self) -> str:
        """What becomes of the borders: 边界：0.4 → 0.42平方公里，中心移动12米."""
        size = f"{_size(square_km(self.rings))}平方公里，{sum(map(len, self.rings))}个点"
        moved = self.moved
        if moved is None:
            return f"边界：新画，{size}"
        before = _size(square_km(self.region.polygon))
        return f"边界：{before} → {size}，中心移动{moved:.0f}米"

    @property
    def line(self) -> str:
        """The change as one sentence."""
        return f"{self.place}：{self.details.removeprefix('边界：')}"


@dataclass(frozen=True)
class Plan:
    """What would change, how many regions stay as they are, and everything that is wrong."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    problems: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and looks like a mistake."""
        moved = [metres for one in self.changes if (metres := one.moved) is not None]
        if len(moved) < _ENOUGH or median(moved) < _SHIFTED:
            return ()
        return (f"多数边界挪了{median(moved):.0f}米上下：坐标系是不是选错了？请核对后再导入。",)


def make_plan(features: Sequence[Feature], directory: Directory) -> Plan:
    """What the features would change; with any problem nothing may be written."""
    problems: list[str] = []
    found: list[tuple[Feature, Region]] = []
    for one in features:
        region = _region_of(one, directory)
        reasons = [one.flaw] if one.flaw else []
        if isinstance(region, str):
            reasons.append(region)
        else:
            found.append((one, region))
        problems += [f"{one.label}：{reason}。" for reason in reasons]
    problems += _doubled(found)
    changed = [pair for pair in found if not _is_same(*pair)]
    changes = (Change(r, place_of(r, directory), one.rings) for one, r in changed)
    return Plan(tuple(changes), len(found) - len(changed), tuple(problems))


def place_of(region: Region, directory: Directory) -> str:
    """The region with what it lies in: 城关街道东街社区东关家属院."""
    above = [r for r in directory.lineage(region.id) if r.level is not Level.COUNTY]
    return "".join(one.name for one in reversed(above)) or region.name


def _region_of(one: Feature, directory: Directory) -> Region | str:
    """The region that is meant, or why it cannot be told."""
    coded = directory.region_coded(one.code) if one.code else None
    if coded is not None and coded.ended_at is None:
        return coded
    named = list(_named(one, directory)) if one.name else []
    if len(named) == 1:
        return named[0]
    if not named:
        said = [f"编号“{one.code}”" if one.code else "", f"名称“{one.name}”" if one.name else ""]
        where = f"“{one.parent}”下面" if one.parent and one.name else "名册里"
        return f"{where}没有{'、'.join(filter(None, said))}" if any(said) else "没写编号和名称"
    listed = "、".join(f"{place_of(r, directory)}（{r.code}）" for r in named[:_LISTED])
    more = "等" if len(named) > _LISTED else ""
    return f"有{len(named)}处叫“{one.name}”：{listed}{more}，请写上编号（code）或上级（parent）"


def _named(one: Feature, directory: Directory) -> Iterator[Region]:
    for region in directory.live_regions:
        is_level = one.level in ("", region.level.value, *_level_words(region.level))
        if is_level and _is_called(region, one.name):
            above = directory.lineage(region.id)[1:]
            if not one.parent or any(_is_called(r, one.parent) for r in above):
                yield region


def _level_words(level: Level) -> tuple[str, ...]:
    whole = LEVEL_NAMES[level]
    return (whole, *whole.rstrip("）").split("（"))


def _is_called(region: Region, name: str) -> bool:
    return name in (region.name, region.code) or name in region.aliases


def _doubled(found: Sequence[tuple[Feature, Region]]) -> Iterator[str]:
    times = Counter(region.id for _, region in found)
    for region_id, number in times.items():
        if number > 1:
            labels = [one.label for one, region in found if region.id == region_id]
            name = next(region.name for _, region in found if region.id == region_id)
            yield f"{'、'.join(labels)}：说的是同一处（{name}）。"


def _is_same(one: Feature, region: Region) -> bool:
    given = sorted([list(corner) for corner in ring] for ring in one.rings)
    return given == sorted(region.polygon)  # which ring is written first means nothing


def _size(square: float) -> str:
    return f"{square:.2f}" if square < 10 else f"{square:.0f}"

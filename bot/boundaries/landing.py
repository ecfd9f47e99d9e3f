"""Borders on their way into the county: all of them or none, with a note of who drew each."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from bot.boundaries.plan import Change
from bot.sheets.keeping import SheetChangedError
from handlers.directory import Directory
from storage import regions
from storage.codes import RosterAct, RosterKind
from storage.county.landing import By
from storage.tables.roster import RosterChange


def land(session: Session, county_id: int, changes: Iterable[Change], by: By) -> None:
    """The regions have these borders; everybody who holds the directory sees that it is out of date."""
    for one in changes:
        region_id = one.region.id or 0
        rings = [[list(corner) for corner in ring] for ring in one.rings]
        regions.set_polygon(session, region_id, rings)
        session.add(
            RosterChange(
                county_id=county_id,
                at=by.now,
                by_id=by.person_id,
                kind=RosterKind.REGION,
                subject_id=region_id,
                subject=one.place,
                act=RosterAct.CHANGED,
                details=one.details,
            )
        )
    regions.bump_directory(session, county_id)


def as_told(changes: Iterable[Change]) -> dict[str, Any]:
    """The changes as they are kept between their preview and their landing."""
    return {
        "changes": [
            {
                "region": one.region.id,
                "place": one.place,
                "before": one.region.polygon,
                "rings": [[list(corner) for corner in ring] for ring in one.rings],
            }
            for one in changes
        ]
    }


def from_told(told: Mapping[str, Any], directory: Directory) -> list[Change]:
    """The changes that were previewed. Raises SheetChangedError when they would be others now."""
    return [_again(one, directory) for one in told["changes"]]


def _again(kept: Mapping[str, Any], directory: Directory) -> Change:
    region = directory.region(kept["region"])
    if region is None or region.ended_at is not None or region.polygon != kept["before"]:
        raise SheetChangedError
    rings = tuple(tuple((corner[0], corner[1]) for corner in ring) for ring in kept["rings"])
    return Change(region, kept["place"], rings)

"""A place sent on the map: which point it is, which region that lies in, what it says of a matter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from handlers.coordinates import Point, parse_point, to_wgs84
from handlers.directory import Directory
from handlers.texts import render
from handlers.understanding.reading import Matter, PlaceGuess, Reading
from storage.codes import MessageKind
from storage.tables.conversation import Draft
from storage.tables.message import InboundMessage
from storage.tables.region import Region

_SURE = 0.95
_LONGEST = 40


class Position(NamedTuple):
    """A point in WGS-84 and what the map calls it."""

    point: Point
    label: str

    def as_row(self) -> Mapping[str, Any]:
        """How a draft keeps it."""
        longitude, latitude = self.point
        return {"longitude": longitude, "latitude": latitude, "label": self.label}


def of_message(message: InboundMessage) -> Position | None:
    """The position that the message sends, if it sends one; phones in China send GCJ-02."""
    if message.kind is not MessageKind.LOCATION:
        return None
    found = _of_row(message.data)
    if found is None or message.data.get("datum") == "wgs84":
        return found
    return found._replace(point=to_wgs84(found.point))


def of_draft(draft: Draft) -> Position | None:
    """The position that was sent while the draft was told."""
    return _of_row(draft.position or {})


def place_of(directory: Directory, position: Position) -> PlaceGuess | None:
    """Where the position is; None outside of the county, whose regions must be drawn to know."""
    region = directory.region_at(*position.point)
    if region is None and directory.is_drawn:
        return None
    text = position.label or _landmark(directory, region, position.point)
    found = PlaceGuess(text, point=position.point, is_specific=True)
    if region is None:
        return replace(found, evidence=(render("reason.position_undrawn"),))
    evidence = render("reason.position_in", region=region.name)
    return replace(found, region_id=region.id, confidence=_SURE, evidence=(evidence,))


def _landmark(directory: Directory, region: Region | None, point: Point) -> str:
    """What stands there by the county file, for a point the map has no name for."""
    near = directory.place_near(region.id, point) if region is not None else None
    return render("reason.position_near", place=near.name) if near else render("reason.position")


def located(reading: Reading, place: PlaceGuess) -> Reading:
    """The reading with every matter at the point; a spot that the words name stays named."""
    matters = tuple(_moved(matter, place) for matter in reading.matters)
    return replace(reading, matters=matters, place=_at(reading.place, place))


def _moved(matter: Matter, place: PlaceGuess) -> Matter:
    return replace(matter, place=_at(matter.place, place))


def _at(told: PlaceGuess, place: PlaceGuess) -> PlaceGuess:
    text = told.text if told.is_specific else place.text
    if place.region_id is None:
        evidence = (*place.evidence, *told.evidence)
        return replace(told, text=text, point=place.point, is_specific=True, evidence=evidence)
    return replace(place, text=text)


def _of_row(row: Mapping[str, Any]) -> Position | None:
    point = parse_point(row.get("longitude"), row.get("latitude"))
    label = " ".join(str(row.get("label") or "").split())[:_LONGEST]
    return Position(point, label) if point is not None else None

"""GeoJSON as surveyors and map programs write it: features with names, codes and rings."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.boundaries.errors import BoundariesError
from bot.boundaries.rings import FlawError, Rings, System, read_rings
from handlers.outlines import nested
from storage.county.seats import LEVEL_NAMES
from storage.tables.region import Region

LARGEST = 10 * 1024 * 1024  # bytes
_MOST_FEATURES = 20_000
_LONGEST = 100
_CODES = ("code", "编码", "代码", "网格编码", "网格代码", "区划代码", "编号", "网格编号")
_NAMES = ("name", "名称", "网格名称", "网格名", "地名", "网格")
_PARENTS = ("parent", "上级", "上级名称", "所属村社区", "村社区", "社区", "村", "乡镇", "乡镇街道")
_LEVELS = ("level", "级别", "层级")
_GEOGRAPHIC = ("CRS84", "4326", "4490")


@dataclass(frozen=True)
class Feature:
    """One feature of a file: what it says of which region it is, and its rings or what ails them."""

    number: int
    code: str = ""
    name: str = ""
    parent: str = ""
    level: str = ""
    rings: Rings = ()
    flaw: str = ""

    @property
    def label(self) -> str:
        """How the feature is named to people: 第3个（东关家属院）."""
        called = self.name or self.code
        return f"第{self.number}个（{called}）" if called else f"第{self.number}个"


def read(content: bytes, system: System) -> list[Feature]:
    """The features of a file in WGS-84. Raises BoundariesError when it is no such file at all."""
    features = _features(_parsed(content))
    if not features:
        raise BoundariesError(["文件里一个要素也没有"])
    if len(features) > _MOST_FEATURES:
        raise BoundariesError([f"要素太多：最多{_MOST_FEATURES}个，这个文件有{len(features)}个"])
    return [_feature(number, one, system) for number, one in enumerate(features, start=1)]


def _parsed(content: bytes) -> object:
    if len(content) > LARGEST:
        most, size = LARGEST / 1024**2, len(content) / 1024**2
        raise BoundariesError(
            [f"文件太大：最多{most:.0f}兆，这个有{size:.1f}兆。请先简化边界，或者分几次导入"]
        )
    try:
        return json.loads(_text(content), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BoundariesError(["读不懂这个文件：要用 GeoJSON（.geojson 或 .json）"]) from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _refuse(name: str) -> object:
    raise ValueError(name)


def _features(found: object) -> list[object]:
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise BoundariesError(["这不是 FeatureCollection：请从地图软件里导出整个图层"])
    features = found.get("features")
    if not isinstance(features, list):
        raise BoundariesError(["文件里没有 features"])
    system = _system_of(found.get("crs"))
    if system and not system.endswith(_GEOGRAPHIC):
        raise BoundariesError([f"文件写的坐标系是 {system}，请先换成经纬度（WGS-84 或 CGCS2000）"])
    return features


def _system_of(crs: object) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else ""
    return name[:_LONGEST] if isinstance(name, str) else ""


def _feature(number: int, found: object, system: System) -> Feature:
    if not isinstance(found, dict) or found.get("type") != "Feature":
        return Feature(number, flaw="不是要素（Feature）")
    given = found.get("properties")
    properties = given if isinstance(given, dict) else {}
    code = _said(properties, _CODES) or _word(found.get("id"))
    name, parent = _said(properties, _NAMES), _said(properties, _PARENTS)
    named = Feature(number, code, name, parent, _said(properties, _LEVELS))
    try:
        return replace(named, rings=read_rings(found.get("geometry"), system))
    except FlawError as flaw:
        return replace(named, flaw=str(flaw))


def _said(properties: Mapping[Any, object], keys: Iterable[str]) -> str:
    return next((word for key in keys if (word := _word(properties.get(key)))), "")


def _word(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:_LONGEST] if isinstance(value, str) or abs(value) < 10**18 else ""


# ---- written out ------------------------------------------------------------------------------


def write(regions: Iterable[Region], names: Mapping[int | None, str]) -> str:
    """The borders of these regions as they are, each with its code and name: it can be read back."""
    features = [_written(one, names) for one in regions if one.polygon]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _written(region: Region, names: Mapping[int | None, str]) -> dict[str, object]:
    parts = [[_closed(ring) for ring in part] for part in nested(region.polygon)]
    one = len(parts) == 1
    return {
        "type": "Feature",
        "id": region.code,
        "properties": {
            "code": region.code,
            "name": region.name,
            "parent": names.get(region.parent_id, ""),
            "level": LEVEL_NAMES[region.level],
        },
        "geometry": {
            "type": "Polygon" if one else "MultiPolygon",
            "coordinates": parts[0] if one else parts,
        },
    }


def _closed(ring: Iterable[Iterable[float]]) -> list[list[float]]:
    corners = [list(corner) for corner in ring]
    return [*corners, corners[0]]

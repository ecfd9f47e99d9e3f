"""Borders as GeoJSON: every bad feature is named, nothing lands by halves, what goes out comes back."""

import json
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.boundaries import geojson
from bot.boundaries.errors import BoundariesError
from bot.boundaries.geojson import Feature
from bot.boundaries.plan import make_plan
from bot.boundaries.rings import MOST_CORNERS, System
from handlers.coordinates import Point, to_gcj02
from handlers.directory import Directory
from storage.codes import Level
from storage.tables.region import County, Region

Corner = list[float]
SQUARE: list[Corner] = [[113.0, 34.0], [113.0, 34.1], [113.1, 34.1], [113.1, 34.0], [113.0, 34.0]]
HOLE: list[Corner] = [[113.04, 34.04], [113.04, 34.06], [113.06, 34.06], [113.04, 34.04]]
FAR: list[Corner] = [[113.3, 34.0], [113.3, 34.1], [113.4, 34.1], [113.3, 34.0]]


def region(id_: int, level: Level, code: str, name: str, parent: int | None, **more: Any) -> Region:
    return Region(id=id_, county_id=1, parent_id=parent, level=level, code=code, name=name, **more)


REGIONS = (
    region(1, Level.COUNTY, "QH", "青河县", None),
    region(2, Level.TOWNSHIP, "T1", "城关街道", 1),
    region(3, Level.VILLAGE, "V1", "东街社区", 2),
    region(4, Level.VILLAGE, "V2", "西关社区", 2),
    region(5, Level.GRID, "G1", "第一网格", 3, polygon=[SQUARE[:-1]]),
    region(6, Level.GRID, "G2", "第一网格", 4, aliases=["老街"]),
    region(7, Level.GRID, "G3", "西关社区", 4),
)
COUNTY = County(id=1, code="QH", name="青河县", centre_name="中心")
DIRECTORY = Directory(COUNTY, REGIONS, (), (), (), ())


def feature(*rings: Sequence[Corner], **properties: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def a_file(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def read(*features: object, system: System = System.WGS84) -> list[Feature]:
    return geojson.read(a_file(*features), system)


def problems(*features: object) -> tuple[str, ...]:
    return make_plan(read(*features), DIRECTORY).problems


# ---- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "读不懂"),
        (b"PK\x03\x04", "读不懂"),
        (b"\xff\xfe\x00", "读不懂"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "读不懂"),
        (b"[" * 100_000, "读不懂"),
        (b"[]", "不是 FeatureCollection"),
        (b'{"type": "Polygon", "coordinates": []}', "不是 FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "没有 features"),
        (a_file(), "一个要素也没有"),
        (b" " * (geojson.LARGEST + 1), "文件太大：最多10兆，这个有10.0兆"),
        (
            a_file(feature(SQUARE), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}),
            "坐标系是 urn:ogc:def:crs:EPSG::4547",
        ),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BoundariesError, match=said):
        geojson.read(content, System.WGS84)


def test_a_file_says_its_system_and_may_be_written_in_gbk() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    found = geojson.read(a_file(feature(SQUARE, code="G1"), crs=crs), System.CGCS2000)
    assert found[0].rings == (tuple((x, y) for x, y in SQUARE[:-1]),)
    text = json.dumps(json.loads(a_file(feature(SQUARE, 名称="东街"))), ensure_ascii=False)
    assert geojson.read(text.encode("gbk"), System.WGS84)[0].name == "东街"


@given(st.binary(max_size=200))
def test_no_bytes_bring_it_down(content: bytes) -> None:
    with pytest.raises(BoundariesError):
        geojson.read(content, System.WGS84)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES, st.sampled_from(["Polygon", "MultiPolygon", "Point"]))
def test_no_geometry_brings_it_down(coordinates: object, properties: object, kind: str) -> None:
    one = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }
    found = geojson.read(a_file(one, coordinates), System.GCJ02)
    assert all(feature.flaw or feature.rings for feature in found)
    assert make_plan(found, DIRECTORY).problems


# ---- features ---------------------------------------------------------------------------------

MANY: list[Corner] = [
    [113 + 0.1 * cos(2 * pi * n / 6000), 34 + 0.1 * sin(2 * pi * n / 6000)] for n in range(6000)
]


@pytest.mark.parametrize(
    ("rings", "said"),
    [
        ([SQUARE[:-1]], "没有闭合"),
        ([SQUARE[:2] + SQUARE[:1]], "至少要4个点"),
        ([[[113, 34], [113.1, 34.1], [113.1, 34], [113, 34.1], [113, 34]]], "边互相交叉"),
        ([[[2, 48], [2, 49], [3, 49], [2, 48]]], "不在国内"),
        ([[[34.0, 113.0], [34.1, 113.0], [34.1, 113.1], [34.0, 113.0]]], "先写经度"),
        (
            [[[500000, 3700000], [500100, 3700000], [500100, 3700100], [500000, 3700000]]],
            "投影坐标",
        ),
        ([[["a", 34], [113, 34.1], [113.1, 34], ["a", 34]]], "第1个点不是经纬度"),
        ([[113, 34, 113, 34]], "第1个点不是"),
        ([[*MANY, MANY[0]]], f"点太多：最多{MOST_CORNERS}个"),
        ([SQUARE, SQUARE], "写了两遍"),
        ([SQUARE, [[113.05, 34.05], [113.05, 34.2], [113.06, 34.2], [113.05, 34.05]]], "互相交叉"),
        ([], "没有边界"),
    ],
)
def test_a_bad_feature_is_named_with_its_place_and_its_flaw(rings: Any, said: str) -> None:
    (told,) = problems(feature(SQUARE, code="G2"), feature(*rings, code="G1", name="第一网格"))[:1]
    assert told.startswith("第2个（第一网格）：")
    assert said in told


def test_what_is_no_area_is_named_too() -> None:
    line = {"type": "Feature", "properties": {"code": "G1"}, "geometry": {"type": "LineString"}}
    assert problems(line, 3, {"type": "Feature", "geometry": None}) == (
        "第1个（G1）：不是面（要 Polygon 或 MultiPolygon）。",
        "第2个：不是要素（Feature）。",
        "第2个：没写编号和名称。",
        "第3个：不是面（要 Polygon 或 MultiPolygon）。",
        "第3个：没写编号和名称。",
    )


# ---- which region -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"code": "G2"}, "G2"),
        ({"网格编码": "G2", "name": "随便"}, "G2"),
        ({"code": "17", "name": "第一网格", "parent": "西关社区"}, "G2"),
        ({"name": "老街"}, "G2"),
        ({"名称": "东街社区", "上级": "城关街道"}, "V1"),
        ({"name": "西关社区", "level": "网格"}, "G3"),
        ({"name": "西关社区", "level": "village"}, "V2"),
        ({"name": "西关社区", "level": "村"}, "V2"),
    ],
)
def test_a_region_is_known_by_code_or_by_name_and_what_it_lies_in(
    properties: dict[str, str], code: str
) -> None:
    plan = make_plan(read(feature(FAR, **properties)), DIRECTORY)
    assert plan.problems == ()
    assert [one.region.code for one in plan.changes] == [code]


TWICE = (
    "第2个（第一网格）：有2处叫“第一网格”：城关街道东街社区第一网格（G1）、城关街道西关社区第一网格（G2），"
    "请写上编号（code）或上级（parent）。"
)


def test_what_is_unknown_or_could_be_several_is_asked_back() -> None:
    told = problems(
        feature(SQUARE, code="X9"),
        feature(FAR, name="第一网格"),
        feature(SQUARE, name="第一网格", parent="北岭乡"),
        feature(SQUARE, code="G1"),
        feature(FAR, name="第一网格", parent="东街社区"),
    )
    assert told == (
        "第1个（X9）：名册里没有编号“X9”。",
        TWICE,
        "第3个（第一网格）：“北岭乡”下面没有名称“第一网格”。",
        "第4个（G1）、第5个（第一网格）：说的是同一处（第一网格）。",
    )


# ---- what would change --------------------------------------------------------------------------


def test_a_plan_tells_new_borders_from_changed_ones_and_from_the_same() -> None:
    wider = [[x + (0.02 if x > 113.05 else 0), y] for x, y in SQUARE]
    plan = make_plan(read(feature(FAR, code="G2"), feature(wider, code="G1")), DIRECTORY)
    assert [one.line for one in plan.changes] == [
        "城关街道西关社区第一网格：新画，51平方公里，3个点",
        "城关街道东街社区第一网格：103 → 123平方公里，4个点，中心移动922米",
    ]
    same = make_plan(read(feature(SQUARE, code="G1")), DIRECTORY)
    assert (same.changes, same.unchanged, same.problems) == ((), 1, ())


def test_borders_that_all_move_by_half_a_kilometre_make_one_ask_for_the_system() -> None:
    drawn = [
        region(
            n,
            Level.GRID,
            f"N{n}",
            f"{n}格",
            3,
            polygon=[[[round(x + n / 10, 7), y] for x, y in FAR[:-1]]],
        )
        for n in range(10, 14)
    ]
    directory = Directory(COUNTY, [*REGIONS, *drawn], (), (), (), ())
    shifted = [
        feature([list(to_gcj02(Point(round(x + n / 10, 7), y))) for x, y in FAR], code=f"N{n}")
        for n in range(10, 14)
    ]
    wrong = make_plan(read(*shifted), directory)
    assert "坐标系是不是选错了" in wrong.warnings[0]
    right = make_plan(read(*shifted, system=System.GCJ02), directory)
    assert right.warnings == ()
    assert (len(right.changes), right.unchanged) == (0, 4)


# ---- out and in again ---------------------------------------------------------------------------


@st.composite
def stars(draw: st.DrawFn) -> list[Corner]:
    """An open ring that never crosses itself."""
    east, north = draw(st.floats(75, 134)), draw(st.floats(5, 52))
    reach = draw(st.lists(st.floats(0.01, 0.3), min_size=5, max_size=14))
    turns = [2 * pi * n / len(reach) for n in range(len(reach))]
    return [
        [round(east + r * cos(t), 7), round(north + r * sin(t), 7)]
        for r, t in zip(reach, turns, strict=True)
    ]


@given(stars())
def test_what_is_written_out_is_read_back_as_it_was(ring: list[Corner]) -> None:
    several = [[*SQUARE[:-1]], [*FAR[:-1]], [*HOLE[:-1]]]
    drawn = (
        *REGIONS[:5],
        region(8, Level.GRID, "G8", "东格", 3, polygon=[ring]),
        region(9, Level.GRID, "G9", "分成几块的", 3, polygon=several),
    )
    directory = Directory(COUNTY, drawn, (), (), (), ())
    text = geojson.write(drawn, {3: "东街社区"})
    plan = make_plan(geojson.read(text.encode(), System.WGS84), directory)
    assert (plan.problems, plan.changes, plan.unchanged) == ((), (), 3)
    again = {one["id"]: one for one in json.loads(text)["features"]}
    assert again["G9"]["geometry"]["type"] == "MultiPolygon"
    assert [len(part) for part in again["G9"]["geometry"]["coordinates"]] == [2, 1]
    assert again["G8"]["properties"]["parent"] == "东街社区"

"""Points and polygons: the index answers as a look at every ring would."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.coordinates import Point
from handlers.directory import Directory
from handlers.geometry import Areas, Ring, is_within
from storage.codes import Level
from storage.county.file import DEMO, load_county_file
from storage.tables.region import County, Region

UNIT = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]
HOOK = [[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [0, 1]]
DEGREES = st.floats(-3, 3, allow_nan=False)
POINTS = st.builds(Point, DEGREES, DEGREES)
RINGS = st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=9)


@given(st.lists(RINGS, min_size=1, max_size=12), POINTS)
def test_the_index_finds_what_a_look_at_every_ring_finds(rings: list[Ring], point: Point) -> None:
    first = next((key for key, ring in enumerate(rings) if is_within(point, ring)), None)
    assert Areas((key, [ring]) for key, ring in enumerate(rings)).at(point) == first


@given(st.floats(-1, 5), st.floats(-1, 5))
def test_of_two_neighbours_one_holds_a_point_of_their_border(x: float, y: float) -> None:
    left, right = [[0, 0], [0, 4], [2, 4], [2, 0]], [[2, 0], [2, 4], [4, 4], [4, 0]]
    held = is_within(Point(x, y), left) + is_within(Point(x, y), right)
    assert held == (0 <= x < 4 and 0 <= y < 4)


def test_a_hollow_is_outside() -> None:
    assert is_within(Point(3.5, 3), HOOK)
    assert not is_within(Point(1, 3), HOOK)


def test_a_closed_ring_is_the_same_as_an_open_one() -> None:
    assert is_within(Point(0.5, 0.5), UNIT)
    assert is_within(Point(0.5, 0.5), [*UNIT, UNIT[0]])


def test_without_areas_nothing_is_found() -> None:
    nothing = Areas([(1, []), (2, [[[0.0, 0.0], [1.0, 1.0]]])])
    assert not nothing
    assert nothing.at(Point(0.0, 0.0)) is None


def _county(*regions: Region) -> Directory:
    county = County(id=1, code="QH", name="青河县", centre_name="中心")
    return Directory(county, regions, (), (), (), ())


def _region(region_id: int, level: Level, ring: Ring, parent: int | None = None) -> Region:
    code = f"R{region_id}"
    polygon = [[list(corner) for corner in ring]] if ring else []
    return Region(
        id=region_id, county_id=1, parent_id=parent, level=level, code=code, name=code,
        polygon=polygon,
    )  # fmt: skip


def test_the_finest_region_is_found_and_outside_of_grids_the_village() -> None:
    big = [[corner[0] * 3, corner[1] * 3] for corner in UNIT]
    grid = _region(3, Level.GRID, UNIT, 2)
    directory = _county(_region(1, Level.COUNTY, big), _region(2, Level.VILLAGE, big, 1), grid)
    assert directory.is_drawn
    assert directory.region_at(0.5, 0.5) is grid
    assert directory.region_at(2.5, 0.5) is directory.regions[2]
    assert directory.region_at(9.0, 9.0) is None


def test_a_county_without_shapes_knows_no_point() -> None:
    directory = _county(_region(1, Level.COUNTY, []))
    assert not directory.is_drawn
    assert directory.region_at(113.2, 33.9) is None


def test_every_place_of_the_demo_county_lies_in_its_own_region() -> None:
    entries = load_county_file(DEMO)
    shapes = {one.code: one.polygon for one in entries.regions}
    placed = [(one, one.at) for one in entries.places if one.at and shapes[one.region]]
    assert len(placed) > 100
    strayed = [one.name for one, at in placed if not is_within(Point(*at), shapes[one.region])]
    assert len(strayed) <= 3, strayed

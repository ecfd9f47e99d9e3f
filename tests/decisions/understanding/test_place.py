"""Where a matter is: names, buildings, relative words, counts, and the region."""

import pytest

from handlers.understanding.counting import count_of_things
from handlers.understanding.gazetteer import Gazetteer, figure, spell
from handlers.understanding.normalise import normalise
from handlers.understanding.place import locate
from handlers.understanding.reading import Around, PlaceName

EAST, SUNNY, WILLOW, TOWN = 101, 102, 201, 10
NAMES = (
    PlaceName("东关家属院", EAST, "compound", ("东关",)),
    PlaceName("3号楼", EAST, "building"),
    PlaceName("6号楼", EAST, "building"),
    PlaceName("阳光花园小区", SUNNY, "compound", ("阳光花园",)),
    PlaceName("3号楼", SUNNY, "building"),
    PlaceName("3组", WILLOW, "team"),
    PlaceName("12组", WILLOW, "team"),
    PlaceName("小卖部", WILLOW, "shop"),
    PlaceName("村口", WILLOW, "landmark"),
    PlaceName("柳树村", WILLOW, "grid"),
    PlaceName("幸福路", TOWN, "road"),
)
GAZETTEER = Gazetteer(NAMES)
HERE = Around((EAST,), is_group=True)
VILLAGE = Around((WILLOW,), is_group=True)


@pytest.mark.parametrize(
    ("text", "around", "place", "region"),
    [
        ("咱院3号楼前边下水道堵了", HERE, "3号楼前边", EAST),
        ("三号楼西头井盖响", HERE, "三号楼西头", EAST),
        ("3栋2单元停电", HERE, "3栋2单元", EAST),
        ("6#楼门口积水", HERE, "6#楼门口", EAST),
        ("东关家属院3号楼漏水", HERE, "3号楼", EAST),
        ("阳光花园那边路灯坏了", HERE, "阳光花园", SUNNY),
        ("B座11楼电梯", HERE, "B座11楼", EAST),
        ("三组那个路灯瞎了 小卖部东边", VILLAGE, "三组小卖部东边", WILLOW),
        ("十二组的井坏了", VILLAGE, "十二组", WILLOW),
        ("2组口那个坑", VILLAGE, "2组口", WILLOW),
        ("幸福路路口红绿灯坏了", VILLAGE, "幸福路路口", TOWN),
        ("村口的灯坏了", HERE, "村口", EAST),
    ],
)
def test_the_place_is_read(text: str, around: Around, place: str, region: int) -> None:
    guess = locate(normalise(text), GAZETTEER, around)
    assert guess.text == place
    assert guess.region_id == region
    assert guess.evidence


@pytest.mark.parametrize("text", ["停水了", "10月1号停水", "楼上漏水", "电梯坏了", "这是两层意思"])
def test_no_spot_is_invented(text: str) -> None:
    assert not locate(normalise(text), GAZETTEER, HERE).is_specific


def test_the_name_here_is_believed_more_than_a_name_elsewhere() -> None:
    here = locate(normalise("3号楼停电"), GAZETTEER, HERE)
    there = locate(normalise("3号楼停电"), GAZETTEER, Around((SUNNY,), is_group=True))
    assert (here.region_id, there.region_id) == (EAST, SUNNY)
    assert here.confidence > locate(normalise("停电"), GAZETTEER, HERE).confidence


def test_nothing_is_guessed_without_surroundings() -> None:
    guess = locate(normalise("3号楼停电"), GAZETTEER, Around())
    assert guess.region_id is None
    assert guess.confidence == 0.0


@pytest.mark.parametrize(
    ("text", "leaf", "count"),
    [
        ("一溜三个都不中", "streetlight", "3盏"),
        ("一溜三个都不中", "", "3个"),
        ("两盏路灯都不亮", "streetlight", "2盏"),
        ("俩井盖没了", "manhole", "2个"),
        ("坏了三个月", "streetlight", ""),
        ("这个月第三回了", "elevator_fault", ""),
        ("有两个人受伤", "", ""),
        ("路灯不亮", "streetlight", ""),
    ],
)
def test_things_are_counted_but_not_months_or_people(text: str, leaf: str, count: str) -> None:
    assert count_of_things(text, leaf) == count


def test_the_count_is_told_with_the_place() -> None:
    text = "三组那个路灯瞎了,小卖部东边一溜三个都不中"
    assert (
        locate(normalise(text), GAZETTEER, VILLAGE, "streetlight").text == "三组小卖部东边（3盏）"
    )


def test_numbers_are_spelt_and_read_back() -> None:
    for number in range(1, 100):
        assert figure(spell(number)) == number
    assert figure("楼") == 0

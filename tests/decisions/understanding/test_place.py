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
    PlaceName("3组", WILLOW, "team", ("柳树村3组",)),
    PlaceName("3组", SUNNY, "team"),
    PlaceName("12组", WILLOW, "team"),
    PlaceName("小卖部", WILLOW, "shop"),
    PlaceName("村口", WILLOW, "landmark"),
    PlaceName("柳树村", WILLOW, "grid"),
    PlaceName("幸福路", TOWN, "road"),
    PlaceName("夜市", TOWN, "market", ("烧烤摊",)),
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


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("东边那个杆上的电线耷拉下来了", "东边那个杆上"),
        ("小卖部门口的井盖翘起来了", "小卖部门口"),
        ("老槐树底下有人倒建筑垃圾", "老槐树底下"),
        ("桥头那块栏杆断了一截", "桥头那块"),
        ("村口往北第二个路口的红绿灯不亮", "村口往北第二个路口"),
        ("加油站往西两百米路面塌了个坑", "加油站往西两百米"),
        ("菜市场西门口堆了好多烂菜叶", "菜市场西门口"),
        ("理发店隔壁半夜装修", "理发店隔壁"),
        ("村东头第三根电线杆歪了", "村东头第三根电线杆"),
        ("水库大坝上有小孩在玩水", "水库大坝上"),
        ("超市后头那条巷子黑灯瞎火的", "超市后头那条巷子"),
        ("楼道里堆满了纸箱子", "楼道里"),
        ("老供销社那儿的房子要塌了", "老供销社那儿"),
        ("从桥头数过来第五盏灯不亮", "桥头数过来第五盏灯"),
        ("进村那条水泥路裂了好大的缝", "进村那条水泥路"),
        ("药店门口停了一排三轮车", "药店门口"),
    ],
)
def test_relative_words_are_kept_as_the_place(text: str, place: str) -> None:
    assert locate(normalise(text), Gazetteer([]), VILLAGE).text == place


@pytest.mark.parametrize(
    "text",
    [
        "隔壁县楼塌了",
        "那边停电了",
        "右边的人不讲理",
        "超市涨价了",
        "那家店骗人",
        "他往前走了",
        "第三根烟了",
        "那条路灯不亮",
        "隔壁超市关门了",
    ],
)
def test_sides_and_things_alone_are_no_spot(text: str) -> None:
    assert not locate(normalise(text), Gazetteer([]), HERE).is_specific


@pytest.mark.parametrize(
    "text",
    ["停水了", "烧开一层白碱", "落了一层灰", "10月1号停水", "楼上漏水", "电梯坏了", "这是两层意思"],
)
def test_no_spot_is_invented(text: str) -> None:
    assert not locate(normalise(text), GAZETTEER, HERE).is_specific


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("我是阳光花园的业主 3号楼电梯又停了", SUNNY),
        ("俺家住阳光花园 3号楼电梯又停了", SUNNY),
        ("阳光花园的业主群解散了 3号楼电梯又停了", SUNNY),
        ("我去阳光花园接孩子 3号楼电梯又停了", EAST),
        ("柳树村3组没水", WILLOW),
        ("3组没水", EAST),
    ],
)
def test_a_building_told_later_is_where_the_speaker_lives(text: str, region: int) -> None:
    assert locate(normalise(text), GAZETTEER, HERE).region_id == region


def test_who_dances_does_it_anywhere() -> None:
    assert locate(normalise("楼下广场舞到十点半"), GAZETTEER, HERE).text == "楼下"


def test_the_name_here_is_believed_more_than_a_name_elsewhere() -> None:
    here = locate(normalise("3号楼停电"), GAZETTEER, HERE)
    there = locate(normalise("3号楼停电"), GAZETTEER, Around((SUNNY,), is_group=True))
    assert (here.region_id, there.region_id) == (EAST, SUNNY)
    assert here.confidence > locate(normalise("停电"), GAZETTEER, HERE).confidence


def test_a_common_word_means_the_thing_here_though_one_elsewhere_is_called_so() -> None:
    guess = locate(normalise("烧烤摊闹到半夜"), GAZETTEER, Around((EAST,), is_group=True))
    assert guess.region_id == EAST


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

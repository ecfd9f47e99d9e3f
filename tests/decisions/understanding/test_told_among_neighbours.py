"""What neighbours tell in a group in passing: trouble on the spot, trouble that lasts, what they were told."""

import pytest

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
GROUP = Around(is_group=True)


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("北边那个涵洞叫麦秸堵严实了", "irrigation"),
        ("恭喜3号楼喜提瀑布景观 楼顶水箱漏了一星期 省得我家浇花了", "water_supply"),
        ("货梯停半月了", "elevator_fault"),
        ("天台的门坏了锁不上 谁都能上去", "public_facility"),
        ("4号楼后身有人再少垃圾,烟打得很,呛的窗户都不敢凯", "open_burning"),
    ],
)
def test_trouble_at_a_spot_or_for_days_is_a_report(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.is_report
    assert [matter.leaf for matter in reading.matters] == [leaf]


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("起来脸都没法洗，拧开一滴不下", "water_supply"),
        ("种下去半个多月，十窝有六窝没冒芽", "agri_inputs"),
        ("排了仨小时，进去两分钟就给我开了八百多的药", "health_care"),
        ("墙上那个公示栏还是前年的纸", "village_affairs"),
        ("买三斤肉回家一称二斤六", "consumer_rights"),
        ("干了六年说不让干就不让干，一分不补", "work_injury_insurance"),
    ],
)
def test_what_is_told_round_about_is_of_its_leaf(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.is_report
    assert reading.matters[0].leaf == leaf


def test_trouble_without_a_word_of_any_leaf_is_heard_in_a_group_only_when_enough_is_said() -> None:
    told = "一楼真不敢住，上头人一洗澡俺家厨房就成粪池"
    assert READER.read(told, GROUP).is_report
    assert not READER.read(told, Around(is_group=True, is_staff=True)).is_report
    assert not READER.read("一楼真不敢住", GROUP).is_report


@pytest.mark.parametrize(
    "said",
    [
        "雨停两天了 蛤蟆还在俺门口叫",
        "水管子接头我自己拧好了 滴答了三天 清静了",
        "大学那个冬天暖气坏了一周，我们六个挤三张床，聊到把彼此的初恋都背下来",
        "老家广西那边一座桥冲没了 我侄子发来视频 人都转走了",
        "俺外甥打电话说 他那个省下雹子 大棚全砸成筛子了",
        "谁掉了一只小孩鞋 我放花坛边上了",
    ],
)
def test_what_is_over_or_elsewhere_is_none(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize(
    "said",
    [
        "打水厂了 说抢修管道 一会就好",
        "问了供电所的师傅 人家说是跳闸",
        "孩子刚喝了半杯 有事没",
        "物业说在走流程 走了一星期了 估计走到国庆",
        "一股子农药味儿 泛白沫",
    ],
)
def test_what_belongs_to_a_matter_told_before_is_kept_for_it(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.SUPPLEMENT


@pytest.mark.parametrize("said", ["打游戏去了 说好八点", "昨晚喝了半斤 能喝吗你", "谁说的 哈哈"])
def test_talk_is_none_of_it(said: str) -> None:
    assert READER.read(said, GROUP).intent is not Intent.SUPPLEMENT


def test_one_sentence_in_many_lines_is_read_as_one() -> None:
    scraps = "俺家门口\n井里抽上来的水\n起白沫\n二组"
    assert [matter.leaf for matter in READER.read(scraps, GROUP).matters] == ["water_supply"]


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("东坑塘边上的护栏叫车撞豁了一截 底下水深", "water_edge_hazard"),
        ("卫生所的门天天锁着 大夫人影都找不着", "health_care"),
        ("打个电话得爬到房顶上 手机就一格信号", "telecom_postal"),
        ("楼前有人支起个铁皮棚 公共过道占去一半", "illegal_building"),
    ],
)
def test_what_fails_everybody_is_heard_by_what_it_is(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    assert leaf in [matter.leaf for matter in reading.matters]
    assert reading.emergency is None


def test_a_child_pressed_for_pictures_is_heard() -> None:
    said = "我上初二 网友非让我开视频脱衣服 不听话就发到班级群里"
    alone = READER.read(said, Around(is_to_bot=True))
    assert "child_protection" in [matter.leaf for matter in alone.matters]

"""Ways of speaking: lists in one breath, praise that is not meant, agreement, harmless after all."""

import pytest

from handlers.understanding.mockery import is_ironic
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue, Intent
from handlers.understanding.spoken_lists import item_starts
from handlers.understanding.tree import load_categories

GROUP = Around((1,), is_group=True)
READER = TextReader(load_categories(), (), shipped_model())


@pytest.mark.parametrize(
    ("words", "leaves"),
    [
        (
            "头一个是巷口路灯瞎了俩月再一个那个垃圾没人拉还有就是健身器材坏了",
            {"streetlight", "garbage", "public_facility"},
        ),
        (
            "一来呢停车位让外边车占了二来呢消防通道也停满了",
            {"parking", "fire_lane"},
        ),
        ("第一条路灯坏了第二条下水道老堵", {"streetlight", "sewer_blockage"}),
        (
            "头一样俺家暖气不热第二样对门天天半夜唱歌",
            {"heating_gas", "noise"},
        ),
        (
            "再一个俺家那低保的事上回问了也没回音还有俺那医保卡刷不了",
            {"hardship_relief", "social_insurance"},
        ),
    ],
)
def test_each_thing_of_a_list_told_in_one_breath_is_a_matter(words: str, leaves: set[str]) -> None:
    assert {matter.leaf for matter in READER.read(words, GROUP).matters} == leaves


@pytest.mark.parametrize(
    "words",
    [
        "第一个月工资没发第二个月又拖着不给",
        "头一回来就没人管",
        "先说好了明天来修路灯",
        "还有一会儿就到",
        "路灯坏了",
    ],
)
def test_what_only_counts_is_no_list(words: str) -> None:
    assert item_starts(words) == []


@pytest.mark.parametrize(
    ("words", "leaf"),
    [
        ("自来水厂真贴心 怕咱喝茶没颜色 直接给放泥汤", "water_supply"),
        ("谢谢哦 楼上装修的 免费闹钟天天六点", "noise"),
        ("给路口红绿灯点个赞 绿灯两秒红灯三分 老人得跑着过去", "road_traffic"),
    ],
)
def test_praise_for_the_absurd_tells_what_is_wrong(words: str, leaf: str) -> None:
    reading = READER.read(words, GROUP)
    assert [matter.leaf for matter in reading.matters] == [leaf]
    assert Cue.SARCASM in reading.cues


@pytest.mark.parametrize(
    "words",
    [
        "咱这公交真准时 说来就来 点赞",
        "老师真贴心 还给孩子补了衣裳",
        "小郭真负责 大半夜还来看水管 感动",
    ],
)
def test_honest_praise_is_not_taken_the_other_way_round(words: str) -> None:
    assert not is_ironic(words)


@pytest.mark.parametrize(
    "words",
    [
        "就是嘞 俺搁那儿排了两天队 一瓢水都木有",
        "是啊 我家三楼一点压力都没有",
        "可不是 熏得人吃不下饭 俺家也是",
    ],
)
def test_whoever_agrees_and_tells_of_themselves_has_it_too(words: str) -> None:
    assert READER.read(words, GROUP).intent is Intent.MERGE_PLUS1


@pytest.mark.parametrize("words", ["就是嘞 昨儿俺去买菜也碰见他了", "是的 我一会儿就到家"])
def test_agreement_without_trouble_adds_nothing(words: str) -> None:
    assert READER.read(words, GROUP).intent is Intent.CHIT_CHAT


@pytest.mark.parametrize("words", ["不是人 是俺店里的假模特", "不是火 是隔壁熏香冒的烟"])
def test_what_it_is_instead_may_be_harmless(words: str) -> None:
    assert Cue.EXPLAINED in READER.read(words, GROUP).cues


@pytest.mark.parametrize(
    "words",
    ["不是2号楼 是3号楼着火", "不是小孩 是个大人掉下去了", "不是一个 是俩人在水里"],
)
def test_a_danger_put_more_exactly_is_not_explained_away(words: str) -> None:
    assert Cue.EXPLAINED not in READER.read(words, GROUP).cues


def test_a_fright_alone_explains_nothing() -> None:
    assert Cue.EXPLAINED not in READER.read("吓死我了", GROUP).cues
    assert Cue.EXPLAINED in READER.read("还以为着火了 吓死我了", GROUP).cues


@pytest.mark.parametrize("words", ["两口子床头打架床尾和", "谁家不打架 牙还咬舌头呢"])
def test_a_saying_about_couples_raises_no_alarm(words: str) -> None:
    assert READER.read(words, GROUP).emergency is None


@pytest.mark.parametrize(
    "words",
    [
        "我12 网友让我拍不穿衣服的视频给他",
        "我初二 他说不给他发裸照就来学校堵我",
        "闺女上小学 网上有个男的让她脱衣服开视频",
        "俺娃说培训班老师摸他",
        "同学把我换衣服的照片发群里了",
    ],
)
def test_a_child_that_is_pressed_for_pictures_or_touched_is_protected(words: str) -> None:
    matters = READER.read(words, Around(is_to_bot=True)).matters
    assert [matter.leaf for matter in matters] == ["child_protection"]


@pytest.mark.parametrize(
    "words", ["我被裸聊敲诈了 对方有我通讯录", "孩子他爸不穿衣服的照片我给发群里了哈哈"]
)
def test_grown_ups_pictures_are_no_matter_of_children(words: str) -> None:
    matters = READER.read(words, Around(is_to_bot=True)).matters
    assert "child_protection" not in [matter.leaf for matter in matters]


@pytest.mark.parametrize("words", ["没有 洗脸洗一半", "同没 B座", "也没", "不热"])
def test_a_no_among_neighbours_may_be_an_answer(words: str) -> None:
    assert READER.read(words, GROUP).intent is Intent.MERGE_PLUS1


def test_what_those_in_charge_said_is_no_matter_of_its_own() -> None:
    reading = READER.read("打水厂电话了 说是施工挖断主管 得到中午", GROUP)
    assert reading.intent is Intent.SUPPLEMENT


@pytest.mark.parametrize(
    "words", ["四组那家烧秸秆嘞 浓烟滚滚的 衣裳全是灰", "有人烧垃圾 黑烟呛死人"]
)
def test_the_smoke_of_what_somebody_burns_is_no_fire_yet(words: str) -> None:
    reading = READER.read(words, GROUP)
    assert reading.emergency is None
    assert [matter.leaf for matter in reading.matters] == ["open_burning"]


@pytest.mark.parametrize(
    "words", ["有人烧麦茬 浓烟滚滚 火苗窜到路边了", "地里烧秸秆 冒黑烟 快烧到房子了"]
)
def test_what_gets_out_of_hand_is_a_fire(words: str) -> None:
    emergency = READER.read(words, GROUP).emergency
    assert emergency is not None
    assert emergency.leaf == "fire"


def test_an_alarm_among_other_things_of_one_breath_is_raised() -> None:
    words = "先说水渠堵得死死的浇不上地再说那个变压器旁边的树枝都搭到线上了刮风打火花"
    reading = READER.read(words, Around(is_to_bot=True))
    assert reading.emergency is not None
    assert {matter.leaf for matter in reading.matters} == {"live_wire", "irrigation"}

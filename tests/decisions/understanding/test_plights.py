"""A plight: ordinary words that tell a danger only together, and what merely sounds like one (record 0051)."""

import pytest

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue
from handlers.understanding.tone import tone_of
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
GROUP = Around(is_group=True)


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("谁家孩子坐在十几楼空调外机上", "suicide_risk"),
        ("水把路淹了 车熄火了 门打不开 水到座位了", "drowning"),
        ("隔壁独居的那个大娘 牛奶三天没拿 敲门里头有哼哼声", "medical_emergency"),
        ("崖头上裂的缝能伸进胳膊 底下就是俺家灶房", "collapse_hazard"),
        ("领着俩孙子赶会 回头就剩一个", "missing_person"),
    ],
)
def test_ordinary_words_tell_a_plight_together(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    danger = reading.emergency or reading.possible_danger
    assert danger is not None
    assert danger.leaf == leaf


@pytest.mark.parametrize(
    "said",
    [
        "去年有个孩子坐在十几楼空调外机上",
        "要是孩子坐在空调外机上咋办",
        "俺爹坐在院里晒玉米",
        "水把路淹了 绕着走",
    ],
)
def test_the_same_words_of_another_day_or_place_ask_nobody(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert (reading.emergency, reading.possible_danger) == (None, None)


@pytest.mark.parametrize(
    "said",
    [
        "俺家老头睡得跟死猪一样 喊都喊不醒",
        "水烧开了没 下面条",
        "坐在桥栏边吹吹风 舒服",
        "路灯杆子让车撞歪了 线都露出来了",
        "凉菜味道冲得很 吃完肚子疼",
        "俺妈走丢了两只鸡",
    ],
)
def test_what_other_words_explain_alarms_nobody(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert (reading.emergency, reading.possible_danger) == (None, None)


@pytest.mark.parametrize(
    "said",
    [
        "睡得跟死猪一样 叫不醒 脸发紫",
        "凉菜柜子后头一股煤气味",
        "车把路灯撞倒了 骑车的躺地上不动",
        "娃丢了 狗也不见了",
    ],
)
def test_what_they_do_not_explain_alarms_all_the_same(said: str) -> None:
    assert READER.read(said, GROUP).emergency is not None


def test_a_stove_beside_the_unconscious_is_heard_for_its_fumes() -> None:
    reading = READER.read("夜里炉子封着 喊不应", GROUP)
    assert reading.emergency is not None
    assert reading.emergency.leaf == "medical_emergency"
    assert Cue.FUMES in reading.cues


def test_gas_is_said_before_whom_it_felled() -> None:
    matters = READER.read("一屋子煤气味 俺娘晕倒了叫不醒", GROUP).matters
    assert [matter.leaf for matter in matters][:1] == ["gas_leak"]


def test_the_tone_of_who_tries_in_vain_tells_more_and_of_who_is_at_ease_less() -> None:
    assert tone_of("手叫门夹住了 拔不出来") > 0 > tone_of("笑得肚子疼 好玩")
    assert tone_of("早上去赶集") == 0


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("俺爹修窖 土塌了 听见里头哼", "collapse_hazard"),
        ("停车场那辆拉货的 底盘下一滩火", "fire"),
        ("保姆抱着孩子出去 半天了 电话空号", "missing_person"),
    ],
)
def test_what_an_onlooker_describes_is_asked_about_in_a_group(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    danger = reading.emergency or reading.possible_danger
    assert danger is not None
    assert danger.leaf == leaf


@pytest.mark.parametrize(
    "said", ["昨晚追的剧 女主跳崖那段哭死我", "老头拿着棍打枣呢", "打牌打到半夜 老婆把我锁门外了"]
)
def test_beside_what_people_do_on_any_day_nobody_is_alarmed(said: str) -> None:
    assert READER.read(said, GROUP).emergency is None


def test_who_sat_in_a_lift_that_time_sits_there_no_more() -> None:
    assert READER.read("上回困电梯那次 物业赔了我一箱牛奶", GROUP).emergency is None
    assert READER.read("电梯门开一半 我卡在两层中间", GROUP).emergency is not None


def test_weapons_seen_at_a_school_gate_are_no_pupil_s_tale() -> None:
    seen = READER.read("学校后门一群社会上的娃堵着俩学生打 手里有甩棍", GROUP)
    assert seen.emergency is not None
    assert seen.emergency.leaf == "violence"


def test_who_walks_with_friends_of_the_donkey_is_no_beast() -> None:
    reading = READER.read("驴友掉队了 山上下雾 喊不着", GROUP)
    assert reading.emergency or reading.possible_danger

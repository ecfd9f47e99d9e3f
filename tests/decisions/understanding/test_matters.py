"""Several matters in one text, urgency, alarms and what does not alarm."""

import pytest

from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue, Intent, Matter
from handlers.understanding.tree import load_categories
from storage.codes import Urgency

GROUP = Around((1,), is_group=True)
PRIVATE = Around((1,))
STAFF = Around((1,), is_group=True, is_staff=True)
READER = TextReader(load_categories(), (), shipped_model())


def matters(text: str) -> tuple[Matter, ...]:
    return READER.read(text, GROUP).matters


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("后院下水道又堵了,路口井盖也翘着", ["sewer_blockage", "manhole"]),
        ("1.楼道灯坏了 2.垃圾没人收 3.电梯老抖", ["elevator_fault", "streetlight", "garbage"]),
        ("①消防通道堵了 ②路灯不亮", ["fire_lane", "streetlight"]),
        (
            "第一,自来水发黄;第二,物业费乱涨;第三,楼道里飞线充电",
            ["water_supply", "ebike_charging", "property_mgmt"],
        ),
        ("一是门口积水,二是绿化都枯死了", ["waterlogging", "property_mgmt"]),
        ("又停水又停电", ["water_supply", "power_outage"]),
        ("路灯不亮还有野狗乱跑", ["streetlight", "stray_animal"]),
        ("机井坏了浇不上地,村口的路坑坑洼洼", ["irrigation", "road_damage"]),
    ],
)
def test_several_matters_are_told_apart(text: str, leaves: list[str]) -> None:
    assert [matter.leaf for matter in matters(text)] == leaves


@pytest.mark.parametrize(
    "text",
    [
        "下水道堵了 满院子臭味",
        "大货车把消防通道堵了",
        "有人乱停车堵了路",
        "工地半夜施工 噪音大得睡不着",
        "1、2号楼都停电了",
    ],
)
def test_two_words_for_one_thing_make_one_matter(text: str) -> None:
    assert len(matters(text)) == 1


def test_each_matter_keeps_its_own_words_and_place() -> None:
    first, second = matters("1.3号楼前下水道堵了 2.5号楼路灯不亮")
    assert (first.place.text, second.place.text) == ("3号楼前", "5号楼")
    assert "下水道" in first.words
    assert "路灯" in second.words


def test_the_most_urgent_matter_comes_first() -> None:
    found = matters("路灯不亮,电表箱着火了")
    assert found[0].leaf == "fire"
    assert found[0].urgency is Urgency.U0


@pytest.mark.parametrize(
    "text",
    [
        "万一着火了咋跑",
        "怕着火 天天提心吊胆",
        "注意防火 别乱扔烟头",
        "嗓子着火了 给口水",
        "昨晚手机没电了 急死我了",
        "新闻上说外省有个化工厂爆炸了",
        "抖音上看见有人跳楼",
        "小时候村里着过火",
        "没着火 是我家做饭",
        "作业写不完了 救命",
        "笑死我了",
        "打牌打起来了 三缺一快来",
        "跳楼价处理了",
        "煤气灶打不着火",
        "想死你们了",
        "我在路上堵车 要死了",
    ],
)
def test_what_is_feared_past_elsewhere_or_a_joke_does_not_alarm(text: str) -> None:
    assert READER.read(text, GROUP).emergency is None


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈不想活了",
        "气得我都不想活了",
        "要是考不上我就不想活了",
        "以前就想死 现在更想",
        "去年就活够了",
        "开玩笑的 不过真觉得活着没意思",
    ],
)
def test_words_of_not_wanting_to_live_always_alarm(text: str) -> None:
    alarm = READER.read(text, GROUP).emergency
    assert alarm is not None
    assert alarm.leaf == "suicide_risk"


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("家里着火了 万一烧到煤气罐咋办", "fire"),
        ("寻人启事 孩子走失 男 6岁 联系电话13912345678", "missing_person"),
        ("咱院2号楼冒黑烟 抖音上都传开了", "fire"),
        ("垃圾桶着火了", "fire"),
        ("炒菜着火了", "fire"),
    ],
)
def test_an_alarm_is_heard_among_other_words(text: str, leaf: str) -> None:
    alarm = READER.read(text, GROUP).emergency
    assert alarm is not None
    assert alarm.leaf == leaf


def test_a_lift_is_an_emergency_only_when_somebody_is_inside() -> None:
    inside = READER.read("B座电梯卡住了 里面有个老人", GROUP)
    nobody = READER.read("在不在\nB座\n电梯\n又卡住了\n门开一条缝 9楼没人在里面", GROUP)
    assert inside.emergency is not None
    assert inside.matters[0].urgency is Urgency.U0
    assert nobody.emergency is None
    assert (nobody.matters[0].leaf, nobody.matters[0].urgency) == ("elevator_fault", Urgency.U1)
    assert nobody.place.text == "B座9楼"


def test_a_pupil_tells_of_school_and_is_protected() -> None:
    reading = READER.read("我11岁 上五年级 同学放学堵我要钱 不给就打我", PRIVATE)
    assert reading.matters[0].leaf == "child_protection"
    assert Cue.MINOR in reading.cues
    assert reading.emergency is None


def test_a_complaint_about_a_village_post_goes_before_its_subject() -> None:
    reading = READER.read("村支书把低保给他亲戚了", PRIVATE)
    assert reading.matters[0].leaf == "official_conduct"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("路灯不亮", Urgency.U2),
        ("路灯不亮 我妈摔断了腿", Urgency.U1),
        ("井盖有点松 不急", Urgency.U3),
        ("井盖没了", Urgency.U1),
        ("建议村口装个路灯", Urgency.U3),
        ("路灯坏了 我爹差点绊倒", Urgency.U2),
    ],
)
def test_urgency_follows_what_is_told_with_it(text: str, urgency: Urgency) -> None:
    assert matters(text)[0].urgency is urgency


@pytest.mark.parametrize("text", ["电梯", "停电了?", "路灯", "下水道", "垃圾!"])
def test_a_bare_word_is_an_unsure_report(text: str) -> None:
    reading = READER.read(text, GROUP)
    assert reading.is_report
    assert reading.is_unsure
    assert reading.confidence <= 0.5


def test_fragments_read_as_one_text_are_sure() -> None:
    reading = READER.read("C座楼下\n路灯\n三个晚上没亮了", GROUP)
    assert reading.matters[0].leaf == "streetlight"
    assert not reading.is_unsure


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("路修得真好啊 头一天修第二天烂", Cue.SARCASM),
        ("感谢电梯让我天天爬楼 坏一个月了", Cue.SARCASM),
        ("垃圾没人收 你们吃干饭的", Cue.ANGER),
        ("你等着 下班我找你", Cue.THREAT),
        ("停电了 冰箱里的胰岛素要坏", Cue.MEDICINE),
        ("我上去敲门看看 开灯瞅瞅", Cue.RISKY_ACT),
        ("俺拿竹竿挑开它", Cue.RISKY_ACT),
        ("那是修太阳能的 拴着绳呢", Cue.EXPLAINED),
        ("老柳还在屋里没出来", Cue.INSIDE),
        ("是我 刚换煤气罐 已经拧好了", Cue.EXPLAINED),
        ("别说是我说的 都是邻居", Cue.SECRECY),
        ("别给我打电话 他会听见", Cue.NO_CALL),
        ("亮了亮了", Cue.RECOVERED),
        ("还没修好 又来了", Cue.STILL_BROKEN),
        ("我也闻到了 头有点晕", Cue.HURT),
        ("新修的路半年就烂 偷工减料", Cue.QUALITY),
    ],
)
def test_cues_are_heard(text: str, cue: Cue) -> None:
    assert cue in READER.read(text, GROUP).cues


def test_what_staff_tell_the_bot_of_their_work_is_no_report_as_it_is_of_a_resident() -> None:
    resident, staff = Around(is_to_bot=True), Around(is_to_bot=True, is_staff=True)
    assert READER.read("垃圾车明天过去", resident).intent is Intent.REPORT
    assert READER.read("垃圾车明天过去", staff).intent is Intent.STAFF_TALK
    assert READER.read("东边路口路灯坏了三天了", staff).intent is Intent.REPORT


def test_staff_talk_is_told_from_residents_talk() -> None:
    said = {
        "老莫你说话注意点": Intent.STAFF_TALK,
        "这是自来水的管子,不归我们管,退了": Intent.DEPT_ARGUMENT,
    }
    for text, intent in said.items():
        assert READER.read(text, STAFF).intent is intent


def test_an_angry_report_is_a_report() -> None:
    reading = READER.read("垃圾四天没收了 你们这帮饭桶", GROUP)
    assert reading.matters[0].leaf == "garbage"
    assert Cue.ANGER in reading.cues


def test_every_reading_tells_its_reasons() -> None:
    for text in ("路灯不亮", "早上好", "万一着火咋办"):
        reading = READER.read(text, GROUP)
        assert reading.reasons
        assert all(matter.reasons for matter in reading.matters)


@pytest.mark.parametrize(
    "text",
    [
        "万一孩子在电梯里被困 教他按警铃",
        "刚才说的浓烟是邻居熏鱼 虚惊一场",
        "追剧追到男主跳河那段",
        "火已经扑灭了 没伤着人",
        "那年我爹走丢过一回",
    ],
)
def test_what_is_over_or_only_told_of_does_not_alarm(text: str) -> None:
    assert READER.read(text, GROUP).emergency is None


def test_what_is_announced_as_two_things_is_two_even_of_kinds_often_told_as_one() -> None:
    reading = READER.read("两个事:楼上半夜拖桌子睡不成;还有楼下烧烤店油烟往我家灌", GROUP)
    assert {matter.leaf for matter in reading.matters} == {"noise", "smoke_dust"}

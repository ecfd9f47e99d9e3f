"""Thanks that mock, slips of the ear, water that spurts, games that are fought, and what is told as over."""

import pytest

from handlers.understanding.mockery import is_award, is_mock_thanks
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
GROUP = Around(is_group=True)


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("谢谢楼上邻居 天天半夜给我表演拖桌子 我都不用闹钟了", "noise"),
        ("感谢楼下烧烤店 免费让全楼桑拿 油烟管够", "smoke_dust"),
        ("多谢热力公司 叫咱全楼重温了住窑洞的滋味 暖气冰凉", "heating_gas"),
        ("谢谢供水站 让俺全村回到解放前 天天挑水", "water_supply"),
    ],
)
def test_a_nuisance_that_is_thanked_for_is_reported(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    assert [matter.leaf for matter in reading.matters] == [leaf]
    assert Cue.SARCASM in reading.cues


@pytest.mark.parametrize(
    "said",
    [
        "感谢环卫师傅每天凌晨给我们扫街 辛苦了",
        "感谢网格员半夜来看水管 好人",
        "谢谢王姐每天帮我遛狗",
        "谢谢老师每天陪伴孩子",
        "感谢社区让我们感受到家的温暖 暖气也热了",
        "谢谢老师让孩子们体会到劳动的快乐",
    ],
)
def test_thanks_for_help_are_meant(said: str) -> None:
    assert not is_mock_thanks(said)
    assert not READER.read(said, GROUP).is_report


def test_who_proposes_a_prize_reports_nothing() -> None:
    assert is_award("建议给物业发锦旗")
    assert READER.read("建议给物业发锦旗", GROUP).intent is Intent.JOKE
    assert READER.read("路灯坏仨月了 该给城管发锦旗", GROUP).is_report


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("5号搂前面的路登又不量了", "streetlight"),
        ("下水到赌了 分水都返到我家出房了", "sewer_blockage"),
        ("谁家又烧玉米杆 呛死人", "open_burning"),
    ],
)
def test_slips_of_the_ear_are_heard(said: str, leaf: str) -> None:
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == [leaf]


def test_who_speaks_of_typing_is_in_no_danger() -> None:
    reading = READER.read("打字不好 手写的 大家见谅", GROUP)
    assert reading.possible_danger is None
    assert not reading.is_report


@pytest.mark.parametrize("said", ["楼道里那根水管 崩了 哗哗往外喷", "4楼水龙头炸了 滋得满地都是"])
def test_water_that_spurts_is_no_fire(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.emergency is None
    assert reading.matters[0].leaf == "water_supply"


def test_gas_beside_a_water_pipe_is_gas() -> None:
    reading = READER.read("自来水管旁边煤气味很大", GROUP)
    assert reading.emergency is not None
    assert reading.emergency.leaf == "gas_leak"


def test_a_player_cries_for_help_in_vain_and_his_brother_does_not() -> None:
    assert READER.read("我方打野又送人头了 救命 被对面追着砍", GROUP).emergency is None
    assert READER.read("我弟打游戏打到一半晕倒了 救命", GROUP).emergency is not None


def test_a_child_locked_in_by_classmates_is_a_childs_matter() -> None:
    reading = READER.read("我们班几个女生老把我锁在厕所里 还拍视频笑我", GROUP)
    assert [matter.leaf for matter in reading.matters] == ["child_protection"]


@pytest.mark.parametrize(
    "said",
    [
        "两口子床头打架床尾和",
        "俺家电表上个月烧了 供电所第二天就给换了 现在好使着嘞",
        "裤子烂了能缝不",
    ],
)
def test_proverbs_and_what_is_mended_are_no_report(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize(
    "said", ["我们这栋也一滴没有 上班脸都没洗", "俺这排也没水", "可不 俺院里晾的被子一股烟味"]
)
def test_who_has_it_too_joins_in(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.MERGE_PLUS1


@pytest.mark.parametrize(
    "said", ["是服装店扔的塑料模特 吓死人", "看清了 是件旧衣服", "原来是个稻草人"]
)
def test_what_looked_like_a_person_is_explained(said: str) -> None:
    assert Cue.EXPLAINED in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["我找根棍子去挑开", "我拿绳子去套", "俺去把线拨开"])
def test_who_goes_near_with_a_stick_is_heard(said: str) -> None:
    assert Cue.RISKY_ACT in READER.read(said, GROUP).cues


def test_who_sweeps_the_yard_risks_nothing() -> None:
    assert Cue.RISKY_ACT not in READER.read("我拿扫帚扫扫院子", GROUP).cues


def test_an_apology_explains_as_well() -> None:
    assert Cue.EXPLAINED in READER.read("不好意思 是我家炖的排骨糊了", GROUP).cues


def test_a_road_that_is_crushed_is_no_accident() -> None:
    reading = READER.read("村头那路叫拉石子的大车碾得稀巴烂", GROUP)
    assert [matter.leaf for matter in reading.matters] == ["road_damage"]
    assert reading.possible_danger is None


def test_dogs_in_abuse_are_no_dogs() -> None:
    assert READER.read("一群狗东西", GROUP).intent is Intent.ABUSE


@pytest.mark.parametrize("said", ["就是，娃坐车上颠得直吐", "对啊 老人咋受得了"])
def test_who_agrees_with_what_it_does_to_theirs_has_it_too(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.MERGE_PLUS1


def test_a_question_after_a_child_is_none() -> None:
    assert READER.read("对 孩子上几年级了", GROUP).intent is not Intent.MERGE_PLUS1


def test_cries_from_a_pond_are_of_drowning() -> None:
    reading = READER.read("快来人 村西水塘那边有娃喊救命 怕是掉下去了", GROUP)
    assert reading.emergency is not None
    assert reading.emergency.leaf == "drowning"


def test_a_brawl_beside_a_pond_is_a_brawl() -> None:
    reading = READER.read("快来人 水塘边有人打架 喊救命", GROUP)
    assert "violence" in [matter.leaf for matter in reading.matters]


@pytest.mark.parametrize("said", ["我看哭了 最后那女的跳河了", "这集男主跳楼那段剧情太虐"])
def test_a_film_endangers_nobody(said: str) -> None:
    assert READER.read(said, GROUP).emergency is None


def test_a_divorced_woman_who_is_stalked_is_no_child() -> None:
    reading = READER.read("前夫天天堵我 说再不复婚就泼我硫酸", Around(is_to_bot=True))
    assert reading.emergency is not None
    assert reading.emergency.leaf == "domestic_violence"


def test_dung_is_no_gas() -> None:
    reading = READER.read("谁家狗在小卖部门口屙得到处都是 臭烘烘的 没人管", GROUP)
    assert [matter.leaf for matter in reading.matters] == ["stray_animal"]
    assert reading.possible_danger is None


def test_what_lies_on_a_road_is_told_in_scraps() -> None:
    reading = READER.read("4组\n那堆沙子水泥\n把路占了一大半 收割机过不去", GROUP)
    assert [matter.leaf for matter in reading.matters] == ["street_vending"]


@pytest.mark.parametrize(
    "said",
    [
        "先把老爷子抱屋里去",
        "赶紧抬到路边阴凉地儿",
        "把他架到沙发上",
        "扶床上躺着",
        "你们几个把她搀进去",
    ],
)
def test_a_body_is_about_to_be_moved(said: str) -> None:
    assert Cue.MOVES_BODY in READER.read(said, GROUP).cues


@pytest.mark.parametrize(
    "said", ["扶手都掉下来了", "帮我把沙发抬上楼", "挪车电话没人接", "拖鞋在床下"]
)
def test_nobody_is_moved(said: str) -> None:
    assert Cue.MOVES_BODY not in READER.read(said, GROUP).cues


@pytest.mark.parametrize(
    "said", ["还让我再转六千才能提现", "又让交两千保证金", "我已经转了两万", "刚才打过去八千"]
)
def test_money_is_on_its_way_to_a_swindler(said: str) -> None:
    assert Cue.PAYS_ON in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["刚打完电话", "又打了一针", "还得再转一趟车", "没转 挂了"])
def test_no_money_is_on_its_way(said: str) -> None:
    assert Cue.PAYS_ON not in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["活着真累 我先走了", "活得太苦 替我照顾好我妈"])
def test_weary_of_living_and_going_is_a_danger(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.emergency is not None
    assert reading.emergency.leaf == "suicide_risk"


def test_nobody_in_the_lift_is_no_answer_to_a_survey() -> None:
    assert READER.read("里头莫人", GROUP).intent is Intent.SUPPLEMENT


@pytest.mark.parametrize(
    "said",
    ["都传开了 说有开面包车的在学校门口拐孩子 是真的不", "满村都说有人贩子偷小孩 真的假的"],
)
def test_a_tale_that_goes_round_alarms_nobody(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.intent is Intent.RUMOR
    assert reading.emergency is None
    assert reading.possible_danger is None


def test_who_sees_it_is_believed_and_of_a_fire_it_is_asked() -> None:
    assert READER.read("有人抢俺孩子 快来人", GROUP).emergency is not None
    assert READER.read("都说3号楼着火了 真的假的", GROUP).possible_danger is not None


@pytest.mark.parametrize(
    "said", ["刚才好像在北坡那边看见一个老太太", "桥头见过一个穿红袄的小孩", "往水库那边走了"]
)
def test_somebody_was_seen(said: str) -> None:
    assert Cue.SEEN in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["没看见老人", "谁看见俺娃了", "你们看见老太太没", "晚上看电影不"])
def test_nobody_was_seen(said: str) -> None:
    assert Cue.SEEN not in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["就是的么 缸都见底咧", "是嘞 俺家都三天没洗澡"])
def test_a_neighbour_says_yes_and_has_it_too(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.MERGE_PLUS1


@pytest.mark.parametrize("said", ["对 都来我家吃饭", "没错 晚上跳舞都来"])
def test_a_yes_among_chatter_is_no_plus_one(said: str) -> None:
    assert READER.read(said, GROUP).intent is not Intent.MERGE_PLUS1


@pytest.mark.parametrize("said", ["门口那垃圾桶盖子掉了 野猫天天扒", "绿桶轱辘掉了 推不动"])
def test_the_lid_of_a_bin_is_no_manhole(said: str) -> None:
    assert READER.read(said, GROUP).matters[0].leaf == "garbage"

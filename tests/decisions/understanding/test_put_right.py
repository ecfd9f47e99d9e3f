"""What puts right, what follows a but, lists by voice, and what neighbours say of their own homes by now."""

import pytest

from handlers.understanding.corrections import is_correction, what_is_right
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Cue, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
GROUP = Around(is_group=True)


@pytest.mark.parametrize(
    "said",
    [
        "说错了 是4号楼后面 不是3号楼",
        "打错字了 应该是2单元",
        "不是3号楼 说错了 是5号楼东边",
        "口误 是南门不是北门",
        "更正一下 应该是三组那口井",
    ],
)
def test_a_correction_takes_nothing_back(said: str) -> None:
    assert is_correction(said)
    assert READER.read(said, GROUP).intent is Intent.SUPPLEMENT


@pytest.mark.parametrize(
    "said", ["发错了 不好意思", "说错了 没事了", "看错了 是塑料袋", "弄错了 我家自己跳闸"]
)
def test_a_retraction_is_no_correction(said: str) -> None:
    assert not is_correction(said)


def test_what_was_wrong_is_left_out() -> None:
    assert "3号楼" not in what_is_right("说错了 是4号楼后面 不是3号楼")


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("路是修好了 就是路边那两个涵洞没盖板 黑了走人掉下去咋办", "manhole"),
        ("井盖换了新的 不过边上路面塌了一块没补", "road_damage"),
    ],
)
def test_behind_a_but_another_thing_is_told(said: str, leaf: str) -> None:
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == [leaf]


@pytest.mark.parametrize("said", ["灯修好了 就是有点暗", "修好了 就是说一声谢谢"])
def test_behind_a_but_of_the_same_thing_nothing_new_is_told(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        (
            "我提几点啊,第一呢B座门口那个下水到堵了冒脏水,第二个呢是D座前面路上有个大坑,还有就是每天晚上七点广场上那个音响开得太大了,最后一个消防栓叫车挡得严严实实",
            {"sewer_blockage", "road_damage", "noise", "fire_lane"},
        ),
        (
            "首先路灯不亮 其次健身器材坏了夹手 最后广场舞太吵",
            {"streetlight", "public_facility", "noise"},
        ),
    ],
)
def test_no_item_of_a_list_is_lost(said: str, leaves: set[str]) -> None:
    assert {matter.leaf for matter in READER.read(said, GROUP).matters} == leaves


@pytest.mark.parametrize(
    "said", ["今天第一件事起床 第二件事吃饭 最后睡觉", "第一次来 还有谁家有车位"]
)
def test_a_list_of_nothing_is_no_report(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize("said", ["俺家好了", "我家有了", "我家还不行 到底啥情况", "俺这还是没有"])
def test_how_it_is_at_home_by_now_belongs_to_what_was_told(said: str) -> None:
    assert READER.read(said, GROUP).intent in {Intent.SUPPLEMENT, Intent.MERGE_PLUS1}


@pytest.mark.parametrize(
    "said", ["给供电所打过电话了 说马上来", "我拿个树枝先插上了", "已经跟物业说过了 等着吧"]
)
def test_who_called_somebody_or_put_something_up_adds_to_it(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.SUPPLEMENT


@pytest.mark.parametrize(
    "said", ["俺家羊还在那拴着嘞 我去牵", "我去把车挪开", "我过去抢点东西出来"]
)
def test_who_goes_there_is_about_to_run_into_danger(said: str) -> None:
    assert Cue.RISKY_ACT in READER.read(said, GROUP).cues


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("一组全停了 有电的吱一声", "power_outage"),
        ("断网了?宽带灯一直闪红", "telecom_postal"),
        (
            "报了三回河堤上的护栏坏了 那个网格员孙师傅连个面都不露 就知道发朋友圈打卡",
            "official_conduct",
        ),
    ],
)
def test_of_what_it_is_told(said: str, leaf: str) -> None:
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == [leaf]


@pytest.mark.parametrize(
    "said",
    ["C座电梯突然不动了 我跟一个大姐在里面 门打不开", "电梯卡住了 我和俩娃搁里头 出不去"],
)
def test_who_is_in_the_lift_is_trapped(said: str) -> None:
    assert READER.read(said, GROUP).emergency is not None


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("都醒醒!河水眼看到堤沿了 俺家后墙根都泡上了", "flood_geo_hazard"),
        ("我看了 闸口那边已经往外漫了", "flood_geo_hazard"),
        ("俺那个养老钱这俩月咋没打到折子上嘞", "social_insurance"),
        ("这路面结的冰 溜光 俺刚才一屁股摔那儿了", "road_damage"),
        ("咱院这下水道可是高科技 一下雨自动变喷泉 建议收门票", "sewer_blockage"),
    ],
)
def test_of_what_neighbours_tell_in_their_own_words(said: str, leaf: str) -> None:
    reading = READER.read(said, GROUP)
    assert [matter.leaf for matter in reading.matters] == [leaf]
    assert reading.possible_danger is None or reading.possible_danger.leaf != "fire"


@pytest.mark.parametrize(
    "said", ["暖气的事到哪一步了 都第二天了 屋里还是冰窖", "路灯那事有人管没 还是黑的"]
)
def test_who_asks_how_far_it_is_asks_whatever_is_told_beside(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.ASK_PROGRESS


@pytest.mark.parametrize("said", ["俺妈瘫在床上走不了", "俺爷腿脚不好 背不动他"])
def test_somebody_must_be_fetched(said: str) -> None:
    assert Cue.HELPLESS in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["太热了 动都不想动", "车动不了", "路窄得救护车进不来"])
def test_nobody_must_be_fetched(said: str) -> None:
    assert Cue.HELPLESS not in READER.read(said, GROUP).cues


@pytest.mark.parametrize("said", ["我把验证码念给他了", "密码也告诉他了", "身份证号发过去了"])
def test_a_code_in_wrong_hands_is_money_on_its_way(said: str) -> None:
    assert Cue.PAYS_ON in READER.read(said, GROUP).cues


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("热烈祝贺咱小区垃圾山又创新高 再努努力能申请5A景区", "garbage"),
        ("电梯又坏了 给物业点个赞", "elevator_fault"),
        ("4号楼西头那健身器上掉下来个铁管子 差点砸着孩子脚", "public_facility"),
        ("2号褛2丹元楼到里有人给电平车冲电 线从三搂扯下来地", "ebike_charging"),
    ],
)
def test_mockery_and_slips_are_heard(said: str, leaf: str) -> None:
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == [leaf]


@pytest.mark.parametrize(
    "said",
    [
        "咱小区新换的电梯坐着真稳当 给维保点个赞",
        "给网格员点个赞 路灯一天就修好",
        "恭喜老李家添孙子",
    ],
)
def test_praise_that_is_meant_reports_nothing(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize(
    "said", ["谁家的 说一声呀 别到时候真着了后悔", "可不咋 掂着铁锨去扒了两回 扒开又给堵上"]
)
def test_a_warning_and_a_spade_alarm_nobody(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.emergency is None
    assert reading.possible_danger is None


def test_a_rehearsal_is_explained() -> None:
    assert Cue.EXPLAINED in READER.read("别怕别怕 是社区排练小品呢", GROUP).cues


@pytest.mark.parametrize("said", ["都支持!尤其车库", "支持 特别是第二条"])
def test_all_support_it(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.MERGE_PLUS1


@pytest.mark.parametrize("said", ["是不是开网约车那家", "八成是后街老李他家", "肯定是那两口子"])
def test_who_guesses_whose_house_it_is_reports_nothing(said: str) -> None:
    assert not READER.read(said, GROUP).is_report


@pytest.mark.parametrize(
    "said", ["C座一样", "3号楼也是", "猫那个也挠过我车座", "同意大妈", "支持老郑说的"]
)
def test_in_few_words_a_neighbour_has_it_too(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.MERGE_PLUS1


def test_to_agree_is_still_consent() -> None:
    assert READER.read("同意", Around(is_to_bot=True)).intent is Intent.CONSENT


@pytest.mark.parametrize(
    "said", ["问了运营商 光缆叫施工的挖断了", "打过物业电话 配件明天到", "我这来网了"]
)
def test_what_was_answered_and_that_it_is_back_adds_to_it(said: str) -> None:
    assert READER.read(said, GROUP).intent is Intent.SUPPLEMENT


def test_to_overturn_a_desk_is_threatened() -> None:
    assert Cue.THREAT in READER.read("再不公开 老子明天扛锄头去物业把桌子掀了", GROUP).cues


def test_lorries_on_the_square_are_parked_there() -> None:
    said = "村里头那个娃们耍的广场咋成咧停大车的场子 半挂一溜溜"
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == ["parking"]


def test_a_barrier_that_falls_on_a_car_is_no_hole_in_the_road() -> None:
    said = "南门那个道闸 刚把我车顶砸了个坑 感应坏了吧"
    assert [matter.leaf for matter in READER.read(said, GROUP).matters] == ["property_mgmt"]

"""A danger that is only possible: what is asked about, what is alarmed, and what is neither."""

import pytest

from handlers.understanding.danger_answers import AskedFor, read_danger_answer
from handlers.understanding.farewells import is_no_farewell
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
GROUP, ALONE, STAFF = Around(is_group=True), Around(is_to_bot=True), Around(is_staff=True)


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("三楼敲不开，满楼道那味", "gas_leak"),
        ("胖了五斤 不活了不活了", "suicide_risk"),
        ("着火了着火了 我说的是我这手气 连赢五把", "fire"),
    ],
)
def test_what_may_be_a_danger_is_asked_about_and_alarms_nobody(said: str, leaf: str) -> None:
    for around in (GROUP, ALONE):
        reading = READER.read(said, around)
        assert reading.emergency is None
        assert reading.possible_danger is not None
        assert (reading.possible_danger.leaf, reading.possible_danger.is_emergency) == (leaf, True)


@pytest.mark.parametrize(
    "said",
    ["3号楼着火了快来人", "着火了", "不想活了", "累得不想活了 真的", "电梯卡半空了 我跟俩娃在里头"],
)
def test_a_plain_danger_is_alarmed_and_not_asked_about(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.emergency is not None
    assert reading.possible_danger is None


@pytest.mark.parametrize(
    "said", ["笑不活了你们看这个视频", "饿死了饿死了 啥时候开饭", "想死你了 啥时候回来"]
)
def test_dying_behind_a_feeling_is_neither(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert (reading.emergency, reading.possible_danger) == (None, None)
    assert reading.intent is not Intent.REPORT


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("轧了 腿没了 快", "serious_accident"),  # few letters, and much in them
        ("欠的还不上了 娃们往后都懂事点", "suicide_risk"),
    ],
)
def test_much_for_a_danger_is_asked_about_whatever_speaks_against_it(said: str, leaf: str) -> None:
    danger = READER.read(said, ALONE).possible_danger
    assert danger is not None
    assert danger.leaf == leaf


def test_a_pupil_who_tells_of_somebody_drowning_alarms() -> None:
    said = "我们逃课去水库 阿哲扎猛子下去 水面没动静了 不敢告诉老师"
    reading = READER.read(said, GROUP)
    assert reading.emergency is not None
    assert reading.emergency.leaf == "drowning"


@pytest.mark.parametrize("said", ["救命", "救命啊！", "来人啊 救命", "出事了快来人"])
def test_nothing_but_a_cry_is_asked_about_at_once(said: str) -> None:
    for around in (GROUP, ALONE):
        reading = READER.read(said, around)
        assert reading.emergency is not None or reading.possible_danger is not None
    assert READER.read(said, STAFF).possible_danger is None


@pytest.mark.parametrize("said", ["救命啊这衣服绝了", "救命 作业没写", "我来人民路了"])
def test_a_cry_that_is_said_of_something_else_is_none(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert (reading.emergency, reading.possible_danger) == (None, None)


@pytest.mark.parametrize(
    "said", ["室友发朋友圈说永别了 电话打不通", "他说要是我敢走就砍死我爸妈 我不敢回去"]
)
def test_much_for_a_danger_is_heard_though_a_word_tells_a_tale(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert reading.emergency is not None or reading.possible_danger is not None


def test_staff_are_not_asked() -> None:
    assert READER.read("三楼敲不开，满楼道那味", STAFF).possible_danger is None


@pytest.mark.parametrize(
    ("said", "asked", "answer"),
    [
        ("有", AskedFor.DANGER, True),
        ("有 3号楼", AskedFor.DANGER, True),
        ("嗯嗯 快来", AskedFor.DANGER, True),
        ("没有没有 打牌呢", AskedFor.DANGER, False),
        ("没事 是隔壁县的视频", AskedFor.DANGER, False),
        ("不是 俺说着玩的", AskedFor.DANGER, False),
        ("没人应 叫不醒", AskedFor.DANGER, True),
        ("晚上跳舞去不", AskedFor.DANGER, None),
        ("有没有人管", AskedFor.DANGER, None),
        ("您是谁?", AskedFor.DANGER, None),
        ("安全", AskedFor.SAFETY, False),
        ("不安全", AskedFor.SAFETY, True),
        ("嗯", AskedFor.SAFETY, False),
        ("不", AskedFor.SAFETY, True),
        ("开玩笑的", AskedFor.SAFETY, False),
        ("找到了 在他姑家", AskedFor.FOUND, False),
        ("还没", AskedFor.FOUND, True),
        ("没有 到处找呢", AskedFor.FOUND, True),
    ],
)
def test_the_answer_is_heard_as_the_question_was_put(
    said: str, asked: AskedFor, answer: bool | None
) -> None:
    assert read_danger_answer(said, asked) is answer


@pytest.mark.parametrize(
    ("said", "around"),
    [
        ("存折放老地方 密码你知道", GROUP),
    ],
)
def test_what_hardly_tells_of_a_danger_is_looked_at_and_nobody_is_asked(
    said: str, around: Around
) -> None:
    reading = READER.read(said, around)
    assert (reading.emergency, reading.possible_danger) == (None, None)
    assert reading.faint_danger is not None


@pytest.mark.parametrize("said", ["我在楼下了 你下来", "找不到你 你在哪", "明天几点集合", "吃了没"])
def test_whereabouts_among_friends_are_no_danger(said: str) -> None:
    reading = READER.read(said, GROUP)
    assert (reading.emergency, reading.possible_danger, reading.faint_danger) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "leaf"),
    [
        ("前妻的哥哥带人来我家 正在撬门 说要我的命", "violence"),
        ("1组晒场那棵大杨树叫风刮歪了 斜着压在电线上", "live_wire"),
    ],
)
def test_what_little_is_found_in_a_short_report_of_neighbours_is_looked_at(
    said: str, leaf: str
) -> None:
    reading = READER.read(said, GROUP)
    assert reading.is_report
    danger = reading.emergency or reading.possible_danger or reading.faint_danger
    assert danger is not None
    assert danger.leaf == leaf
    assert READER.read(said, ALONE).faint_danger is None


@pytest.mark.parametrize("said", ["人呢 说话啊 哑巴了", "有人吗 咋不回话 都聋了"])
def test_calling_whoever_should_answer_is_no_danger(said: str) -> None:
    reading = READER.read(said, ALONE)
    assert (reading.emergency, reading.possible_danger, reading.faint_danger) == (None, None, None)


def test_what_befell_a_beast_is_no_danger_to_anybody_in_a_group() -> None:
    for said in ("俺家羊喝了一口躺地上抽抽", "楼下俩狗打起来了 劝不开"):
        reading = READER.read(said, GROUP)
        assert (reading.emergency, reading.possible_danger) == (None, None)


def test_a_beast_beside_a_person_takes_nothing_away() -> None:
    assert READER.read("老李叫牛顶了 肠子都出来了", GROUP).emergency is not None
    assert READER.read("狗把孩子咬得流血不止", GROUP).emergency is not None


@pytest.mark.parametrize(
    "words",
    ["有小婴儿 麻烦快点", "我以后再也不敢反映了", "家里有老人 能不能快点", "下次不报了 懒得找你们"],
)
def test_who_waits_or_gives_up_reporting_says_no_farewell(words: str) -> None:
    assert is_no_farewell(words)


@pytest.mark.parametrize(
    "words", ["快点结束吧 没意思", "我不想再拖累你们了", "不想说了 早点走算了", "谢谢你们这些年"]
)
def test_a_farewell_stays_one(words: str) -> None:
    assert not is_no_farewell(words)

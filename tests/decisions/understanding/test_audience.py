"""What is said to everybody is a notice by how it is made, whatever it is about."""

import pytest

from handlers.understanding.audience import is_surely_to_everybody, is_to_everybody
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.normalise import normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())


@pytest.mark.parametrize(
    "said",
    [
        "【停水通知】因水厂检修，后天8点到17点全镇停水，请各户提前储水，敬请谅解。",
        "防汛提醒：今晚有大到暴雨，请低洼处的群众提前转移，不要到河边围观。",
        "各位家长，明天下午四点开家长会，请准时参加。",
        "严禁在楼道给电动车充电，违者依法处理。",
    ],
)
def test_a_notice_is_heard_as_one_in_a_group(said: str) -> None:
    reading = READER.read(said, Around(is_group=True))
    assert not reading.is_report
    assert is_to_everybody(normalise(said).plain)


@pytest.mark.parametrize(
    "said",
    [
        "请各位领导管管，我们楼停水三天了，没人来修",
        "物业通知说停水两个小时，这都一天了还没来",
        "3号楼下水道堵了，请尽快来人疏通",
        "通知说十五号供暖，怎么到现在还是凉的",
    ],
)
def test_who_tells_what_is_wrong_speaks_to_nobody_but_those_who_help(said: str) -> None:
    assert not is_to_everybody(normalise(said).plain)
    assert READER.read(said, Around(is_group=True)).intent is not Intent.OFFICIAL_NOTICE


def test_a_danger_is_heard_in_words_that_also_bid_everybody() -> None:
    said = "三号楼煤气漏了，大家切勿打火，请各位尽快下楼"
    assert not is_surely_to_everybody(normalise(said).plain)
    assert READER.read(said, Around(is_group=True)).emergency is not None


@pytest.mark.parametrize("said", ["电话打我媳妇的", "俺没手机 打我媳妇的手机"])
def test_whoever_is_rung_is_not_beaten(said: str) -> None:
    assert READER.read(said, Around(is_group=True)).emergency is None


def test_a_beating_is_still_heard_beside_a_telephone() -> None:
    reading = READER.read("他砸了电话又打我媳妇 快来人", Around(is_group=True))
    assert reading.emergency is not None
    assert reading.emergency.leaf == "domestic_violence"

"""Titles of letters are heard as letters; what only begins like one among neighbours is not."""

import pytest

from handlers.understanding.formality import letter_points
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.normalise import normalise
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around, Intent
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
LETTER, GROUP = Around(), Around(is_group=True)


@pytest.mark.parametrize(
    "said",
    [
        "请还给老城区孩子一所初中",
        "云溪省技能等级证书何时能查",
        "农村文化站的困惑",
        "盼给乡镇卫生院配一台救护车",
        "云溪省退休人员体检标准多年没变",
    ],
)
def test_a_title_is_read_as_a_report(said: str) -> None:
    assert READER.read(said, LETTER).is_report


@pytest.mark.parametrize(
    "said", ["请大家吃糖啦", "盼着周末呢", "求红包", "省钱妙招谁有", "这有啥问题"]
)
def test_what_only_begins_or_ends_like_a_title_is_none(said: str) -> None:
    assert not READER.read(said, LETTER).is_report
    assert not READER.read(said, GROUP).is_report


def test_a_province_speaks_for_a_letter_and_saving_does_not() -> None:
    named = letter_points(normalise("云溪省公积金新政").plain)
    assert named > letter_points(normalise("节省公积金利息").plain)
    assert letter_points(normalise("我省下三百块").plain) == 0


@pytest.mark.parametrize(
    "said",
    [
        "省公安厅提示您购物请走正规平台，谨防上当",
        "消费警示：部分批次儿童座椅不合格",
        "疾控中心提醒您被狗抓伤要打疫苗",
    ],
)
def test_what_a_body_reminds_everybody_of_is_a_notice(said: str) -> None:
    assert READER.read(said, LETTER).intent is Intent.OFFICIAL_NOTICE

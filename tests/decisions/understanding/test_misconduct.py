"""Whoever complains of somebody in office is heard so, whatever else the words name."""

import pytest

from handlers.understanding.misconduct import is_of_misconduct
from handlers.understanding.model.linear import shipped_model
from handlers.understanding.reader import TextReader
from handlers.understanding.reading import Around
from handlers.understanding.tree import load_categories

READER = TextReader(load_categories(), (), shipped_model())
ALONE = Around(is_to_bot=True)


@pytest.mark.parametrize(
    "words",
    [
        "东关家属院的郭网格 收了3号楼违建那家两条烟 别人举报他就去通风报信",
        "我们网格员老郭收人家礼 谁家盖房给他递烟他就装没看见",
        "网格员拿着我的投诉给人家看 现在邻居天天骂我",
        "社区主任让她侄女吃低保",
        "俺村会计把低保名额给了他小舅子",
        "派出所那个姓李的辅警喝酒开车",
        "网格长把我的电话给了被举报那家",
        "办事大厅那个窗口的女的冲我妈吼",
        "村支书家的房子盖到路上没人敢吭声",
        "城管队员拿了两条烟 烧烤摊摆到路中间就不管了",
        "队长把集体的钱装自己兜里了",
        "去派出所报案 值班的说没监控立不了案 把我轰出来了",
        "窗口的人说材料不全 把俺娘撵出去了",
    ],
)
def test_what_somebody_in_office_did_comes_first(words: str) -> None:
    reading = READER.read(words, ALONE)
    assert reading.is_report
    assert is_of_misconduct(reading.matters[0])
    assert not reading.is_unsure
    assert reading.possible_danger is None


@pytest.mark.parametrize(
    "words",
    [
        "网格员没收我家两条烟",
        "工作人员帮我媳妇办低保",
        "社区主任对我妈可好了",
        "郭网格人可好了 上次帮我奶奶搬煤",
        "班主任冲我孩子吼",
        "物业主任收了停车费不开票",
        "领导你好 我家楼道有人装监控对着我家",
        "网格员提醒大家别给骗子钱",
        "会计说补贴下周发",
        "城管把占道的小贩劝走了",
        "村里主任说低保名额下个月评",
    ],
)
def test_an_office_that_is_only_named_is_not_complained_of(words: str) -> None:
    assert not any(map(is_of_misconduct, READER.read(words, ALONE).matters))


def test_a_life_in_danger_still_comes_before_it() -> None:
    reading = READER.read("城管打人了 头都打破了 流一脸血 还拿人家两条烟", ALONE)
    assert reading.emergency is not None

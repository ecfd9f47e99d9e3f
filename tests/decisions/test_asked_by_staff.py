"""A department asks where it is, and staff say that they will be away, in words of their own."""

import pytest

from handlers.dialogue import away
from handlers.dialogue.spot_asked import asks_where
from handlers.effects import Say
from handlers.speech import ToRole
from storage.codes import Role
from tests.decisions.county import GUO
from tests.decisions.scene import said


@pytest.mark.parametrize(
    "words",
    [
        "收到 哪根杆?有编号没",
        "具体位置发一下",
        "是哪个井盖",
        "在几号楼几单元",
        "发个定位",
        "地址不清",
        "有照片没",
        "哪一段路",
        "啥位置啊",
        "杆号多少",
    ],
)
def test_the_spot_is_asked_for(words: str) -> None:
    assert asks_where(words)


@pytest.mark.parametrize(
    "words",
    [
        "这归哪个部门管",
        "是哪家单位报的",
        "已到现场 正在换",
        "明天上午带车过去",
        "井盖换好了 照片发群里了",
        "办结 已更换灯头两个",
        "不归我们管",
        "路口那根换了",
    ],
)
def test_other_talk_asks_for_no_spot(words: str) -> None:
    assert not asks_where(words)


@pytest.mark.parametrize(
    "words",
    [
        "我明天起请假三天",
        "俺下周休年假",
        "我住院了 让小李替我几天",
        "这两天我不在村里",
        "我去郑州几天 替我值个班",
    ],
)
def test_whoever_arranges_the_duty_hears_of_it(words: str) -> None:
    effects = away.told(said(words, GUO))
    assert effects is not None
    told = [one.to for one in effects if isinstance(one, Say) and isinstance(one.to, ToRole)]
    assert [one.role for one in told] == [Role.TOWNSHIP_DUTY]


@pytest.mark.parametrize(
    "words",
    [
        "反映人出差了 联系不上",
        "业主不在家",
        "他请假了 找别人吧",
        "我去看看",
        "#00001 我不在家 让小李去",
        "工人休假三天",
    ],
)
def test_others_who_are_away_are_no_leave(words: str) -> None:
    assert away.told(said(words, GUO)) is None

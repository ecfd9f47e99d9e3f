"""Everything by hand: people act and knobs turn by a line of words."""

from pathlib import Path

import pytest

from tests.platform.by_hand import obey, trouble
from tests.platform.town import a_town
from tests.platform.weather import LOST_ANSWER

TOLD = "东关社区家属院3号楼前边的路灯坏了，一到晚上黑漆漆的"


async def test_residents_and_staff_act_by_lines_of_words(county: Path, tmp_path: Path) -> None:
    async with a_town(county, tmp_path) as town:
        platform, guo = town.platform, town.userids["郭网格"]
        wang = await obey(platform, "王大妈 follow grid_G101")
        await obey(platform, f"王大妈：{TOLD}")
        assert wang is not None
        await town.read(wang, "已登记")
        await town.read(town.staff("郭网格").screen, "路灯")
        await obey(platform, f"app {guo} press 我来办")
        await town.read(wang, "正去")
        gao = await obey(platform, f"kf 高叔: {TOLD}")
        assert gao is not None
        await town.read(gao, "登记")
        told = await obey(platform, f"robot {guo}: 我的任务")
        assert told is not None
        await town.read(told, "您手上")
        await obey(platform, "王大妈 photo")
        await town.calm()
        assert platform.our_faults == []


async def test_knobs_turn_by_lines_of_words(county: Path, tmp_path: Path) -> None:
    async with a_town(county, tmp_path) as town:
        platform = town.platform
        wang = await obey(platform, "王大妈 follow")
        for knob in ("untrusted", "knob stable_token http 500", "knob custom/send garbage"):
            await obey(platform, knob)
        await obey(platform, f"王大妈: {TOLD}")
        await obey(platform, "trusted")
        assert wang is not None
        await town.read(wang, "已登记")
        for knob in ("revoke", "expire", "kick", "hold wecom", "release wecom", "storm 7", "well"):
            await obey(platform, knob)
        await obey(platform, "forged official-account")
        await obey(platform, "stale wecom")
        last = [platform.lines[name].tried[-1].status for name in ("official-account", "wecom")]
        assert last == [403, 403]


@pytest.mark.parametrize(
    ("how", "name"),
    [("45015", "45015"), ("-1", "-1"), ("http 500", "http 500"), ("slow 8", "slow")],
)
def test_a_knob_says_how_the_next_call_fails(how: str, name: str) -> None:
    assert trouble(how.split()).name == name


def test_an_answer_can_be_lost_on_the_way() -> None:
    assert trouble(["lost"]) is LOST_ANSWER


@pytest.mark.parametrize(
    "words", ["", "knob", "press 我来办", "app guo dance", "王大妈 press 我来办"]
)
async def test_nonsense_is_answered_with_what_is_possible(
    county: Path, tmp_path: Path, words: str
) -> None:
    async with a_town(county, tmp_path) as town:
        with pytest.raises(AssertionError, match="Knobs"):
            await obey(town.platform, words)

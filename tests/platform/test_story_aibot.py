"""The story where staff have no app: they speak with the robot, and its long connection suffers."""

from pathlib import Path

import pytest

from tests.platform.people import Resident, resident
from tests.platform.story import Story, wrong
from tests.platform.town import Town, a_town
from tests.platform.weather import storm

GAO = "oyORnu-gaoshu"
CHANNELS = ("official_account", "wecom_aibot")
AT_WORK = ("郭网格", "城管局值班")


async def a_resident_and_staff_at_the_robot(town: Town) -> Resident:
    gao = resident(town.platform, GAO)
    await gao.follows()
    for name in AT_WORK:  # the robot may begin only where somebody has spoken to it
        await town.at_work(name).says("我的任务")
    await town.calm()
    return gao


async def test_a_matter_is_told_handled_asked_about_and_closed(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path, only=CHANNELS) as town:
        story = Story(town, await a_resident_and_staff_at_the_robot(town))
        await story.from_first_to_last()
        assert await wrong(story) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
async def test_the_same_while_the_line_is_taken_away_and_falls_silent(
    county: Path, tmp_path: Path, seed: int
) -> None:
    async with a_town(county, tmp_path, only=CHANNELS) as town:
        story = Story(town, await a_resident_and_staff_at_the_robot(town))
        storm(town.platform, seed)
        await story.from_first_to_last()
        assert await wrong(story) == []
        assert town.platform.socket.counted["connections"] > 1

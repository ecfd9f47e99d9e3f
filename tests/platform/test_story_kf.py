"""The story by 微信客服: the resident writes to customer service, the staff have the app."""

import asyncio
from pathlib import Path

import pytest

from handlers.manners import NOTICES
from storage.codes import OutboxState
from tests.platform.people import Writer, writer
from tests.platform.story import NO_HURRY, Story, wrong
from tests.platform.town import SOON, Town, a_town
from tests.platform.troubles import BUSY, Trouble
from tests.platform.weather import LOST_ANSWER, storm

GAO = "wmGaoShu"


async def a_writer(town: Town) -> Writer:
    gao = writer(town.platform, GAO, "高叔")
    await gao.enters()
    await town.calm()
    return gao


async def test_a_matter_is_told_handled_asked_about_and_closed(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_writer(town))
        await story.from_first_to_last()
        assert await wrong(story) == []
        spared = {row.text_key for row in await town.rows() if row.state is OutboxState.MERGED}
        assert "told.reported_in_reporter" in spared
        assert spared <= NOTICES


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
async def test_the_same_while_the_platform_fails_at_random(
    county: Path, tmp_path: Path, seed: int
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_writer(town))
        storm(town.platform, seed)
        await story.from_first_to_last()
        assert await wrong(story) == []


async def test_time_does_not_pass_before_what_was_said_is_fetched(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_writer(town), NO_HURRY)
        town.platform.wecom_host.knobs.next("/kf/sync_msg", BUSY, Trouble(status=500), BUSY)
        began = town.clock.now()
        await story.resident.says(story.words)
        await town.calm()
        assert town.clock.now() - began < SOON
        assert story.resident.screen.messages


async def test_a_lost_answer_makes_nobody_hear_the_same_twice(county: Path, tmp_path: Path) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_writer(town), NO_HURRY)
        await story.told()
        town.platform.wecom_host.knobs.next("/kf/send_msg", LOST_ANSWER)
        await story.accepted()
        await town.calm()
        assert [one for one in await wrong(story) if "msgid" not in one] == []


async def test_what_failed_after_it_was_taken_is_known_to_the_desk(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_writer(town), NO_HURRY)
        await story.told()
        town.platform.desk_sending.failing.append(10)
        guo = town.staff("郭网格")
        await town.read(guo.screen, story.number)
        await guo.presses("我来办")
        await town.calm()
        async with asyncio.timeout(30):
            while not await town.desk_was_told():
                await asyncio.sleep(0.05)
        assert not story.resident.screen.saw("正去")

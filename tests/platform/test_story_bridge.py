"""The story from a group that the bot only hears: in through the bridge, out by the grid member."""

from pathlib import Path

import pytest

from storage.codes import OutboxState
from tests.platform.neighbours import Neighbour, copying, open_group
from tests.platform.story import Story, wrong
from tests.platform.town import a_town
from tests.platform.troubles import Trouble
from tests.platform.weather import storm

WANG = ("wmWangDaMa", "王大妈")


async def test_a_matter_is_told_handled_asked_about_and_closed(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        await open_group(town)
        wang = Neighbour(town.platform, WANG)
        async with copying(town, wang):
            story = Story(town, wang)
            await story.from_first_to_last()
            assert await wrong(story) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
async def test_the_same_while_everything_fails_at_random(
    county: Path, tmp_path: Path, seed: int
) -> None:
    async with a_town(county, tmp_path) as town:
        await open_group(town)
        wang = Neighbour(town.platform, WANG)
        storm(town.platform, seed)
        async with copying(town, wang):
            story = Story(town, wang)
            await story.from_first_to_last()
            assert await wrong(story) == []
        assert town.platform.gateway.unsigned == []


async def test_of_a_gateway_that_cannot_speak_the_desk_hears_what_was_not_brought(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        await open_group(town)
        wang = Neighbour(town.platform, WANG)
        town.platform.gateway.host.knobs.next("/out", Trouble(status=404), times=100)
        async with copying(town, wang):
            story = Story(town, wang)
            await story.told()
            guo = town.staff("郭网格")
            await town.read(guo.screen, story.number)
            await guo.presses("我来办")
            await town.calm()
            assert await wrong(story) == []
            refused = [row for row in await town.rows() if row.state is OutboxState.REFUSED]
            assert {row.text_key for row in refused} == {"told.accepted_reporter"}
            assert await town.desk_was_told()

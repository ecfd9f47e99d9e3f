"""The story by 公众号: the resident follows the account, the staff have the app."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.manners import NOTICES
from storage.codes import OutboxState
from tests.platform.asking import Section
from tests.platform.people import Resident, resident
from tests.platform.story import NO_HURRY, Story, wrong
from tests.platform.town import Town, a_town
from tests.platform.weather import LOST_ANSWER, storm

GAO = "oyORnu-gaoshu"
TEMPLATE = "OPENTM4071"
NOTICE = ("thing1", "thing2", "time3")


async def a_follower(town: Town) -> Resident:
    gao = resident(town.platform, GAO)
    await gao.follows()
    await town.calm()
    return gao


def with_notices(town: Town) -> None:
    town.platform.notices.templates[TEMPLATE] = NOTICE


async def test_a_matter_is_told_handled_asked_about_and_closed(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_follower(town))
        await story.from_first_to_last()
        assert await wrong(story) == []
        desk = town.platform.account.stable
        assert desk.fetches == desk.made <= 2


async def test_who_gets_no_answer_in_place_is_still_told_the_result_and_asked(
    county: Path, tmp_path: Path
) -> None:
    """The platform takes five messages: the last two are kept."""
    busy: Section = {"passive_within": 0}
    async with a_town(county, tmp_path, {"official_account": busy}) as town:
        story = Story(town, await a_follower(town))
        await story.from_first_to_last()
        assert await wrong(story) == []
        spared = {row.text_key for row in await town.rows() if row.state is OutboxState.MERGED}
        assert "told.reported_in_reporter" in spared
        assert spared <= NOTICES


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
async def test_the_same_while_the_platform_fails_at_random(
    county: Path, tmp_path: Path, seed: int
) -> None:
    more: Section = {"template_id": TEMPLATE}
    async with a_town(county, tmp_path, {"official_account": more}) as town:
        with_notices(town)
        story = Story(town, await a_follower(town))
        storm(town.platform, seed)
        await story.from_first_to_last()
        assert await wrong(story) == []


async def test_the_menu_of_the_account_says_what_stands_behind_its_items(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_follower(town), NO_HURRY)
        await story.told()
        gao = story.resident
        assert isinstance(gao, Resident)
        await gao.clicks("查进度")
        await town.calm()
        assert f"#{story.number}" in gao.screen.read[-1]
        await gao.clicks("联系网格员")
        await town.read(gao.screen, "郭师傅")
        assert await wrong(story) == []


async def test_a_closed_window_is_told_by_a_notice_and_what_was_to_be_said_waits(
    county: Path, tmp_path: Path
) -> None:
    more: Section = {"template_id": TEMPLATE}
    async with a_town(county, tmp_path, {"official_account": more}) as town:
        with_notices(town)
        story = Story(town, await a_follower(town))
        await story.told()
        town.platform.official_host.knobs.next("/message/custom/send", 45015)
        for chapter in (story.accepted, story.passed_up, story.reported_in, story.finished):
            await chapter()
        assert await wrong(story) == []


@pytest.mark.parametrize("path", ["/message/custom/send", "/message/send"])
async def test_a_lost_answer_makes_nobody_hear_the_same_twice(
    county: Path, tmp_path: Path, path: str
) -> None:
    async with a_town(county, tmp_path) as town:
        story = Story(town, await a_follower(town), NO_HURRY)
        await story.told()
        for host in (town.platform.official_host, town.platform.wecom_host):
            host.knobs.next(path, LOST_ANSWER)
        await story.accepted()
        await town.calm()
        assert await wrong(story) == []
        assert [row.state for row in await town.rows()].count(OutboxState.UNSURE) == 1


LONG_TERM: Section = {"subscription_id": TEMPLATE, "subscription_lasts": True}


async def closed_window(town: Town, gao: Resident) -> Story:
    """A matter that was told three days ago, and nothing was heard since."""
    story = Story(town, gao, NO_HURRY)
    await story.told()
    await town.move(timedelta(days=3))
    return story


def notices_to(town: Town) -> list[str]:
    return [one["touser"] for one in town.platform.notices.sent]


async def test_one_consent_carries_one_notice_and_then_the_desk_reads_why_not(
    county: Path, tmp_path: Path
) -> None:
    more: Section = {"subscription_id": TEMPLATE}
    async with a_town(county, tmp_path, {"official_account": more}) as town:
        with_notices(town)
        gao = await a_follower(town)
        town.platform.lines["official-account"].repeats = 1.0  # told twice, it is one consent
        await gao.agrees(TEMPLATE)
        story = await closed_window(town, gao)
        guo = town.staff("郭网格")
        await guo.presses("我来办")
        await town.calm()
        assert notices_to(town) == [GAO]
        await town.move(timedelta(days=1))
        assert notices_to(town) == [GAO]
        refused = [row for row in await town.rows() if row.state is OutboxState.REFUSED]
        assert any("订阅通知也用完了" in row.error for row in refused if row.chat_id == GAO)
        assert await town.desk_was_told()
        assert await wrong(story) == []


async def test_who_declines_gets_no_notice_and_who_agreed_for_good_gets_every_one(
    county: Path, tmp_path: Path
) -> None:
    async with a_town(county, tmp_path, {"official_account": LONG_TERM}) as town:
        with_notices(town)
        gao = await a_follower(town)
        await gao.agrees(TEMPLATE)
        town.platform.notices.agree(GAO, TEMPLATE, for_good=True)
        story = await closed_window(town, gao)
        await town.staff("郭网格").presses("我来办")
        await town.calm()
        await town.move(timedelta(days=1))
        assert notices_to(town) == [GAO, GAO]
        await gao.declines(TEMPLATE)
        await town.move(timedelta(days=1))
        assert notices_to(town) == [GAO, GAO]
        assert await wrong(story) == []

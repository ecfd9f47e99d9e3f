"""The canonical story and its other branches, walked in the page by hand."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.desk import (
    CADRE,
    COUNTY,
    GAO,
    GROUP,
    GUO,
    LI,
    TOWNSHIP,
    URBAN,
    URBAN_GROUP,
    Desk,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEWER = "咱院3号楼前边下水道又堵了，井盖也翻起来了，臭水流一地，骑车的可得小心"
GAS_SMELL = "楼道里好大一股煤气味儿，5号楼的快看看谁家没关好"


async def report(desk: Desk) -> str:
    """高叔 tells the group; gives the number."""
    await desk.say(LI, GROUP, "早啊各位，今天菜市场黄瓜一块五")
    await desk.say(GAO, GROUP, SEWER)
    answer = await desk.forward_until(GAO, GROUP, "已登记", most=2)
    found = re.search(r"#\d+", answer)
    assert found is not None
    return found[0]


async def hand_to_the_bureau(desk: Desk, number: str) -> None:
    """郭网格 accepts and passes up; 城管局 reports in."""
    await desk.hears(GUO, GUO, "新任务", number)
    await desk.press(GUO, GUO, "accept")
    await desk.hears(GAO, GAO, number, "接单")
    await desk.say(GUO, GUO, f"{number} 转上级 要疏通管道、换井盖，得请城管局来，现场已围挡")
    await desk.hears(URBAN, URBAN_GROUP, "吹哨", number)
    await desk.press(URBAN, URBAN_GROUP, "report_in")
    await desk.hears(GAO, GAO, number, "城管局")


async def finish(desk: Desk, number: str) -> None:
    """城管局 finishes with a picture; 高叔 gets the result, and later the survey."""
    await desk.send_picture(URBAN, URBAN_GROUP, "repaired.png")
    await desk.hears(URBAN, URBAN_GROUP, "照片")
    await desk.say(URBAN, URBAN_GROUP, f"{number} 办结 下水道已疏通，井盖换新并固定，现场冲洗干净")
    await desk.hears(GAO, GAO, "办理结果", number)
    await desk.forward_until(GAO, GAO, "解决了吗", number)


async def test_a_word_in_the_group_is_solved_asked_about_and_closed(desk: Desk) -> None:
    number = await report(desk)
    await hand_to_the_bureau(desk, number)
    await finish(desk, number)
    await desk.say(GAO, GAO, "中!办得真快")
    await desk.hears(GAO, GAO, number, "办结")
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/cases/{int(number[1:])}")
    await expect(desk.page.locator("h1")).to_contain_text(number)
    await expect(desk.page.locator(".tag-state")).to_have_text("已结案")


async def test_what_is_not_solved_is_reopened_one_level_higher(desk: Desk) -> None:
    number = await report(desk)
    await hand_to_the_bureau(desk, number)
    await finish(desk, number)
    await desk.say(GAO, GAO, "没解决，还是往外冒水")
    await desk.hears(GAO, GAO, number, "重新办理")
    await desk.hears(URBAN, URBAN_GROUP, "二次办理", number)
    await desk.hears(COUNTY, COUNTY, "二次办理", number)
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/cases/{int(number[1:])}")
    await expect(desk.page.locator(".facts")).to_contain_text("重办1次")
    await expect(desk.page.locator(".facts")).to_contain_text(
        re.compile("办理层级(村（社区）|乡镇街道|县)")
    )


async def test_when_nobody_accepts_there_is_a_reminder_then_the_next_level(desk: Desk) -> None:
    number = await report(desk)
    await desk.hears(GUO, GUO, "新任务", number)
    reminder = await desk.forward_until(GUO, GUO, "还没有接单", number, most=3)
    assert "接单" in reminder
    await expect(desk.page.locator(".toast")).to_contain_text("受理时限过半")
    await desk.forward_until(CADRE, CADRE, "请接手", number, most=4)
    await desk.hears(GUO, GUO, "超时没有接单", number)
    await desk.forward_until(TOWNSHIP, TOWNSHIP, "请接手", number, most=4)


async def test_gas_is_answered_before_any_question_and_the_duty_officer_is_told(
    desk: Desk,
) -> None:
    await desk.say(GAO, GROUP, GAS_SMELL)
    first = await desk.hears(GAO, GROUP, "119")
    assert "撤到室外" in first
    assert first.index("别开关电灯") < first.index("哪个单元")
    talk = await desk.look(GAO, GROUP)
    assert (await talk.locator(".line-bot .bubble").first.inner_text()) == first
    await desk.hears(COUNTY, COUNTY, "燃气")


async def test_the_story_tells_itself_to_its_end(desk: Desk) -> None:
    await desk.page.locator("#play-story").click()
    story = desk.page.locator("#story")
    for _ in range(400):
        if await story.evaluate("element => element.classList.contains('is-over')"):
            break
        if await story.get_attribute("data-step") == "4":
            await desk.page.wait_for_timeout(600)
            await desk.keep_picture("story.png")
        await story.locator('[data-act="next"]').click()
        await desk.page.wait_for_timeout(250)
    await expect(story).to_contain_text("故事讲完了")
    await desk.hears(GAO, GAO, "已办结")
    assert await desk.page.get_by_text("还没有等到").count() == 0


async def test_the_story_can_be_paused_and_left(desk: Desk) -> None:
    await desk.page.locator("#play-story").click()
    story = desk.page.locator("#story")
    await expect(story).to_be_visible()
    await story.locator('[data-act="pause"]').click()
    step = await story.get_attribute("data-step")
    await desk.page.wait_for_timeout(6000)
    assert await story.get_attribute("data-step") == step
    await story.locator('[data-act="stop"]').click()
    await expect(story).to_be_hidden()

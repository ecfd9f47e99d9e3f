"""A refusal that comes too late, and a consult of three departments, walked in the page by hand."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.desk import (
    COUNTY,
    GAS,
    GAS_GROUP,
    HOUSING,
    HOUSING_GROUP,
    URBAN,
    URBAN_GROUP,
    WATER,
    WATER_GROUP,
    Desk,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

YAYA, NEW_TOWN = "p:丫丫妈", "wx_xincheng"
OWNER, SUNNY = "p:阳光业主", "wx_yangguang"
BURST = "A座门口马路上水管爆了，水冒出来一大片"
THREE = (
    "说三件事啊:1.燃气管道啥时候铺到7号楼，别的楼都有了;2.小区绿化草都枯死了没人管;"
    "3.充电桩就八个根本不够用，都往楼上扯飞线充电 吓人"
)
GROUNDS = "权责清单上小区红线以内管网由产权单位负责，主管部门是住建局，请改派"


async def tell(desk: Desk, who: str, group: str, words: str) -> str:
    """A resident tells the group; gives the number."""
    await desk.say(who, group, words)
    answer = await desk.forward_until(who, group, "登记", "#", most=3)
    found = re.search(r"#\d+", answer)
    assert found is not None
    return found[0]


async def test_a_refusal_that_comes_too_late_is_ruled_on_and_another_department_reports_in(
    desk: Desk,
) -> None:
    number = await tell(desk, YAYA, NEW_TOWN, BURST)
    await desk.hears(WATER, WATER_GROUP, "吹哨", number)
    for _ in range(4):
        await desk.forward("ten")
    await desk.say(WATER, WATER_GROUP, f"{number} 这个不归我们管，退了")
    await desk.hears(WATER, WATER_GROUP, "权责清单", "已经超出")
    await desk.say(WATER, WATER_GROUP, GROUNDS)
    await desk.hears(COUNTY, COUNTY, "裁定退回", "退回时限", number)
    await desk.press(COUNTY, COUNTY, "approve_refusal")
    await desk.hears(HOUSING, HOUSING_GROUP, "改派", "主办", number)
    await desk.hears(YAYA, YAYA, number, "住建局主办", "时间不变")
    await desk.press(HOUSING, HOUSING_GROUP, "report_in")
    await desk.hears(YAYA, YAYA, number, "住建局已接单")
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/cases/{int(number[1:])}")
    await expect(desk.page.locator(".tag-state")).to_have_text("已报到")


async def test_three_departments_sit_down_and_every_conclusion_has_its_unit(desk: Desk) -> None:
    number = await tell(desk, OWNER, SUNNY, THREE)
    await desk.hears(COUNTY, COUNTY, "会商", number)
    await desk.say(COUNTY, COUNTY, f"{number} 会商 住建局 燃气公司 城管局 明天下午3点")
    for seat, group in ((HOUSING, HOUSING_GROUP), (GAS, GAS_GROUP), (URBAN, URBAN_GROUP)):
        await desk.hears(seat, group, "会商邀请", number)
    await desk.hears(OWNER, OWNER, "居民代表")
    await desk.say(OWNER, OWNER, "愿意参加")
    await desk.hears(COUNTY, COUNTY, "居民代表", "愿意参加会商")
    await desk.say(COUNTY, COUNTY, "结论1 由住建局10个工作日内加装12个充电桩，先清飞线")
    await desk.say(COUNTY, COUNTY, "结论2 由燃气公司月底前把管道铺到7号楼，公开")
    await desk.say(COUNTY, COUNTY, "第三项：城管局三天内补种枯死的草")
    await desk.hears(COUNTY, COUNTY, "各项都有结论了")
    await desk.press(COUNTY, COUNTY, "consult_sign")
    for seat, group in ((HOUSING, HOUSING_GROUP), (GAS, GAS_GROUP), (URBAN, URBAN_GROUP)):
        await desk.hears(seat, group, "会商交办", "办结截止")
    told = await desk.hears(OWNER, OWNER, "会商有结果了")
    assert all(unit in told for unit in ("住建局", "燃气公司", "城管局"))
    await desk.press(URBAN, URBAN_GROUP, "report_in")
    await desk.hears(OWNER, OWNER, "城管局已接单")

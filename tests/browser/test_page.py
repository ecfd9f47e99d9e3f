"""The page as a page: live, side by side, on a phone, safe with strange words, explaining itself."""

import re

import pytest
from playwright.async_api import Browser, expect

from bot.app import Service
from tests.browser.desk import GAO, GROUP, GUO, LI, URBAN, Desk

pytestmark = pytest.mark.browser


async def overflow(desk: Desk) -> int:
    """By how many pixels the page is wider than its window, once its style sheets are there."""
    await desk.page.wait_for_load_state("load")
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await desk.page.evaluate(script))


# ---- side by side ---------------------------------------------------------------------------


async def test_three_seats_stand_side_by_side_at_first_and_four_fit(desk: Desk) -> None:
    assert await desk.page.locator(".pane").count() == 3
    box = desk.page.locator('#seats [data-seat="p:县值班"]')
    await box.hover()
    await box.locator(".seat-beside").click()
    assert await desk.page.locator(".pane").count() == 4
    assert await overflow(desk) == 0
    await desk.pane(GAO).locator(".pane-close").click()
    assert await desk.page.locator(".pane").count() == 3


async def test_any_seat_is_found_by_its_name_and_taken(desk: Desk) -> None:
    pane = await desk.sit("p:燃气公司值班")
    await expect(pane.locator(".pane-who")).to_contain_text("燃气公司")


async def test_another_window_sees_what_is_said_at_once(
    desk: Desk, service: Service, chromium: Browser
) -> None:
    async with Desk.open(chromium, service, width=1366, height=768) as other:
        await desk.say(GAO, GROUP, "今天这天真好")
        talk = await other.look(GAO, GROUP)
        await expect(talk).to_contain_text("今天这天真好")


async def test_a_red_dot_counts_what_a_seat_has_not_read(desk: Desk) -> None:
    await desk.look(GAO, GAO)
    await desk.say(LI, GROUP, "谁家的猫跑出来了")
    tab = desk.pane(GAO).locator(f'.chat-row[data-chat="{GROUP}"]')
    seat = desk.page.locator(f'#seats [data-seat="{GAO}"] .dot')
    if await desk.pane(GAO).count() == 0:  # 李姐 took the place of 高叔
        await expect(seat).to_have_text("1")
        await desk.look(GAO, GROUP)
    else:
        await expect(tab.locator(".dot")).to_have_text("1")
        await tab.click()
    await expect(seat).to_have_count(0)


# ---- talking --------------------------------------------------------------------------------


async def test_a_double_click_says_it_once(desk: Desk) -> None:
    await desk.look(GAO, GROUP)
    pane = desk.pane(GAO)
    await pane.locator("textarea").fill("双击试试")
    await pane.get_by_role("button", name="发送", exact=True).dblclick()
    await expect(pane.locator(".line-mine .bubble")).to_have_text(["双击试试"])
    await desk.page.reload()
    await desk.page.wait_for_selector("body.is-ready")
    await expect(pane.locator(".line-mine .bubble")).to_have_text(["双击试试"])


async def test_enter_sends_and_shift_enter_begins_a_new_line(desk: Desk) -> None:
    await desk.look(GAO, GROUP)
    pane = desk.pane(GAO)
    await pane.locator("textarea").press_sequentially("第一行")
    await pane.locator("textarea").press("Shift+Enter")
    await pane.locator("textarea").press_sequentially("第二行")
    await pane.locator("textarea").press("Enter")
    await expect(pane.locator(".line-mine .bubble")).to_have_text(["第一行\n第二行"])


async def test_markup_and_strange_characters_are_only_words(desk: Desk) -> None:
    strange = "<img src=x onerror=alert(1)> \u202e井盖\u2066 😀 &amp; {number}"
    await desk.say(GAO, GROUP, strange)
    assert await desk.pane(GAO).locator(".bubble img").count() == 0


async def test_a_message_can_be_taken_back(desk: Desk) -> None:
    await desk.say(GAO, GROUP, "发错群了")
    line = desk.pane(GAO).locator(".line-mine").last
    await line.hover()
    await line.get_by_role("button", name="撤回").click()
    await expect(desk.pane(GAO).locator(".quiet-line")).to_contain_text("您撤回了一条消息")
    await desk.look(LI, GROUP)
    await expect(desk.pane(LI).locator(".quiet-line")).to_contain_text("高叔撤回了一条消息")


async def test_a_place_and_a_ready_phrase_can_be_sent(desk: Desk) -> None:
    await desk.look(GAO, GROUP)
    pane = desk.pane(GAO)
    await pane.get_by_role("button", name="发位置").click()
    await desk.page.locator(".choice", has_text="东关家属院3号楼").first.click()
    await expect(pane.locator(".bubble-place")).to_contain_text("东关家属院3号楼")
    await pane.get_by_role("button", name="常用语").click()
    await desk.page.locator(".choice", has_text="菜市场黄瓜").click()
    await expect(pane.locator("textarea")).to_have_value(re.compile("黄瓜"))


async def test_a_sent_picture_can_be_looked_at(desk: Desk) -> None:
    await desk.send_picture(GAO, GROUP, "fenced.png")
    picture = desk.pane(GAO).locator(".bubble-picture")
    await expect(picture.locator("img")).to_have_js_property("complete", value=True)
    await picture.click()
    await expect(desk.page.locator("dialog .big-picture")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.locator("dialog")).to_have_count(0)


# ---- why and when ---------------------------------------------------------------------------


async def test_the_panel_says_why(desk: Desk) -> None:
    await desk.say(GAO, GROUP, "咱院3号楼前边下水道又堵了，臭水流一地")
    await desk.forward_until(GAO, GROUP, "已登记", most=2)
    line = desk.pane(GAO).locator(".line-bot").last
    await line.get_by_role("button", name="为什么").click()
    panel = desk.page.locator("#why")
    for words in (
        "下水道堵塞",
        "紧急",
        "3号楼",
        "东关家属院",
        "郭网格",
        "依据",
        "接下来",
        "于是做了",
    ):
        await expect(panel).to_contain_text(words)
    async with desk.page.context.expect_page() as opened:
        await panel.locator(".why-case").click()
    console = await opened.value
    await console.locator(".seat", has=console.get_by_text("县值班", exact=True)).click()
    await expect(console.locator("h1")).to_contain_text("下水道堵塞")


async def test_chit_chat_is_explained_too(desk: Desk) -> None:
    await desk.say(GAO, GROUP, "今天菜市场黄瓜一块五")
    line = desk.pane(GAO).locator(".line-mine").last
    await line.hover()
    await line.get_by_role("button", name="为什么").click()
    await expect(desk.page.locator("#why")).to_contain_text("不登记")


async def test_the_clock_goes_forward_in_four_ways(desk: Desk) -> None:
    time = desk.page.locator(".clock-time")
    await expect(time).to_have_text("08:40")
    await desk.forward("ten")
    await expect(time).to_have_text("08:50")
    await desk.forward("hour")
    await expect(time).to_have_text("09:50")
    await desk.forward("morning")
    await expect(time).to_have_text("08:30")
    await expect(desk.page.locator(".clock-date").first).to_have_text("4月15日")


# ---- a phone --------------------------------------------------------------------------------


async def test_on_a_phone_one_seat_at_a_time_with_a_way_back(phone: Desk) -> None:
    page = phone.page
    assert await page.locator(".pane").count() == 1
    await page.locator(f'.strip-seat[data-seat="{GUO}"]').tap()
    await expect(phone.pane(GUO)).to_be_visible()
    await page.locator(f'.chat-row[data-chat="{GUO}"]').tap()
    await expect(page.locator(".talk-title")).to_have_text("哨到")
    await expect(page.locator("textarea")).to_be_visible()
    assert await overflow(phone) == 0
    await page.locator(".talk-back").tap()
    await expect(page.locator(".strip")).to_be_visible()
    await page.locator(".strip-seat").last.tap()
    await page.locator(".seats-sheet input").fill("城管局")
    await page.locator(f'.seats-sheet [data-seat="{URBAN}"] .seat-take').tap()
    await expect(phone.pane(URBAN)).to_be_visible()


async def test_on_a_phone_a_report_is_made_and_explained(phone: Desk) -> None:
    page = phone.page
    await page.locator(f'.chat-row[data-chat="{GROUP}"]').tap()
    await page.locator("textarea").fill("咱院3号楼前边下水道又堵了，臭水流一地")
    await page.get_by_role("button", name="发送", exact=True).tap()
    for _ in range(2):
        if await page.locator(".line-bot").count():
            break
        await page.locator(".clock-menu").tap()
        await page.get_by_role("button", name="快进 10 分钟").tap()
        await page.wait_for_timeout(500)
    await expect(page.locator(".line-bot .bubble").first).to_contain_text("已登记")
    await page.locator(".line-bot .line-why").first.tap()
    await expect(page.locator("#why")).to_contain_text("下水道堵塞")
    assert await overflow(phone) == 0


async def test_the_console_fits_a_desk_and_a_phone(desk: Desk, phone: Desk) -> None:
    await desk.say(GAO, GROUP, "咱院3号楼前边下水道又堵了，臭水流一地")
    await desk.forward_until(GAO, GROUP, "已登记", most=2)
    for window in (desk, phone):
        await window.keep_picture("phone.png" if window.is_mobile else "desk.png")
        await window.sit_at_console("县值班")
        await expect(window.page.locator("table")).to_contain_text("下水道堵塞")
        assert await overflow(window) == 0
        await window.page.locator("a.number").first.click()
        await expect(window.page.locator("h1")).to_contain_text("下水道堵塞")
        await window.keep_picture("console-phone.png" if window.is_mobile else "console.png")
        assert await overflow(window) == 0

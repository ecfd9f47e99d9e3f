"""The residents' page as an old person uses it: on a phone, with number and code out of the chat."""

import re

from playwright.async_api import expect

from tests.browser.desk import GAO, GROUP, Desk
from tests.browser.test_page import overflow


async def test_a_resident_looks_how_far_it_is_with_the_code_out_of_the_chat(desk: Desk) -> None:
    await desk.say(GAO, GROUP, "咱院3号楼前边下水道又堵了，臭水流一地")
    await desk.forward_until(GAO, GROUP, "已登记", most=3)
    await desk.say(GAO, GAO, "查询码")
    await desk.hears(GAO, GAO, "的查询码是")
    found = re.search(r"#(\d{5}).*?的查询码是 (\d{4} \d{4})", await desk.page.content())
    assert found is not None
    await desk.page.set_viewport_size({"width": 375, "height": 740})
    await desk.page.goto(f"{desk.address}/progress")
    await desk.keep_picture("progress-ask.png")
    assert await overflow(desk) == 0
    await desk.page.get_by_label("编号").fill(found[1])
    await desk.page.get_by_label("查询码").fill(found[2])
    await desk.page.get_by_role("button", name="看进度").click()
    await expect(desk.page.locator("h1")).to_contain_text("下水道")
    await desk.keep_picture("progress-mine.png")
    assert await overflow(desk) == 0
    await desk.page.get_by_role("button", name="看完了").click()
    await desk.page.goto(f"{desk.address}/progress/mine")
    await expect(desk.page).to_have_url(re.compile("/progress$"))

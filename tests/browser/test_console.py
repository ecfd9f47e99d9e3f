"""The console as people use it: in by a seat, along the queue by keys, a move on a case."""

from playwright.async_api import expect

from tests.browser.desk import GAO, GROUP, GUO, Desk
from tests.browser.test_page import overflow

STORIES = (
    "咱院3号楼前边下水道又堵了，臭水流一地",
    "2号楼道灯不亮了，黑咕隆咚的",
    "小区门口垃圾桶满了三天没人收",
)


async def tell(desk: Desk) -> None:
    """Residents told of three things."""
    for words in STORIES:
        await desk.say(GAO, GROUP, words)
        await desk.forward("ten")
    await desk.forward_until(GAO, GROUP, "已登记", most=3)


async def test_from_the_seat_along_the_queue_to_a_move(desk: Desk) -> None:
    await tell(desk)
    await desk.sit_at_console("县值班")
    await desk.keep_picture("queue.png")
    rows = desk.page.locator("[data-row]")
    assert await rows.count() >= 2
    await desk.page.wait_for_selector("body.is-ready")
    await desk.page.keyboard.press("j")
    await desk.page.keyboard.press("j")
    await desk.page.keyboard.press("k")
    await expect(rows.first).to_have_class("colour-blue is-here")
    await desk.page.keyboard.press("/")
    await expect(desk.page.locator("input[type=search]")).to_be_focused()
    await desk.page.keyboard.type("下水道")
    await desk.page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    await desk.page.wait_for_selector("body.is-ready")
    await desk.page.keyboard.press("j")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator("h1")).to_contain_text("下水道")
    await desk.keep_picture("case.png")
    note = desk.page.locator(".move", has=desk.page.locator("summary", has_text="记一笔"))
    await note.locator("summary").click()
    await note.locator("textarea").fill("已打电话问过网格员")
    await note.locator("button.main").click()
    await expect(desk.page.locator(".flash-done")).to_contain_text("已办")
    await expect(desk.page.locator(".line").last).to_contain_text("已打电话问过网格员")


async def test_an_open_page_hears_what_happens_in_chat(desk: Desk) -> None:
    await desk.say(GAO, GROUP, STORIES[0])
    await desk.forward_until(GAO, GROUP, "已登记", most=2)
    chat = desk.page
    desk.page = await chat.context.new_page()
    await desk.sit_at_console("县值班")
    await expect(desk.page.locator("[data-row] .c-state")).to_contain_text("已登记")
    here, desk.page = desk.page, chat
    await desk.press(GUO, GUO, "accept")
    await expect(here.locator("[data-row] .c-state")).not_to_contain_text("已登记", timeout=12_000)


async def test_the_console_is_at_home_on_a_phone(phone: Desk) -> None:
    await phone.sit_at_console("县值班")
    await phone.keep_picture("queue-phone.png")
    assert await overflow(phone) == 0


async def test_every_room_fits_a_desk_and_a_phone(desk: Desk, phone: Desk) -> None:
    await tell(desk)
    await desk.say(GAO, GAO, "2号楼煤气味可大，闻着头晕")
    await desk.hears(GAO, GAO, "119")
    for window, size in ((desk, "desk"), (phone, "phone")):
        await window.sit_at_console("县值班")
        for room in (
            "",
            "emergencies",
            "whistles",
            "triage",
            "surveys",
            "map",
            "boundaries",
            "letters",
            "consults",
            "calendar",
            "categories",
            "texts",
            "charts",
            "screen",
            "rates",
            "trouble",
        ):
            await window.page.goto(f"{window.address}/console/{room}")
            await window.page.wait_for_selector("body.is-ready")
            await window.keep_picture(f"{room or 'queue'}-{size}.png")
            assert await overflow(window) == 0, room
        await window.page.goto(f"{window.address}/console/cases/2")
        await window.keep_picture(f"case-{size}.png")
        assert await overflow(window) == 0


async def test_the_wall_shows_a_new_matter_without_being_touched(desk: Desk) -> None:
    await desk.page.set_viewport_size({"width": 1920, "height": 1080})
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/charts")
    await desk.page.get_by_role("link", name="大屏").click()
    today = desk.page.locator(".numbers p", has_text="今天登记").locator("b")
    await expect(today).to_have_text("0")
    async with Desk.open(desk.page.context.browser, desk.service, width=1366, height=768) as other:  # type: ignore[arg-type]
        await tell(other)
    await expect(today).to_have_text("3", timeout=12_000)
    await expect(desk.page.locator(".latest li")).to_have_count(3)
    fits = "document.documentElement.scrollHeight <= innerHeight"
    assert await desk.page.evaluate(fits)
    await desk.keep_picture("screen.png")

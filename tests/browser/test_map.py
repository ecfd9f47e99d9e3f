"""The map in a real browser: a click on a grid lands in its queue, and borders are drawn anew."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.desk import GAO, GROUP, Desk
from tests.browser.test_console import STORIES
from tests.browser.test_page import overflow
from tests.service.test_boundaries import SQUARE, a_file, feature


async def told(desk: Desk) -> None:
    """高叔 told of something in his courtyard, grid G101."""
    await desk.say(GAO, GROUP, STORIES[0])
    await desk.forward_until(GAO, GROUP, "已登记", most=3)
    await desk.sit_at_console("县值班")


async def test_a_click_on_a_grid_lands_in_the_queue_of_that_grid(desk: Desk) -> None:
    await told(desk)
    await desk.page.goto(f"{desk.address}/console/map")
    await desk.page.wait_for_selector("body.is-ready")
    await desk.keep_picture("map.png")
    # A small grid is clicked on by its edge: in its middle stands the township's name.
    grid = desk.page.locator("svg a", has=desk.page.locator("path.step-1"))
    await expect(grid).to_have_count(1)
    await grid.dispatch_event("click")
    await expect(desk.page.locator("[data-row]")).to_have_count(1)
    chosen = desk.page.locator("select[name=region] option:checked")
    await expect(chosen).to_contain_text("东关家属院")


async def test_a_township_is_opened_by_its_name_and_its_grid_by_a_press(desk: Desk) -> None:
    await told(desk)
    await desk.page.goto(f"{desk.address}/console/map")
    await desk.page.locator("svg text", has_text="城关街道").click()
    await expect(desk.page.locator("h1")).to_have_text("城关街道地图")
    await desk.page.locator("svg text", has_text="东街社区").click()
    await expect(desk.page.locator("h1")).to_have_text("东街社区地图")
    await desk.page.locator("svg path.step-1").click(position={"x": 20, "y": 20}, force=True)
    await expect(desk.page.locator("[data-row]")).to_have_count(1)
    await desk.page.go_back()
    await desk.page.locator("a.button", has_text="回到城关街道").click()
    await expect(desk.page.locator("h1")).to_have_text("城关街道地图")


async def test_the_map_fits_a_phone_and_hears_of_news(desk: Desk, phone: Desk) -> None:
    await phone.sit_at_console("县值班")
    await phone.page.goto(f"{phone.address}/console/map")
    await phone.page.wait_for_selector("body.is-ready")
    assert await overflow(phone) == 0
    await expect(phone.page.locator("figcaption")).to_contain_text("在办0件")
    await told(desk)
    await expect(phone.page.locator("figcaption")).to_contain_text("在办1件", timeout=15_000)


async def test_borders_are_handed_in_looked_at_and_confirmed(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "网格.geojson"
    file.write_bytes(a_file(feature(SQUARE, name="东关家属院", parent="东街社区")))
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/boundaries")
    await desk.page.set_input_files("input[type=file]", file)
    await desk.page.get_by_role("button", name="先看看会改什么").click()
    await expect(desk.page.locator("main")).to_contain_text("会改1处")
    await desk.keep_picture("boundaries.png")
    await desk.page.get_by_role("button", name="确认导入").click()
    await expect(desk.page.locator(".flash-done")).to_contain_text("改了1处边界")

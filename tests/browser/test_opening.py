"""From an empty county to the first closed case, as a new IT person walks it by the README."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, expect

from bot import app
from bot.console.sign_in.passwords import hashed
from bot.opening.command import begin, empty_county
from bot.roster.writing import template
from bot.settings import load
from handlers.understanding.tree import load_categories
from storage import migrate
from storage.db import Database
from storage.trial import GROUP, RESIDENTS
from tests.browser.conftest import TUESDAY, TuesdayClock
from tests.browser.desk import GUO, Desk
from tests.browser.test_page import overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADMIN, PASSWORD = "王管理", "sesame-gate-99"
RESIDENT = f"p:{RESIDENTS[0]}"


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[app.Service]:
    """A county that was begun a moment ago, running for a trial."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate.upgrade(url)
    db = Database.open(url)
    kept = hashed(PASSWORD)
    await db.tx(lambda s: begin(s, empty_county("C1", "清水县"), ADMIN, kept, TUESDAY))
    await db.close()
    web = {"host": "127.0.0.1", "port": 0}
    settings = load(database_url=url, demo=True, media_dir=tmp_path / "media", web=web)
    running = await app.build(settings, TuesdayClock())
    running.address = await running.start()  # type: ignore[attr-defined]
    yield running
    await running.drain()
    await running.stop()


def filled_in() -> bytes:
    """The template with its examples made real, as somebody does who tries it out."""
    book = load_workbook(io.BytesIO(template(load_categories(None))))
    for sheet in book.worksheets:
        for cell in (one for row in sheet.iter_rows() for one in row):
            if cell.value == "示例":
                cell.value = None
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


async def sign_in(desk: Desk) -> None:
    await desk.page.goto(f"{desk.address}/console/")
    await desk.page.fill("input[name=name]", ADMIN)
    await desk.page.fill("input[type=password]", PASSWORD)
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator("h1")).to_have_text("清水县开张")


async def open_the_county(desk: Desk) -> None:
    """The steps of the opening, one after the other."""
    page = desk.page
    await page.locator("#county summary").click()
    await page.fill("input[name=duty_phone]", "0375-5500123")
    await page.locator("#county button.main").click()
    await expect(page.locator(".flash-done")).to_contain_text("已保存")
    await page.locator(".step-next a.main").click()
    file = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": filled_in()}
    await page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    await page.get_by_role("button", name="先看看会改什么").click()
    await page.get_by_role("button", name="确认导入").click()
    await expect(page.locator(".flash-done")).to_contain_text("已导入")
    await page.get_by_role("link", name="看看还差什么").click()
    await page.get_by_role("button", name="准备试用的群").click()
    await expect(page.locator(".flash-done")).to_contain_text("住进了东关家属院")


async def test_an_empty_county_gets_to_its_first_closed_case(
    empty: app.Service, chromium: Browser
) -> None:
    async with Desk.open(chromium, empty, width=1366, height=768) as desk:
        await sign_in(desk)
        await desk.keep_picture("opening.png")
        assert await desk.page.locator(".step-done").count() == 1
        await open_the_county(desk)
        await desk.page.get_by_role("link", name="打开聊天页").click()
        await desk.page.wait_for_selector("body.is-ready")
        await expect(desk.page.locator("#play-story")).to_be_hidden()  # its people are elsewhere
        await desk.say(RESIDENT, GROUP, "3号楼前面下水道堵了，臭水流一地")
        await desk.forward_until(RESIDENT, GROUP, "已登记", most=3)
        await desk.hears(GUO, GUO, "新任务")
        await desk.press(GUO, GUO, "accept")
        await desk.say(GUO, GUO, "#1 办结 物业把管道疏通了，地面也冲洗干净了")
        await desk.forward_until(RESIDENT, RESIDENT, "解决了吗")
        await desk.say(RESIDENT, RESIDENT, "解决了，满意")
        await desk.hears(RESIDENT, RESIDENT, "已办结")
        await desk.page.goto(f"{desk.address}/console/opening")
        await expect(desk.page.locator(".steps")).to_contain_text("第一件已经了结：#00001")
        await desk.keep_picture("opening-done.png")
        assert desk.faults == []


async def test_the_opening_is_at_home_on_a_phone(empty: app.Service, chromium: Browser) -> None:
    async with Desk.open(chromium, empty, width=375, height=812, is_mobile=True) as phone:
        await sign_in(phone)
        assert await overflow(phone) == 0
        await open_the_county(phone)
        for path in ("roster", "roster/people", "roster/groups", "roster/import", "opening"):
            await phone.page.goto(f"{phone.address}/console/{path}")
            await phone.keep_picture(f"{path.replace('/', '-')}-phone.png")
            assert await overflow(phone) == 0, path
        assert phone.faults == []

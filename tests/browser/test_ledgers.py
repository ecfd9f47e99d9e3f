"""The ledger goes out as Excel, is edited, comes back, is looked at and landed."""

import re
from pathlib import Path

import openpyxl
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.test_console import tell
from tests.browser.test_page import overflow
from tests.service.old_ledger_room import HEAD, LAMP, WELL
from tests.service.sheet_room import a_file


async def test_from_the_export_over_an_edit_to_landing(desk: Desk, tmp_path: Path) -> None:
    await tell(desk)
    await desk.sit_at_console("县值班")
    await desk.page.goto(f"{desk.address}/console/ledgers")
    await desk.keep_picture("ledgers-desk.png")
    async with desk.page.expect_download() as download:
        await desk.page.get_by_role("button", name="导出 Excel").click()
    taken = await download.value
    assert taken.suggested_filename.startswith("青河县事项台账")
    path = tmp_path / "台账.xlsx"
    await taken.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column_letter for cell in sheet[3] if cell.value}
    number = str(sheet[f"{heads['编号']}4"].value)
    sheet[f"{heads['备注']}4"] = "已电话核实"
    sheet[f"{heads['状态']}4"] = "已结案"
    book.save(path)

    await desk.page.get_by_role("link", name="导入台账").click()
    await desk.page.get_by_label("Excel 文件").set_input_files(path)
    await desk.page.get_by_role("button", name="上传并预览").click()
    await expect(desk.page.locator("main")).to_contain_text("“状态”不能在表格里改")
    await desk.keep_picture("ledger-import-desk.png")
    await desk.page.get_by_role("button", name="确认导入").click()
    await expect(desk.page.locator(".flash-done")).to_contain_text("按表格改了1件")
    await desk.page.goto(f"{desk.address}/console/cases/{number.lstrip('#')}")
    await expect(desk.page.locator(".line").last).to_contain_text("已电话核实")
    await expect(desk.page.locator("main")).not_to_contain_text("已结案")
    assert desk.faults == []


async def test_an_old_ledger_is_put_right_cell_by_cell_and_lands(
    desk: Desk, phone: Desk, tmp_path: Path
) -> None:
    bad, good = tmp_path / "旧.xlsx", tmp_path / "旧台账.xlsx"
    bad.write_bytes(a_file(HEAD, LAMP, (WELL[0], WELL[1], "昨天", *WELL[3:])))
    good.write_bytes(a_file(HEAD, LAMP, WELL))
    for window, size in ((phone, "phone"), (desk, "desk")):
        await window.sit_at_console("县值班")
        await window.page.goto(f"{window.address}/console/ledgers/import")
        await window.keep_picture(f"ledger-ask-{size}.png")
        await window.page.get_by_label("Excel 文件").set_input_files(bad)
        await window.page.get_by_role("button", name="上传并预览").click()
        await expect(window.page.locator(".faults").first).to_contain_text("C3：看不懂时间")
        await window.keep_picture(f"ledger-faults-{size}.png")
        assert await overflow(window) == 0
    await desk.page.goto(f"{desk.address}/console/ledgers/import")
    await desk.page.get_by_label("Excel 文件").set_input_files(good)
    await desk.page.get_by_role("button", name="上传并预览").click()
    await desk.keep_picture("ledger-olds-desk.png")
    await desk.page.get_by_role("button", name="确认导入").click()
    await expect(desk.page.locator(".flash-done")).to_contain_text("导入旧台账2件")
    for window, size in ((phone, "phone"), (desk, "desk")):
        await window.page.goto(f"{window.address}/console/ledgers?since=")
        await expect(window.page.locator("tbody tr")).to_have_count(2)
        await window.keep_picture(f"ledgers-{size}.png")
        assert await overflow(window) == 0
    assert [*desk.faults, *phone.faults] == []


async def test_on_paper_stands_what_is_read_and_a_list_lies_across(desk: Desk) -> None:
    await tell(desk)
    await desk.sit_at_console("县值班")
    await desk.page.emulate_media(media="print")
    await desk.page.goto(f"{desk.address}/console/")
    await expect(desk.page.locator(".rail")).to_be_hidden()
    await expect(desk.page.locator(".c-mark").first).to_be_hidden()
    await expect(desk.page.locator(".c-number").first).to_be_visible()
    across = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", await desk.page.pdf(format="A4"))
    assert across
    assert all(float(width) > float(height) for width, height in across)
    await desk.page.goto(f"{desk.address}/console/cases/1")
    await expect(desk.page.locator(".to-do")).to_be_hidden()
    await expect(desk.page.locator(".facts").first).to_be_visible()
    upright = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", await desk.page.pdf(format="A4"))
    assert all(float(width) < float(height) for width, height in upright)

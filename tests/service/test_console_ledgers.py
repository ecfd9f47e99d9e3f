"""The ledgers at the console: who finds what, what is chosen, and the file with its layout."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import col

from bot.papers import ledger
from storage.codes import CaseState, Colour
from storage.tables.case import Case
from storage.tables.click import Click
from storage.tables.region import Department
from tests.service.console_room import get
from tests.service.test_console import page, put_case
from tests.service.test_console_desks import whistle
from tests.service.webchat_room import TUESDAY, Room, open_room

SECRET: dict[str, Any] = {"leaf": "domestic_violence", "title": "家庭暴力", "is_confidential": True}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await put_case(opened, 101, summary="=3号楼下水道堵了,电话13812345678")
        await put_case(opened, 102, colour=Colour.RED, opened_at=TUESDAY - timedelta(days=40))
        await put_case(opened, 103, "G103", leaf="streetlight", title="路灯不亮")
        await put_case(opened, 104, state=CaseState.CLOSED, closed_at=TUESDAY, result="已疏通")
        await put_case(opened, 105, summary="他又打人了", **SECRET)
        await opened.sit("县值班")
        yield opened


async def exported(room: Room, **given: str) -> tuple[int, bytes]:
    form = {"form_token": await room.form_token()} | given
    answer = await room.client.post("/console/ledgers/export", data=form)
    return answer.status, await answer.read()


async def sheet(room: Room, **given: str) -> Worksheet:
    status, content = await exported(room, **given)
    assert status == 200
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def numbers(found: Worksheet) -> list[str]:
    return [str(row[1]) for row in found.iter_rows(min_row=4, values_only=True)]


async def test_a_ledger_has_the_layout_that_is_handed_in(room: Room) -> None:
    found = await sheet(room)
    assert found["A1"].value == "青河县事项台账"
    facts = str(found["A2"].value)
    for told in (
        "制表单位：",
        "统计期间：2026年1月1日至今天",
        "单位：件",
        "制表人：县值班",
        "制表日期：2026年",
    ):
        assert told in facts
    assert [cell.value for cell in found[3]][:3] == ["序号", "编号", "登记时间"]
    assert (found.print_title_rows, found.freeze_panes) == ("$1:$3", "C4")
    assert (found.page_setup.orientation, str(found.page_setup.paperSize)) == ("landscape", "8")
    assert found.oddFooter is not None
    assert "&P" in str(found.oddFooter.center.text)
    assert {str(area) for area in found.merged_cells.ranges} == {"A1:X1", "A2:X2"}


async def test_cells_are_text_and_nothing_calculates(room: Room) -> None:
    found = await sheet(room)
    first = found[5]
    assert [cell.data_type for cell in first] == ["n"] + [
        "s" if c.value else "n" for c in first[1:]
    ]
    words = found["I5"]
    assert (words.value, words.data_type) == ("=3号楼下水道堵了,电话【电话】", "s")
    assert words.quotePrefix
    assert words.alignment.wrap_text
    assert words.border.left is not None


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, [102, 101, 103, 104, 105]),
        ({"since": "2026-04-01"}, [101, 103, 104, 105]),
        ({"since": "", "until": "2026-03-31"}, [102]),
        ({"colour": "red"}, [102]),
        ({"state": "over"}, [104]),
        ({"state": "open", "leaf": "streetlight"}, [103]),
        ({"leaf": "municipal"}, [102, 101, 103, 104]),
        ({"level": "township"}, []),
        ({"grid": "没有这个网格"}, []),
        ({"department": "999"}, []),
        ({"level": "胡写", "colour": "'", "region": "x", "after": "x"}, [102, 101, 103, 104, 105]),
    ],
)
async def test_what_is_chosen_stands_in_the_file_and_on_the_page(
    room: Room, chosen: dict[str, str], found: list[int]
) -> None:
    wanted = [f"#{number:05d}" for number in found]
    assert numbers(await sheet(room, **chosen)) == wanted
    text = await page(room, "ledgers", 200, **chosen)
    assert [n for n in sorted(wanted) if f">{n}<" in text] == sorted(wanted)
    assert f"共{len(wanted)}件" in text


async def test_a_ledger_is_chosen_by_department(room: Room) -> None:
    (case,) = await get(room, Case, col(Case.number) == 103)
    await whistle(room, case.id)
    (bureau,) = await get(room, Department, col(Department.name) == "城管局")
    found = await sheet(room, department=str(bureau.id))
    assert numbers(found) == ["#00103"]
    await room.sit("城管局值班")
    assert numbers(await sheet(room)) == ["#00103"]


async def test_who_exports_gets_what_they_may_see_and_no_more(room: Room) -> None:
    assert "他又打人了" not in str([c.value for r in (await sheet(room)).rows for c in r])
    await room.sit("郭网格")
    assert numbers(await sheet(room)) == ["#00102", "#00101", "#00104"]
    await room.sit("城管局值班")
    assert numbers(await sheet(room)) == []


async def test_an_export_is_written_down_with_who_what_and_how_many(room: Room) -> None:
    await sheet(room, colour="red", state="open")
    (kept,) = await get(room, Click)
    assert (kept.act, kept.person_id) == ("ledger_export", await room.person("县值班"))
    assert kept.answer == (
        "导出台账1件，条件：登记时间：2026年1月1日至今天，红色（已超时），没有办完的。"
    )


async def test_a_form_of_another_site_takes_nothing_out(room: Room) -> None:
    assert (await exported(room, form_token="0" * 64))[0] == 403
    answer = await room.client.post(
        "/console/ledgers/export",
        data={"form_token": await room.form_token()},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403
    assert await get(room, Click) == []


async def test_a_resident_or_nobody_gets_no_ledger(room: Room) -> None:
    await room.client.post("/console/sign-out", data={"form_token": await room.form_token()})
    answer = await room.client.get("/console/ledgers", allow_redirects=False)
    assert answer.status == 302


async def test_pages_follow_each_other_and_a_large_ledger_is_whole(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PAGE", 2)
    assert numbers(await sheet(room)) == [f"#{n:05d}" for n in (102, 101, 103, 104, 105)]
    for number in range(200, 240):
        await put_case(room, number)
    first = await page(room, "ledgers")
    assert first.count('class="c-number"') == 30
    assert 'rel="next"' in first


async def test_what_does_not_fit_into_one_file_is_said(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST", 4)
    status, content = await exported(room)
    assert status == 422
    assert "一个表放不下" in content.decode()
    assert await get(room, Click) == []

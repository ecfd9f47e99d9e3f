"""Old ledgers at the console and by command: previewed, landed whole, once; and what is refused."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from storage import history
from storage.codes import CaseState, Urgency
from storage.tables.case import Case, CaseEvent, Whistle
from storage.tables.imported import ImportedCase
from storage.tables.message import OutboundMessage
from storage.tables.timer import Timer
from tests.service.console_room import get
from tests.service.old_ledger_room import HEAD, LAMP, WELL, land, preview, upload
from tests.service.sheet_room import a_file, changed
from tests.service.test_console import page
from tests.service.webchat_room import Room, open_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.sit("县值班")
        yield opened


async def test_the_empty_form_offers_places_kinds_and_units_and_is_understood(room: Room) -> None:
    answer = await room.client.get("/console/ledgers/import/form.xlsx")
    content = await answer.read()
    book = load_workbook(io.BytesIO(content))
    offered = book["旧台账"].data_validations.dataValidation
    assert len(offered) == 6
    found = {cell.value for column in book["可选项"].columns for cell in column}
    assert {"城关街道", "城管局", "满意"} <= found
    assert "2025-017" in (await upload(room, content))[2]


async def test_an_old_ledger_becomes_closed_cases_without_clocks_or_messages(room: Room) -> None:
    text = await preview(room, LAMP, WELL)
    assert "旧事项 <b>2</b> 件" in text
    assert await get(room, Case) == []
    status, done = await land(room, text)
    assert status == 200
    assert "导入旧台账2件" in done
    lamp, well = await get(room, Case)
    assert (lamp.state, lamp.leaf, lamp.opened_at.date().isoformat()) == (
        CaseState.CLOSED, "streetlight", "2025-03-04",
    )  # fmt: skip
    assert "13812345678" not in lamp.summary
    assert lamp.result == "换了灯泡"
    assert "旧台账导入" in lamp.tags
    assert well.closed_at is not None
    (event, _) = await get(room, CaseEvent)
    assert "由旧台账导入：旧台账.xlsx“台账”表第2行，县值班导入。原编号2025-017" in event.note
    assert "当时评价：满意" in event.note
    events = await room.db.read(lambda s: history.list_events(s, lamp.id or 0))
    assert history.is_unbroken(events)
    (called,) = await get(room, Whistle)
    assert called.case_id == lamp.id
    assert await get(room, Timer) == []
    assert await get(room, OutboundMessage) == []


async def test_the_same_file_lands_once_however_often_it_comes(room: Room) -> None:
    text = await preview(room, LAMP, WELL)
    await land(room, text)
    assert "没有要写入的内容" in await preview(room, LAMP, WELL)
    edited = (*LAMP[:6], "路灯不亮（补记）", *LAMP[7:])
    again = await preview(room, edited, WELL, (3, "2025-019", *WELL[2:6], "另一个井盖", *WELL[7:]))
    assert "以前导入过 <b>2</b> 行" in again
    await land(room, again)
    assert len(await get(room, Case)) == 3


async def test_a_row_that_stands_twice_in_a_file_lands_once(room: Room) -> None:
    await land(room, await preview(room, LAMP, LAMP))
    assert len(await get(room, Case)) == 1


async def test_a_form_sent_twice_lands_once(room: Room) -> None:
    text = await preview(room, LAMP)
    await land(room, text)
    status, done = await land(room, text)
    assert (status, len(await get(room, Case))) == (200, 1)
    assert "已导入" in done


async def test_every_bad_cell_is_named_with_what_to_write_and_nothing_lands(room: Room) -> None:
    bad = (
        (1, "", "昨天", "", "", "", "", "", "2025-3-8", "", ""),
        (2, "", "2025-3-9", "", "", "路灯", "路灯不亮", "", "2025-3-8", "", "还行吧"),
        (3, "", "2099-1-1", "", "", "路灯", "路灯不亮", "", "2025-3-8", "", ""),
        (4, "", "2025-3-9", "", "", "路灯", "路灯不亮", "", "", "", ""),
    )
    text = await preview(room, LAMP, *bad)
    for told in (
        "“台账”表 C3：看不懂时间“昨天”。写成 2026-3-5 或 2026年3月5日。",
        "“台账”表 G3：没有写反映的是什么事。",
        "“台账”表 I4：办结时间早于受理时间。",
        "“台账”表 K4：看不懂满意度“还行吧”。",
        "“台账”表 C5：“2099-1-1”在今天以后。",
        "“台账”表 I6：看不出办结了没有。",
    ):
        assert told in text
    assert "现在还不能导入" in text
    assert "确认导入" not in text
    assert "/land" not in text
    assert await get(room, Case) == []


async def test_what_nobody_knows_is_taken_otherwise_and_said(room: Room) -> None:
    text = await preview(
        room,
        (
            1,
            "7",
            "2025-3-5",
            "月亮镇",
            "桥头",
            "亮化类",
            "路灯不亮了",
            "月亮局",
            "2025-3-6",
            "好了",
            "无",
        ),
    )
    for told in ("没有“月亮镇”", "没有“亮化类”这一类，按内容归到“路灯不亮”", "没有“月亮局”"):
        assert told in text
    await land(room, text)
    (case,) = await get(room, Case)
    assert case.place == "月亮镇，桥头"


async def test_a_file_whose_matters_may_be_open_is_not_taken(room: Room) -> None:
    status, _, text = await upload(room, a_file(("受理时间", "反映事项"), ("2025-3-5", "路灯不亮")))
    assert status == 422
    assert "看不出哪些办结了" in text
    text = await preview(
        room, ("2025-3-5", "路灯不亮", "办理中"), head=("受理时间", "反映事项", "状态")
    )
    assert "还没有办结（办理中）" in text


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "旧.xls", "另存为"),
        ("受理时间,反映事项".encode(), "旧.csv", "CSV"),
        (changed(a_file(HEAD, LAMP), {"xl/vbaProject.bin": b"x"}), "旧.xlsm", "带着宏"),
        (a_file(("甲",), ("乙",)), "空.xlsx", "找不到表头"),
        (a_file(HEAD), "空.xlsx", "一行内容都没有"),
        (a_file(), "空.xlsx", "找不到表头"),
    ],
)
async def test_what_cannot_be_read_is_told_what_to_do(
    room: Room, content: bytes, name: str, told: str
) -> None:
    status, _, text = await upload(room, content, name)
    assert status == 422
    assert told in text


async def test_a_file_that_is_too_large_and_no_file_at_all_are_told(room: Room) -> None:
    status, _, _ = await upload(room, b"x" * (11 * 1024 * 1024))
    assert status == 413
    status, _, text = await upload(room, b"", "")
    assert status == 422
    assert "还没有选文件" in text


async def test_names_in_cells_are_shown_as_text(room: Room) -> None:
    row = (*LAMP[:6], "<script>alert(1)</script>路灯不亮", *LAMP[7:])
    assert "<script>alert" not in await preview(room, row)


# ---- rights


async def test_only_those_on_duty_import_and_only_their_own_preview(room: Room) -> None:
    text = await preview(room, LAMP)
    path = re.search(r"/console/ledgers/import/\d+", text)
    assert path is not None
    await room.sit("郭网格")
    assert (await upload(room, a_file(HEAD, LAMP)))[0] == 403
    assert "导入台账" not in await page(room, "ledgers")
    await room.sit("城关值班")
    assert (await room.client.get(path[0])).status == 404
    assert (await land(room, text))[0] == 409
    assert await get(room, Case) == []


async def test_a_township_imports_for_itself_only(room: Room) -> None:
    await room.sit("城关值班")
    other = (*LAMP[:3], "城南镇", *LAMP[4:])
    assert "不在城关街道" in await preview(room, other)
    text = await preview(room, LAMP)
    await land(room, text)
    (case,) = await get(room, Case)
    assert case.region_id is not None


async def test_a_form_of_another_site_lands_nothing(room: Room) -> None:
    assert (await upload(room, a_file(HEAD, LAMP), form_token="0" * 64))[0] == 403
    text = await preview(room, LAMP)
    assert (await land(room, text, form_token="0" * 64))[0] == 403
    assert (await land(room, text, digest="0" * 64))[0] == 409
    assert await get(room, Case) == []


async def test_what_was_previewed_lands_or_nothing(room: Room) -> None:
    text = await preview(room, LAMP, WELL)

    def meanwhile(session: Session) -> None:
        case = Case(
            county_id=1,
            number=900,
            leaf="streetlight",
            title="x",
            urgency=Urgency.U2,
            state=CaseState.CLOSED,
            opened_at=room.clock.now(),
        )
        session.add(case)
        session.flush()
        key = "2025-018|2025-03-06"
        session.add(
            ImportedCase(
                county_id=1,
                case_id=case.id or 0,
                digest="d",
                key=key,
                file_name="f",
                imported_at=room.clock.now(),
            )
        )

    await room.db.tx(meanwhile)
    status, told = await land(room, text)
    assert status == 409
    assert "预览以后数据有变化" in told
    assert len(await get(room, Case)) == 1
